"""Whose an inspection is: who may know of it, who may act on it."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from mingqian.accounts.permissions import Permission
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.inspections.models import Inspection, Seat
from mingqian.inspections.states import ARCHIVED, PUBLISHED, REVIEWED

TO_BE_PUBLISHED = (REVIEWED, PUBLISHED, ARCHIVED)


def is_system(by: Actor) -> bool:
    """The operator at the command line, who belongs to no agency."""
    return by.role == "system" and by.user_id is None


def visible(by: Actor) -> QuerySet[Inspection]:
    """The inspections this person may know of, in this role.

    - the head of a unit: those of the unit;
    - an inspector: those on whose team they sit, whichever agency leads;
    - whoever reads drawn lists for the whole agency (审批领导): those of the agency;
    - 公示审核: those whose result was reviewed, that is about to be public;
    - everyone else of the agency who reads tasks: those whose list was released, and of those outside the lottery, which
      stand on no list, the ones whose result is public.
    """
    if is_system(by):
        return Inspection.objects.all()
    if not by.may(Permission.TASKS_READ):
        return Inspection.objects.none()
    own = Q(agency_id=by.agency_id)
    allowed = own & (Q(draw__released_at__isnull=False) | Q(draw=None, published_at__isnull=False))
    if by.may(Permission.TASKS_LEAD):
        allowed |= own & Q(unit_id=by.unit_id)
    elif by.may(Permission.DRAWN_LIST_READ):
        allowed |= own
    if by.may(Permission.PUBLISH):
        allowed |= own & Q(state__in=TO_BE_PUBLISHED)
    if by.may(Permission.INSPECT):
        allowed = Q(pk__in=seated(by))
    return Inspection.objects.filter(allowed)


def seated(by: Actor) -> QuerySet[Seat, dict[str, int]]:
    """Ids of the inspections on whose team this person sits."""
    seats = Seat.objects.filter(inspector_id=by.inspector_id) if by.inspector_id else Seat.objects.none()
    return seats.values("inspection_id")  # type: ignore[return-value]  # one column


def require_unit(by: Actor, inspection: Inspection) -> None:
    """Raise `Refused(inspections.not_yours)` unless the inspection is the business of this person's unit."""
    if is_system(by):
        return
    if by.agency_id != inspection.agency_id or by.unit_id != inspection.unit_id:
        raise Refused("inspections.not_yours")


def require_agency(by: Actor, agency_id: int) -> None:
    """Raise `Refused(inspections.not_yours)` unless this person belongs to the agency."""
    if not is_system(by) and by.agency_id != agency_id:
        raise Refused("inspections.not_yours")


def require_seat(by: Actor, inspection: Inspection) -> Seat | None:
    """The seat of this person; None for the command line. Raises `Refused(inspections.no_seat)`."""
    if is_system(by):
        return None
    seat = None
    if by.inspector_id is not None:
        seat = inspection.seats.filter(inspector_id=by.inspector_id).first()
    if seat is None:
        raise Refused("inspections.no_seat")
    return seat
