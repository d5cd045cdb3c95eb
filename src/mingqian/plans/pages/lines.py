"""Lines of a plan."""

from __future__ import annotations

from math import ceil

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from mingqian.accounts.permissions import Permission
from mingqian.acts.counting import beside
from mingqian.acts.doors import page
from mingqian.acts.refusal import Refused
from mingqian.law import share_of_percent
from mingqian.plans import actions, conditions, lines, packs, queries, share
from mingqian.plans.forms import LineForm
from mingqian.plans.forms.parts import conditions_from, refuse
from mingqian.plans.models import AnnualPlan, Campaign, PlanLine
from mingqian.plans.models.plan import ItemClass
from mingqian.plans.pages.common import actor_of
from mingqian.plans.pages.plan_parts import why_not_write
from mingqian.plans.pages.plans import plan_or_404, to_plan
from mingqian.plans.pool import survey


def _rules(plan: AnnualPlan) -> list[dict[str, str]]:
    """The least share of each class with its article and our reading, for beside the form."""
    pack, on = packs.pack_for(plan.agency_id, plan.pack_id), lines.year_start(plan.year)
    said = {code: pack.answer("share_percent") for code in ItemClass.values} | (
        {ItemClass.KEY.value: pack.answer("key_share_percent")}
        if pack.has_setting("key_share_percent")
        else {}
    )
    found = []
    for code, name in ItemClass.choices:
        minimum, citation = share.minimum_percent(pack, code, on)
        found.append(
            {
                "name": name,
                "minimum": f"不低于 {minimum}%"
                if minimum != "0"
                else f"没有下限{f'，本单位定为 {said[code]}%' if said[code] else ''}",
                "article": packs.cite(pack, citation),
                "reading": citation.reading,
            }
        )
    return found


def _form_page(request: HttpRequest, plan: AnnualPlan, form: LineForm, line: PlanLine | None) -> HttpResponse:
    context = {
        "title": f"修改第 {line.number} 行" if line else "添加一行抽查安排",
        "plan": plan,
        "line": line,
        "form": form,
        "conditions": [form[name] for name in form.condition_names],
        "rules": _rules(plan),
        "why_not": why_not_write(plan),
        "back": reverse("plans:plan_open", args=[plan.pk]),
    }
    return render(request, "plans/line_form.html", context)


@page(Permission.PLANS_EDIT)
@beside
def line_new(request: HttpRequest, plan_id: int) -> HttpResponse:
    """添加一行."""
    plan = plan_or_404(request, plan_id)
    form = LineForm(request.POST or None, plan=plan)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_line(
                by=actor_of(request), plan=plan, version=form.cleaned_data["version"], **form.values()
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, "已添加。")
            return to_plan(plan.pk)
    return _form_page(request, plan, form, None)


@page(Permission.PLANS_EDIT)
@beside
def line_edit(request: HttpRequest, line_id: int) -> HttpResponse:
    """修改一行."""
    line = get_object_or_404(queries.visible_lines(actor_of(request)), pk=line_id)
    form = LineForm(request.POST or None, plan=line.plan, line=line)
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_line(
                by=actor_of(request), line=line, version=form.cleaned_data["version"], **form.values()
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, "已保存。")
            return to_plan(line.plan_id)
    return _form_page(request, line.plan, form, line)


@page(Permission.PLANS_EDIT)
@require_POST
@beside
def line_estimate(request: HttpRequest, plan_id: int) -> HttpResponse:
    """How many subjects the line as typed would reach today, and how many its share gives. Saves nothing."""
    plan = plan_or_404(request, plan_id)
    form = LineForm(request.POST, plan=plan)
    form.is_valid()
    cleaned = form.cleaned_data
    counted, percent = None, _percent(cleaned.get("share_percent", ""))
    if cleaned.get("item_class"):
        directed = cleaned.get("mode") == "directed"
        line = PlanLine(plan=plan, item_class=cleaned["item_class"])
        campaign = Campaign(
            agency=plan.agency,
            line=line,
            mode=cleaned.get("mode", "undirected"),
            conditions=conditions.clean(conditions_from(cleaned)) if directed else {},
            share_percent=percent,
            special_order=cleaned.get("special_order", ""),
            unclassed_as="left_out",
        )
        counted = survey(campaign, on=timezone.localdate())
    return render(
        request,
        "plans/_estimate.html",
        {
            "counted": counted,
            "share": percent,
            "by_share": ceil(counted.candidates * share_of_percent(percent)) if counted else 0,
        },
    )


def _percent(typed: str) -> str:
    """The share as typed, or everybody where it is none (yet)."""
    try:
        return share.clean_percent(typed)
    except Refused:
        return "100"


@page(Permission.PLANS_EDIT)
@require_POST
def line_remove(request: HttpRequest, line_id: int) -> HttpResponse:
    """删除一行."""
    line = get_object_or_404(queries.visible_lines(actor_of(request)), pk=line_id)
    try:
        actions.remove_line(by=actor_of(request), line=line)
    except Refused as refused:
        messages.error(request, refused.words())
    else:
        messages.success(request, "已删除。")
    return to_plan(line.plan_id)
