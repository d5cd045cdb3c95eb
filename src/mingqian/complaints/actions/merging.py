"""并案: complaints about the same matter are handled once, and each of those who complained is answered."""

from __future__ import annotations

from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.complaints.actions.steps import hold, leave, move, note_step, stand_alone, wanted
from mingqian.complaints.models import Complaint
from mingqian.complaints.queries import same_matter
from mingqian.complaints.scope import require_registers


@action(Permission.COMPLAINTS_HANDLE, event="complaints.complaint.merge")
def merge(*, by: Actor, complaint: Complaint, into: Complaint) -> Complaint:
    """并入 another about the same enterprise or place: its result will be this one's too, the answers stay apart.

    Raises `Refused`: complaints.not_yours, wrong state, merge_with, merge_fatal, merge_first.
    """
    main = hold(into)
    held = hold(complaint)
    require_registers(by, held)
    require_registers(by, main)
    stand_alone(held)
    move(held, "merge")
    if main.pk not in {one.pk for one in same_matter(held)}:
        raise Refused("complaints.merge_with", field="into")
    if held.fatal and not main.fatal:
        raise Refused("complaints.merge_fatal", field="into", number=main.number)
    held.main = main
    held.save()
    note_step(held, by, "并案", to=main.number)
    note_step(main, by, f"并入 {held.number}")
    leave(by, held, "complaints.complaint.merge", details={"to": main.number})
    return held


@action(Permission.COMPLAINTS_HANDLE, event="complaints.complaint.part")
def part(*, by: Actor, complaint: Complaint, reason: str) -> Complaint:
    """分开: it turned out to be another matter. Raises `Refused`: complaints.not_yours, wrong state, reason."""
    held = hold(complaint)
    require_registers(by, held)
    move(held, "part")
    said = wanted(reason, "reason", 1000, "acts.reason_required")
    main, held.main = held.main, None
    held.save()
    note_step(held, by, "分开办理", note=said)
    if main is not None:
        note_step(main, by, f"分开 {held.number}", note=said)
    leave(by, held, "complaints.complaint.part")
    return held
