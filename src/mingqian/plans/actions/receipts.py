"""Noting what was done on another platform: the receipt of a plan's publication, of a campaign's steps."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.plans import states
from mingqian.plans.actions.locking import hold
from mingqian.plans.models import AnnualPlan, Campaign, PlatformReceipt, ReceiptStep


def _note(
    by: Actor, row: AnnualPlan | Campaign, step: str, place: str, number: str, on: date
) -> PlatformReceipt:
    place, number = place.strip(), number.strip()
    for name, value, longest in (("place", place, 120), ("number", number, 200)):
        if not value:
            raise Refused("plans.receipt_incomplete", field=name)
        if len(value) > longest:
            raise Refused("plans.receipt_long", field=name, limit=longest)
    if on > timezone.localdate():
        raise Refused("plans.receipt_in_future", field="on")
    made = PlatformReceipt.objects.create(
        agency_id=row.agency_id,
        plan=row if isinstance(row, AnnualPlan) else None,
        campaign=row if isinstance(row, Campaign) else None,
        step=step,
        place=place,
        number=number,
        on=on,
        by_name=by.name,
        at=timezone.now(),
    )
    record(
        by=by,
        action="plans.receipt.note",
        obj=("plans.platformreceipt", made.pk),
        details={"what": row.title, "step": ReceiptStep(step).label, "place": place, "number": number},
    )
    return made


@action(Permission.PLANS_EDIT, event="plans.receipt.note")
def note_posting(*, by: Actor, plan: AnnualPlan, place: str, number: str, on: date) -> PlatformReceipt:
    """Note where a plan was published besides the own portal (西平 联合 四): the place, the address or number, the day.

    Raises `Refused(plans.other_agency | plans.receipt_too_early | plans.receipt_incomplete | plans.receipt_long |
    plans.receipt_in_future)`.
    """
    held = hold(by, plan)
    if held.state not in states.IN_FORCE:
        raise Refused("plans.receipt_too_early", state=states.PLAN.states[held.state].name)
    return _note(by, held, ReceiptStep.POSTED, place, number, on)


@action(Permission.CAMPAIGNS_EDIT, event="plans.receipt.note")
def note_receipt(
    *, by: Actor, campaign: Campaign, step: str, place: str, number: str, on: date
) -> PlatformReceipt:
    """Note a step of a campaign taken on the official platform (高青 5.3, 7.1), with its number there.

    Raises `Refused` as `note_posting`, and `plans.receipt_step`.
    """
    held = hold(by, campaign)
    if step not in ReceiptStep.values or step == ReceiptStep.POSTED:
        raise Refused("plans.receipt_step", field="step")
    return _note(by, held, step, place, number, on)
