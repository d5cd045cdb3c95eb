"""跨区域联动: the list, registering one, one with its checklist and campaigns."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.acts.doors import actor_of, page
from mingqian.acts.numbers import whole
from mingqian.acts.refusal import Refused
from mingqian.crossing import actions, rules
from mingqian.crossing.forms import ActivityForm, PreparationForm
from mingqian.crossing.models import Activity
from mingqian.crossing.queries import (
    Prepared,
    activities,
    campaigns_of,
    duty_lines,
    letters,
    may_know_findings,
    prepared,
    unanswered,
)
from mingqian.plans.forms.parts import refuse
from mingqian.plans.models import Campaign
from mingqian.plans.models.plan import LineKind
from mingqian.plans.pages.common import own_agency
from mingqian.plans.states import DRAFT

P = Permission


@page(P.CROSS_LEAD, P.CROSS_DECIDE)
def activity_list(request: HttpRequest) -> HttpResponse:
    """Every activity, open ones first."""
    actor = actor_of(request)
    agency = own_agency(actor)
    rows = activities(actor)
    context = {
        "title": "跨区域执法",
        "agency": agency,
        "ways": rules.ways(agency),
        "open": list(rows.filter(closed_at=None)),
        "closed": list(rows.exclude(closed_at=None)[:100]),
        "may_lead": actor.may(P.CROSS_LEAD),
    }
    return render(request, "crossing/activity_list.html", context)


def to_activity(activity_id: int) -> HttpResponseRedirect:
    """Back to the activity."""
    return HttpResponseRedirect(reverse("crossing:activity", args=[activity_id]))


@page(P.CROSS_LEAD)
def activity_new(request: HttpRequest) -> HttpResponse:
    """登记一次联动."""
    actor = actor_of(request)
    agency = own_agency(actor)
    form = ActivityForm(request.POST or None, agency=agency)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.open_activity(by=actor, agency=agency, **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, "已登记。请逐项登记收到通知后的准备。")
            return to_activity(made.pk)
    context = {
        "title": "登记跨区域联动",
        "form": form,
        "back": reverse("crossing:activity_list"),
        "button": "登记",
    }
    return render(request, "crossing/form.html", context, status=422 if form.errors else 200)


def activity_or_404(request: HttpRequest, activity_id: int) -> Activity:
    """The activity, if it is of the actor's agency."""
    return get_object_or_404(activities(actor_of(request)), pk=activity_id)


def _lines(request: HttpRequest, one: Activity, typed: str) -> list[tuple[Prepared, PreparationForm]]:
    found = []
    for number, line in enumerate(prepared(one)):
        row = line.recorded
        initial = {
            "needed": "1" if row is None or row.needed else "0",
            "said": row.said if row else "",
            "who": row.who if row else "",
            "paper": row.paper if row else "",
            "done_on": row.done_on if row else timezone.localdate(),
        }
        mine = typed == f"prepare-{number}"
        form = PreparationForm(request.POST if mine else None, prefix=str(number), initial=initial)
        found.append((line, form))
    return found


@page(P.CROSS_LEAD, P.CROSS_DECIDE)
def activity(request: HttpRequest, activity_id: int) -> HttpResponse:
    """One activity."""
    actor = actor_of(request)
    one = activity_or_404(request, activity_id)
    act = request.POST.get("act", "")
    lines = _lines(request, one, act)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            words = _act(request, one, act, lines)
        except Refused as refused:
            if refused.code == "acts.not_permitted":
                raise
            number = whole(act.removeprefix("prepare-"))
            form = lines[number][1] if number is not None and number < len(lines) else None
            if form is not None:
                refuse(form, refused)
            else:
                errors[act] = refused.words()
        else:
            if words:
                messages.success(request, words)
                return to_activity(one.pk)
    listed = campaigns_of(one)
    ours = Campaign.objects.filter(agency_id=one.agency_id, line__kind=LineKind.CROSS, state=DRAFT)
    knows = may_know_findings(actor)
    duties = rules.local_duties(one.agency_id)
    waiting = {row.pk for row in unanswered(one)} if knows else set()
    context: dict[str, Any] = {
        "title": one.title,
        "activity": one,
        "lines": lines,
        "on_notice": rules.preparations(one.agency_id),
        "listed": listed,
        "to_list": [campaign for campaign in ours if campaign not in listed],
        "received": [(row, row.pk in waiting) for row in one.received.all()] if knows else [],
        "letters": _letters(request, one, listed, duties.words) if knows else [],
        "knows": knows,
        "may_lead": actor.may(P.CROSS_LEAD) and one.closed_at is None,
        "may_receive": actor.may(P.REFER) and one.closed_at is None and one.part == "host",
        "errors": errors,
        "typed": request.POST,
    }
    bad = bool(errors) or any(form.is_bound for _, form in lines)
    return render(request, "crossing/activity.html", context, status=422 if bad else 200)


def _letters(
    request: HttpRequest, one: Activity, listed: list[Campaign], words: tuple[str, ...]
) -> list[tuple[Any, int]]:
    """The letters that went out in its campaigns, each with how many duties have no answer."""
    rows = letters(actor_of(request)).filter(inspection__campaign__in=listed)
    return [(row, sum(not line.done for line in duty_lines(words, referral=row))) for row in rows]


def _act(request: HttpRequest, one: Activity, act: str, lines: list[tuple[Prepared, PreparationForm]]) -> str:
    """Carry out one step; what happened, empty where the form is not whole. Raises `Refused`."""
    by = actor_of(request)
    if act == "list":
        chosen = whole(request.POST.get("campaign")) or 0
        campaign = Campaign.objects.filter(agency_id=one.agency_id, pk=chosen).first()
        if campaign is None:
            raise Refused("crossing.missing", what="抽查任务")
        actions.list_campaign(by=by, activity=one, campaign=campaign)
        return f"已列入：{campaign.title}。"
    if act == "close":
        actions.close_activity(by=by, activity=one, closing=request.POST.get("closing", ""))
        return "已办结。"
    for number, (line, form) in enumerate(lines):
        if act == f"prepare-{number}" and form.is_valid():
            actions.prepare(by=by, activity=one, word=line.word, **form.cleaned_data)
            return f"已登记：{line.word}。"
    return ""
