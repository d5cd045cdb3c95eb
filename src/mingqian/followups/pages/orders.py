"""责令改正 and other measures: the form, one order with its looks and extensions, the paper."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.acts.doors import page
from mingqian.acts.refusal import Refused
from mingqian.followups import actions, law
from mingqian.followups.models import Rectification
from mingqian.followups.pages.forms import (
    Act,
    ActForm,
    bound,
    carry_out,
    day,
    line,
    lines_field,
    one_of,
    refuse,
    text,
)
from mingqian.followups.scope import WITH_FINDINGS, may_handle, visible_orders
from mingqian.followups.states import OPEN_ORDERS
from mingqian.inspections.models import Inspection
from mingqian.inspections.pages.common import actor_of, inspection_of
from mingqian.inspections.pages.inspection import leads, secret
from mingqian.inspections.referrals import facts_of, problem_lines
from mingqian.inspections.states import INSPECTION

P = Permission


class OrderForm(ActForm):
    """An order to correct."""

    content = text(
        "改正的内容", 4000, rows=5, help_text="先照检查记录写好，可以改。", missing="请写明要改正什么。"
    )
    issued_on = day("责令日期", today=True)
    at_once = forms.BooleanField(label="当场已改正", required=False)
    found = text(
        "当场复查的情况",
        2000,
        rows=2,
        required=False,
        help_text="勾了“当场已改正”的要写：看到什么，怎样改好的。",
    )
    due_on = day("改正期限", help_text="由检查人员按问题定；当场已改正的不填。")
    number = line("文号", 80, required=False, help_text="书面责令改正的文号，没有就不填。")

    def __init__(self, *args: Any, inspection: Inspection, titles: dict[int, str], **more: Any) -> None:
        super().__init__(*args, **more)
        campaign = inspection.campaign
        fields: dict[str, forms.Field] = {
            "positions": lines_field(titles),
            "measure": one_of("措施", law.order_measures(campaign)),
        }
        if forms_known := law.measure_forms(campaign):
            fields["form"] = one_of("形式", forms_known)
        fields |= self.fields
        if principles := law.follow_up_by(campaign):
            fields["follow_up"] = one_of("后续监管由谁负责", principles)
            fields["follow_up_body"] = line("负责的单位", 60, required=False)
        self.fields = fields
        if self.data.get("at_once"):
            self.fields["due_on"].required = False
        measures = law.order_measures(campaign)
        if len(measures) == 1:
            self.fields["measure"].initial = measures[0].words


class MeasureForm(ActForm):
    """Another measure."""

    note = text("内容", 4000, help_text="例如：约谈了谁、谈了什么；提取了哪些证据。")
    taken_on = day("日期", today=True)

    def __init__(self, *args: Any, inspection: Inspection, titles: dict[int, str], **more: Any) -> None:
        super().__init__(*args, **more)
        fields: dict[str, forms.Field] = {
            "positions": lines_field(titles),
            "kind": one_of("措施", law.other_measures(inspection.campaign)),
        }
        if forms_known := law.measure_forms(inspection.campaign):
            fields["form"] = one_of("形式", forms_known, required=False)
        self.fields = fields | self.fields


def _titles(one: Inspection) -> dict[int, str]:
    return {row.position: str(row.item_words["title"]) for row in problem_lines(one)}


def _open(request: HttpRequest, inspection_id: int) -> tuple[Inspection, str]:
    """The inspection this person acts for, and why nothing can be ordered about it yet (empty when it can)."""
    one = inspection_of(request, inspection_id)
    if not may_handle(actor_of(request), one):
        raise Http404
    if one.state not in WITH_FINDINGS:
        return one, f"检查现在处于“{INSPECTION.states[one.state].name}”，检查开始以后才能办后续处理。"
    return one, "" if problem_lines(one) else "检查记录里还没有发现问题的事项，没有什么要处理。"


@page(P.RECTIFY)
def new(request: HttpRequest, inspection_id: int) -> HttpResponse:
    """责令改正."""
    one, why_not = _open(request, inspection_id)
    lines = problem_lines(one)
    form = OrderForm(
        request.POST or None,
        inspection=one,
        titles=_titles(one),
        initial={"positions": [row.position for row in lines], "content": facts_of(lines)},
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.issue_order(by=actor_of(request), inspection=one, **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, "已登记责令改正。需要书面的，请打印送达。")
            return HttpResponseRedirect(reverse("followups:order", args=[made.pk]))
    return _form_page(
        request, one, form, "责令改正", "登记", why_not, ("checks.measures", "checks.measures_forms")
    )


@page(P.RECTIFY)
def measure(request: HttpRequest, inspection_id: int) -> HttpResponse:
    """Another measure of the documents."""
    one, why_not = _open(request, inspection_id)
    lines = problem_lines(one)
    form = MeasureForm(
        request.POST or None,
        inspection=one,
        titles=_titles(one),
        initial={"positions": [row.position for row in lines]},
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.note_measure(by=actor_of(request), inspection=one, **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, "已登记处置措施。")
            return HttpResponseRedirect(reverse("followups:inspection", args=[one.pk]))
    return _form_page(request, one, form, "登记处置措施", "登记", why_not, ("checks.handling",))


def _form_page(
    request: HttpRequest,
    one: Inspection,
    form: forms.Form,
    title: str,
    button: str,
    why_not: str,
    keys: tuple[str, ...],
) -> HttpResponse:
    context = {
        "title": title,
        "inspection": one,
        "campaign": one.campaign,
        "form": form,
        "button": button,
        "why_not": why_not,
        "keys": keys,
        "secret_until": secret(request, one, title),
    }
    return render(request, "followups/form.html", context, status=422 if form.errors else 200)


class RecheckForm(ActForm):
    """What was seen when looking again."""

    on = day("复查日期", today=True)
    passed = forms.ChoiceField(
        label="复查结果",
        choices=[("yes", "已改正，合格"), ("no", "没有改正或者没有改好，不合格")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择复查结果。"},
    )
    found = text("复查情况", 2000, missing="请写明复查看到的情况。")


class ExtendForm(ActForm):
    """A later day, and why."""

    until = day("新的期限")
    reason = text("理由", 1000, rows=2, missing="请写明理由。理由会记入审计记录。")


class ReasonForm(ActForm):
    """A reason."""

    reason = text("理由", 1000, rows=2, missing="请写明理由。理由会记入审计记录。")


@page(P.RECTIFY, P.CASES_DECIDE)
def order(request: HttpRequest, order_id: int) -> HttpResponse:
    """One order: look again, put it off, withdraw it, or go on to a case."""
    actor = actor_of(request)
    held = get_object_or_404(visible_orders(actor), pk=order_id)
    one = held.inspection
    acts = _acts(request, held) if actor.may(P.RECTIFY) and may_handle(actor, one) else []
    if request.method == "POST" and (words := carry_out(request, acts)):
        messages.success(request, words)
        return HttpResponseRedirect(reverse("followups:order", args=[held.pk]))
    titles = {row.position: row.item_words["title"] for row in one.lines.all()}
    refused = any(act.form.errors for act in acts)
    return render(
        request,
        "followups/order.html",
        {
            "title": held.number or "责令改正",
            "order": held,
            "inspection": one,
            "campaign": one.campaign,
            "items": [(position, titles.get(position, "")) for position in held.positions],
            "open": held.state in OPEN_ORDERS,
            "acts": acts,
            "may_case": held.state == "failed" and leads(request, one) and actor.may(P.CASES_HANDLE),
            "today": timezone.localdate(),
            "secret_until": secret(request, one, "责令改正"),
        },
        status=422 if refused else 200,
    )


def _acts(request: HttpRequest, held: Rectification) -> list[Act]:
    if held.state not in OPEN_ORDERS:
        return []
    by = actor_of(request)

    def recheck(typed: dict[str, Any]) -> str:
        passed = typed["passed"] == "yes"
        actions.recheck_order(by=by, order=held, on=typed["on"], passed=passed, found=typed["found"])
        return "复查合格，责令改正办结。" if passed else "已登记复查不合格。请延期再查，或者登记违法线索。"

    def extend(typed: dict[str, Any]) -> str:
        actions.extend_order(by=by, order=held, **typed)
        return "已延期。"

    def withdraw(typed: dict[str, Any]) -> str:
        actions.withdraw_order(by=by, order=held, **typed)
        return "已撤回。"

    return [
        Act("recheck", "复查", bound(request, "recheck", RecheckForm), recheck, "登记复查"),
        Act("extend", "延期", bound(request, "extend", ExtendForm), extend, folded=True),
        Act(
            "withdraw",
            "撤回",
            bound(request, "withdraw", ReasonForm),
            withdraw,
            consequence="责令改正本身有误的才撤回。撤回以后不再复查，留档。",
            folded=True,
        ),
    ]


@page(P.RECTIFY, P.CASES_DECIDE)
def paper(request: HttpRequest, order_id: int) -> HttpResponse:
    """The order, to print and hand over."""
    held = get_object_or_404(visible_orders(actor_of(request)), pk=order_id)
    one = held.inspection
    found = {row.position: (row.item_words["title"], row.problem) for row in one.lines.all()}
    context = {
        "title": "责令改正通知书",
        "order": held,
        "inspection": one,
        "campaign": one.campaign,
        "problems": [found[position] for position in held.positions if position in found],
        "secret_until": secret(request, one, "责令改正"),
    }
    return render(request, "followups/order_paper.html", context)
