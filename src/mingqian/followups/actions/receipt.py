"""That a thing due about a case was done: where, when, under which number."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.followups.actions.case import held_case
from mingqian.followups.duties import Duty, duties
from mingqian.followups.models import Case, Penalty, Receipt
from mingqian.followups.papers import file_late
from mingqian.followups.typed import needed, past
from mingqian.inspections.limits import text
from mingqian.inspections.progress import hold


def _receipt(by: Actor, case: Case, duty: Duty, *, done_on: date, number: str, note: str) -> Receipt:
    made = Receipt.objects.create(
        case=case,
        key=duty.term.key,
        what=duty.what[:300],
        done_on=done_on,
        number=number,
        note=note,
        by_name=by.name,
        at=timezone.now(),
    )
    file_late(by, case.inspection, made)
    return made


def _record(by: Actor, case: Case, made: list[Receipt]) -> None:
    record(
        by=by,
        action="followups.case.receipt",
        rows=made,
        obj=("followups.case", case.pk),
        details={
            "number": case.case_number or case.number,
            "what": "；".join(one.what for one in made)[:300],
        },
    )


@action(Permission.CASES_HANDLE, event="followups.case.receipt")
def note_receipt(*, by: Actor, case: Case, key: str, done_on: date, number: str, note: str = "") -> Receipt:
    """Note that one of the things due was done. A second receipt of the same corrects the first, which stays.

    Raises `Refused`: not_yours, followups.duty, receipt_number, day_future, day_before.
    """
    held = held_case(by, case)
    duty = next((one for one in duties(held) if one.by_hand and one.term.key == key), None)
    if duty is None:
        raise Refused("followups.duty", field="key")
    made = _receipt(
        by,
        held,
        duty,
        done_on=past(done_on, "done_on", after=held.opened_on, name="立案"),
        number=needed(number, "number", 120, "followups.receipt_number"),
        note=text(note, "note", 1000),
    )
    _record(by, held, [made])
    return made


@action(
    None,
    event="followups.case.receipt",
    why_unguarded="由公示动作调用，权限在那里检查",
)
def mark_public(*, by: Actor, penalty: Penalty, number: str) -> list[Receipt]:
    """Called by `publicity` when this platform published a decision, or took the publication back: the terms of the
    department's own place of publication have their receipt.
    """
    case = Case.objects.get(pk=penalty.case_id)
    if case.inspection is not None:
        hold(case.inspection)
    case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    made = [
        _receipt(by, case, duty, done_on=timezone.localdate(), number=number, note="本平台门户")
        for duty in duties(case)
        if duty.by_hand and duty.open and duty.own_portal
    ]
    if not made:
        record(
            by=by,
            action="followups.case.receipt",
            obj=("followups.case", case.pk),
            details={"number": case.case_number, "what": number},
        )
        return []
    _record(by, case, made)
    return made
