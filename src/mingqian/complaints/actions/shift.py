"""值班: begin, hand over before the change of shift, confirmed when the office has registered everything."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from mingqian.accounts.models import Agency
from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.complaints.actions.steps import leave, move, note_step
from mingqian.complaints.models import Complaint, Shift
from mingqian.complaints.scope import arrangement, in_office
from mingqian.complaints.states import BEFORE_REGISTRATION, HANDED_OVER, ON_DUTY, SHIFT, TAKEN
from mingqian.inspections.limits import text

LONGEST = timedelta(days=3)
"""A turn that ends later than this is a slip of the pen."""


@action(Permission.COMPLAINTS_HANDLE, event="complaints.shift.begin")
def begin_shift(*, by: Actor, agency: Agency, ends_at: datetime) -> Shift:
    """开始值班 until the change of shift. Raises `Refused`: not_yours, shift_open, shift_end."""
    if by.agency_id != agency.pk or by.user_id is None:
        raise Refused("complaints.not_yours")
    now = timezone.now()
    if not now < ends_at <= now + LONGEST:
        raise Refused("complaints.shift_end", field="ends_at", days=LONGEST.days)
    Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
    if Shift.objects.filter(agency=agency, officer_id=by.user_id, state=ON_DUTY).exists():
        raise Refused("complaints.shift_open", field="ends_at")
    shift = Shift.objects.create(
        agency=agency, officer_id=by.user_id, officer=by.name, began_at=now, ends_at=ends_at
    )
    record(by=by, action="complaints.shift.begin", rows=[shift], details=_told(shift))
    return shift


def _told(shift: Shift) -> dict[str, str]:
    return {"officer": shift.officer, "until": f"{timezone.localtime(shift.ends_at):%Y-%m-%d %H:%M}"}


@action(Permission.COMPLAINTS_HANDLE, event="complaints.shift.hand")
def hand_over(*, by: Actor, shift: Shift, note: str = "") -> Shift:
    """将当日受理的报办公室 (西平 投诉 六); late with a reason. Without anything taken the turn just ends.

    By whoever is on duty, or by the office in their place. Raises `Refused`: not_yours, wrong state, late_reason.
    """
    held = Shift.objects.select_for_update().get(pk=shift.pk)
    own = held.agency_id == by.agency_id and held.officer_id == by.user_id
    if not own and not (held.agency_id == by.agency_id and in_office(by, arrangement(held.agency_id))):
        raise Refused("complaints.not_yours")
    taken = list(
        Complaint.objects.select_for_update(of=("self",)).filter(shift=held, state=TAKEN).order_by("pk")
    )
    said, now = text(note, "note", 500), timezone.now()
    held.state = SHIFT.check("hand" if taken else "end", held.state, f"{held.officer}的值班")
    if taken and now > held.ends_at and not said:
        raise Refused("complaints.late_reason", field="note")
    held.note, held.handed_at = said, now
    held.save()
    for one in taken:
        move(one, "hand")
        one.save()
        note_step(one, by, "报办公室", note=said)
        leave(by, one, "complaints.shift.hand")
    event = "complaints.shift.hand" if taken else "complaints.shift.end"
    record(by=by, action=event, rows=[held], reason=said, details=_told(held) | {"count": len(taken)})
    return held


def settle(by: Actor, shift: Shift | None) -> None:
    """The hand-over is confirmed once the office has dealt with everything in it. Within an action."""
    if shift is None:
        return
    held = Shift.objects.select_for_update().get(pk=shift.pk)
    if held.state != HANDED_OVER:
        return
    if Complaint.objects.filter(shift=held, state__in=BEFORE_REGISTRATION).exists():
        return
    held.state = SHIFT.check("confirm", held.state, f"{held.officer}的值班")
    held.confirmed_at, held.confirmed_by = timezone.now(), by.name
    held.save()
    record(by=by, action="complaints.shift.confirm", rows=[held], details=_told(held))
