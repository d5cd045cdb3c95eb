"""A plan on its way through the approval chain: sent up, agreed to, reviewed, approved, studied, or returned."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.plans import adjusting, approval, lines, packs, states
from mingqian.plans.actions.locking import hold, keep
from mingqian.plans.actions.plan import had_hand, put_hand
from mingqian.plans.approval import CONFERENCE, LEADER, LEGAL, UNIT, Standing
from mingqian.plans.models import AnnualPlan, PlanStep, PlanSubmission
from mingqian.plans.models.approval import Decision
from mingqian.plans.rulebook import require_settled


@action(Permission.PLANS_EDIT, event="plans.plan.submit")
def submit_plan(*, by: Actor, plan: AnnualPlan, version: int | None = None) -> AnnualPlan:
    """Send a plan up; every line is checked once more against the rule pack as it stands now, and the chain of
    stages is fixed.

    Raises `Refused(acts.wrong_state | acts.changed_meanwhile | plans.no_lines | plans.line_refused |
    plans.adjustment_unchanged | plans.unit_without_head | plans.collision)`.
    """
    held = hold(by, plan, version=version)
    held.state = states.PLAN.check("submit", held.state, held.title)
    require_settled(held.agency_id, "plan", timezone.localdate())
    pack = packs.decided_on(held.agency_id, held.pack_id)
    held.pack_version, held.pack_digest = pack.version, pack.digest()
    rows = list(held.lines.all())
    if not rows:
        raise Refused("plans.no_lines")
    for line in rows:
        try:
            lines.check(line)
        except Refused as refused:
            raise Refused(
                "plans.line_refused", number=line.number, title=line.title, why=refused.words()
            ) from refused
    if adjusting.is_adjustment(held) and not adjusting.changes(held):
        raise Refused("plans.adjustment_unchanged")
    chain = approval.chain_of(held)
    missing = approval.units_without_head(chain)
    if missing:
        raise Refused("plans.unit_without_head", units="、".join(missing))
    now = timezone.now()
    held.submitted_at, held.submitted_by = now, by.name
    held.returned_at, held.returned_by, held.return_reason = None, "", ""
    put_hand(held, by)
    keep(held, plan)
    PlanSubmission.objects.create(
        plan=held, chain=approval.as_json(chain), at=now, by_name=by.name, by_id=by.user_id
    )
    record(
        by=by,
        action="plans.plan.submit",
        rows=[held],
        details={"title": held.title, "lines": len(rows), "stages": len(chain)},
    )
    return plan


def _place(by: Actor, held: AnnualPlan, round: int | None, act: str, *codes: str) -> Standing:
    """The open stage this person decides at. `round` is the id of the submission they had before their eyes.

    Raises `Refused(acts.wrong_state | acts.changed_meanwhile | plans.stage_not_open | acts.second_person |
    plans.stage_same_person)`.
    """
    states.PLAN.check(act, held.state, held.title)
    running = approval.submission_of(held)
    if round is not None and (running is None or running.pk != round):
        raise Refused("acts.changed_meanwhile", what=held.title)
    found = next((one for one in approval.open_to(held, by) if one.stage.code in codes), None)
    if found is None:
        now = "、".join(one.stage.name for one in approval.standings(held) if one.state == "open")
        raise Refused("plans.stage_not_open", plan=held.title, now=now)
    if had_hand(held, by):
        raise Refused("acts.second_person", name=by.name)
    if approval.took_part_elsewhere(held, by, found.stage.code):
        raise Refused("plans.stage_same_person", name=by.name)
    return found


def _decide(
    by: Actor,
    held: AnnualPlan,
    at: Standing,
    decision: str,
    note: str,
    held_on: date | None = None,
    paper: str = "",
) -> PlanStep:
    submission = approval.submission_of(held)
    if submission is None or (held.submitted_at is not None and submission.at < held.submitted_at):
        # Sent up before there were chains: the one stage it was sent to is written down now.
        submission = PlanSubmission.objects.create(
            plan=held,
            chain=approval.as_json(approval.BEFORE_CHAINS),
            at=held.submitted_at or timezone.now(),
            by_name=held.submitted_by or by.name,
        )
    return PlanStep.objects.create(
        submission=submission,
        place=at.place,
        code=at.stage.code,
        unit_id=at.stage.unit,
        decision=decision,
        at=timezone.now(),
        by_name=by.name,
        by_id=by.user_id,
        by_role=by.role_name,
        note=note.strip(),
        held_on=held_on,
        paper=paper.strip(),
    )


def _go_on(by: Actor, held: AnnualPlan, plan: AnnualPlan, at: Standing, event: str) -> AnnualPlan:
    """The plan stays with the next stage, or is approved when this was the last one."""
    rows: list[AnnualPlan] = [held]
    standing = approval.standings(held)
    details = {"title": held.title, "stage": at.stage.name}
    if all(one.state == "passed" for one in standing):
        leader = next((one.step for one in standing if one.stage.code == LEADER), None)
        held.state = states.PLAN.check("approve", held.state, held.title)
        held.approved_at, held.approved_by = timezone.now(), leader.by_name if leader else by.name
        before = adjusting.amended(held)
        if before is not None:
            before = hold(by, before)
            before.state = states.PLAN.check("supersede", before.state, before.title)
            keep(before, before)
            rows.append(before)
            details["before"] = before.title
    keep(held, plan)
    record(by=by, action=event, rows=rows, details=details)
    return plan


@action(Permission.PLANS_AGREE, event="plans.plan.agree")
def agree_plan(*, by: Actor, plan: AnnualPlan, note: str = "", round: int | None = None) -> AnnualPlan:
    """会签 by the head of a unit that carries lines of the plan.

    Raises `Refused(acts.wrong_state | acts.changed_meanwhile | acts.second_person | plans.stage_not_open |
    plans.stage_same_person)`, as all the decisions below.
    """
    held = hold(by, plan)
    at = _place(by, held, round, "agree", UNIT)
    _decide(by, held, at, Decision.PASSED, note)
    return _go_on(by, held, plan, at, "plans.plan.agree")


@action(Permission.PLANS_REVIEW, event="plans.plan.review")
def review_plan(*, by: Actor, plan: AnnualPlan, note: str = "", round: int | None = None) -> AnnualPlan:
    """审核 by 政策法规股."""
    held = hold(by, plan)
    at = _place(by, held, round, "review", LEGAL)
    _decide(by, held, at, Decision.PASSED, note)
    return _go_on(by, held, plan, at, "plans.plan.review")


@action(Permission.PLANS_APPROVE, event="plans.plan.approve")
def approve_plan(*, by: Actor, plan: AnnualPlan, note: str = "", round: int | None = None) -> AnnualPlan:
    """批准 by the leader; nobody who wrote into the plan may."""
    held = hold(by, plan)
    at = _place(by, held, round, "approve", LEADER)
    _decide(by, held, at, Decision.PASSED, note)
    return _go_on(by, held, plan, at, "plans.plan.approve")


@action(Permission.PLANS_REVIEW, event="plans.plan.conference")
def note_conference(
    *,
    by: Actor,
    plan: AnnualPlan,
    held_on: date | None,
    paper: str,
    note: str = "",
    round: int | None = None,
) -> AnnualPlan:
    """Write down that the joint conference studied the plan and agreed: its day and the number of its minutes.

    Raises also `Refused(plans.conference_malformed | plans.conference_in_future)`.
    """
    held = hold(by, plan)
    at = _place(by, held, round, "conference", CONFERENCE)
    if held_on is None or not paper.strip():
        raise Refused("plans.conference_malformed", field="paper" if held_on else "held_on")
    if held_on > timezone.localdate():
        raise Refused("plans.conference_in_future", field="held_on")
    _decide(by, held, at, Decision.PASSED, note, held_on, paper)
    return _go_on(by, held, plan, at, "plans.plan.conference")


@action(
    None,
    event="plans.plan.return",
    why_unguarded="由正在办理的那个环节退回，所需的权限随环节而定，在动作里核对",
)
def return_plan(*, by: Actor, plan: AnnualPlan, reason: str, round: int | None = None) -> AnnualPlan:
    """Send a plan back to draft from the stage that is open to this person, with the reason.

    Raises `Refused(acts.not_permitted | acts.reason_required)` and as the other decisions.
    """
    if not any(by.may(one) for one in approval.PERMISSIONS.values()):
        by.require(Permission.PLANS_APPROVE)
    held = hold(by, plan)
    at = _place(by, held, round, "return", *approval.PERMISSIONS)
    if not reason.strip():
        raise Refused("acts.reason_required", field="reason")
    _decide(by, held, at, Decision.RETURNED, reason)
    held.state = states.PLAN.check("return", held.state, held.title)
    held.returned_at, held.returned_by, held.return_reason = timezone.now(), by.name, reason.strip()
    held.submitted_at, held.submitted_by = None, ""
    keep(held, plan)
    record(
        by=by,
        action="plans.plan.return",
        rows=[held],
        reason=reason.strip(),
        details={"title": held.title, "stage": at.stage.name},
    )
    return plan
