"""The number of complaints goes into the register by the registrar's hand, with its source, one revision an enterprise."""

from __future__ import annotations

from collections.abc import Mapping

from mingqian.accounts.models import Agency
from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.complaints.counts import MOST, differences, period
from mingqian.complaints.rules import Rules
from mingqian.registers.actions import edit_subject


@action(Permission.SUBJECTS_EDIT, event="complaints.counts.take_over")
def take_over_counts(*, by: Actor, agency: Agency, chosen: Mapping[int, int]) -> int:
    """Write the counted numbers into 投诉举报次数 of the enterprises chosen (id → the number that was shown).

    Returns how many. Raises `Refused`: not_yours, period_open, nobody_chosen, too_many, counts_moved, and as `edit_subject`.
    """
    if by.agency_id != agency.pk:
        raise Refused("complaints.not_yours")
    over = period(Rules(agency.pk))
    if over is None:
        raise Refused("complaints.period_open")
    if not chosen:
        raise Refused("complaints.nobody_chosen")
    if len(chosen) > MOST:
        raise Refused("complaints.too_many", most=MOST)
    known = {one.subject.pk: one for one in differences(agency.pk, over)}
    if any(pk not in known or known[pk].registered != shown for pk, shown in chosen.items()):
        raise Refused("complaints.counts_moved")
    for pk in sorted(chosen):
        edit_subject(
            by=by,
            subject=known[pk].subject,
            version=known[pk].subject.version,
            values={"complaints_count": str(known[pk].registered)},
            reason=f"按投诉举报登记更新：{over.words}登记 {known[pk].registered} 件（{over.where}）",
        )
    record(
        by=by,
        action="complaints.counts.take_over",
        obj=("accounts.agency", agency.pk),
        details={"count": len(chosen), "period": over.words},
    )
    return len(chosen)
