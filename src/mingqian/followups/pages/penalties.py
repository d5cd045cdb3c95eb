"""行政处罚: the proposal, the legal review, the decision, and what may befall it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from mingqian.accounts.permissions import Permission
from mingqian.acts.doors import page
from mingqian.acts.refusal import Refused
from mingqian.followups import actions, law
from mingqian.followups.actions.penalty import NO_REVIEW
from mingqian.followups.duties import governs
from mingqian.followups.law import Choice
from mingqian.followups.models import Case, Party, Revocation
from mingqian.followups.pages.forms import Act, ActForm, bound, day, line, refuse, some_of, text
from mingqian.followups.scope import may_handle_case, visible_cases
from mingqian.followups.states import DECIDED, OPENED, PROPOSED
from mingqian.inspections.pages.common import actor_of
from mingqian.inspections.pages.inspection import secret

P = Permission


class ProposalForm(ActForm):
    """What is proposed."""

    party_kind = forms.ChoiceField(
        label="受处罚的是", choices=Party.choices, widget=forms.RadioSelect, initial=Party.ORGANISATION
    )
    party_name = line("单位名称或者个人姓名", 300, missing="请写明受处罚的单位名称或者个人姓名。")
    party_code = line("统一社会信用代码", 40, required=False)
    party_public = line(
        "公开时怎样写", 300, required=False, help_text="受处罚的是个人的才填，例如“张某”；单位公开名称。"
    )
    violation = text(
        "违法事实",
        4000,
        rows=5,
        help_text="随处罚决定公开，不写个人号码。",
        missing="请写明违法事实。它会随处罚决定公开，不写个人号码。",
    )
    basis = text("处罚依据", 1000, rows=2, missing="请写明处罚依据：哪部法律法规第几条。")
    amount = forms.DecimalField(
        label="罚没金额（元）",
        required=False,
        max_digits=14,
        decimal_places=2,
        error_messages={"invalid": "金额填写数字，单位是元，例如 20000。"},
    )

    def __init__(self, *args: Any, whose: law.Whose, **more: Any) -> None:
        super().__init__(*args, **more)
        amount = self.fields.pop("amount")
        self.fields["kinds"] = some_of(
            "处罚种类", law.penalty_kinds(whose), missing="请至少选择一种处罚种类。"
        )
        self.fields["amount"] = amount
        review, situations = law.legal_review(whose)
        if review:
            offered = [*situations, Choice(NO_REVIEW, "")]
            self.fields["review_cases"] = some_of(
                "应当法制审核的情形", offered, help_text="选中一种的，法制审核通过之后才能作出决定。"
            )
        if asked := law.head_discusses(whose):
            self.fields["serious"] = forms.BooleanField(
                label=f"情节复杂或者重大，由负责人集体讨论（{asked}）", required=False
            )
            self.fields["discussed_on"] = day("集体讨论日期", required=False)
            self.fields["discussion"] = text(
                "集体讨论：参加的人和意见",
                2000,
                rows=2,
                required=False,
                help_text="还没有讨论的，作出决定时再填。",
            )


class OpinionForm(ActForm):
    """The legal review."""

    passed = forms.ChoiceField(
        label="审核结果",
        choices=[("yes", "审核通过"), ("no", "审核不通过")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择审核结果。"},
    )
    opinion = text("审核意见", 2000)


class DecisionForm(ActForm):
    """The decision."""

    number = line("决定书文号", 80)
    decided_on = day("决定日期", today=True)

    def __init__(self, *args: Any, discuss: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        if discuss:
            self.fields["discussed_on"] = day("集体讨论日期", required=False)
            self.fields["discussion"] = text("集体讨论：参加的人和意见", 2000, rows=2, required=False)


class ReturnForm(ActForm):
    """Why it goes back."""

    reason = text("理由", 1000, rows=2)


class RevocationForm(ActForm):
    """What befell it."""

    revocation = forms.ChoiceField(
        label="情形",
        choices=Revocation.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择是哪一种情形：变更、撤销、确认违法或者确认无效。"},
    )
    on = day("日期", today=True)
    number = line("文书编号", 120, required=False, help_text="例如复议决定书、判决书的编号。")
    reason = text("理由", 1000, rows=2, help_text="已经公开的处罚，撤回时要公开说明理由：这里写的会公开。")


@page(P.CASES_HANDLE)
def propose(request: HttpRequest, case_id: int) -> HttpResponse:
    """拟处罚意见."""
    actor = actor_of(request)
    held = get_object_or_404(visible_cases(actor), pk=case_id)
    if not may_handle_case(actor, held):
        raise Http404
    whose = governs(held)
    last = held.penalties.order_by("-pk").first()
    initial: dict[str, Any] = {
        "party_name": held.subject_name,
        "party_code": held.subject_code,
        "violation": held.facts,
    }
    if last is not None:
        names = (
            "party_kind",
            "party_name",
            "party_public",
            "party_code",
            "violation",
            "basis",
            "kinds",
            "amount",
            "serious",
        )
        initial |= {name: getattr(last, name) for name in names}
        initial["review_cases"] = last.review_cases or [NO_REVIEW]
    form = ProposalForm(request.POST or None, whose=whose, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.propose_penalty(by=actor, case=held, **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, "处罚意见已提出。")
            return HttpResponseRedirect(reverse("followups:case", args=[held.pk]))
    context = {
        "title": "拟处罚意见",
        "case": held,
        "inspection": held.inspection,
        "campaign": whose,
        "form": form,
        "button": "提出",
        "why_not": "" if held.state == OPENED else "立案以后、作出决定以前才能拟处罚意见。",
        "keys": ("checks.legal_review", "bodies.head_discusses", "publication.penalties"),
        "returned": last if last is not None and last.state == "returned" else None,
        "secret_until": secret(request, held.inspection, "处罚意见") if held.inspection else "",
    }
    return render(request, "followups/form.html", context, status=422 if form.errors else 200)


def penalty_acts(request: HttpRequest, held: Case) -> list[Act]:
    """What this person may do about the proposal or the decision of a case."""
    actor, found = actor_of(request), []
    waiting = held.penalties.filter(state=PROPOSED).first()
    decided = held.penalties.filter(state=DECIDED).first()
    own = (
        waiting is not None and waiting.proposed_by_id is not None and waiting.proposed_by_id == actor.user_id
    )
    if waiting is not None and not own:
        penalty = waiting

        def review(typed: dict[str, Any]) -> str:
            actions.review_penalty(
                by=actor, penalty=penalty, passed=typed["passed"] == "yes", opinion=typed["opinion"]
            )
            return "已登记法制审核意见。"

        def decide(typed: dict[str, Any]) -> str:
            made = actions.decide_penalty(by=actor, penalty=penalty, **typed)
            return f"已作出处罚决定：{made.number}。"

        def send_back(typed: dict[str, Any]) -> str:
            actions.return_penalty(by=actor, penalty=penalty, **typed)
            return "已退回。"

        if actor.may(P.CASES_REVIEW) and penalty.review_cases:
            found.append(
                Act("review", "法制审核", bound(request, "review", OpinionForm), review, "提交审核意见")
            )
        if actor.may(P.CASES_DECIDE):
            discuss = penalty.serious and not penalty.discussion
            form = bound(request, "decide", DecisionForm, discuss=discuss)
            found.append(
                Act(
                    "decide",
                    "作出处罚决定",
                    form,
                    decide,
                    "作出决定",
                    "作出之后内容不能再改。公开的期限从决定日期起算。",
                )
            )
            found.append(Act("return", "退回", bound(request, "return", ReturnForm), send_back, folded=True))
    if decided is not None and actor.may(P.CASES_DECIDE):
        penalty = decided

        def revoke(typed: dict[str, Any]) -> str:
            actions.revoke_penalty(by=actor, penalty=penalty, **typed)
            return "已登记。已经公开的，请承办单位逐处撤回。"

        found.append(
            Act(
                "revoke",
                "登记变更、撤销",
                bound(request, "revoke", RevocationForm),
                revoke,
                "登记",
                "处罚决定被依法变更、撤销、确认违法或者确认无效的，在这里登记；已经公开的，撤回期限从这一天起算。",
                folded=True,
            )
        )
    return found
