"""受理、登记: by the office, by whoever is on duty, or, about officers, by the unit for it alone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from mingqian.accounts.models import Agency, User
from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.complaints.actions.shift import settle
from mingqian.complaints.actions.steps import hold, leave, move, next_number, note_step, stand_alone, wanted
from mingqian.complaints.actions.telling import matter, tell
from mingqian.complaints.models import Complaint, Person, Shift
from mingqian.complaints.rules import Rules, is_call
from mingqian.complaints.scope import (
    arrangement,
    in_office,
    in_officers_unit,
    on_duty,
    require_registers,
)
from mingqian.complaints.states import HANDED, REGISTERED, TAKEN
from mingqian.inspections.limits import text
from mingqian.registers.models import Subject


@action(Permission.COMPLAINTS_HANDLE, event="complaints.complaint.take")
def take(
    *,
    by: Actor,
    agency: Agency,
    way: str,
    content: str,
    received_at: datetime,
    about: str = "",
    officers: bool = False,
    danger: str = "",
    kind: str = "",
    fatal: bool = False,
    came_from: str = "",
    subject: Subject | None = None,
    subject_name: str = "",
    place: str = "",
    anonymous: bool = False,
    name: str = "",
    phone: str = "",
    address: str = "",
    accused: Iterable[int] = (),
    accused_words: str = "",
) -> Complaint:
    """受理 one complaint: by the office it is registered at once, on duty it waits for the hand-over.

    `about`, `way`, `danger` are words of the packs that bind the agency, `kind` a key of theirs; where none lists any, or
    the list is of examples, `way` is as typed and `officers` says whether it is about the bureau's own. Raises `Refused` naming the field.
    """
    if by.agency_id != agency.pk:
        raise Refused("complaints.not_yours")
    rules = Rules(agency.pk)
    way = _way(rules, way)
    came_from = text(came_from, "came_from", 200)
    if way in rules.alike and not came_from:
        raise Refused("complaints.came_from", field="came_from")
    about, officers = matter(rules, about, officers=officers)
    shift = _shift_or_office(by, rules, way, officers=officers)
    if subject is not None and subject.agency_id != agency.pk:
        raise Refused("complaints.subject", field="subject_name")
    told = tell(
        rules,
        about=about,
        officers=officers,
        danger=danger,
        kind=kind,
        whom=subject.name if subject else subject_name,
        place=place,
        content=content,
    )
    if received_at > timezone.now():
        raise Refused("complaints.future", field="received_at")
    accounts, named = _accused(agency, accused, accused_words, officers=officers)
    office = shift is None and (officers or in_office(by, arrangement(agency.pk)))
    now = timezone.now()
    complaint = Complaint.objects.create(
        agency=agency,
        number=next_number(agency.pk, timezone.localdate(now).year, officers=officers),
        way=way,
        came_from=came_from,
        **told,
        fatal=fatal,
        subject=subject,
        anonymous=anonymous,
        accused=accounts,
        accused_words=named,
        received_at=received_at,
        taken_at=now,
        taken_by=by.name,
        taken_by_id=by.user_id,
        shift=shift,
        state=REGISTERED if office else TAKEN if shift else HANDED,
        registered_at=now if office else None,
        registered_by=by.name if office else "",
    )
    people = [] if anonymous else [_person(complaint, name, phone, address)]
    note_step(complaint, by, "受理、登记" if office else "受理")
    leave(by, complaint, "complaints.complaint.take", *people, details={"way": way})
    return complaint


def _way(rules: Rules, way: str) -> str:
    said = wanted(way, "way", 40, "complaints.way")
    if not rules.takes_way(said):
        raise Refused("complaints.way", field="way")
    return said


def _shift_or_office(by: Actor, rules: Rules, way: str, *, officers: bool) -> Shift | None:
    """The shift it is taken in; None where it goes straight to the office. Raises `Refused`: somebody else takes it."""
    held = arrangement(by.agency_id)
    if officers:
        if not in_officers_unit(by, held):
            unit = held.officers_unit.name if held and held.officers_unit else ""
            named = rules.officers_registered_by
            also = rules.officers_also_to
            raise Refused(
                "complaints.officers_elsewhere",
                field="about",
                unit=unit or (named.values[0] if named else "审批领导确定的单位"),
                also=f"，也可以直接向{also.values[0]}反映（{also.where}）" if also else "",
            )
        return None
    shift = on_duty(by)
    if shift is not None and (is_call(way) or rules.calls_taken_by is None):
        return shift
    if in_office(by, held) or (rules.calls_taken_by is None and rules.registered_by is None):
        return None
    if is_call(way) and rules.calls_taken_by:
        raise Refused(
            "complaints.no_shift",
            field="way",
            who=rules.calls_taken_by.values[0],
            where=rules.calls_taken_by.where,
        )
    if held is None or held.office is None:
        raise Refused("complaints.no_office", field="way")
    raise Refused(
        "complaints.by_office",
        field="way",
        way=way,
        unit=held.office.name,
        where=rules.registered_by.where if rules.registered_by else "",
    )


def _accused(agency: Agency, accounts: Iterable[int], words: str, *, officers: bool) -> tuple[list[int], str]:
    """Accounts of those complained of and what was said of them; only where it is about officers."""
    if not officers:
        return [], ""
    known = set(User.objects.filter(agency=agency).values_list("pk", flat=True))
    chosen = sorted({one for one in accounts if one in known})
    said = text(words, "accused_words", 200)
    if not chosen and not said:
        raise Refused("complaints.accused", field="accused_words")
    return chosen, said


def _person(complaint: Complaint, name: str, phone: str, address: str) -> Person:
    return Person.objects.create(
        complaint=complaint,
        name=wanted(name, "name", 60, "complaints.name"),
        phone=text(phone, "phone", 60),
        address=text(address, "address", 200),
    )


@action(Permission.COMPLAINTS_HANDLE, event="complaints.complaint.register")
def register(*, by: Actor, complaint: Complaint) -> Complaint:
    """统一登记 one that was handed over. Raises `Refused`: complaints.not_yours, wrong state."""
    held = hold(complaint)
    require_registers(by, held)
    _register(by, held)
    settle(by, held.shift)
    return held


def _register(by: Actor, held: Complaint) -> None:
    move(held, "register")
    held.registered_at, held.registered_by = timezone.now(), by.name
    held.save()
    note_step(held, by, "统一登记")
    leave(by, held, "complaints.complaint.register")


@action(Permission.COMPLAINTS_HANDLE, event="complaints.complaint.register")
def register_shift(*, by: Actor, shift: Shift) -> int:
    """统一登记 everything one shift handed over; returns how many. Raises `Refused`."""
    waiting = list(
        Complaint.objects.select_for_update(of=("self",)).filter(shift=shift, state=HANDED).order_by("pk")
    )
    if not waiting:
        raise Refused("complaints.nothing_waits")
    for held in waiting:
        require_registers(by, held)
        _register(by, held)
    settle(by, shift)
    return len(waiting)


@action(Permission.COMPLAINTS_HANDLE, event="complaints.complaint.refuse")
def refuse(*, by: Actor, complaint: Complaint, reason: str) -> Complaint:
    """不予受理, with the reason. Raises `Refused`: complaints.not_yours, wrong state, acts.reason_required."""
    held = hold(complaint)
    require_registers(by, held)
    move(held, "refuse")
    stand_alone(held)
    held.refusal = wanted(reason, "reason", 1000, "acts.reason_required")
    held.closed_at = timezone.now()
    held.save()
    note_step(held, by, "不予受理", note=held.refusal)
    leave(by, held, "complaints.complaint.refuse")
    settle(by, held.shift)
    return held
