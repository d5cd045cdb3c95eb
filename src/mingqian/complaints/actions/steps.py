"""What every step shares: the complaint held, its paper trail, its event."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from mingqian.accounts.models import Agency
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.complaints.models import Complaint, Step
from mingqian.complaints.states import COMPLAINT, MERGED
from mingqian.inspections.limits import text


def hold(complaint: Complaint) -> Complaint:
    """The complaint as it stands, held until the transaction ends."""
    return Complaint.objects.select_for_update(of=("self",)).get(pk=complaint.pk)


def move(held: Complaint, act: str) -> None:
    """One step in memory. Raises `Refused(acts.wrong_state)`."""
    held.state = COMPLAINT.check(act, held.state, held.number)


def note_step(held: Complaint, by: Actor, act: str, *, to: str = "", note: str = "") -> None:
    """The step as those who handle it read it. Written before the event, which seals it."""
    Step.objects.create(complaint=held, at=timezone.now(), by=by.name, act=act, to=to, note=note)


def leave(by: Actor, held: Complaint, event: str, *more: Any, details: dict[str, Any] | None = None) -> None:
    """The event: its number and what may be told, never who complained or what was said; of officers only the number."""
    said = {} if held.officers else details or {}
    record(by=by, action=event, rows=[held, *more], details={"number": held.number, **said})


def wanted(value: str, field: str, most: int, refusal: str) -> str:
    """A text that must be there. Raises `Refused`: the given code, inspections.text_too_long."""
    said = text(value, field, most)
    if not said:
        raise Refused(refusal, field=field)
    return said


def merged_into(held: Complaint) -> list[Complaint]:
    """The complaints handled with this one, held until the transaction ends."""
    rows = Complaint.objects.select_for_update(of=("self",)).filter(main=held, state=MERGED)
    return list(rows.order_by("pk"))


def stand_alone(held: Complaint) -> None:
    """Raise `Refused(complaints.merge_first)` while others are handled with this one."""
    others = merged_into(held)
    if others:
        raise Refused("complaints.merge_first", numbers="、".join(one.number for one in others))


SERIES = {False: "投诉", True: "执法投诉"}
"""What is said about officers is numbered apart: a gap in the other numbers would tell of it."""


def next_number(agency_id: int, year: int, *, officers: bool) -> str:
    """投诉2026-0001. The agency is held, so that no two are alike."""
    Agency.objects.select_for_update(no_key=True).get(pk=agency_id)
    head = f"{SERIES[officers]}{year}-"
    last = (
        Complaint.objects.filter(agency_id=agency_id, number__startswith=head)
        .order_by("-pk")
        .values_list("number", flat=True)
        .first()
    )
    return f"{head}{int(last.removeprefix(head)) + 1 if last else 1:04d}"
