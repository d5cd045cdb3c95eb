"""不予公开: proposed beside the record, decided by another person who sees the same."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from mingqian.accounts.permissions import Permission
from mingqian.acts.doors import actor_of, page
from mingqian.acts.refusal import Refused
from mingqian.inspections.models import Inspection
from mingqian.inspections.pages.common import inspection_of
from mingqian.inspections.pages.inspection import leads, secret
from mingqian.inspections.states import REVIEWED
from mingqian.publicity import actions
from mingqian.publicity.content import result_content
from mingqian.publicity.models import Ground, Withholding
from mingqian.publicity.pages.results import record_context
from mingqian.publicity.states import APPROVED, LIFTING, PROPOSED
from mingqian.publicity.withheld import FIELDS, proposed, without

P = Permission
WHAT = "不予公开"


def _parts(request: HttpRequest) -> list[tuple[int, str]]:
    """`part` values such as `2-handling`; what cannot be read names no line and is refused by the action."""
    found = []
    for text in request.POST.getlist("part"):
        position, _, piece = text.partition("-")
        found.append((int(position) if position.isdecimal() and len(position) < 5 else 0, piece))
    return found


@page(P.RESULTS_REVIEW)
def propose(request: HttpRequest, inspection_id: int) -> HttpResponse:
    """提出不予公开, by the head of the unit that checked."""
    one = inspection_of(request, inspection_id)
    if not leads(request, one):
        raise Http404
    waiting = proposed(one)
    if waiting is not None:
        return HttpResponseRedirect(reverse("publicity:withholding", args=[waiting.pk]))
    errors: dict[str, str] = {}
    typed = request.POST
    if request.method == "POST":
        try:
            made = actions.propose_withholding(
                by=actor_of(request),
                inspection=one,
                whole=typed.get("scope") == "whole",
                parts=_parts(request),
                ground=typed.get("ground", ""),
                basis=typed.get("basis", ""),
                reason=typed.get("reason", ""),
            )
        except Refused as refused:
            errors[refused.field or "form"] = refused.words()
        else:
            messages.success(request, "已送审批领导审定。审定之前，这一户的结果不能送公示审核。")
            return HttpResponseRedirect(reverse("publicity:withholding", args=[made.pk]))
    chosen = set(typed.getlist("part"))
    context: dict[str, Any] = {
        "title": "提出不予公开",
        "campaign": one.campaign,
        "rows": [
            (
                position,
                line,
                [
                    (f"{position}-{piece}", name, f"{position}-{piece}" in chosen)
                    for piece, name in FIELDS.items()
                    if piece == "result" or line["handling"]
                ],
            )
            for position, line in enumerate(result_content(one)["lines"], start=1)
        ],
        "grounds": Ground.choices,
        "typed": typed,
        "errors": errors,
        "why_not": "" if one.state == REVIEWED else "审核通过、尚未公示的结果才能提出不予公开。",
        "secret_until": secret(request, one, WHAT),
    }
    return render(request, "publicity/withhold.html", context | record_context(one))


def _visible(request: HttpRequest, withholding_id: int) -> Withholding:
    """Whoever decides in the agency, and the head of the unit, may look."""
    actor = actor_of(request)
    one = get_object_or_404(
        Withholding.objects.select_related(
            "inspection__campaign__line__plan",
            "inspection__draw",
            "inspection__unit",
            "inspection__agency",
            "inspection__subject",
        ),
        pk=withholding_id,
    )
    decides = actor.may(P.WITHHOLD) and actor.agency_id == one.agency_id
    if not decides and not leads(request, one.inspection):
        raise Http404
    return one


@page(P.WITHHOLD, P.RESULTS_REVIEW)
def decide(request: HttpRequest, withholding_id: int) -> HttpResponse:
    """One proposal: what would be kept back and why, and the decision."""
    one = _visible(request, withholding_id)
    actor = actor_of(request)
    error, act = "", request.POST.get("act", "")
    if request.method == "POST":
        try:
            if act in ("ask_lift", "lift", "keep"):
                messages.success(request, _about_lifting(request, one, act))
            elif act == "approve":
                actions.approve_withholding(by=actor, withholding=one, note=request.POST.get("note", ""))
                messages.success(request, "已审定不予公开。" + _next(one))
            else:
                actions.decline_withholding(by=actor, withholding=one, reason=request.POST.get("reason", ""))
                messages.success(request, "已退回：不同意不予公开，结果照常公示。")
        except Refused as refused:
            if refused.code == "acts.not_permitted":
                raise
            error = refused.words()
        else:
            return HttpResponseRedirect(reverse("publicity:withholding", args=[one.pk]))
    inspection: Inspection = one.inspection
    content = result_content(inspection)
    own = one.proposed_by_id is not None and one.proposed_by_id == actor.user_id
    context: dict[str, Any] = {
        "title": "不予公开",
        "campaign": inspection.campaign,
        "one": one,
        "content": without(content, one) if one.state == PROPOSED else content,
        "pieces": [f"第 {position} 项的{FIELDS[piece]}" for position, piece in sorted(map(tuple, one.parts))],
        "may_ask_lift": one.state == APPROVED and actor.may(P.RESULTS_REVIEW) and leads(request, inspection),
        "may_lift": one.state == LIFTING and actor.may(P.WITHHOLD),
        "why_not_lift": "须由另一人审定：您是申请人。"
        if one.lift_asked_by_id is not None and one.lift_asked_by_id == actor.user_id
        else "",
        "act": act,
        "lift_reason": request.POST.get("lift_reason", ""),
        "may_decide": one.state == PROPOSED and actor.may(P.WITHHOLD),
        "why_not": "须由另一人审定：您是提出人。" if own else "",
        "error": error,
        "typed": request.POST.get("reason", ""),
        "secret_until": secret(request, inspection, WHAT),
    }
    return render(request, "publicity/withholding.html", context | record_context(inspection))


def _about_lifting(request: HttpRequest, one: Withholding, act: str) -> str:
    """Ask to lift, agree or not; returns what happened. Raises `Refused`."""
    by = actor_of(request)
    if act == "ask_lift":
        actions.ask_lifting(by=by, withholding=one, reason=request.POST.get("lift_reason", ""))
        return "已送审批领导审定。审定之前仍不予公开。"
    if act == "keep":
        actions.keep_withholding(by=by, withholding=one, reason=request.POST.get("reason", ""))
        return "已退回：仍不予公开。"
    done = actions.lift_withholding(by=by, withholding=one, note=request.POST.get("note", ""))
    if done.whole:
        return "已审定恢复公开。这一户的结果回到“已审核”，由任务执行单位送公示审核。"
    return "已审定恢复公开。已公示的，另拟了一份更正，补上原来不公开的内容，等待公示。"


def _next(one: Withholding) -> str:
    if one.whole:
        return "公众只看到户数和事由类别。抽取名单会说出这一户，不会自动公开，由负责人另行决定。"
    return "公示时这几处写“不予公开”，并写明事由和依据。"
