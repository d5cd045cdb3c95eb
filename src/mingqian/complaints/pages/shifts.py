"""值班: begin a turn, what came in during it, hand it over, register it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.acts.doors import actor_of, page
from mingqian.acts.refusal import Refused
from mingqian.complaints import actions
from mingqian.complaints.models import Shift
from mingqian.complaints.pages.common import agency_of, moment_of
from mingqian.complaints.rules import Rules
from mingqian.complaints.scope import arrangement, in_office, on_duty, shifts
from mingqian.complaints.states import HANDED, HANDED_OVER, ON_DUTY

P = Permission
SHOWN = 60


@page(P.COMPLAINTS_HANDLE)
def duty(request: HttpRequest) -> HttpResponse:
    """One's own turn, and the turns before."""
    actor, agency = actor_of(request), agency_of(request)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            made = actions.begin_shift(by=actor, agency=agency, ends_at=moment_of(request, "ends_at"))
        except Refused as refused:
            errors[refused.field or "form"] = refused.words()
        else:
            messages.success(request, "已开始值班。接到来电，按“受理登记”。")
            return HttpResponseRedirect(reverse("complaints:shift", args=[made.pk]))
    tomorrow = timezone.localtime() + timedelta(days=1)
    context: dict[str, Any] = {
        "title": "值班",
        "rules": Rules(agency.pk),
        "agency": agency,
        "mine": on_duty(actor),
        "rows": shifts(actor).order_by("-pk")[:SHOWN],
        "errors": errors,
        "typed": request.POST,
        "earliest": f"{timezone.localtime():%Y-%m-%dT%H:%M}",
        "latest": f"{tomorrow + timedelta(days=2):%Y-%m-%dT%H:%M}",
    }
    return render(request, "complaints/duty.html", context, status=422 if errors else 200)


@page(P.COMPLAINTS_HANDLE)
def shift(request: HttpRequest, shift_id: int) -> HttpResponse:
    """One turn: what came in, the hand-over, the registration."""
    actor = actor_of(request)
    held: Shift = get_object_or_404(shifts(actor), pk=shift_id)
    errors: dict[str, str] = {}
    act = request.POST.get("act", "")
    if request.method == "POST":
        try:
            if act == "hand":
                done = actions.hand_over(by=actor, shift=held, note=request.POST.get("note", ""))
                told = (
                    "已报办公室，等待统一登记。"
                    if done.state == HANDED_OVER
                    else "值班已结束，没有受理投诉举报。"
                )
                messages.success(request, told)
            else:
                count = actions.register_shift(by=actor, shift=held)
                messages.success(request, f"已统一登记 {count} 件。下一步：逐件转办。")
        except Refused as refused:
            if refused.code == "acts.not_permitted":
                raise
            errors[refused.field or "form"] = refused.words()
        else:
            return HttpResponseRedirect(reverse("complaints:shift", args=[held.pk]))
    rules = Rules(actor.agency_id)
    rows = list(held.complaints.order_by("pk"))
    late = held.state == ON_DUTY and held.ends_at < timezone.now()
    context: dict[str, Any] = {
        "title": f"{held.officer}的值班",
        "agency": actor.agency_id,
        "shift": held,
        "rows": rows,
        "waiting": sum(one.state == HANDED for one in rows),
        "due": rules.hand_over_due(held.ends_at) if held.state == ON_DUTY else None,
        "late": late,
        "rules": rules,
        "mine": held.officer_id == actor.user_id,
        "office": in_office(actor, arrangement(actor.agency_id)),
        "errors": errors,
        "typed": request.POST,
    }
    return render(request, "complaints/shift.html", context, status=422 if errors else 200)
