"""检查结果公示: prepared by the unit that checked, published by another person."""

from __future__ import annotations

from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.progress import told
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.inspections.actions import mark_published
from mingqian.inspections.actions.archive import file_later
from mingqian.inspections.models import Inspection
from mingqian.inspections.outside import NAME
from mingqian.inspections.progress import follow, hold
from mingqian.inspections.scope import is_system, require_unit
from mingqian.inspections.states import INSPECTION, REVIEWED
from mingqian.plans.models import Campaign
from mingqian.plans.rulebook import require_settled
from mingqian.publicity.actions.settling import release_if_last
from mingqian.publicity.content import digest, result_content
from mingqian.publicity.duties import Asked, asked_fields, require_fields
from mingqian.publicity.models import Kind, Publication, Withholding
from mingqian.publicity.papers import paper_of
from mingqian.publicity.publishing import Numbers, make_public, require_agency, require_nothing_personal
from mingqian.publicity.states import PREPARED, PROPOSED, PUBLICATION, RETURNED
from mingqian.publicity.withheld import proposed

OBJECT = "inspections.inspection"


def _prepare(by: Actor, inspection: Inspection, asked: list[Asked]) -> Publication:
    content = result_content(inspection)
    require_nothing_personal(content)
    require_fields(asked, content)
    return Publication.objects.create(
        agency_id=inspection.agency_id,
        kind=Kind.RESULT,
        title=f"{inspection.subject_name}{NAME if inspection.campaign.outside else '抽查检查'}结果",
        content=content,
        digest=digest(content),
        object_kind=OBJECT,
        object_id=inspection.pk,
        campaign_id=inspection.campaign_id,
        subject_name=inspection.subject_name,
        subject_code=inspection.subject_code,
        occurred_on=timezone.localdate(inspection.checked_at),
        prepared_at=timezone.now(),
        prepared_by=by.name,
        prepared_by_id=by.user_id,
    )


def pending(inspection: Inspection) -> Publication | None:
    """The publication of an inspection that waits for 公示审核, if any."""
    return Publication.objects.filter(
        object_kind=OBJECT, object_id=inspection.pk, kind=Kind.RESULT, state=PREPARED
    ).first()


@action(Permission.RESULTS_REVIEW, event="publicity.publication.prepare")
def prepare_result(*, by: Actor, inspection: Inspection) -> Publication:
    """Set down exactly what the public will see of a reviewed result, and hand it to 公示审核.

    Raises `Refused`: inspections.not_yours, publicity.not_reviewed, publicity.already_prepared,
    publicity.withholding_waits, publicity.personal, publicity.fields_missing.
    """
    require_unit(by, inspection)
    inspection = hold(inspection)
    if inspection.state != REVIEWED:
        raise Refused(
            "publicity.not_reviewed",
            subject=inspection.subject_name,
            state=INSPECTION.states[inspection.state].name,
        )
    if pending(inspection) is not None:
        raise Refused("publicity.already_prepared", what=inspection.subject_name)
    if proposed(inspection) is not None:
        raise Refused("publicity.withholding_waits", subject=inspection.subject_name)
    publication = _prepare(by, inspection, asked_fields(inspection.campaign))
    record(by=by, action="publicity.publication.prepare", rows=[publication], details={"kind": Kind.RESULT})
    return publication


@action(Permission.RESULTS_REVIEW, event="publicity.publication.prepare")
def prepare_campaign(*, by: Actor, campaign: Campaign) -> list[Publication]:
    """Prepare every reviewed result of a campaign that is not prepared yet, nor asked to be withheld.

    Raises `Refused(publicity.nothing_prepared)` when there is none, and the refusals of `prepare_result`.
    """
    Campaign.objects.select_for_update().get(pk=campaign.pk)
    asked = Withholding.objects.filter(campaign_id=campaign.pk, state=PROPOSED).values("inspection_id")
    inspections = list(
        Inspection.objects.select_for_update()
        .filter(campaign=campaign, state=REVIEWED)
        .exclude(pk__in=asked)
        .order_by("number")
    )
    for inspection in inspections[:1]:
        require_unit(by, inspection)
    waiting = told("逐户写出公示内容", inspections, len(inspections))
    fields = asked_fields(campaign)
    made = [_prepare(by, inspection, fields) for inspection in waiting if pending(inspection) is None]
    if not made:
        raise Refused("publicity.nothing_prepared", campaign=campaign.title)
    record(
        by=by,
        action="publicity.publication.prepare",
        rows=made,
        obj=("plans.campaign", campaign.pk),
        details={"kind": Kind.RESULT, "count": len(made)},
    )
    return made


def _publishable(by: Actor, publication_id: int) -> Publication:
    publication = Publication.objects.select_for_update().get(pk=publication_id)
    require_agency(by, publication.agency_id)
    PUBLICATION.check("publish", publication.state, publication.title)
    if publication.prepared_by_id is not None and publication.prepared_by_id == by.user_id:
        raise Refused("publicity.second_person", name=by.name)
    return publication


def _publish(
    by: Actor, publication: Publication, *, numbers: Numbers | None = None, follows: bool = True
) -> Publication:
    inspection = Inspection.objects.get(pk=publication.object_id)
    if inspection.state != REVIEWED or digest(result_content(inspection)) != publication.digest:
        raise Refused("publicity.record_changed", what=publication.title)
    make_public(publication, by=by, numbers=numbers)
    record(
        by=by,
        action="publicity.publication.publish",
        rows=[publication],
        details={"number": publication.number, "kind": publication.kind, "digest": publication.digest},
    )
    inspection = mark_published(by=by, inspection=inspection, follows=follows)
    file_later(by, inspection, [paper_of(publication)])
    return publication


@action(Permission.PUBLISH, event="publicity.publication.publish")
def publish_result(*, by: Actor, publication: Publication) -> Publication:
    """Publish one prepared result. With the last one of a campaign its drawn list is released.

    Raises `Refused`: publicity.not_yours, wrong state, publicity.second_person, publicity.record_changed,
    publicity.personal.
    """
    Campaign.objects.select_for_update().get(pk=publication.campaign_id or 0)
    require_settled(publication.agency_id, "publish", timezone.localdate())
    publication = _publish(by, _publishable(by, publication.pk))
    release_if_last(by, publication.campaign_id or 0)
    return publication


@action(Permission.PUBLISH, event="publicity.publication.publish")
def publish_campaign(*, by: Actor, campaign: Campaign) -> list[Publication]:
    """Publish every prepared result of a campaign, whole or not at all, in the order of the enterprises' names.

    Raises `Refused(publicity.nothing_prepared)` and the refusals of `publish_result`.
    """
    require_agency(by, campaign.agency_id)
    require_settled(campaign.agency_id, "publish", timezone.localdate())
    Campaign.objects.select_for_update().get(pk=campaign.pk)
    waiting = Publication.objects.filter(campaign_id=campaign.pk, kind=Kind.RESULT, state=PREPARED)
    ids = list(waiting.order_by("subject_name", "id").values_list("pk", flat=True))
    numbers = Numbers(campaign.agency_id)
    done = [
        _publish(by, _publishable(by, pk), numbers=numbers, follows=False)
        for pk in told("逐户核对、公示", ids, len(ids))
    ]
    if not done:
        raise Refused("publicity.nothing_prepared", campaign=campaign.title)
    follow(by=by, campaign_id=campaign.pk)
    release_if_last(by, campaign.pk)
    return done


@action(Permission.PUBLISH, event="publicity.publication.return")
def return_publication(*, by: Actor, publication: Publication, reason: str) -> Publication:
    """Send a prepared publication back to the unit with a reason.

    Raises `Refused`: publicity.not_yours, wrong state, acts.reason_required.
    """
    held = Publication.objects.select_for_update().get(pk=publication.pk)
    require_agency(by, held.agency_id)
    PUBLICATION.check("return", held.state, held.title)
    if not reason.strip():
        raise Refused("acts.reason_required", field="reason")
    held.state = RETURNED
    held.returned_at, held.returned_by, held.return_reason = timezone.now(), by.name, reason.strip()
    held.save()
    record(by=by, action="publicity.publication.return", rows=[held], reason=reason.strip())
    return held


def may_prepare(by: Actor, inspection: Inspection) -> bool:
    """Whether this person may prepare the result: the head of the unit that checked."""
    return by.may(Permission.RESULTS_REVIEW) and (is_system(by) or by.unit_id == inspection.unit_id)
