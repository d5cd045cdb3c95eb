"""移送: the list, the draft, one letter with what came of it, the paper."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.acts.doors import page
from mingqian.acts.numbers import wholes
from mingqian.acts.refusal import Refused
from mingqian.inspections import actions
from mingqian.inspections.models import Inspection, Referral
from mingqian.inspections.pages.common import actor_of, inspection_of
from mingqian.inspections.pages.inspection import leads, secret
from mingqian.inspections.referrals import (
    REFERABLE,
    Way,
    basis_words,
    facts_of,
    letter_of,
    next_number,
    papers_on_file,
    partners,
    place_duties,
    problem_lines,
    receiver_terms,
    replies_to,
    send_term,
    term_of,
    way_meant,
    ways,
)
from mingqian.inspections.scope import visible
from mingqian.inspections.states import OPEN_REFERRALS, REFERRAL
from mingqian.plans.pages.common import address_of

P = Permission
WHAT = "移送"
OTHER = "other"
MOST = 200


def _day(request: HttpRequest, name: str) -> Any:
    """A date typed in, or `Refused` beside its field."""
    try:
        return forms.DateField(error_messages={"required": "", "invalid": ""}).clean(
            request.POST.get(name, "")
        )
    except forms.ValidationError as error:
        raise Refused("inspections.referral_date", field=name) from error


@page(P.REFER, P.DRAWN_LIST_READ)
def referral_list(request: HttpRequest) -> HttpResponse:
    """Every letter this person may know of: what is open first, with its term."""
    actor = actor_of(request)
    rows = Referral.objects.filter(inspection__in=visible(actor)).select_related(
        "inspection__campaign__line__plan", "inspection__unit"
    )
    state = request.GET.get("state", "open")
    if state not in ("open", "all"):
        state = "open"
    shown = rows.filter(state__in=OPEN_REFERRALS) if state == "open" else rows
    base = reverse("inspections:referral_list")
    tabs = [
        {"code": "open", "name": "在办", "url": f"{base}?state=open", "count": rows.filter(state__in=OPEN_REFERRALS).count()},
        {"code": "all", "name": "全部", "url": f"{base}?state=all", "count": rows.count()},
    ]  # fmt: skip
    found = [(one, letter_of(one), term_of(one)) for one in shown.order_by("-pk")[:MOST]]
    found.sort(key=lambda row: (row[2] is None, row[2].due if row[2] else timezone.localdate()))
    first = next((one for one, _, _ in found), None)
    context = {
        "title": "移送",
        "rows": found,
        "tabs": tabs,
        "state": state,
        "secret_until": secret(request, first.inspection, "移送列表") if first else "",
    }
    return render(request, "inspections/referral_list.html", context)


def _typed(request: HttpRequest, one: Inspection, offered: list[Way]) -> dict[str, Any]:
    """What stands in the form: what was typed, else what the record and the documents propose."""
    if request.method == "POST":
        return {
            **{name: request.POST.get(name, "") for name in ("way", "to", "to_name", "facts", "basis", "more_papers", "copies", "contact")},
            "positions": wholes(request.POST.getlist("positions")),
            "papers": request.POST.getlist("papers"),
        }  # fmt: skip
    lines = problem_lines(one)
    meant = way_meant(one)
    return {
        "way": meant if meant in {way.code for way in offered} else "",
        "to": OTHER,
        "positions": [line.position for line in lines],
        "facts": facts_of(lines),
        "papers": papers_on_file(one),
    }


def _draft(request: HttpRequest, one: Inspection, typed: Mapping[str, Any], offered: list[Way]) -> Referral:
    agency = next((one for one in partners(one.campaign) if str(one.pk) == typed["to"]), None)
    proposed = next((way.basis for way in offered if way.code == typed["way"]), "")
    return actions.draft_referral(
        by=actor_of(request),
        inspection=one,
        way=typed["way"],
        to_agency=agency,
        to_name=typed["to_name"],
        positions=typed["positions"],
        facts=typed["facts"],
        basis=typed["basis"].strip() or proposed,
        papers=[*typed["papers"], *typed["more_papers"].splitlines()],
        copies=typed["copies"],
        contact=typed["contact"],
    )


@page(P.REFER)
def refer(request: HttpRequest, inspection_id: int) -> HttpResponse:
    """拟函."""
    one = inspection_of(request, inspection_id)
    if not leads(request, one):
        raise Http404
    offered = ways(one.campaign)
    typed = _typed(request, one, offered)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            made = _draft(request, one, typed, offered)
        except Refused as refused:
            errors[refused.field or "form"] = refused.words()
        else:
            messages.success(request, "函已拟好。核对无误后填写文号，发出。")
            return HttpResponseRedirect(reverse("inspections:referral", args=[made.pk]))
    lines = problem_lines(one)
    why_not = "" if lines else "检查记录里没有发现问题的事项，没有可以移送的。"
    if one.state not in REFERABLE:
        why_not = "审核通过之后才能移送。"
    context = {
        "title": "移送",
        "inspection": one,
        "campaign": one.campaign,
        "ways": [(way, send_term(one, way.code)) for way in offered],
        "partners": partners(one.campaign),
        "lines": lines,
        "papers": papers_on_file(one),
        "typed": typed,
        "errors": errors,
        "why_not": why_not,
        "earlier": [(row, letter_of(row)) for row in one.referrals.order_by("-pk")],
        "secret_until": secret(request, one, WHAT),
    }
    return render(request, "inspections/refer.html", context, status=422 if errors else 200)


def _referral(request: HttpRequest, referral_id: int) -> Referral:
    """The letter, if this person may know of its inspection; otherwise it does not exist."""
    held = get_object_or_404(Referral.objects.select_related("to_agency"), pk=referral_id)
    held.inspection = inspection_of(request, held.inspection_id)
    return held


@page(P.REFER, P.DRAWN_LIST_READ)
def referral(request: HttpRequest, referral_id: int) -> HttpResponse:
    """One letter: what it says, sending it, and what the receiver said."""
    held = _referral(request, referral_id)
    one = held.inspection
    leading = leads(request, one) and actor_of(request).may(P.REFER)
    errors: dict[str, str] = {}
    act = request.POST.get("act", "")
    if request.method == "POST":
        try:
            words = _act(request, held, act)
        except Refused as refused:
            if refused.code == "acts.not_permitted":
                raise
            errors[refused.field or "form"] = refused.words()
        else:
            messages.success(request, words)
            return HttpResponseRedirect(reverse("inspections:referral", args=[held.pk]))
    today = timezone.localdate()
    titles = {line.position: line.item_words["title"] for line in one.lines.all()}
    context = {
        "title": letter_of(held),
        "referral": held,
        "inspection": one,
        "campaign": one.campaign,
        "letter": letter_of(held),
        "items": [(position, titles.get(position, "")) for position in held.positions],
        "term": send_term(one, held.way) if held.state == "drafted" else None,
        "theirs": receiver_terms(held),
        "replies_to": replies_to(held),
        "follow_url": address_of(actor_of(request), "crossing:letter", held.pk)
        if held.way == "place" and held.sent_at
        else "",
        "leads": leading,
        "act": act,
        "typed": request.POST,
        "errors": errors,
        "proposed_number": next_number(one.agency, today.year),
        "today": today,
        "secret_until": secret(request, one, WHAT),
    }
    return render(request, "inspections/referral.html", context, status=422 if errors else 200)


def _act(request: HttpRequest, held: Referral, act: str) -> str:
    """Carry out one step; returns what happened. Raises `Refused`."""
    by, typed = actor_of(request), request.POST
    if act == "send":
        done = actions.send_referral(
            by=by, referral=held, number=typed.get("number", ""), sent_on=_day(request, "sent_on")
        )
        return f"已发出：{done.number}。请打印函件，盖章送达。"
    if act == "drop":
        actions.drop_referral(by=by, referral=held, reason=typed.get("reason", ""))
        return "已撤掉草稿，没有发出。"
    if act == "receipt":
        actions.note_receipt(by=by, referral=held, received_on=_day(request, "received_on"))
        return "已登记对方收到的日期。"
    if act in ("accept", "return"):
        actions.note_answer(
            by=by,
            referral=held,
            accepted=act == "accept",
            answered_on=_day(request, "answered_on"),
            answer=typed.get("answer", ""),
        )
        return "已登记：对方受理。" if act == "accept" else "已登记：对方退回。可以另拟一份。"
    if act == "conclude":
        actions.note_outcome(
            by=by,
            referral=held,
            concluded_on=_day(request, "concluded_on"),
            outcome=typed.get("outcome", ""),
        )
        return "已登记处理结果。"
    raise Refused(
        "acts.wrong_state", what=letter_of(held), state=REFERRAL.states[held.state].name, doing="这样办"
    )


@page(P.REFER, P.DRAWN_LIST_READ)
def referral_paper(request: HttpRequest, referral_id: int) -> HttpResponse:
    """The letter, to print. A draft says so across the page."""
    held = _referral(request, referral_id)
    one = held.inspection
    context = {
        "title": letter_of(held),
        "referral": held,
        "inspection": one,
        "campaign": one.campaign,
        "letter": letter_of(held),
        "basis": basis_words(held),
        "place_duties": place_duties(held),
        "replies_to": replies_to(held),
        "secret_until": secret(request, one, WHAT),
    }
    return render(request, "inspections/referral_paper.html", context)
