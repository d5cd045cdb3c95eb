"""计划调整: the next version of an approved plan, or the decision not to make it after all."""

from __future__ import annotations

import re

from django.db.models import Max
from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.plans import adjusting, packs, states
from mingqian.plans.actions.locking import hold, keep
from mingqian.plans.actions.plan import put_hand
from mingqian.plans.models import AnnualPlan, PlanAdjustment, PlanLine

_VERSION = re.compile(r"（第\s*\d+\s*版）$")
_LONGEST = 120


def _titled(title: str, number: int) -> str:
    mark = f"（第{number}版）"
    return _VERSION.sub("", title)[: _LONGEST - len(mark)] + mark


@action(Permission.PLANS_EDIT, event="plans.plan.adjust")
def adjust_plan(*, by: Actor, plan: AnnualPlan, reason: str) -> AnnualPlan:
    """Begin the next version of an approved plan: its head and lines are copied into a draft, to be changed and sent
    through the same chain. The plan itself stays in force, and its campaigns run on.

    Raises `Refused(plans.adjust_too_early | plans.adjustment_open | acts.reason_required)`.
    """
    held = hold(by, plan)
    if held.state not in states.IN_FORCE:
        raise Refused("plans.adjust_too_early", state=states.PLAN.states[held.state].name)
    if not reason.strip():
        raise Refused("acts.reason_required", field="reason")
    waiting = adjusting.open_adjustment(held)
    if waiting is not None:
        raise Refused("plans.adjustment_open", title=waiting.title)
    root = adjusting.root_of(held)
    last = PlanAdjustment.objects.filter(root=root).aggregate(last=Max("number"))["last"] or 1
    pack = packs.decided_on(held.agency_id, held.pack_id)
    made = AnnualPlan(
        agency=held.agency,
        year=held.year,
        title=_titled(held.title, last + 1),
        scope=held.scope,
        basis=held.basis,
        pack_id=pack.id,
        pack_version=pack.version,
        pack_digest=pack.digest(),
    )
    put_hand(made, by)
    made.save()
    adjustment = PlanAdjustment.objects.create(
        plan=made,
        root=root,
        amends=held,
        number=last + 1,
        reason=reason.strip(),
        made_at=timezone.now(),
        made_by=by.name,
    )
    lines = []
    for line in held.lines.order_by("number"):
        values = {name: getattr(line, name) for name in PlanLine.SEALED if name != "plan"}
        lines.append(PlanLine.objects.create(plan=made, **values))
    record(
        by=by,
        action="plans.plan.adjust",
        rows=[made, adjustment, *lines],
        reason=reason.strip(),
        details={"title": made.title, "before": held.title},
    )
    return made


def _draft(by: Actor, plan: AnnualPlan, act: str) -> tuple[AnnualPlan, PlanAdjustment]:
    held = hold(by, plan)
    states.PLAN.check(act, held.state, held.title)
    adjustment = adjusting.adjustment_of(held)
    if adjustment is None:
        raise Refused("plans.not_an_adjustment", title=held.title)
    return held, adjustment


@action(Permission.PLANS_EDIT, event="plans.plan.restate")
def restate_reason(*, by: Actor, plan: AnnualPlan, reason: str) -> AnnualPlan:
    """Word the reason of an adjustment anew while it is in draft. Raises `Refused(acts.wrong_state |
    acts.reason_required | plans.not_an_adjustment)`.
    """
    held, adjustment = _draft(by, plan, "submit")
    if not reason.strip():
        raise Refused("acts.reason_required", field="reason")
    adjustment.reason = reason.strip()
    adjustment.save(update_fields=["reason"])
    put_hand(held, by)
    keep(held, plan)
    record(
        by=by,
        action="plans.plan.restate",
        rows=[held, adjustment],
        reason=reason.strip(),
        details={"title": held.title},
    )
    return plan


@action(Permission.PLANS_EDIT, event="plans.plan.withdraw")
def withdraw_adjustment(*, by: Actor, plan: AnnualPlan, reason: str) -> AnnualPlan:
    """Give up an adjustment in draft: the plan before stays in force and may be adjusted anew. Refusals as above."""
    held, _ = _draft(by, plan, "withdraw")
    if not reason.strip():
        raise Refused("acts.reason_required", field="reason")
    held.state = states.PLAN.check("withdraw", held.state, held.title)
    keep(held, plan)
    record(
        by=by,
        action="plans.plan.withdraw",
        rows=[held],
        reason=reason.strip(),
        details={"title": held.title},
    )
    return plan
