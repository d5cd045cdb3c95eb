"""Walking a plan through its approval chain, for tests that need an approved plan and care for nothing of the way."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from mingqian.accounts.actions import create_user, grant_role
from mingqian.accounts.current import actor_for, system_actor
from mingqian.accounts.models import Unit, User
from mingqian.acts.actor import Actor
from mingqian.plans import actions, approval, states
from mingqian.plans.models import AnnualPlan

ROLES = {
    approval.UNIT: "unit_head",
    approval.LEGAL: "plan_reviewer",
    approval.LEADER: "approver",
    approval.CONFERENCE: "plan_reviewer",
}


def person(plan: AnnualPlan, role: str, unit: Unit) -> Actor:
    """Somebody of the agency who does nothing but decide at this stage; opened where missing."""
    username = f"chain-{plan.agency.code}-{role}-{unit.pk if role == 'unit_head' else 0}"
    found = User.objects.filter(username=username).first()
    if found is None:
        by = system_actor()
        found, _ = create_user(
            by=by, username=username, name=f"{unit.name}{role}"[:60], agency=plan.agency, unit=unit,
            must_change_password=False,
        )  # fmt: skip
        grant_role(by=by, user=found, role=role, reason="到任")
    return actor_for(found, role, origin="127.0.0.1")


def heads(plan: AnnualPlan) -> None:
    """A head for every unit that carries a line: without one a plan is not sent up."""
    for unit in Unit.objects.filter(pk__in=plan.lines.values("unit_id")):
        person(plan, "unit_head", unit)


def submit(plan: AnnualPlan, by: Actor) -> None:
    """Send a plan up, with heads in all its units."""
    heads(plan)
    actions.submit_plan(by=by, plan=plan)


def pass_open_stage(plan: AnnualPlan, approver: Actor | None = None) -> str:
    """Let somebody agree at the first open stage; returns its code."""
    one = next(one for one in approval.standings(plan) if one.state == "open")
    unit = Unit.objects.get(pk=one.stage.unit) if one.stage.unit else plan.agency.units.order_by("pk")[0]
    by = person(plan, ROLES[one.stage.code], unit)
    if one.stage.code == approval.UNIT:
        actions.agree_plan(by=by, plan=plan)
    elif one.stage.code == approval.LEGAL:
        actions.review_plan(by=by, plan=plan)
    elif one.stage.code == approval.CONFERENCE:
        held = timezone.localdate() - timedelta(days=1)
        actions.note_conference(by=by, plan=plan, held_on=held, paper="联席会议纪要〔2026〕1 号")
    else:
        actions.approve_plan(by=approver or by, plan=plan)
    return one.stage.code


def to_leader(plan: AnnualPlan) -> None:
    """Pass every stage before the leader's."""
    while plan.state == states.SUBMITTED:
        now = [one.stage.code for one in approval.standings(plan) if one.state == "open"]
        if approval.LEADER in now:
            return
        pass_open_stage(plan)


def approve(plan: AnnualPlan, planner: Actor, approver: Actor | None = None) -> None:
    """Send a plan up and pass every stage."""
    submit(plan, planner)
    while plan.state == states.SUBMITTED:
        pass_open_stage(plan, approver)
