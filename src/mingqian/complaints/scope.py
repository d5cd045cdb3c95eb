"""Whose a complaint is: who may know of it, who may act on it."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from mingqian.accounts.permissions import Permission
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.complaints.models import Arrangement, Complaint, Shift
from mingqian.complaints.states import CLOSED, DEALT, ON_DUTY, REPLIED, ROUTED, SENT

WITH_THE_UNIT = (ROUTED, DEALT, REPLIED, CLOSED)


def arrangement(agency_id: int | None) -> Arrangement | None:
    """The newest decision of the bureau."""
    return (
        Arrangement.objects.filter(agency_id=agency_id or 0)
        .select_related("office", "officers_unit")
        .order_by("-id")
        .first()
    )


def is_system(by: Actor) -> bool:
    """The operator at the command line, who belongs to no agency."""
    return by.role == "system" and by.user_id is None


def in_office(by: Actor, held: Arrangement | None) -> bool:
    """Whether this person registers: handles complaints in the unit the bureau decided on."""
    return bool(
        by.may(Permission.COMPLAINTS_HANDLE)
        and held is not None
        and held.agency_id == by.agency_id
        and held.office_id is not None
        and held.office_id == by.unit_id
    )


def in_officers_unit(by: Actor, held: Arrangement | None) -> bool:
    """Whether this person handles what is said about officers (西平 投诉 七)."""
    return bool(
        by.may(Permission.COMPLAINTS_HANDLE)
        and held is not None
        and held.agency_id == by.agency_id
        and held.officers_unit_id is not None
        and held.officers_unit_id == by.unit_id
    )


def on_duty(by: Actor) -> Shift | None:
    """The turn this person is on now."""
    return Shift.objects.filter(
        agency_id=by.agency_id or 0, officer_id=by.user_id or 0, state=ON_DUTY
    ).first()


def visible(by: Actor) -> QuerySet[Complaint]:
    """The complaints this person may know of, in this role.

    - the office that registers: all of the agency, save those about officers;
    - the unit for officers' matters: those about officers, save those in which one is complained of oneself;
    - whoever is on duty: what they took themselves, and what was sent in online and nobody has taken in;
    - the head of a unit: what was passed to the unit, and what is handled with it, save what is about officers.
    """
    if not is_system(by) and by.agency_id is None:
        return Complaint.objects.none()
    rows = Complaint.objects.all() if is_system(by) else Complaint.objects.filter(agency_id=by.agency_id or 0)
    if is_system(by):
        return rows
    allowed = Q(pk__in=[])
    held = arrangement(by.agency_id)
    if by.may(Permission.COMPLAINTS_HANDLE):
        allowed |= Q(officers=False, taken_by_id=by.user_id)
        if on_duty(by):
            allowed |= Q(officers=False, state=SENT)
        if in_office(by, held):
            allowed |= Q(officers=False)
        if in_officers_unit(by, held):
            mine = [one.pk for one in rows.filter(officers=True) if by.user_id in one.accused]
            allowed |= Q(officers=True) & ~Q(pk__in=mine)
    if by.may(Permission.COMPLAINTS_DEAL) and by.unit_id is not None:
        allowed |= Q(officers=False, unit_id=by.unit_id, state__in=WITH_THE_UNIT)
        allowed |= Q(officers=False, main__unit_id=by.unit_id, main__state__in=WITH_THE_UNIT)
    return rows.filter(allowed)


def registers(by: Actor, complaint: Complaint, held: Arrangement | None) -> bool:
    """Whether this person registers, passes on, answers and closes this complaint."""
    if is_system(by):
        return True
    if complaint.agency_id != by.agency_id:
        return False
    if complaint.officers:
        return in_officers_unit(by, held) and by.user_id not in complaint.accused
    return in_office(by, held)


def deals(by: Actor, complaint: Complaint) -> bool:
    """Whether it was passed to this person's unit."""
    return (
        by.may(Permission.COMPLAINTS_DEAL)
        and not complaint.officers
        and complaint.agency_id == by.agency_id
        and complaint.unit_id is not None
        and complaint.unit_id == by.unit_id
    )


def require_registers(by: Actor, complaint: Complaint) -> None:
    """Raise `Refused(complaints.not_yours)` unless this person registers it."""
    if not registers(by, complaint, arrangement(complaint.agency_id)):
        raise Refused("complaints.not_yours")


def shifts(by: Actor) -> QuerySet[Shift]:
    """The shifts this person may know of: one's own; the office every one of the agency."""
    rows = Shift.objects.filter(agency_id=by.agency_id or 0)
    if not by.may(Permission.COMPLAINTS_HANDLE):
        return rows.none()
    return rows if in_office(by, arrangement(by.agency_id)) else rows.filter(officer_id=by.user_id or 0)
