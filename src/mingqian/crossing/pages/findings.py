"""A finding: received from those who checked here, or sent by our letter; its place's duties and how it is followed up."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.acts.doors import actor_of, page
from mingqian.acts.refusal import Refused
from mingqian.crossing import actions, rules
from mingqian.crossing.forms import AnswerForm, FollowForm, ReceivedForm
from mingqian.crossing.models import Received
from mingqian.crossing.pages.activities import activity_or_404
from mingqian.crossing.queries import activities, activity_of, duty_lines, follows, letters
from mingqian.inspections.pages.inspection import leads, secret
from mingqian.plans.forms.parts import refuse

P = Permission


@page(P.REFER)
def receive(request: HttpRequest, activity_id: int) -> HttpResponse:
    """登记收到的问题反馈."""
    one = activity_or_404(request, activity_id)
    form = ReceivedForm(request.POST or None, initial={"received_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.receive_finding(by=actor_of(request), activity=one, **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, "已登记。办一项，登记一项；办完上报牵头的单位。")
            return HttpResponseRedirect(reverse("crossing:received", args=[made.pk]))
    context = {
        "title": "登记收到的问题反馈",
        "form": form,
        "back": reverse("crossing:activity", args=[one.pk]),
        "button": "登记",
        "sub": one.title,
    }
    return render(request, "crossing/form.html", context, status=422 if form.errors else 200)


def _shown(request: HttpRequest, about: dict[str, Any], here: str, context: dict[str, Any]) -> HttpResponse:
    """The duties about one finding and how it is followed up; takes an answer or a step."""
    agency_id = context["agency_id"]
    duties, forms = rules.local_duties(agency_id), rules.follow_forms(agency_id)
    act = request.POST.get("act", "")
    today = {"answered_on": timezone.localdate()}
    lines = [
        (
            line,
            AnswerForm(
                request.POST if act == f"answer-{number}" else None, prefix=str(number), initial=today
            ),
        )
        for number, line in enumerate(duty_lines(duties.words, **about))
    ]
    follow = FollowForm(
        request.POST if act == "follow" else None,
        words=forms.words,
        initial={"followed_on": timezone.localdate()},
    )
    by = actor_of(request)
    if request.method == "POST":
        form: Any = follow if act == "follow" else None
        for number, (_, given) in enumerate(lines):
            form = given if act == f"answer-{number}" else form
        if form is not None and form.is_valid():
            try:
                if act == "follow":
                    actions.follow_up(by=by, **form.cleaned_data, **about)
                else:
                    line = lines[int(act.removeprefix("answer-"))][0]
                    actions.answer_duty(by=by, duty=line.word, **form.cleaned_data, **about)
            except Refused as refused:
                if refused.code == "acts.not_permitted":
                    raise
                refuse(form, refused)
            else:
                messages.success(request, "已登记。")
                return HttpResponseRedirect(here)
    context |= {
        "lines": lines,
        "duties": duties,
        "follow": follow,
        "follow_forms": forms,
        "follows": follows(**about),
    }
    bad = follow.errors or any(form.errors for _, form in lines)
    return render(request, "crossing/finding.html", context, status=422 if bad else 200)


@page(P.REFER, P.DRAWN_LIST_READ)
def received(request: HttpRequest, received_id: int) -> HttpResponse:
    """One finding we received."""
    actor = actor_of(request)
    row = get_object_or_404(
        Received.objects.select_related("activity").filter(activity__in=activities(actor)), pk=received_id
    )
    context = {
        "title": f"问题反馈：{row.subject_name}",
        "agency_id": row.agency_id,
        "received": row,
        "activity": row.activity,
        "name": row.subject_name,
        "place": "本局",
        "facts": row.facts,
        "may_write": actor.may(P.REFER) and row.activity.closed_at is None,
    }
    return _shown(request, {"received": row}, reverse("crossing:received", args=[row.pk]), context)


@page(P.REFER, P.DRAWN_LIST_READ)
def letter(request: HttpRequest, referral_id: int) -> HttpResponse:
    """One letter of ours to the place."""
    actor = actor_of(request)
    row = letters(actor).filter(pk=referral_id).first()
    if row is None:
        raise Http404
    one = row.inspection
    context = {
        "title": f"跟踪：{row.number}",
        "agency_id": row.agency_id,
        "referral": row,
        "activity": activity_of(one.campaign),
        "name": one.subject_name,
        "place": row.to_name,
        "facts": row.facts,
        "may_write": actor.may(P.REFER) and leads(request, one),
        "secret_until": secret(request, one, "移送"),
    }
    return _shown(request, {"referral": row}, reverse("crossing:letter", args=[row.pk]), context)
