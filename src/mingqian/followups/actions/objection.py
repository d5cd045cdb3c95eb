"""异议: received, reviewed by somebody who was not on the team, told back; a wrong result is corrected in publicity."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.followups.models import Objection, Outcome
from mingqian.followups.papers import file_late
from mingqian.followups.scope import WITH_RESULT, on_team
from mingqian.followups.states import OBJECTION, OPEN_OBJECTIONS
from mingqian.followups.typed import needed, past, running_number
from mingqian.inspections.law import objection_days
from mingqian.inspections.limits import text
from mingqian.inspections.models import Inspection
from mingqian.inspections.progress import hold
from mingqian.inspections.scope import require_agency, require_unit
from mingqian.inspections.states import INSPECTION


def window_ends(inspection: Inspection) -> date | None:
    """The last day on which the enterprise may object, as the bureau has decided; None where it has not, or the result
    is not public yet.
    """
    days = objection_days(inspection.campaign)
    if not days or inspection.published_at is None:
        return None
    return timezone.localdate(inspection.published_at) + timedelta(days=days)


@action(Permission.OBJECTIONS_HANDLE, event="followups.objection.receive")
def receive_objection(
    *,
    by: Actor,
    inspection: Inspection,
    received_on: date,
    applicant: str,
    grounds: str,
    capacity: str = "",
    materials: str = "",
    late_reason: str = "",
) -> Objection:
    """登记异议, with what came with it; after the bureau's own window only with a reason.

    Raises `Refused`: not_yours, followups.no_result, objection_open, applicant, grounds, late, day_future, day_before.
    """
    require_unit(by, inspection)
    inspection = hold(inspection)
    if inspection.state not in WITH_RESULT:
        raise Refused("followups.no_result", state=INSPECTION.states[inspection.state].name)
    if inspection.objections.filter(state__in=OPEN_OBJECTIONS).exists():
        raise Refused("followups.objection_open")
    made_on = timezone.localdate(inspection.ended_at) if inspection.ended_at else None
    received_on = past(received_on, "received_on", after=made_on, name="检查结束")
    late, last = text(late_reason, "late_reason", 1000), window_ends(inspection)
    if last is not None and received_on > last and not late:
        raise Refused("followups.late", field="late_reason", day=f"{last.year}年{last.month}月{last.day}日")
    objection = Objection.objects.create(
        inspection=inspection,
        agency_id=inspection.agency_id,
        number=running_number(Objection, inspection.agency, "number", "异议"),
        received_on=received_on,
        applicant=needed(applicant, "applicant", 60, "followups.applicant"),
        capacity=text(capacity, "capacity", 60),
        grounds=needed(grounds, "grounds", 4000, "followups.grounds"),
        materials=text(materials, "materials", 1000),
        late_reason=late,
        entered_at=timezone.now(),
        entered_by=by.name,
    )
    _note(by, objection, "receive")
    return objection


def _note(by: Actor, objection: Objection, act: str, reason: str = "") -> None:
    file_late(by, objection.inspection, objection)
    record(
        by=by,
        action=f"followups.objection.{act}",
        rows=[objection],
        reason=reason,
        details={"number": objection.number, "inspection": objection.inspection.number},
    )


def _held(objection: Objection, act: str) -> Objection:
    hold(objection.inspection)
    held = Objection.objects.select_for_update(of=("self",)).get(pk=objection.pk)
    held.state = OBJECTION.check(act, held.state, held.number)
    return held


@action(Permission.OBJECTIONS_REVIEW, event="followups.objection.review")
def review_objection(*, by: Actor, objection: Objection, on: date, outcome: str, opinion: str) -> Objection:
    """复核, by somebody who did not check.

    Raises `Refused`: not_yours, wrong state, followups.reviewer_on_team, outcome_missing, opinion, day_future, day_before.
    """
    held = _held(objection, "review")
    inspection = held.inspection
    if by.may(Permission.OBJECTIONS_HANDLE):
        require_unit(by, inspection)
    require_agency(by, inspection.agency_id)
    if on_team(by, inspection):
        raise Refused("followups.reviewer_on_team", name=by.name)
    if outcome not in Outcome.values:
        raise Refused("followups.outcome_missing", field="outcome")
    held.outcome, held.opinion = outcome, needed(opinion, "opinion", 4000, "followups.opinion")
    held.reviewed_on, held.reviewed_by = past(on, "on", after=held.received_on, name="收到异议"), by.name
    held.save()
    _note(by, held, "review", held.opinion)
    return held


@action(Permission.OBJECTIONS_HANDLE, event="followups.objection.tell")
def tell_objection(*, by: Actor, objection: Objection, on: date, way: str) -> Objection:
    """反馈: the enterprise was told. Raises `Refused`: not_yours, wrong state, followups.way, day_future, day_before."""
    held = _held(objection, "tell")
    require_unit(by, held.inspection)
    held.told_way = needed(way, "way", 120, "followups.way")
    held.told_on, held.told_by = past(on, "on", after=held.reviewed_on, name="复核"), by.name
    held.save()
    _note(by, held, "tell")
    return held


@action(Permission.OBJECTIONS_HANDLE, event="followups.objection.take_back")
def take_back_objection(*, by: Actor, objection: Objection, on: date, note: str) -> Objection:
    """The enterprise took its objection back. Raises `Refused`: not_yours, wrong state, acts.reason_required, day_…."""
    held = _held(objection, "take_back")
    require_unit(by, held.inspection)
    held.taken_back_on = past(on, "on", after=held.received_on, name="收到异议")
    held.taken_back_note = needed(note, "note", 1000, "acts.reason_required")
    held.save()
    _note(by, held, "take_back", held.taken_back_note)
    return held


@action(
    None,
    event="followups.objection.correct",
    why_unguarded="由更正动作调用，权限在那里检查",
)
def mark_corrected(*, by: Actor, inspection: Inspection, number: str) -> list[Objection]:
    """Called by `publicity` when a correction of this inspection's result is public: the objections that were right have it."""
    inspection = hold(inspection)
    rows = inspection.objections.filter(outcome=Outcome.WRONG, corrected_on=None).select_for_update()
    found = list(rows)
    for one in found:
        one.corrected_on, one.corrected_number = timezone.localdate(), number
        one.save()
        file_late(by, inspection, one)
    record(
        by=by,
        action="followups.objection.correct",
        rows=found,
        obj=("inspections.inspection", inspection.pk),
        details={"number": number, "count": len(found)},
    )
    return found
