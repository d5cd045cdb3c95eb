"""立案查处: a suspicion noted from an inspection or a letter, and one case with its steps, terms and receipts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from mingqian.accounts.permissions import Permission
from mingqian.acts.doors import page
from mingqian.acts.numbers import whole
from mingqian.acts.refusal import Refused
from mingqian.followups import actions, law
from mingqian.followups.duties import duties, governs, penalty_of, publishable
from mingqian.followups.models import Case, Rectification
from mingqian.followups.pages.forms import (
    Act,
    ActForm,
    bound,
    carry_out,
    day,
    line,
    lines_field,
    refuse,
    text,
)
from mingqian.followups.pages.penalties import penalty_acts
from mingqian.followups.scope import WITH_FINDINGS, may_handle_case, visible_cases
from mingqian.followups.states import (
    CONFIRMED,
    INQUIRY,
    NOTED,
    OPENED,
    PROPOSED,
    PUNISHED,
    REPORTED,
    UNFOUNDED,
)
from mingqian.inspections.pages.common import actor_of, inspection_of
from mingqian.inspections.pages.inspection import leads, secret
from mingqian.inspections.referrals import facts_of, problem_lines
from mingqian.inspections.scope import visible

P = Permission
CASES = (P.CASES_HANDLE, P.CASES_REVIEW, P.CASES_DECIDE)
FACTS_MISSING = "请写明涉嫌违法的事实。"


class FindingForm(ActForm):
    """A suspicion found at an inspection."""

    facts = text(
        "涉嫌违法的事实", 4000, rows=5, missing=FACTS_MISSING, help_text="先照检查记录写好，可以改。"
    )

    def __init__(self, *args: Any, titles: dict[int, str], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields = {"positions": lines_field(titles)} | self.fields


class LetterForm(ActForm):
    """A letter from elsewhere."""

    letter_from = line("来函单位", 120)
    letter_number = line("来函文号", 80, required=False)
    received_on = day("收到日期", today=True)
    subject_name = line("检查对象名称", 300)
    subject_code = line("统一社会信用代码", 40, required=False)
    facts = text("涉嫌违法的事实", 4000, rows=5, missing=FACTS_MISSING)


@page(P.CASES_HANDLE)
def new(request: HttpRequest, inspection_id: int) -> HttpResponse:
    """登记违法线索 from an inspection, or from an order that was not obeyed."""
    one = inspection_of(request, inspection_id)
    if not leads(request, one):
        raise Http404
    order: Rectification | None = None
    asked = whole(request.GET.get("order"))
    if asked is not None:
        order = get_object_or_404(one.orders, pk=asked)
    lines = problem_lines(one)
    form = FindingForm(
        request.POST or None,
        titles={row.position: str(row.item_words["title"]) for row in lines},
        initial={
            "positions": order.positions if order else [row.position for row in lines],
            "facts": f"{order.content}\n责令改正后复查不合格。" if order else facts_of(lines),
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.note_case(by=actor_of(request), inspection=one, order=order, **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, f"已登记{made.number}。")
            return HttpResponseRedirect(reverse("followups:case", args=[made.pk]))
    why_not = ""
    if one.state not in WITH_FINDINGS or not lines:
        why_not = "检查记录里还没有发现问题的事项，没有线索可以登记。"
    context = {
        "title": "登记违法线索",
        "inspection": one,
        "campaign": one.campaign,
        "form": form,
        "button": "登记",
        "why_not": why_not,
        "keys": ("checks.inquiry", "checks.measures"),
        "secret_until": secret(request, one, "违法线索"),
    }
    return render(request, "followups/form.html", context, status=422 if form.errors else 200)


@page(P.CASES_HANDLE)
def letter(request: HttpRequest) -> HttpResponse:
    """登记收到的移交、移送函."""
    form = LetterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.note_letter(by=actor_of(request), **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, f"已登记{made.number}。")
            return HttpResponseRedirect(reverse("followups:case", args=[made.pk]))
    context = {"title": "登记收到的移交、移送函", "form": form, "button": "登记", "why_not": "", "keys": ()}
    return render(request, "followups/form.html", context, status=422 if form.errors else 200)


class DayForm(ActForm):
    """A day."""

    on = day("日期", today=True)


class ReportForm(ActForm):
    """The report of the inquiry."""

    on = day("报告日期", today=True)
    report = text("调查报告", 8000, rows=6, missing="请写明调查报告的内容：查了什么，事实和证据，意见。")


class ConfirmForm(ActForm):
    """Whether it stands."""

    established = forms.ChoiceField(
        label="认定",
        choices=[("yes", "存在问题，基本违法事实成立"), ("no", "不存在问题，或者基本违法事实不成立")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择认定的结果。"},
    )
    on = day("认定日期", today=True)
    note = text("认定意见", 2000, required=False, help_text="不成立的必须写明理由。")


class ReplyForm(ActForm):
    """The written reply."""

    to = line("回复哪个单位", 120)
    number = line("回复文号", 80)
    on = day("回复日期", today=True)


class OpenForm(ActForm):
    """The case."""

    number = line("立案号", 80)
    on = day("立案日期", today=True)


class LengthenForm(ActForm):
    """A later day for the decision."""

    until = day("延长到")
    basis = text("依据的规定和批准情况", 1000, rows=2)


class CloseForm(ActForm):
    """The end."""

    on = day("结案日期", today=True)
    outcome = text("办理结果", 2000, help_text="不予处罚、撤销案件的写明理由。")


class ReceiptForm(ActForm):
    """That a thing due was done."""

    done_on = day("办理日期", today=True)
    number = line("回执编号或者文号", 120)
    note = line("说明", 1000, required=False)


@page(*CASES)
def case(request: HttpRequest, case_id: int) -> HttpResponse:
    """One case: where it stands, what is due, what can be done now."""
    actor = actor_of(request)
    held = get_object_or_404(visible_cases(actor), pk=case_id)
    one = held.inspection
    mine = actor.may(P.CASES_HANDLE) and may_handle_case(actor, held)
    due = duties(held)
    acts = [*(_acts(request, held) if mine else []), *penalty_acts(request, held)]
    receipts = _receipts(request, held) if mine else []
    if request.method == "POST" and (words := carry_out(request, [*acts, *receipts])):
        messages.success(request, words)
        return HttpResponseRedirect(reverse("followups:case", args=[held.pk]))
    by_key = {act.code: act for act in receipts}
    whose = governs(held)
    penalty = penalty_of(held)
    return render(
        request,
        "followups/case.html",
        {
            "title": held.case_number or held.number,
            "case": held,
            "inspection": one,
            "sees_inspection": one is not None and visible(actor).filter(pk=one.pk).exists(),
            "whose": whose,
            "steps": law.inquiry(whose),
            "due": [(duty, by_key.get(f"receipt-{place}")) for place, duty in enumerate(due)],
            "acts": acts,
            "penalties": list(held.penalties.order_by("-pk")),
            "penalty": penalty,
            "waiting": held.penalties.filter(state=PROPOSED).exists(),
            "may_propose": mine
            and held.state == OPENED
            and not held.penalties.filter(state=PROPOSED).exists(),
            "may_publish": mine and publishable(held) and bool(law.penalties_public(whose)),
            "may_withdraw": mine and penalty is not None and penalty.state == "revoked",
            "secret_until": secret(request, one, "立案查处") if one else "",
        },
        status=422 if any(act.form.errors for act in [*acts, *receipts]) else 200,
    )


def _receipts(request: HttpRequest, held: Case) -> list[Act]:
    """One small form for each thing due that is done elsewhere."""
    found = []
    for place, duty in enumerate(duties(held)):
        if not duty.by_hand:
            continue

        def done(typed: dict[str, Any], key: str = duty.term.key) -> str:
            actions.note_receipt(by=actor_of(request), case=held, key=key, **typed)
            return "已登记回执。"

        code = f"receipt-{place}"
        found.append(Act(code, "登记回执", bound(request, code, ReceiptForm), done))
    return found


def _acts(request: HttpRequest, held: Case) -> list[Act]:
    by = actor_of(request)

    def act(code: str, title: str, form: Any, done: Any, **more: Any) -> Act:
        return Act(code, title, bound(request, code, form), done, **more)

    def inquire(typed: dict[str, Any]) -> str:
        actions.start_inquiry(by=by, case=held, **typed)
        return "已登记初步调查。"

    def report(typed: dict[str, Any]) -> str:
        actions.report_case(by=by, case=held, **typed)
        return "已提交调查报告。"

    def confirm(typed: dict[str, Any]) -> str:
        yes = typed["established"] == "yes"
        actions.confirm_case(by=by, case=held, established=yes, on=typed["on"], note=typed["note"])
        return "已认定成立，请立案。" if yes else "已认定不成立。"

    def reply(typed: dict[str, Any]) -> str:
        actions.reply_case(by=by, case=held, **typed)
        return "已登记书面回复，不予立案。"

    def open_(typed: dict[str, Any]) -> str:
        actions.open_case(by=by, case=held, **typed)
        return "已立案。"

    def lengthen(typed: dict[str, Any]) -> str:
        actions.lengthen_case(by=by, case=held, **typed)
        return "已延长办案期限。"

    def close(typed: dict[str, Any]) -> str:
        actions.close_case(by=by, case=held, **typed)
        return "已结案。"

    asked = law.inquiry(governs(held))
    confirming = act("confirm", "审核认定", ConfirmForm, confirm, button="登记认定")
    if held.state == NOTED:
        inquiring = act(
            "inquire", "初步调查", DayForm, inquire, button="开始初步调查", folded=not asked.first
        )
        return [inquiring] if asked.first else [confirming, inquiring]
    ending = act(
        "close",
        "不作处罚，结案",
        CloseForm,
        close,
        button="结案",
        consequence="不予处罚、撤销案件的在这里结案，写明理由。作出处罚的，先作出处罚决定。",
        folded=True,
    )
    steps: dict[str, list[Act]] = {
        INQUIRY: [act("report", "调查报告", ReportForm, report, button="提交调查报告")],
        REPORTED: [confirming],
        UNFOUNDED: [act("reply", "书面回复", ReplyForm, reply, button="登记书面回复")],
        CONFIRMED: [act("open", "立案", OpenForm, open_)],
        OPENED: [act("lengthen", "延长办案期限", LengthenForm, lengthen, folded=True), ending],
        PUNISHED: [act("close", "结案", CloseForm, close)],
    }
    return steps.get(held.state, [])
