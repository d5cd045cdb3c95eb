"""抽查事项清单 and 年度抽查计划, published as snapshots."""

from __future__ import annotations

from django.utils import timezone

from mingqian.accounts.models import Agency
from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.plans import states as plan_states
from mingqian.plans.actions import publish_plan as mark_plan_published
from mingqian.plans.adjusting import root_of
from mingqian.plans.models import AnnualPlan
from mingqian.publicity.content import Content, digest, items_content, plan_content
from mingqian.publicity.models import Kind, Publication
from mingqian.publicity.publishing import make_public, require_agency
from mingqian.publicity.states import PUBLICATION, PUBLISHED


def current(kind: str, object_kind: str, object_id: int) -> Publication | None:
    """The publication in force of one object."""
    return Publication.objects.filter(
        kind=kind, object_kind=object_kind, object_id=object_id, state=PUBLISHED
    ).first()


def _publish(
    by: Actor, *, agency_id: int, kind: str, object_kind: str, object_id: int, title: str, content: Content
) -> Publication:
    before = current(kind, object_kind, object_id)
    rows = []
    if before is not None:
        before.state = PUBLICATION.check("supersede", before.state, before.title)
        before.save(update_fields=["state"])
        rows.append(before)
    publication = Publication(
        agency_id=agency_id,
        kind=kind,
        title=title,
        content=content,
        digest=digest(content),
        object_kind=object_kind,
        object_id=object_id,
        occurred_on=timezone.localdate(),
        prepared_at=timezone.now(),
        prepared_by=by.name,
        prepared_by_id=by.user_id,
        supersedes=before,
    )
    make_public(publication, by=by)
    record(
        by=by,
        action="publicity.publication.publish",
        rows=[*rows, publication],
        obj=("publicity.publication", publication.pk),
        details={"number": publication.number, "kind": kind, "digest": publication.digest},
    )
    return publication


@action(Permission.PUBLISH, event="publicity.publication.publish")
def publish_items(*, by: Actor, agency: Agency) -> Publication:
    """Publish the item list as it stands today; an earlier list stays readable, marked as replaced.

    Raises `Refused`: publicity.not_yours, publicity.nothing_to_publish, publicity.items_unchanged.
    """
    require_agency(by, agency.pk)
    Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
    content = items_content(agency)
    if not content["items"]:
        raise Refused("publicity.nothing_to_publish", agency=agency.name)
    before = current(Kind.ITEMS, "accounts.agency", agency.pk)
    if before is not None and before.digest == digest(content):
        raise Refused("publicity.items_unchanged", number=before.number)
    return _publish(
        by,
        agency_id=agency.pk,
        kind=Kind.ITEMS,
        object_kind="accounts.agency",
        object_id=agency.pk,
        title=f"{agency.name}随机抽查事项清单",
        content=content,
    )


@action(Permission.PUBLISH, event="publicity.publication.publish")
def publish_plan(*, by: Actor, plan: AnnualPlan) -> Publication:
    """Publish an approved annual plan (高青 6.1) and mark it as public; a later version replaces the one before,
    which stays readable.

    Raises `Refused`: publicity.not_yours, publicity.plan_not_approved, publicity.already_published.
    """
    require_agency(by, plan.agency_id)
    plan = AnnualPlan.objects.select_for_update().get(pk=plan.pk)
    root = root_of(plan)
    known = current(Kind.PLAN, "plans.annualplan", root.pk)
    if known is not None and plan.state == plan_states.PUBLISHED:
        raise Refused("publicity.already_published", what=plan.title, number=known.number)
    if plan.state not in plan_states.IN_FORCE:
        raise Refused(
            "publicity.plan_not_approved", plan=plan.title, state=plan_states.PLAN.states[plan.state].name
        )
    if plan.state == plan_states.APPROVED:
        mark_plan_published(by=by, plan=plan)
    return _publish(
        by,
        agency_id=plan.agency_id,
        kind=Kind.PLAN,
        object_kind="plans.annualplan",
        object_id=root.pk,
        title=plan.title,
        content=plan_content(plan),
    )
