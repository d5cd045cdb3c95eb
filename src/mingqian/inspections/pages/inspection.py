"""One inspection: where it stands, the team, the notice; and what the head of the unit does about them."""

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
from mingqian.acts.numbers import whole
from mingqian.acts.refusal import Refused
from mingqian.draws.seats import EXPERT, seat_name
from mingqian.draws.vacant import group_of, remedies
from mingqian.inspections import actions, queries
from mingqian.inspections.actions.changes import GROUNDS
from mingqian.inspections.actions.team import Ground, grounds_of, head_decides
from mingqian.inspections.gates import joint_before, separate_where
from mingqian.inspections.joint import agreed_visit, live_part
from mingqian.inspections.law import result_words, team_rule, unsuitable_words
from mingqian.inspections.models import Channel, Inspection, Notice, Seat, SeparateCheck
from mingqian.inspections.outside import internal, order_of
from mingqian.inspections.overlay import NOT_BEGUN, conditions_of
from mingqian.inspections.pages.common import actor_of, inspection_of, look, to_inspection
from mingqian.inspections.pages.notices import NoticeWords, paper_parts
from mingqian.inspections.procedure import steps_of
from mingqian.inspections.record import state_of
from mingqian.inspections.referrals import REFERABLE, letter_of, problem_lines, term_of
from mingqian.inspections.scope import is_system
from mingqian.inspections.states import BEFORE_THE_RECORD, INSPECTION, OPEN_CHANGES
from mingqian.inspections.team import candidates, exchange_partners
from mingqian.plans.telling import may_be_told, telling_of
from mingqian.registers.models import Expert, Inspector, RecusalCase

P = Permission


def notice_of(inspection: Inspection) -> Notice | None:
    """The notice, or the decision not to give one; None while neither was made."""
    return Notice.objects.filter(inspection=inspection).first()


def leads(request: HttpRequest, inspection: Inspection) -> bool:
    """Whether this person runs the inspection for its unit."""
    actor = actor_of(request)
    return actor.may(P.TASKS_LEAD) and (is_system(actor) or actor.unit_id == inspection.unit_id)


def sits(request: HttpRequest, inspection: Inspection) -> bool:
    """Whether this person, as an inspector, sits on the team."""
    actor = actor_of(request)
    if not actor.may(P.INSPECT) or actor.inspector_id is None:
        return False
    return inspection.seats.filter(inspector_id=actor.inspector_id).exists()


def secret(request: HttpRequest, inspection: Inspection, what: str) -> str:
    """The mark of secrecy of one inspection; none once its own result is public."""
    if inspection.published_at is not None:
        return ""
    return look(
        request,
        inspection.draw,
        outside=internal(inspection),
        kind="inspections.inspection",
        object_id=inspection.pk,
        what=what,
        number=inspection.number,
    )


@page(P.TASKS_READ)
def inspection(request: HttpRequest, inspection_id: int) -> HttpResponse:
    """One inspection, whole."""
    one = inspection_of(request, inspection_id)
    words = result_words(one.campaign)
    now_stands = state_of(one)
    return render(
        request,
        "inspections/inspection.html",
        {
            "title": one.subject_name,
            "inspection": one,
            "campaign": one.campaign,
            "order": order_of(one.campaign),
            "seats": [(seat, seat_name(seat.seat)) for seat in now_stands.seats],
            "replacements": [
                (change, GROUNDS.get(change.ground, change.ground))
                for change in one.replacements.select_related("seat").order_by("id")
            ],
            "changes": queries.changes_of(one),
            "notice": notice_of(one),
            "record": now_stands,
            "lines": [(line, words.get(line.result, "")) for line in now_stands.lines],
            "items": [] if now_stands.lines else queries.items_of(one.campaign),
            "term": queries.publication_term(one),
            "leads": leads(request, one),
            "letters": [(row, letter_of(row), term_of(row)) for row in one.referrals.order_by("-pk")]
            if actor_of(request).may(P.REFER) or actor_of(request).may(P.DRAWN_LIST_READ)
            else [],
            "may_refer": leads(request, one) and one.state in REFERABLE and bool(problem_lines(one)),
            "may_approve": actor_of(request).may(P.TEAMS_APPROVE),
            "sits": sits(request, one),
            "team_open": one.state in BEFORE_THE_RECORD,
            "rule": team_rule(one.campaign),
            "asked": conditions_of(one),
            "part": live_part(one),
            "procedure": steps_of(one, conditions_of(one)),
            "separate_where": separate_where(one.campaign),
            "before": joint_before(one) if one.state in NOT_BEGUN and separate_where(one.campaign) else None,
            "separate": SeparateCheck.objects.filter(inspection=one).first(),
            "told_of": list(one.separate_after.select_related("inspection__agency")),
            "shown": list(one.showings.order_by("pk")),
            "told": may_be_told(one.campaign),
            "not_begun": one.state in NOT_BEGUN,
            "secret_until": secret(request, one, "检查任务"),
        },
    )


class NoticeForm(NoticeWords):
    """The notice to the enterprise."""

    planned_on = forms.DateField(
        label="检查日期", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    field_order = ("planned_on", "planned_time", "channel", "materials", "attend", "contact")


class WithholdForm(forms.Form):
    """The decision not to tell the enterprise beforehand."""

    planned_on = forms.DateField(
        label="检查日期", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    reason = forms.CharField(
        label="不宜告知的理由", widget=forms.Textarea(attrs={"rows": 3}), max_length=1000
    )

    def __init__(self, *arguments: Any, reason: bool = True, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        if not reason:  # the document itself is the reason
            self.fields["reason"].required = False
            self.fields["reason"].label = "说明"


def refuse(form: forms.Form, refused: Refused) -> None:
    """Put a refusal beside its field, or over the form."""
    field = refused.field if refused.field in form.fields else None
    form.add_error(field, refused.words())


@page(P.TASKS_LEAD)
def notice(request: HttpRequest, inspection_id: int) -> HttpResponse:
    """通知检查对象, or decide not to."""
    one = inspection_of(request, inspection_id)
    if not leads(request, one):
        raise Http404
    actor = actor_of(request)
    withholding = request.POST.get("act") == "withhold"
    rule = telling_of(one.campaign)
    telling = NoticeForm(
        request.POST if request.method == "POST" and not withholding else None,
        campaigns=[one.campaign],
        prefix="n",
    )
    silent = WithholdForm(request.POST if withholding else None, prefix="w", reason=not rule.forbidden)
    if request.method == "POST":
        form: forms.Form = silent if withholding else telling
        if form.is_valid():
            try:
                if withholding:
                    actions.withhold_notice(by=actor, inspection=one, **silent.cleaned_data)
                    messages.success(request, "已记下：不事先告知。检查前不得向检查对象透露情况。")
                else:
                    actions.notify(by=actor, inspection=one, **telling.said())
                    messages.success(request, "已记下通知。请打印通知书送达，或把专用链接交给检查对象。")
                    return HttpResponseRedirect(reverse("inspections:notice_paper", args=[one.pk]))
            except Refused as refused:
                refuse(form, refused)
            else:
                return to_inspection(one)
    return render(
        request,
        "inspections/notice_form.html",
        {
            "title": "通知检查对象",
            "inspection": one,
            "campaign": one.campaign,
            "telling": telling,
            "silent": silent,
            "rule": rule,
            "told": may_be_told(one.campaign),
            "why_not": INSPECTION.why_not("notify", one.state),
            "items": queries.items_of(one.campaign),
            "today": timezone.localdate(),
            "secret_until": secret(request, one, "通知"),
            "unsuitable": unsuitable_words(one.campaign),
        },
    )


@page(P.TASKS_READ)
def notice_paper(request: HttpRequest, inspection_id: int) -> HttpResponse:
    """检查通知书, to print."""
    one = inspection_of(request, inspection_id)
    sent = notice_of(one)
    if sent is None or sent.channel == Channel.WITHHELD or not leads(request, one):
        raise Http404
    if sent.token_digest is None and (visit := agreed_visit(one)) is not None:
        carrying = Notice.objects.filter(inspection__visit_parts__visit=visit, token_digest__isnull=False)
        sent = carrying.select_related("inspection__agency").first() or sent
    return render(
        request,
        "inspections/notice_paper.html",
        {
            "title": "检查通知书",
            "inspection": sent.inspection,
            "campaign": one.campaign,
            "notice": sent,
            "items": queries.items_of(one.campaign),
            **paper_parts(request, sent),
            "secret_until": secret(request, one, "通知书"),
        },
    )


@page(P.TASKS_LEAD)
def seat(request: HttpRequest, inspection_id: int, seat_id: int) -> HttpResponse:
    """What can be done about one seat: appoint, replace, draw anew, exchange."""
    one = inspection_of(request, inspection_id)
    if not leads(request, one):
        raise Http404
    place = get_object_or_404(one.seats.select_related("inspector", "expert"), pk=seat_id)
    names = ("act", "person", "ground", "reason", "other", "note_recusal", "recusal_case")
    typed = {name: request.POST.get(name, "") for name in names}
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            messages.success(request, _act_on_seat(request, one, place, typed))
        except Refused as refused:
            errors[refused.field or "form"] = refused.words()
        else:
            return to_inspection(one)
    rule = team_rule(one.campaign)
    partners = exchange_partners(one, place) if rule.exchange == "allowed" and not place.vacant else []
    return render(
        request,
        "inspections/seat.html",
        {
            "title": "空缺的席位" if place.vacant else "更换检查人员",
            "inspection": one,
            "campaign": one.campaign,
            "seat": place,
            "seat_name": seat_name(place.seat),
            "fit": candidates(one, place),
            **_why_vacant(one, place),
            "partners": [(other, seat_name(other.seat)) for other in partners],
            "grounds": grounds_of(one.campaign),
            "recusal_by_head": head_decides(one.campaign, place),
            "recusal_cases": RecusalCase.choices,
            "typed": typed,
            "errors": errors,
            "rule": rule,
            "open_change": one.team_changes.filter(state__in=OPEN_CHANGES).first(),
            "closed": one.state not in BEFORE_THE_RECORD,
            "secret_until": secret(request, one, "检查组"),
        },
    )


def _why_vacant(one: Inspection, place: Seat) -> dict[str, Any]:
    """Why the lot found nobody for this seat, and what would help now; empty where somebody has left it since."""
    group = group_of(one.draw, place.seat, one.subject_id) if one.draw is not None and place.vacant else None
    return {"why_vacant": group, "remedies": remedies(one.draw, group)} if group and one.draw else {}


NO_CASE = "none"
"""Ticked, but no case chosen."""


def _act_on_seat(request: HttpRequest, one: Inspection, place: Seat, typed: dict[str, str]) -> str:
    """Carry out what was chosen; returns what happened. Raises `Refused`, with the field where there is one."""
    actor, reason = actor_of(request), typed["reason"]
    case = (typed["recusal_case"] or NO_CASE) if typed["note_recusal"] else ""
    if typed["act"] == "vacancy":
        actions.ask_vacancy_draw(
            by=actor,
            inspection=one,
            seat_id=place.pk,
            ground=typed["ground"],
            reason=reason,
            recusal_case=case,
        )
        return "已申请补抽，等审批领导批准。"
    if typed["act"] == "exchange":
        other = whole(typed["other"]) or 0
        change = actions.ask_exchange(
            by=actor,
            inspection=one,
            seat_id=place.pk,
            other_seat_id=other,
            reason=reason,
            recusal_case=case,
        )
        return f"已申请{change.pair}交换检查对象，等审批领导批准。"
    if typed["act"] == "lead":
        actions.name_leader(by=actor, inspection=one, seat_id=place.pk, reason=reason)
        return f"组长定为{place.name}。"
    person = _person(place.seat == EXPERT, typed["person"])
    if person is None:
        raise Refused("inspections.person_missing", field="person")
    if place.vacant:
        actions.appoint(by=actor, inspection=one, seat_id=place.pk, person=person, reason=reason)
        return f"已直接委派{person.name}，标明“不是随机产生”。"
    recused = typed["ground"] == Ground.RECUSAL and head_decides(one.campaign, place)
    if recused and isinstance(person, Inspector):
        actions.ask_assignment(
            by=actor, inspection=one, seat_id=place.pk, person=person, reason=reason, recusal_case=case
        )
        return f"已申请由{person.name}接替回避的{place.name}，等审批领导决定。"
    actions.replace(
        by=actor, inspection=one, seat_id=place.pk, person=person, ground=typed["ground"], reason=reason
    )
    return f"已更换为{person.name}，标明“不是随机产生”。"


def _person(expert: bool, text: str) -> Inspector | Expert | None:
    chosen = whole(text) or 0
    if expert:
        return Expert.objects.filter(pk=chosen).first()
    return Inspector.objects.filter(pk=chosen).first()


@page(P.RESULTS_REVIEW)
def review(request: HttpRequest, inspection_id: int) -> HttpResponse:
    """审核 by the head of the unit: pass, or return with a reason."""
    one = inspection_of(request, inspection_id)
    if not leads(request, one):
        raise Http404
    actor = actor_of(request)
    typed = request.POST.get("reason", "")
    error = ""
    if request.method == "POST":
        try:
            if request.POST.get("act") == "send_back":
                actions.send_back(by=actor, inspection=one, reason=typed)
                messages.success(request, "已退回检查组修改。记录改动之后须重新签字。")
                return to_inspection(one)
            actions.approve(by=actor, inspection=one, note=request.POST.get("note", ""))
        except Refused as refused:
            error = refused.words()
        else:
            messages.success(request, "审核通过。请核对将要公开的内容，送公示审核。")
            return HttpResponseRedirect(reverse("publicity:prepare", args=[one.pk]))
    words = result_words(one.campaign)
    now_stands = state_of(one)
    context: dict[str, Any] = {
        "title": "审核检查结果",
        "inspection": one,
        "campaign": one.campaign,
        "record": now_stands,
        "lines": [(line, words.get(line.result, "")) for line in now_stands.lines],
        "seats": [(member, seat_name(member.seat)) for member in now_stands.seats],
        "term": queries.publication_term(one),
        "why_not": INSPECTION.why_not("approve", one.state),
        "why_not_back": INSPECTION.why_not("send_back", one.state),
        "error": error,
        "typed": typed,
        "secret_until": secret(request, one, "检查结果"),
    }
    return render(request, "inspections/review.html", context)
