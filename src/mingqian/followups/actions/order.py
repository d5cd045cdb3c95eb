"""责令改正: ordered in a form the documents know, with a term; looked at again; put off with a reason."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.followups import law
from mingqian.followups.models import Extension, Measure, Recheck, Rectification
from mingqian.followups.papers import file_late
from mingqian.followups.scope import WITH_FINDINGS, require_handler
from mingqian.followups.states import RECTIFICATION
from mingqian.followups.typed import fresh_number, needed, past, reason_of
from mingqian.inspections.limits import text
from mingqian.inspections.models import Inspection
from mingqian.inspections.progress import hold
from mingqian.inspections.referrals import problem_lines
from mingqian.inspections.states import INSPECTION


def _begin(by: Actor, inspection: Inspection) -> Inspection:
    require_handler(by, inspection)
    inspection = hold(inspection)
    if inspection.state not in WITH_FINDINGS:
        raise Refused("followups.too_early", state=INSPECTION.states[inspection.state].name)
    return inspection


def _positions(inspection: Inspection, positions: Collection[int]) -> list[int]:
    found = {line.position for line in problem_lines(inspection)}
    if not positions or not set(positions) <= found:
        raise Refused("followups.lines", field="positions")
    return sorted(set(positions))


def _form(inspection: Inspection, form: str) -> str:
    """The form as the documents have it; needed where they name any (卫东 六4)."""
    offered = law.measure_forms(inspection.campaign)
    if offered and form not in {one.words for one in offered}:
        raise Refused("followups.form", field="form", citation=offered[0].citation)
    return form if offered else ""


@action(Permission.RECTIFY, event="followups.order.issue")
def issue_order(
    *,
    by: Actor,
    inspection: Inspection,
    measure: str,
    content: str,
    positions: Collection[int],
    issued_on: date,
    due_on: date | None,
    form: str = "",
    number: str = "",
    at_once: bool = False,
    found: str = "",
    follow_up: str = "",
    follow_up_body: str = "",
) -> Rectification:
    """Order what was found on these lines to be corrected until a day; `at_once`: it was corrected on the spot, and
    `found` says what the look at it showed.

    Raises `Refused`: not_yours, followups.too_early, lines, measure, form, content, due, follow_up, recheck_found,
    number_taken, day_future, day_before.
    """
    inspection = _begin(by, inspection)
    whose = inspection.campaign
    said = next((one for one in law.order_measures(whose) if one.words == measure), None)
    if said is None:
        raise Refused("followups.measure", field="measure")
    begun = timezone.localdate(inspection.checked_at) if inspection.checked_at else None
    issued_on = past(issued_on, "issued_on", after=begun, name="检查开始")
    if at_once:
        due_on = issued_on
    if due_on is None or due_on < issued_on:
        raise Refused("followups.due", field="due_on")
    principles = law.follow_up_by(whose)
    if principles and follow_up not in {one.words for one in principles}:
        raise Refused("followups.follow_up", field="follow_up", citation=principles[0].citation)
    body = text(follow_up_body, "follow_up_body", 60)
    given = text(number, "number", 80)
    if given:
        fresh_number(Rectification, inspection.agency_id, "number", given, "number")
    order = Rectification.objects.create(
        inspection=inspection,
        agency_id=inspection.agency_id,
        number=given,
        positions=_positions(inspection, positions),
        measure=measure,
        form=_form(inspection, form),
        content=needed(content, "content", 4000, "followups.content"),
        citation=said.citation,
        at_once=at_once,
        issued_on=issued_on,
        due_on=due_on,
        follow_up="：".join(part for part in (follow_up if principles else "", body) if part),
        issued_at=timezone.now(),
        issued_by=by.name,
        issued_by_id=by.user_id,
    )
    _note(by, order, "issue")
    if at_once:
        recheck_order(by=by, order=order, on=issued_on, passed=True, found=found)
        order.refresh_from_db()
    return order


def _note(by: Actor, order: Rectification, act: str, reason: str = "", paper: Any = None) -> None:
    file_late(by, order.inspection, paper or order)
    record(
        by=by,
        action=f"followups.order.{act}",
        rows=[order],
        reason=reason,
        details={"inspection": order.inspection.number, "measure": order.measure},
    )


def _held(by: Actor, order: Rectification, act: str) -> Rectification:
    """The order as it stands, its inspection held first, moved one step in memory."""
    inspection = hold(order.inspection)
    require_handler(by, inspection)
    held = Rectification.objects.select_for_update(of=("self",)).get(pk=order.pk)
    held.state = RECTIFICATION.check(act, held.state, held.number or held.measure)
    return held


@action(Permission.RECTIFY, event="followups.order.recheck")
def recheck_order(*, by: Actor, order: Rectification, on: date, passed: bool, found: str) -> Rectification:
    """复查: what was found when looking again.

    Raises `Refused`: not_yours, wrong state, followups.recheck_found, day_future, day_before.
    """
    held = _held(by, order, "pass" if passed else "fail")
    last = held.rechecks.order_by("-on").values_list("on", flat=True).first()
    on = past(on, "on", after=last or held.issued_on, name="责令改正或者上一次复查")
    look = Recheck.objects.create(
        order=held,
        on=on,
        passed=passed,
        found=needed(found, "found", 2000, "followups.recheck_found"),
        by_name=by.name,
        at=timezone.now(),
    )
    held.save()
    _note(by, held, "recheck", paper=look)
    return held


@action(Permission.RECTIFY, event="followups.order.extend")
def extend_order(*, by: Actor, order: Rectification, until: date, reason: str) -> Rectification:
    """延期, with a reason. Raises `Refused`: not_yours, wrong state, followups.until, acts.reason_required."""
    held = _held(by, order, "extend")
    if until <= held.due_on or until < timezone.localdate():
        raise Refused("followups.until", field="until")
    moved = Extension.objects.create(
        order=held,
        before=held.due_on,
        until=until,
        reason=reason_of(reason),
        by_name=by.name,
        at=timezone.now(),
    )
    held.due_on = until
    held.save()
    _note(by, held, "extend", moved.reason, moved)
    return held


@action(Permission.RECTIFY, event="followups.order.withdraw")
def withdraw_order(*, by: Actor, order: Rectification, reason: str) -> Rectification:
    """An order that should not have been made. Raises `Refused`: not_yours, wrong state, acts.reason_required."""
    held = _held(by, order, "withdraw")
    held.withdrawn_reason = reason_of(reason)
    held.save()
    _note(by, held, "withdraw", held.withdrawn_reason)
    return held


@action(Permission.RECTIFY, event="followups.measure.note")
def note_measure(
    *,
    by: Actor,
    inspection: Inspection,
    kind: str,
    note: str,
    positions: Collection[int],
    taken_on: date,
    form: str = "",
) -> Measure:
    """Note a measure that is neither an order nor a case: a record made on the spot, evidence taken, 通报, 约谈.

    Raises `Refused`: not_yours, followups.too_early, lines, measure, form, content, day_future, day_before.
    """
    inspection = _begin(by, inspection)
    whose = inspection.campaign
    said = next((one for one in law.other_measures(whose) if one.words == kind), None)
    if said is None:
        raise Refused("followups.measure", field="kind")
    begun = timezone.localdate(inspection.checked_at) if inspection.checked_at else None
    offered = {one.words for one in law.measure_forms(whose)}
    made = Measure.objects.create(
        inspection=inspection,
        positions=_positions(inspection, positions),
        kind=kind,
        form=form if form in offered else "",
        note=needed(note, "note", 4000, "followups.measure_note"),
        citation=said.citation,
        taken_on=past(taken_on, "taken_on", after=begun, name="检查开始"),
        by_name=by.name,
        at=timezone.now(),
    )
    file_late(by, inspection, made)
    record(
        by=by,
        action="followups.measure.note",
        rows=[made],
        details={"inspection": inspection.number, "measure": kind},
    )
    return made
