"""作业指导书 of an item; the reason for a separate check."""

from __future__ import annotations

from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.inspections.gates import joint_before, separate_where
from mingqian.inspections.limits import text
from mingqian.inspections.models import Inspection, SeparateCheck, WorkGuide
from mingqian.inspections.progress import hold
from mingqian.inspections.scope import require_agency, require_seat
from mingqian.plans.governing import governing
from mingqian.registers.models import Item

MOST_GUIDE = 20_000


@action(Permission.ITEMS_EDIT, event="inspections.guide.write")
def write_guide(*, by: Actor, item: Item, title: str, words: str) -> WorkGuide:
    """Write the guide by which an item is checked (鹤壁 五(三)); the former one stays in the file.

    Raises `Refused`: not_yours, guide_title, guide_text, text_too_long.
    """
    require_agency(by, item.agency_id)
    title, words = text(title, "title", 200), text(words, "words", MOST_GUIDE)
    if not title:
        raise Refused("inspections.guide_title", field="title")
    if not words:
        raise Refused("inspections.guide_text", field="words")
    made = WorkGuide.objects.create(item=item, title=title, text=words, by_name=by.name, at=timezone.now())
    record(
        by=by,
        action="inspections.guide.write",
        obj=("registers.item", item.pk),
        details={"item": item.name, "title": title},
    )
    return made


@action(Permission.INSPECT, event="inspections.check.separate")
def note_separate(*, by: Actor, inspection: Inspection, reason: str) -> SeparateCheck:
    """Say why an enterprise must be checked apart from the joint team that was there (安全生产法 69).

    Raises `Refused`: no_seat, reason_required, nothing_separate.
    """
    require_seat(by, inspection)
    inspection = hold(inspection)
    said = text(reason, "reason", 1000)
    if not said:
        raise Refused("acts.reason_required", field="reason")
    before = joint_before(inspection)
    if before is None or hasattr(inspection, "separate"):
        raise Refused("inspections.nothing_separate")
    told = [one.where for one in governing(inspection.campaign, "checks.separate_checks_exchange")]
    made = SeparateCheck.objects.create(
        inspection=inspection,
        after=before,
        citation="；".join(filter(None, [separate_where(inspection.campaign), *told]))[:200],
        reason=said,
        by_name=by.name,
        at=timezone.now(),
    )
    record(
        by=by,
        action="inspections.check.separate",
        obj=("inspections.inspection", inspection.pk),
        reason=said,
        details={"number": inspection.number, "after": before.number},
    )
    return made
