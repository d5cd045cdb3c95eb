"""Looking at who complained, at what is said about officers, and taking the list out of the house, are events."""

from __future__ import annotations

from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.complaints.models import Complaint, Person
from mingqian.complaints.rules import Rules
from mingqian.complaints.scope import arrangement, deals, registers
from mingqian.complaints.states import ROUTED

HANDLER = "handler"


def may_see_person(by: Actor, complaint: Complaint, rules: Rules) -> bool:
    """Whoever registers; whoever takes it while it is not handed over; the unit at work on it where the bureau says so."""
    if registers(by, complaint, arrangement(complaint.agency_id)):
        return True
    if complaint.taken_by_id is not None and complaint.taken_by_id == by.user_id:
        return complaint.state == "taken" and by.may(Permission.COMPLAINTS_HANDLE)
    return rules.identity == HANDLER and complaint.state == ROUTED and deals(by, complaint)


@action(
    None,
    event="complaints.person.read",
    why_unguarded="查阅投诉举报人须留痕；能否查阅由 may_see_person 按登记单位和本单位的决定判断",
)
def read_person(*, by: Actor, complaint: Complaint) -> dict[str, str]:
    """Name, telephone and address of whoever complained, noting the look. Raises `Refused`: not_yours, nobody."""
    if not may_see_person(by, complaint, Rules(complaint.agency_id)):
        raise Refused("complaints.person_sealed")
    person = Person.objects.filter(complaint=complaint).first()
    if person is None:
        raise Refused("complaints.nobody")
    record(
        by=by,
        action="complaints.person.read",
        obj=("complaints.complaint", complaint.pk),
        details={"number": complaint.number},
    )
    found = {"姓名": person.name, "联系电话": person.phone, "联系地址": person.address}
    return {label: value for label, value in found.items() if value}


@action(
    None,
    event="complaints.officers.look",
    why_unguarded="查阅本身须留痕；能否查阅由 scope.visible 判断",
)
def note_officers_look(*, by: Actor, complaint: Complaint) -> None:
    """Leave the event that someone opened what is said about officers."""
    record(
        by=by,
        action="complaints.officers.look",
        obj=("complaints.complaint", complaint.pk),
        details={"number": complaint.number},
    )


@action(Permission.COMPLAINTS_HANDLE, event="complaints.export")
def note_export(*, by: Actor, rows: int, conditions: dict[str, str]) -> None:
    """Note that the list is taken out as a file; without anybody who complained."""
    details = {"count": rows, **({"conditions": conditions} if conditions else {})}
    record(by=by, action="complaints.export", details=details)
