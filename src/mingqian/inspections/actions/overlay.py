"""每次检查的批准, 紧急事后补批, 扫码入企."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.inspections.limits import text
from mingqian.inspections.models import (
    CheckPermit,
    EntryWay,
    Inspection,
    Notice,
    Permit,
    SiteEntry,
)
from mingqian.inspections.overlay import conditions_of, entry_code, to_approve
from mingqian.inspections.progress import hold
from mingqian.inspections.scope import require_agency, require_seat
from mingqian.inspections.states import NOTIFIED, WITHHELD


@action(Permission.PLANS_APPROVE, event="inspections.check.approve")
def approve_checks(*, by: Actor, inspections: Sequence[Inspection], note: str = "") -> int:
    """Approve single checks that wait for it, one row each. Returns how many.

    Raises `Refused`: not_yours, nothing_to_approve (approved meanwhile, or the rule is off).
    """
    if not inspections:
        raise Refused("inspections.nothing_to_approve")
    agency_id = inspections[0].agency_id
    require_agency(by, agency_id)
    held = Inspection.objects.select_for_update().filter(pk__in=[one.pk for one in inspections])
    list(held.order_by("pk").values_list("pk", flat=True))
    waiting = {one.pk: one for one in to_approve(agency_id)}
    found = [waiting[one.pk] for one in inspections if one.pk in waiting]
    if not found:
        raise Refused("inspections.nothing_to_approve")
    citation = conditions_of(found[0]).approval
    said = text(note, "note", 1000)
    now = timezone.now()
    for one in found:
        CheckPermit.objects.create(
            inspection=one, kind=Permit.APPROVED, note=said, citation=citation, by_name=by.name, at=now
        )
    record(
        by=by,
        action="inspections.check.approve",
        obj=("plans.campaign", found[0].campaign_id),
        reason=said,
        details={"count": len(found), "inspections": [one.number for one in found]},
    )
    return len(found)


@action(Permission.INSPECT, event="inspections.check.urgent")
def note_urgent(*, by: Actor, inspection: Inspection, reason: str) -> CheckPermit:
    """Say why a check cannot wait for the approval; the head approves it afterwards.

    Raises `Refused`: no_seat, wrong state, reason_required, nothing_to_approve.
    """
    require_seat(by, inspection)
    inspection = hold(inspection)
    said = text(reason, "reason", 1000)
    if not said:
        raise Refused("acts.reason_required", field="reason")
    asked = conditions_of(inspection)
    if not asked.approval_missing or inspection.state not in (NOTIFIED, WITHHELD):
        raise Refused("inspections.nothing_to_approve")
    permit = CheckPermit.objects.create(
        inspection=inspection,
        kind=Permit.URGENT,
        note=said,
        citation=asked.approval,
        by_name=by.name,
        at=timezone.now(),
    )
    record(
        by=by,
        action="inspections.check.urgent",
        obj=("inspections.inspection", inspection.pk),
        reason=said,
        details={"number": inspection.number},
    )
    return permit


@action(Permission.INSPECT, event="inspections.check.enter")
def enter_site(*, by: Actor, inspection: Inspection, code: str) -> SiteEntry:
    """扫码入企: the code of the notice, or where no notice was given the code on the licence at the wall.

    Raises `Refused`: no_seat, wrong state, already_entered, entry_code_wrong.
    """
    require_seat(by, inspection)
    inspection = hold(inspection)
    if inspection.state not in (NOTIFIED, WITHHELD):
        raise Refused("inspections.entry_not_now")
    asked = conditions_of(inspection)
    if asked.entry is not None:
        raise Refused("inspections.already_entered", name=asked.entry.by_name)
    given = "".join(code.split()).upper()
    notice = Notice.objects.filter(inspection=inspection).first()
    expected = entry_code(notice) if notice else ""
    if expected and given == expected:
        way = EntryWay.NOTICE
    elif inspection.subject_code and inspection.subject_code.upper() in given:
        way = EntryWay.LICENCE
    else:
        raise Refused("inspections.entry_code_wrong", field="code")
    entry = SiteEntry.objects.create(
        inspection=inspection, way=way, citation=asked.scan, by_name=by.name, at=timezone.now()
    )
    record(
        by=by,
        action="inspections.check.enter",
        obj=("inspections.inspection", inspection.pk),
        details={"number": inspection.number, "way": way.label},
    )
    return entry
