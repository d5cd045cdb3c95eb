"""抽查任务: list, start, open, and the way back from a confirmed pool."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from mingqian.accounts.permissions import Permission
from mingqian.acts.actor import Actor
from mingqian.acts.doors import page
from mingqian.acts.numbers import whole
from mingqian.acts.refusal import Refused
from mingqian.plans import actions, conditions, ports, queries, states, strata, weights
from mingqian.plans.forms import NewCampaignForm
from mingqian.plans.forms.parts import refuse
from mingqian.plans.models import Campaign, urn_setting_of
from mingqian.plans.pages.common import actor_of, address_of
from mingqian.plans.pages.receipt_parts import ReceiptForm, campaign_part
from mingqian.plans.telling import may_be_told, telling_of

SEAT_NAMES = {"leader": "组长", "member": "组员", "expert": "专家"}
STAGES = (
    ("setting", "设置中", (states.DRAFT,)),
    ("drawing", "待摇号", (states.READY, states.FROZEN, states.DRAWN, states.SIGNED)),
    ("checking", "检查中", (states.DISPATCHED, states.NOTIFIED, states.CHECKING, states.RESULTS_IN)),
    ("done", "已公示归档", (states.PUBLISHED, states.ARCHIVED)),
)
"""How the list groups the states: code, words, states."""


def campaign_or_404(request: HttpRequest, campaign_id: int) -> Campaign:
    """The campaign, if it is of the actor's agency."""
    return get_object_or_404(queries.visible_campaigns(actor_of(request)), pk=campaign_id)


def to_campaign(campaign_id: int) -> HttpResponseRedirect:
    """Back to the campaign."""
    return HttpResponseRedirect(reverse("plans:campaign_open", args=[campaign_id]))


@page(Permission.CAMPAIGNS_READ)
def campaign_list(request: HttpRequest) -> HttpResponse:
    """抽查任务."""
    actor = actor_of(request)
    visible = queries.visible_campaigns(actor)
    stage = request.GET.get("stage", "")
    numbers = queries.campaign_counts(actor)
    chosen = next((codes for code, _, codes in STAGES if code == stage), None)
    tabs = [{"code": "", "name": "全部", "url": "?", "count": sum(numbers.values())}]
    tabs += [
        {"code": code, "name": name, "url": f"?stage={code}", "count": sum(numbers.get(s, 0) for s in codes)}
        for code, name, codes in STAGES
    ]
    context = {
        "title": "抽查任务",
        "campaigns": visible.filter(state__in=chosen) if chosen else visible,
        "tabs": tabs,
        "stage": stage if chosen else "",
        "may_edit": actor.may(Permission.CAMPAIGNS_EDIT),
    }
    return render(request, "plans/campaign_list.html", context)


@page(Permission.CAMPAIGNS_EDIT)
def campaign_new(request: HttpRequest) -> HttpResponse:
    """Set a campaign from a line of an approved plan."""
    actor = actor_of(request)
    lines = queries.lines_to_set(actor)
    chosen = whole(request.GET.get("line"))
    if chosen is None:
        context = {"title": "设置抽查任务", "lines": lines}
        return render(request, "plans/campaign_choose.html", context)
    line = get_object_or_404(lines, pk=chosen)
    form = NewCampaignForm(request.POST or None, line=line)
    if request.method == "POST" and form.is_valid():
        try:
            campaign = actions.create_campaign(by=actor, line=line, **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, "任务已建立。请核对抽取条件和右侧的统计，再确认抽取范围。")
            return HttpResponseRedirect(reverse("plans:campaign_edit", args=[campaign.pk]))
    return render(request, "plans/campaign_new.html", {"title": "设置抽查任务", "line": line, "form": form})


NEXT = {
    states.DRAFT: ("设置抽取条件，确认抽取范围", "计划制定", "plans:campaign_edit", "去设置"),
    states.READY: ("锁库", "摇号操作员", "draws:room", "去摇号现场"),
    states.FROZEN: ("公布锁库摘要、公开见证值、摇号", "见证人、摇号操作员", "draws:room", "去摇号现场"),
    states.DRAWN: ("在场人员核对、签字", "在场人员", "draws:room", "去摇号现场"),
    states.SIGNED: ("派发检查任务", "摇号操作员", "draws:room", "去派发"),
    states.DISPATCHED: ("通知检查对象", "任务执行单位", "inspections:campaign", "看检查任务"),
    states.NOTIFIED: ("开展检查", "检查组", "inspections:campaign", "看检查任务"),
    states.CHECKING: ("检查、录入结果、审核", "检查组、任务执行单位", "inspections:campaign", "看检查任务"),
    states.RESULTS_IN: ("公示检查结果", "公示审核", "publicity:campaign", "去公示"),
    states.PUBLISHED: ("归档", "任务执行单位", "inspections:archive", "去归档"),
}
"""By state: what comes next, who does it, on which page, the words of its link."""


def next_step(actor: Actor, campaign: Campaign) -> dict[str, str]:
    """What comes next, who does it, and where this role can do it (empty when it cannot)."""
    if campaign.state not in NEXT:
        return {"what": "", "who": "", "url": "", "link": ""}
    what, who, name, link = NEXT[campaign.state]
    return {"what": what, "who": who, "url": address_of(actor, name, campaign.pk), "link": link}


def step_addresses(actor: Actor, campaign: Campaign) -> dict[str, str]:
    """Where each step of the strip can be seen by this role."""
    draws = address_of(actor, "draws:room", campaign.pk)
    tasks = address_of(actor, "inspections:campaign", campaign.pk)
    found = {"plan": address_of(actor, "plans:plan_open", campaign.planned.plan_id)}
    found["pool"] = address_of(actor, "plans:campaign_pool", campaign.pk)
    found |= dict.fromkeys(("freeze", "draw", "sign"), draws)
    found |= dict.fromkeys(("dispatch", "notify", "check", "result"), tasks)
    found["publish"] = address_of(actor, "publicity:campaign", campaign.pk)
    return found


@page(Permission.CAMPAIGNS_READ)
def campaign_open(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """一个抽查任务."""
    campaign = campaign_or_404(request, campaign_id)
    return shown(request, campaign)


def shown(
    request: HttpRequest,
    campaign: Campaign,
    *,
    error: str = "",
    typed: str = "",
    receipt: ReceiptForm | None = None,
) -> HttpResponse:
    """The campaign's page; `error` and `typed` bring back a refused reason."""
    actor = actor_of(request)
    addresses = step_addresses(actor, campaign)
    steps: list[dict[str, Any]] = [
        {"name": s.name, "state": s.state, "who": s.who, "when": s.when, "url": addresses.get(s.code, "")}
        for s in queries.strip(campaign)
    ]
    setting = urn_setting_of(campaign)
    own = {strata.BETWEEN.join(values): text for values, text in setting.quotas}
    names = strata.names_of(strata.fields_of(campaign.stratify_by), list(own))
    context = {
        "strata": strata.in_words(campaign.stratify_by),
        "own_quotas": [(names[key], strata.percent_words(text)) for key, text in own.items()],
        "weight_table": setting.weight_table,
        "weight_words": weights.in_words(setting.weight_table.table) if setting.weight_table else "",
        "title": campaign.title,
        "campaign": campaign,
        "steps": steps,
        "next": next_step(actor, campaign),
        "conditions": conditions.in_words(campaign.conditions),
        "told": may_be_told(campaign),
        "telling": telling_of(campaign),
        "items": queries.items_of(campaign),
        "partners": queries.partners_of(campaign),
        "team": [(SEAT_NAMES[seat["name"]], seat["count"]) for seat in campaign.team["seats"]],
        "history": campaign.steps.order_by("-id"),
        "may_reopen": actor.may(Permission.CAMPAIGNS_EDIT) and campaign.state == states.READY,
        "reopen_why_not": "锁过库的任务不能再改条件。"
        if campaign.steps.filter(step="freeze").exists()
        else "",
        "pool_url": addresses["pool"],
        "cards": ports.cards(actor, campaign),
        "reopen_error": error,
        "typed": typed,
    }
    context |= campaign_part(actor, campaign, receipt)
    return render(request, "plans/campaign_open.html", context)


@page(Permission.CAMPAIGNS_EDIT)
@require_POST
def campaign_reopen(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """退回设置."""
    campaign = campaign_or_404(request, campaign_id)
    reason = request.POST.get("reason", "")
    try:
        actions.reopen_campaign(by=actor_of(request), campaign=campaign, reason=reason)
    except Refused as refused:
        campaign.refresh_from_db()
        if refused.field == "reason":
            return shown(request, campaign, error=refused.words(), typed=reason)
        messages.error(request, refused.words())
        return to_campaign(campaign.pk)
    messages.success(request, "已退回设置，可以修改抽取条件。")
    return HttpResponseRedirect(reverse("plans:campaign_edit", args=[campaign.pk]))


@page(Permission.CAMPAIGNS_EDIT)
@require_POST
def campaign_receipt(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """登记平台回执."""
    actor = actor_of(request)
    campaign = campaign_or_404(request, campaign_id)
    form = ReceiptForm(request.POST)
    if form.is_valid():
        try:
            actions.note_receipt(by=actor, campaign=campaign, **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, "已登记。")
            return to_campaign(campaign.pk)
    return shown(request, campaign, receipt=form)
