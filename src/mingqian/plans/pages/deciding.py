"""What is decided about a plan: at each stage of its chain, and that it is adjusted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from mingqian.accounts.permissions import Permission
from mingqian.acts.doors import page
from mingqian.acts.numbers import whole
from mingqian.acts.refusal import Refused
from mingqian.plans import actions, approval, states
from mingqian.plans.approval import CONFERENCE, LEADER, LEGAL, UNIT
from mingqian.plans.models import AnnualPlan
from mingqian.plans.pages.common import actor_of
from mingqian.plans.pages.plan_parts import Typed
from mingqian.plans.pages.plans import plan_or_404, shown, to_plan

_PASSING: dict[str, Callable[..., AnnualPlan]] = {
    UNIT: actions.agree_plan,
    LEGAL: actions.review_plan,
    LEADER: actions.approve_plan,
    CONFERENCE: actions.note_conference,
}
_LONGEST = 2000


def _typed(request: HttpRequest) -> dict[str, str]:
    return {name: request.POST.get(name, "")[:_LONGEST] for name in ("note", "held_on", "paper", "reason")}


def _round(request: HttpRequest) -> int | None:
    return whole(request.POST.get("round"))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@page(Permission.PLANS_AGREE, Permission.PLANS_REVIEW, Permission.PLANS_APPROVE)
@require_POST
def plan_decide(request: HttpRequest, plan_id: int) -> HttpResponse:
    """会签、审核、批准、登记联席会议意见 at the stage that is open to this person, or 退回."""
    actor = actor_of(request)
    plan = plan_or_404(request, plan_id)
    typed, round_seen = _typed(request), _round(request)
    form = "return" if request.POST.get("act") == "return" else "pass"
    try:
        if form == "return":
            actions.return_plan(by=actor, plan=plan, reason=typed["reason"], round=round_seen)
            messages.success(request, "已退回编制人修改，理由他看得到。")
            return to_plan(plan.pk)
        stage = request.POST.get("stage", "")
        if stage not in _PASSING:
            return to_plan(plan.pk)
        more: dict[str, Any] = {}
        if stage == CONFERENCE:
            more = {"held_on": _day(typed["held_on"]), "paper": typed["paper"]}
        _PASSING[stage](by=actor, plan=plan, note=typed["note"], round=round_seen, **more)
    except Refused as refused:
        plan.refresh_from_db()
        if refused.field in typed:
            return shown(request, plan, typed=Typed(form, typed, {refused.field or "": refused.words()}))
        messages.error(request, refused.words())
        return to_plan(plan.pk)
    if plan.state == states.APPROVED:
        messages.success(
            request, "全部环节已通过，计划已批准。请由公示审核向社会公开，并报市场监管部门备案。"
        )
    else:
        now = "、".join(one.stage.name for one in approval.standings(plan) if one.state == "open")
        messages.success(request, f"已记下您的意见，现在由“{now}”办理。")
    return to_plan(plan.pk)


def _adjusting(
    request: HttpRequest, plan_id: int, form: str, act: Callable[..., AnnualPlan], said: str
) -> HttpResponse:
    """One step of an adjustment with its reason; what was refused stands beside the reason as typed."""
    plan = plan_or_404(request, plan_id)
    reason = _typed(request)["reason"]
    try:
        now = act(by=actor_of(request), plan=plan, reason=reason)
    except Refused as refused:
        plan.refresh_from_db()
        if refused.field:
            return shown(
                request, plan, typed=Typed(form, {"reason": reason}, {refused.field: refused.words()})
            )
        messages.error(request, refused.words())
        return to_plan(plan.pk)
    messages.success(request, said)
    return to_plan(now.pk)


@page(Permission.PLANS_EDIT)
@require_POST
def plan_adjust(request: HttpRequest, plan_id: int) -> HttpResponse:
    """调整: the next version, in draft."""
    said = "新版已建立，内容与现行计划相同。请逐行修改，再送审；批准之前现行计划照常执行。"
    return _adjusting(request, plan_id, "adjust", actions.adjust_plan, said)


@page(Permission.PLANS_EDIT)
@require_POST
def plan_restate(request: HttpRequest, plan_id: int) -> HttpResponse:
    """修改调整理由."""
    return _adjusting(request, plan_id, "restate", actions.restate_reason, "已保存调整理由。")


@page(Permission.PLANS_EDIT)
@require_POST
def plan_withdraw(request: HttpRequest, plan_id: int) -> HttpResponse:
    """放弃调整."""
    said = "已放弃这次调整，现行计划照常执行。"
    return _adjusting(request, plan_id, "withdraw", actions.withdraw_adjustment, said)
