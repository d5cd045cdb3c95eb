"""Lines of a plan in draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mingqian.accounts.models import Unit
from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.plans import adjusting, lines, states
from mingqian.plans.actions.locking import hold, keep
from mingqian.plans.actions.plan import put_hand
from mingqian.plans.models import AnnualPlan, PlanLine


def _fill(line: PlanLine, values: Mapping[str, Any]) -> PlanLine:
    for name, value in values.items():
        setattr(line, name, value)
    lines.check(line)
    return line


@action(Permission.PLANS_EDIT, event="plans.line.add")
def add_line(
    *,
    by: Actor,
    plan: AnnualPlan,
    title: str,
    item_class: str,
    share_percent: str,
    estimated_count: int,
    month_from: int,
    month_to: int,
    unit: Unit,
    kind: str = "single",
    mode: str = "undirected",
    conditions: Mapping[str, Sequence[str]] | None = None,
    item_ids: Sequence[int] = (),
    partner_agency_ids: Sequence[int] = (),
    special_order: str = "",
    special_note: str = "",
    share_reason: str = "",
    version: int | None = None,
) -> PlanLine:
    """Add a line to a plan in draft. Raises `Refused` as `lines.check`, and `acts.wrong_state`,
    `acts.changed_meanwhile`.
    """
    held = hold(by, plan, version=version)
    states.PLAN.check("submit", held.state, held.title)
    number = adjusting.next_number(held)
    line = _fill(
        PlanLine(plan=held, number=number),
        {
            "title": title,
            "item_class": item_class,
            "share_percent": share_percent,
            "estimated_count": estimated_count,
            "month_from": month_from,
            "month_to": month_to,
            "unit": unit,
            "kind": kind,
            "mode": mode,
            "conditions": dict(conditions or {}),
            "item_ids": list(item_ids),
            "partner_agency_ids": list(partner_agency_ids),
            "special_order": special_order,
            "special_note": special_note,
            "share_reason": share_reason,
        },
    )
    line.save()
    put_hand(held, by)
    keep(held, plan)
    record(by=by, action="plans.line.add", rows=[line, held], details={"plan": held.title, "number": number})
    return line


@action(Permission.PLANS_EDIT, event="plans.line.edit")
def edit_line(*, by: Actor, line: PlanLine, version: int | None = None, **values: Any) -> PlanLine:
    """Change a line of a plan in draft; `values` as the arguments of `add_line`. Refusals as there."""
    held = hold(by, line.plan, version=version)
    states.PLAN.check("submit", held.state, held.title)
    fresh = held.lines.select_related("plan", "unit").get(pk=line.pk)
    _fill(fresh, values)
    fresh.save()
    put_hand(held, by)
    keep(held, line.plan)
    record(
        by=by,
        action="plans.line.edit",
        rows=[fresh, held],
        details={"plan": held.title, "number": fresh.number},
    )
    return fresh


@action(Permission.PLANS_EDIT, event="plans.line.remove")
def remove_line(*, by: Actor, line: PlanLine, version: int | None = None) -> None:
    """Take a line out of a plan in draft. Raises `Refused(acts.wrong_state | plans.line_in_use)`."""
    held = hold(by, line.plan, version=version)
    states.PLAN.check("submit", held.state, held.title)
    fresh = held.lines.get(pk=line.pk)
    campaign = adjusting.campaigns_of(fresh).first()
    if campaign is not None:
        raise Refused("plans.line_in_use", campaign=campaign.title)
    put_hand(held, by)
    keep(held, line.plan)
    record(
        by=by,
        action="plans.line.remove",
        rows=[held],
        removed=[fresh],
        details={"plan": held.title, "number": fresh.number, "title": fresh.title},
    )
    fresh.delete()
