"""异议: received, reviewed, told, corrected."""

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
from mingqian.followups.actions.objection import window_ends
from mingqian.followups.duties import objection_term
from mingqian.followups.models import Objection, Outcome
from mingqian.followups.pages.forms import Act, ActForm, bound, carry_out, day, line, refuse, text
from mingqian.followups.scope import WITH_RESULT, on_team, visible_objections
from mingqian.followups.states import RECEIVED, REVIEWED
from mingqian.inspections.pages.common import actor_of, inspection_of
from mingqian.inspections.pages.inspection import leads, secret
from mingqian.inspections.states import INSPECTION

P = Permission


class ObjectionForm(ActForm):
    """What came in."""

    received_on = day("收到申请材料的日期", today=True)
    applicant = line("提出人姓名", 60, missing="请填写提出人的姓名。")
    capacity = line("身份", 60, required=False, help_text="例如法定代表人、受委托人。不写电话和身份证号。")
    grounds = text("异议和理由", 4000, rows=5, missing="请写明对哪一项结果有异议、理由是什么。")
    materials = text("随附材料", 1000, rows=2, required=False)
    late_reason = text(
        "逾期受理的理由", 1000, rows=2, required=False, help_text="过了本单位定的提出期限、仍然受理的才填。"
    )


@page(P.OBJECTIONS_HANDLE)
def new(request: HttpRequest, inspection_id: int) -> HttpResponse:
    """登记异议."""
    one = inspection_of(request, inspection_id)
    if not leads(request, one):
        raise Http404
    form = ObjectionForm(request.POST or None)
    if window_ends(one) is None:
        del form.fields["late_reason"]
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.receive_objection(by=actor_of(request), inspection=one, **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, f"已受理{made.number}。请不在检查组的人复核。")
            return HttpResponseRedirect(reverse("followups:objection", args=[made.pk]))
    why_not = ""
    if one.state not in WITH_RESULT:
        why_not = f"检查现在处于“{INSPECTION.states[one.state].name}”，审核通过、有了结果以后才能受理异议。"
    context = {
        "title": "登记异议",
        "inspection": one,
        "campaign": one.campaign,
        "form": form,
        "button": "受理",
        "why_not": why_not,
        "keys": ("checks.subject_rights", "checks.objection_corrected"),
        "secret_until": secret(request, one, "异议"),
    }
    return render(request, "followups/form.html", context, status=422 if form.errors else 200)


class ReviewForm(ActForm):
    """What the review found."""

    outcome = forms.ChoiceField(
        label="复核结果",
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择复核结果：予以维持，或者确有错误、予以更正。"},
    )
    on = day("复核日期", today=True)
    opinion = text("复核意见", 4000, rows=4)


class TellForm(ActForm):
    """That the enterprise was told."""

    on = day("反馈日期", today=True)
    way = line(
        "怎样反馈的",
        120,
        help_text="例如：书面送达，文号。",
        missing="请写明怎样反馈的：书面送达、邮寄等，文号。",
    )


class TakeBackForm(ActForm):
    """That the enterprise took it back."""

    on = day("撤回日期", today=True)
    note = text("说明", 1000, rows=2)


@page(P.OBJECTIONS_HANDLE, P.OBJECTIONS_REVIEW)
def objection(request: HttpRequest, objection_id: int) -> HttpResponse:
    """One objection, and what can be done now."""
    actor = actor_of(request)
    held = get_object_or_404(visible_objections(actor), pk=objection_id)
    one = held.inspection
    acts = _acts(request, held)
    if request.method == "POST" and (words := carry_out(request, acts)):
        messages.success(request, words)
        return HttpResponseRedirect(reverse("followups:objection", args=[held.pk]))
    corrected = law.objection_corrected(one.campaign)
    return render(
        request,
        "followups/objection.html",
        {
            "title": held.number,
            "objection": held,
            "inspection": one,
            "campaign": one.campaign,
            "term": objection_term(held),
            "acts": acts,
            "team": "、".join(seat.name for seat in one.seats.order_by("number") if seat.name),
            "sat": on_team(actor, one),
            "must_correct": held.outcome == Outcome.WRONG and held.corrected_on is None,
            "corrected": corrected,
            "may_correct": leads(request, one) and actor.may(P.RESULTS_REVIEW),
            "secret_until": secret(request, one, "异议"),
        },
        status=422 if any(act.form.errors for act in acts) else 200,
    )


def _acts(request: HttpRequest, held: Objection) -> list[Act]:
    actor, found = actor_of(request), []
    handles = actor.may(P.OBJECTIONS_HANDLE) and leads(request, held.inspection)

    def review(typed: dict[str, Any]) -> str:
        made = actions.review_objection(by=actor, objection=held, **typed)
        wrong = made.outcome == Outcome.WRONG
        return (
            "已复核：确有错误。请更正检查结果，并把复核情况反馈检查对象。"
            if wrong
            else "已复核：维持原结果。请反馈检查对象。"
        )

    def tell(typed: dict[str, Any]) -> str:
        actions.tell_objection(by=actor, objection=held, **typed)
        return "已登记反馈。"

    def take_back(typed: dict[str, Any]) -> str:
        actions.take_back_objection(by=actor, objection=held, **typed)
        return "已登记撤回。"

    reviews = actor.may(P.OBJECTIONS_REVIEW) and (handles or not actor.may(P.OBJECTIONS_HANDLE))
    if held.state == RECEIVED and reviews and not on_team(actor, held.inspection):
        found.append(Act("review", "复核", bound(request, "review", ReviewForm), review, "登记复核"))
    if held.state == RECEIVED and handles:
        form = bound(request, "take_back", TakeBackForm)
        found.append(Act("take_back", "检查对象撤回异议", form, take_back, "登记撤回", folded=True))
    if held.state == REVIEWED and handles:
        found.append(Act("tell", "反馈检查对象", bound(request, "tell", TellForm), tell, "登记反馈"))
    return found
