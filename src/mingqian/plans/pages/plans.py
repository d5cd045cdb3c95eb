"""年度抽查计划."""

from __future__ import annotations

import io
from typing import Any

from django.contrib import messages
from django.db.models import Count, Sum
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from mingqian.accounts.permissions import Permission
from mingqian.acts.doors import page
from mingqian.acts.numbers import whole
from mingqian.acts.refusal import Refused
from mingqian.plans import (
    actions,
    adjusting,
    approval,
    conditions,
    duties,
    filing,
    lines,
    packs,
    queries,
    share,
    states,
)
from mingqian.plans.forms import FilingForm, PlanForm
from mingqian.plans.forms.parts import refuse
from mingqian.plans.models import AnnualPlan
from mingqian.plans.models.plan import ItemClass
from mingqian.plans.pages.common import actor_of, address_of, own_agency, workbook_response
from mingqian.plans.pages.plan_parts import NOTHING, Typed, approval_part, versions_part
from mingqian.plans.pages.receipt_parts import PostingForm, plan_part


def plan_or_404(request: HttpRequest, plan_id: int) -> AnnualPlan:
    """The plan, if it is of the actor's agency."""
    return get_object_or_404(queries.visible_plans(actor_of(request)), pk=plan_id)


def seen_version(request: HttpRequest) -> int | None:
    """The version the person had before their eyes when they pressed the button."""
    return whole(request.POST.get("version"))


def to_plan(plan_id: int) -> HttpResponseRedirect:
    """Back to the plan."""
    return HttpResponseRedirect(reverse("plans:plan_open", args=[plan_id]))


@page(Permission.PLANS_READ)
def plan_list(request: HttpRequest) -> HttpResponse:
    """计划."""
    actor = actor_of(request)
    plans = queries.visible_plans(actor).annotate(
        line_count=Count("lines"), estimated=Sum("lines__estimated_count", default=0)
    )
    return render(
        request,
        "plans/plan_list.html",
        {
            "title": "年度抽查计划",
            "plans": plans,
            "may_edit": actor.may(Permission.PLANS_EDIT),
            "timely": duties.timely(actor.agency_id, timezone.localdate()) if actor.agency_id else [],
        },
    )


@page(Permission.PLANS_EDIT)
def plan_new(request: HttpRequest) -> HttpResponse:
    """新编计划."""
    actor = actor_of(request)
    agency = own_agency(actor)
    form = PlanForm(request.POST or None, agency_id=agency.pk)
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("year", "title", "scope", "basis", "pack_id")}
        try:
            plan = actions.create_plan(by=actor, agency=agency, **values)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, "计划已建立，请逐行填写抽查安排。")
            return to_plan(plan.pk)
    context = {
        "title": "新编年度抽查计划",
        "form": form,
        "button": "建立计划",
        "back": reverse("plans:plan_list"),
    }
    return render(request, "plans/plan_form.html", context)


@page(Permission.PLANS_EDIT)
def plan_edit(request: HttpRequest, plan_id: int) -> HttpResponse:
    """修改计划的名称、范围和依据."""
    plan = plan_or_404(request, plan_id)
    form = PlanForm(request.POST or None, plan=plan)
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("year", "title", "scope", "basis", "version")}
        try:
            actions.edit_plan(by=actor_of(request), plan=plan, **values)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, "已保存。")
            return to_plan(plan.pk)
    context = {
        "title": "修改计划", "form": form, "plan": plan, "button": "保存",
        "back": reverse("plans:plan_open", args=[plan.pk]),
    }  # fmt: skip
    return render(request, "plans/plan_form.html", context)


def line_rows(plan: AnnualPlan) -> list[dict[str, Any]]:
    """The lines with what stands beside them: the least share and its article, conditions, items, campaigns."""
    pack, on = packs.pack_for(plan.agency_id, plan.pack_id), lines.year_start(plan.year)
    minimums = {code: share.minimum_percent(pack, code, on) for code in ItemClass.values}
    return [
        {
            "line": line,
            "minimum": minimums[line.item_class][0],
            "article": packs.cite(pack, minimums[line.item_class][1]),
            "reading": minimums[line.item_class][1].reading,
            "conditions": conditions.in_words(line.conditions),
            "brief": conditions.in_words(line.conditions, most=4),
            "items": queries.items_of(line),
            "partners": queries.partners_of(line),
            "campaigns": adjusting.campaigns_of(line).select_related("line"),
        }
        for line in plan.lines.select_related("unit")
    ]


def why_not(plan: AnnualPlan, act: str) -> str:
    """Why a person who holds the permission may not press the button now."""
    closed = states.PLAN.why_not(act, plan.state)
    if closed:
        return closed
    if act == "submit" and not plan.lines.exists():
        return "计划里还没有一行抽查安排。"
    return ""


@page(Permission.PLANS_READ)
def plan_open(request: HttpRequest, plan_id: int) -> HttpResponse:
    """一份计划."""
    return shown(request, plan_or_404(request, plan_id))


def shown(
    request: HttpRequest,
    plan: AnnualPlan,
    *,
    filing_form: FilingForm | None = None,
    typed: Typed = NOTHING,
    posting: PostingForm | None = None,
) -> HttpResponse:
    """The page of a plan, with what was typed and refused in one of its forms."""
    actor = actor_of(request)
    pack = packs.pack_for(plan.agency_id, plan.pack_id)
    on = lines.year_start(plan.year)
    rows = line_rows(plan)
    in_force = plan.state in states.IN_FORCE
    buttons = {
        act: {"may": actor.may(permission), "why_not": why_not(plan, act)}
        for act, permission in (("submit", Permission.PLANS_EDIT), ("publish", Permission.PUBLISH))
    }
    filed_with = pack.get("plan.filed_with", on).words()[0] if pack.has("plan.filed_with", on) else ""
    editing = actor.may(Permission.PLANS_EDIT)
    context = {
        "title": plan.title,
        "plan": plan,
        "pack": pack,
        "reference": pack.is_reference(on) and pack.is_reference(plan_day(plan)),
        "rows": rows,
        "estimated": sum(row["line"].estimated_count for row in rows),
        "buttons": buttons,
        "may_edit": editing and plan.state == states.DRAFT,
        "may_set": actor.may(Permission.CAMPAIGNS_EDIT) and in_force,
        "may_file": editing and in_force,
        "may_adjust": editing and in_force,
        "filing": filing_form or FilingForm(initial={"filed_with": plan.filed_with or filed_with}),
        "filing_rule": filing.rule_of(plan),
        "without_joint": not any(row["line"].kind == "joint" for row in rows),
        "joint_article": lines.article(pack, "frequency.joint_per_year", on),
        "weigh": bool(rows) and plan.state in (states.DRAFT, states.SUBMITTED),
        "publication": address_of(actor, "publicity:plan", plan.pk),
        "typed": typed,
    }
    context |= plan_part(actor, plan, posting)
    return render(request, "plans/plan_open.html", context | approval_part(actor, plan) | versions_part(plan))


def plan_day(plan: AnnualPlan) -> Any:
    """The last day of the plan's year: a pack may begin to bind in its course."""
    return lines.year_start(plan.year).replace(month=12, day=31)


@page(Permission.PLANS_READ)
def plan_paper(request: HttpRequest, plan_id: int) -> HttpResponse:
    """The plan as it is printed and signed."""
    plan = plan_or_404(request, plan_id)
    return render(
        request, "plans/plan_paper.html", {"title": plan.title, "plan": plan, "rows": line_rows(plan)}
    )


def _now(plan: AnnualPlan) -> str:
    """Which stages a plan waits for."""
    return "、".join(one.stage.name for one in approval.standings(plan) if one.state == "open")


@page(Permission.PLANS_EDIT)
@require_POST
def plan_submit(request: HttpRequest, plan_id: int) -> HttpResponse:
    """送审."""
    plan = plan_or_404(request, plan_id)
    try:
        actions.submit_plan(by=actor_of(request), plan=plan, version=seen_version(request))
    except Refused as refused:
        messages.error(request, refused.words())
    else:
        messages.success(request, f"已送审，现在由“{_now(plan)}”办理。")
    return to_plan(plan.pk)


@page(Permission.PUBLISH)
@require_POST
def plan_publish(request: HttpRequest, plan_id: int) -> HttpResponse:
    """公开."""
    plan = plan_or_404(request, plan_id)
    try:
        actions.publish_plan(by=actor_of(request), plan=plan)
    except Refused as refused:
        messages.error(request, refused.words())
    else:
        messages.success(request, "已标记为公开。")
    return to_plan(plan.pk)


@page(Permission.PLANS_EDIT)
@require_POST
def plan_file(request: HttpRequest, plan_id: int) -> HttpResponse:
    """记下备案."""
    actor = actor_of(request)
    plan = plan_or_404(request, plan_id)
    form = FilingForm(request.POST)
    if form.is_valid():
        try:
            actions.note_filing(by=actor, plan=plan, **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
            plan.refresh_from_db()
        else:
            messages.success(request, "已记下备案。")
            return to_plan(plan.pk)
    return shown(request, plan, filing_form=form)


def _filed_plan(request: HttpRequest, plan_id: int) -> AnnualPlan:
    plan = plan_or_404(request, plan_id)
    if plan.approved_at is None:
        raise Http404
    return plan


@page(Permission.PLANS_READ)
def plan_filing(request: HttpRequest, plan_id: int) -> HttpResponse:
    """备案表, as it is printed and sent to the market regulator."""
    plan = _filed_plan(request, plan_id)
    context = {
        "title": "报备案",
        "plan": plan,
        "tables": filing.tables(plan),
        "rule": filing.rule_of(plan),
        "adjustment": adjusting.adjustment_of(plan),
        "changes": adjusting.changes(plan),
    }
    return render(request, "plans/plan_filing.html", context)


@page(Permission.PLANS_READ)
def plan_filing_sheet(request: HttpRequest, plan_id: int) -> HttpResponse:
    """备案表, as a workbook; waits while documents collide about what a plan must hold."""
    plan = _filed_plan(request, plan_id)
    filing.require_settled(plan)
    file = io.BytesIO()
    filing.write(file, plan)
    return workbook_response(file, f"{plan.agency.short_name}{plan.title}备案表.xlsx")


@page(Permission.PLANS_EDIT)
@require_POST
def plan_posting(request: HttpRequest, plan_id: int) -> HttpResponse:
    """登记公示去处."""
    actor = actor_of(request)
    plan = plan_or_404(request, plan_id)
    form = PostingForm(request.POST, places=duties.places(plan))
    if form.is_valid():
        try:
            actions.note_posting(by=actor, plan=plan, **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, "已登记。")
            return to_plan(plan.pk)
    return shown(request, plan, posting=form)
