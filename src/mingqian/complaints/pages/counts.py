"""投诉举报次数: what was registered here beside what the register says; the registrar takes it over, seen row by row."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from mingqian.accounts.permissions import Permission
from mingqian.acts.doors import actor_of, page
from mingqian.acts.refusal import Refused
from mingqian.complaints import actions
from mingqian.complaints.counts import MOST, asked, differences, period
from mingqian.complaints.pages.common import agency_of, number_of
from mingqian.complaints.rules import Rules

P = Permission


@page(P.SUBJECTS_EDIT)
def count_list(request: HttpRequest) -> HttpResponse:
    """Numbers alone: no word of what was said, none of who said it."""
    agency = agency_of(request)
    rules, error = Rules(agency.pk), ""
    over = period(rules)
    if request.method == "POST":
        chosen = {
            number_of(pk): number_of(request.POST.get(f"shown-{pk}", ""))
            for pk in request.POST.getlist("row")
        }
        try:
            count = actions.take_over_counts(by=actor_of(request), agency=agency, chosen=chosen)
        except Refused as refused:
            if refused.code == "acts.not_permitted":
                raise
            error = refused.words()
        else:
            messages.success(request, f"已更新 {count} 户的投诉举报次数，来源写在每一户的版本里。")
            return HttpResponseRedirect(reverse("complaints:count_list"))
    found = differences(agency.pk, over) if over else []
    context: dict[str, Any] = {
        "title": "投诉举报次数",
        "agency": agency,
        "asked": asked(rules),
        "period": over,
        "rows": found[:MOST],
        "total": len(found),
        "error": error,
    }
    return render(request, "complaints/counts.html", context, status=409 if error else 200)
