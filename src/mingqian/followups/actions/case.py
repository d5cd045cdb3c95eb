"""立案: the suspicion is noted, looked into where a document wants it, confirmed or not; the case is opened, and closed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.utils import timezone

from mingqian.accounts.models import Agency, Unit
from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.codes.text import tidy_code
from mingqian.followups import law
from mingqian.followups.duties import governs, penalty_of
from mingqian.followups.models import Case, Origin, Rectification
from mingqian.followups.papers import file_late
from mingqian.followups.scope import WITH_FINDINGS, require_case
from mingqian.followups.states import CASE, OPENED, PROPOSED, RECTIFICATION
from mingqian.followups.typed import fresh_number, needed, past, running_number
from mingqian.inspections.limits import text
from mingqian.inspections.models import Inspection
from mingqian.inspections.progress import hold
from mingqian.inspections.referrals import problem_lines
from mingqian.inspections.scope import require_unit
from mingqian.inspections.states import INSPECTION
from mingqian.law import Event

CLUE = "线索"


@action(Permission.CASES_HANDLE, event="followups.case.note")
def note_case(
    *,
    by: Actor,
    inspection: Inspection,
    facts: str,
    positions: Collection[int],
    order: Rectification | None = None,
) -> Case:
    """Note a suspected violation found at an inspection; `order`: one that was not obeyed, which ends with this.

    Raises `Refused`: not_yours, followups.too_early, lines, facts, wrong state (of the order).
    """
    require_unit(by, inspection)
    inspection = hold(inspection)
    if inspection.state not in WITH_FINDINGS:
        raise Refused("followups.too_early", state=INSPECTION.states[inspection.state].name)
    found = {line.position for line in problem_lines(inspection)}
    if not positions or not set(positions) <= found:
        raise Refused("followups.lines", field="positions")
    rows: list[Any] = []
    if order is not None:
        order = Rectification.objects.select_for_update().get(pk=order.pk, inspection=inspection)
        order.state = RECTIFICATION.check("prosecute", order.state, order.number or order.measure)
        order.save()
        rows.append(order)
    case = Case.objects.create(
        agency_id=inspection.agency_id,
        unit_id=inspection.unit_id,
        inspection=inspection,
        order=order,
        origin=Origin.FINDING,
        number=running_number(Case, inspection.agency, "number", CLUE),
        subject_name=inspection.subject_name,
        subject_code=inspection.subject_code,
        positions=sorted(set(positions)),
        facts=needed(facts, "facts", 4000, "followups.facts"),
        noted_at=timezone.now(),
        noted_by=by.name,
    )
    _note(by, case, "note", rows=rows)
    return case


@action(Permission.CASES_HANDLE, event="followups.case.note")
def note_letter(
    *,
    by: Actor,
    subject_name: str,
    subject_code: str,
    facts: str,
    letter_from: str,
    letter_number: str,
    received_on: date,
) -> Case:
    """Note a letter from elsewhere that tells of a suspected violation (鹤壁 五(六)); its receipt may start a term.

    Raises `Refused`: followups.subject, facts, letter_from, day_missing, day_future, text_too_long.
    """
    agency, unit = Agency.objects.get(pk=by.agency_id or 0), Unit.objects.get(pk=by.unit_id or 0)
    code, _ = tidy_code(text(subject_code, "subject_code", 40))
    case = Case.objects.create(
        agency=agency,
        unit=unit,
        origin=Origin.LETTER,
        number=running_number(Case, agency, "number", CLUE),
        subject_name=needed(subject_name, "subject_name", 300, "followups.subject"),
        subject_code=code,
        facts=needed(facts, "facts", 4000, "followups.facts"),
        letter_from=needed(letter_from, "letter_from", 120, "followups.letter_from"),
        letter_number=text(letter_number, "letter_number", 80),
        letter_received_on=past(received_on, "received_on"),
        noted_at=timezone.now(),
        noted_by=by.name,
    )
    _note(by, case, "note")
    return case


def held_case(by: Actor, case: Case, act: str = "") -> Case:
    """The case as it stands, its inspection held first, moved one step in memory where an act is named."""
    if case.inspection is not None:
        hold(case.inspection)
    held = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    require_case(by, held)
    if act:
        held.state = CASE.check(act, held.state, held.case_number or held.number)
    return held


def _note(by: Actor, case: Case, act: str, reason: str = "", rows: Collection[Any] = ()) -> None:
    file_late(by, case.inspection, case)
    record(
        by=by,
        action=f"followups.case.{act}",
        rows=[*rows, case],
        reason=reason,
        details={"number": case.case_number or case.number},
    )


@action(Permission.CASES_HANDLE, event="followups.case.inquire")
def start_inquiry(*, by: Actor, case: Case, on: date) -> Case:
    """初步调查 begins (信阳 二十六). Raises `Refused`: not_yours, wrong state, day_future, day_before."""
    held = held_case(by, case, "inquire")
    held.inquiry_on, held.inquiry_by = past(on, "on", after=_known(held), name="发现或者收函"), by.name
    held.save()
    _note(by, held, "inquire")
    return held


def _known(case: Case) -> date | None:
    """Since when the bureau knows of it."""
    if case.letter_received_on is not None:
        return case.letter_received_on
    begun = case.inspection.checked_at if case.inspection else None
    return timezone.localdate(begun) if begun else None


@action(Permission.CASES_HANDLE, event="followups.case.report")
def report_case(*, by: Actor, case: Case, on: date, report: str) -> Case:
    """调查报告 (信阳 二十六). Raises `Refused`: not_yours, wrong state, followups.report, day_future, day_before."""
    held = held_case(by, case, "report")
    held.report_on, held.report_by = past(on, "on", after=held.inquiry_on, name="初步调查"), by.name
    held.report = needed(report, "report", 8000, "followups.report")
    held.save()
    _note(by, held, "report")
    return held


@action(Permission.CASES_HANDLE, event="followups.case.confirm")
def confirm_case(*, by: Actor, case: Case, established: bool, on: date, note: str = "") -> Case:
    """审核认定: whether the facts stand. Not before the inquiry and its report where a document wants them. Where it is
    not established and no document asks for a written reply, the matter ends here.

    Raises `Refused`: not_yours, wrong state, followups.inquiry_first, day_future, day_before, acts.reason_required.
    """
    held = held_case(by, case, "confirm" if established else "deny")
    whose = governs(held)
    asked = law.inquiry(whose)
    if (asked.first and held.inquiry_on is None) or (asked.report and held.report_on is None):
        raise Refused("followups.inquiry_first", citation=asked.citation, steps=" → ".join(asked.steps))
    after = held.report_on or held.inquiry_on or _known(held)
    held.confirmed_on, held.confirmed_by = past(on, "on", after=after, name="前一步"), by.name
    held.established = established
    held.confirmed_note = text(note, "note", 2000)
    if not established:
        needed(note, "note", 2000, "acts.reason_required")
        replies = [
            *law.running(whose, Event.FINDING_CONFIRMED, held.confirmed_on, ("reply_written",)),
            *law.running(whose, Event.LETTER_RECEIVED, held.confirmed_on, ("reply_written",)),
        ]
        if not replies:
            held.state = CASE.check("decline", held.state, held.number)
    held.save()
    _note(by, held, "confirm", held.confirmed_note)
    return held


@action(Permission.CASES_HANDLE, event="followups.case.reply")
def reply_case(*, by: Actor, case: Case, to: str, number: str, on: date) -> Case:
    """书面回复: told in writing that there will be no case (鹤壁 五(六)).

    Raises `Refused`: not_yours, wrong state, followups.reply_to, number, day_future, day_before.
    """
    held = held_case(by, case, "reply")
    held.reply_to = needed(to, "to", 120, "followups.reply_to")
    held.reply_number = needed(number, "number", 80, "followups.number")
    held.replied_on, held.reply_by = past(on, "on", after=held.confirmed_on, name="认定"), by.name
    held.save()
    _note(by, held, "reply")
    return held


@action(Permission.CASES_HANDLE, event="followups.case.open")
def open_case(*, by: Actor, case: Case, number: str, on: date) -> Case:
    """立案. Raises `Refused`: not_yours, wrong state, followups.number, number_taken, day_future, day_before."""
    held = held_case(by, case, "open")
    given = needed(number, "number", 80, "followups.number")
    held.case_number = fresh_number(Case, held.agency_id, "case_number", given, "number")
    held.opened_on, held.opened_by = past(on, "on", after=held.confirmed_on, name="认定"), by.name
    held.save()
    _note(by, held, "open")
    return held


@action(Permission.CASES_HANDLE, event="followups.case.lengthen")
def lengthen_case(*, by: Actor, case: Case, until: date, basis: str) -> Case:
    """A later day for the decision, under the provision that allows it (行政处罚法 60: 另有规定的除外).

    Raises `Refused`: not_yours, wrong state, followups.not_open, until, lengthen_basis.
    """
    held = held_case(by, case)
    if held.state != OPENED or held.opened_on is None:
        raise Refused("followups.not_open", state=CASE.states[held.state].name)
    term = law.decision_term(governs(held), held.opened_on, held.decide_by)
    if until < timezone.localdate() or (term is not None and until <= term.due):
        raise Refused("followups.until", field="until")
    held.decide_by, held.decide_by_basis = until, needed(basis, "basis", 1000, "followups.lengthen_basis")
    held.save()
    _note(by, held, "lengthen", held.decide_by_basis)
    return held


@action(Permission.CASES_HANDLE, event="followups.case.close")
def close_case(*, by: Actor, case: Case, on: date, outcome: str) -> Case:
    """结案, after the decision or without one. Raises `Refused`: not_yours, wrong state, followups.penalty_waits,
    outcome, day_future, day_before.
    """
    held = held_case(by, case, "close")
    if held.penalties.filter(state=PROPOSED).exists():
        raise Refused("followups.penalty_waits")
    penalty = penalty_of(held)
    after = penalty.decided_on if penalty else held.opened_on
    held.closed_on, held.closed_by = past(on, "on", after=after, name="处罚决定或者立案"), by.name
    held.outcome = needed(outcome, "outcome", 2000, "followups.outcome")
    held.save()
    _note(by, held, "close")
    return held
