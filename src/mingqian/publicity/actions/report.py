"""抽查情况通报 (西平 细则 十五): handed to 公示审核 once a leader approved it, published when the list is no longer secret."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.inspections.models import Inspection
from mingqian.inspections.states import SETTLED
from mingqian.plans.models import Campaign
from mingqian.publicity.content import Content, digest
from mingqian.publicity.models import Kind, Publication
from mingqian.publicity.publishing import make_public, require_agency, require_nothing_personal
from mingqian.publicity.states import PREPARED, PUBLICATION, PUBLISHED, SUPERSEDED

OBJECT = "plans.campaign"


def list_is_open(campaign: Campaign) -> bool:
    """Whether nothing about who was drawn is secret any more: every list released, every check without lot settled."""
    rows = Inspection.objects.filter(campaign=campaign)
    secret = Q(draw__isnull=False, draw__released_at__isnull=True) | Q(draw__isnull=True) & ~Q(
        state__in=SETTLED
    )
    return rows.exists() and not rows.filter(secret).exists()


def require_open_list(campaign: Campaign) -> None:
    """Raise `Refused(publicity.list_not_released)` while the list of a campaign is secret."""
    if not list_is_open(campaign):
        raise Refused("publicity.list_not_released", campaign=campaign.title)


@action(
    None,
    event="publicity.publication.prepare",
    why_unguarded="由批准通报的动作调用，权限在那里检查",
)
def prepare_report(
    *, by: Actor, campaign: Campaign, title: str, content: Content, written_by: str, writer_id: int | None
) -> Publication:
    """Hand an approved 通报 to 公示审核. One that waits there already is set aside for it.

    Raises `Refused`: publicity.list_not_released, publicity.already_prepared, publicity.personal.
    """
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    require_open_list(campaign)
    require_nothing_personal(content)
    waiting = Publication.objects.filter(
        object_kind=OBJECT, object_id=campaign.pk, kind=Kind.REPORT, state=PREPARED
    )
    if waiting.exists():
        raise Refused("publicity.already_prepared", what=title)
    made = Publication.objects.create(
        agency_id=campaign.agency_id,
        kind=Kind.REPORT,
        title=title,
        content=content,
        digest=digest(content),
        object_kind=OBJECT,
        object_id=campaign.pk,
        campaign_id=campaign.pk,
        occurred_on=timezone.localdate(),
        prepared_at=timezone.now(),
        prepared_by=written_by,
        prepared_by_id=writer_id,
    )
    record(by=by, action="publicity.publication.prepare", rows=[made], details={"kind": Kind.REPORT})
    return made


@action(Permission.PUBLISH, event="publicity.publication.publish")
def publish_report(*, by: Actor, publication: Publication) -> Publication:
    """Publish a 通报; the edition before stays readable, marked as replaced.

    Raises `Refused`: publicity.not_yours, wrong state, publicity.second_person, publicity.list_not_released,
    publicity.personal.
    """
    held = Publication.objects.select_for_update().get(pk=publication.pk)
    require_agency(by, held.agency_id)
    PUBLICATION.check("publish", held.state, held.title)
    if held.prepared_by_id is not None and held.prepared_by_id == by.user_id:
        raise Refused("publicity.second_person", name=by.name)
    require_open_list(Campaign.objects.get(pk=held.campaign_id or 0))
    before = Publication.objects.filter(
        object_kind=OBJECT, object_id=held.object_id, kind=Kind.REPORT, state=PUBLISHED
    ).first()
    rows = []
    if before is not None:
        before.state = PUBLICATION.check("supersede", before.state, before.title)
        assert before.state == SUPERSEDED
        before.save(update_fields=["state"])
        held.supersedes = before
        rows.append(before)
    make_public(held, by=by)
    record(
        by=by,
        action="publicity.publication.publish",
        rows=[*rows, held],
        obj=("publicity.publication", held.pk),
        details={"number": held.number, "kind": held.kind, "digest": held.digest},
    )
    return held
