"""受理安排: which unit registers, where the public may turn."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from mingqian.accounts.models import Unit
from mingqian.accounts.permissions import Permission
from mingqian.acts.doors import actor_of, page
from mingqian.acts.refusal import Refused
from mingqian.complaints import actions
from mingqian.complaints.actions.arrange import CHANNELS, column
from mingqian.complaints.models import Arrangement
from mingqian.complaints.pages.common import agency_of, number_of
from mingqian.complaints.rules import Rules
from mingqian.complaints.scope import arrangement as newest
from mingqian.plans.governing import Ruled

P = Permission


def _proposed(units: list[Unit], named: Ruled | None) -> int:
    """The unit that bears the name the document uses; nothing is decided by it."""
    words = named.values if named else ()
    return next((unit.pk for unit in units if any(word in unit.name for word in words)), 0)


@page(P.COMPLAINTS_ARRANGE, P.COMPLAINTS_HANDLE)
def arrangement(request: HttpRequest) -> HttpResponse:
    """Whoever arranges decides; whoever handles complaints reads."""
    actor, agency = actor_of(request), agency_of(request)
    held, rules = newest(agency.pk), Rules(agency.pk)
    units = list(Unit.objects.filter(agency=agency, active=True).order_by("pk"))
    errors: dict[str, str] = {}
    if request.method == "POST":
        typed = request.POST
        by_id = {unit.pk: unit for unit in units}
        try:
            actions.arrange(
                by=actor,
                agency=agency,
                office=by_id.get(number_of(typed.get("office", ""))),
                officers_unit=by_id.get(number_of(typed.get("officers_unit", ""))),
                channels={name: typed.get(name, "") for name in CHANNELS},
            )
        except Refused as refused:
            if refused.code == "acts.not_permitted":
                raise
            errors[refused.field or "form"] = refused.words()
        else:
            messages.success(request, "已确定。公开的渠道已经在公开网站的“投诉举报”里。")
            return HttpResponseRedirect(reverse("complaints:arrangement"))
    post = request.POST if request.method == "POST" else None
    rows = [
        (
            name,
            str(column(name).verbose_name),
            post.get(name, "") if post is not None else getattr(held, name, ""),
            errors.get(name, ""),
        )
        for name in CHANNELS
    ]
    context: dict[str, Any] = {
        "title": "受理安排",
        "agency": agency,
        "rules": rules,
        "held": held,
        "units": units,
        "office": number_of(post.get("office", ""))
        if post is not None
        else (held.office_id if held else _proposed(units, rules.registered_by)),
        "officers": number_of(post.get("officers_unit", ""))
        if post is not None
        else (held.officers_unit_id if held else _proposed(units, rules.officers_registered_by)),
        "rows": rows,
        "errors": errors,
        "may": actor.may(P.COMPLAINTS_ARRANGE),
        "history": Arrangement.objects.filter(agency=agency).select_related("office", "officers_unit")[:20],
    }
    return render(request, "complaints/arrangement.html", context, status=422 if errors else 200)
