"""待定管辖: subjects nobody is stated to be responsible for, settled one by one or many at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from mingqian.accounts.models import Unit
from mingqian.accounts.permissions import Permission
from mingqian.acts.doors import page
from mingqian.acts.numbers import wholes
from mingqian.acts.refusal import Refused
from mingqian.registers.actions import settle_jurisdiction
from mingqian.registers.pages.lists import asked as asking
from mingqian.registers.pages.lists import remember
from mingqian.registers.pages.lists.subject import SUBJECTS
from mingqian.registers.pages.lists.views import actor_of
from mingqian.registers.queries.choices import kept_values
from mingqian.registers.queries.parts import Part, Rows
from mingqian.registers.queries.scope import visible_subjects

SHOWN = ("region", "township", "field")
"""Filters of the queue: those by which jurisdiction is decided."""

MOST = 500


@page(Permission.SUBJECTS_EDIT)
def pending(request: HttpRequest) -> HttpResponse:
    """The queue; a POST settles the rows ticked (`row`) with one `jurisdiction`."""
    if request.method == "GET" and (back := remember.came_back(request, "pending")) is not None:
        return back
    by = actor_of(request)
    asked = _asked(request)
    error = ""
    if request.method == "POST":
        ticked = set(wholes(request.POST.getlist("row")))
        subjects = list(visible_subjects(by).filter(pk__in=sorted(ticked)[: MOST + 1]))
        try:
            count = settle_jurisdiction(
                by=by,
                subjects=subjects,
                jurisdiction=request.POST.get("jurisdiction", ""),
                reason=request.POST.get("reason", ""),
            )
        except Refused as refused:
            error = refused.words()
        else:
            jurisdiction = request.POST["jurisdiction"].strip()
            messages.success(request, f"{count} 户的管辖单位已定为“{jurisdiction}”。")
            return HttpResponseRedirect(request.get_full_path())
    else:
        ticked = set()
    found = asked.page()
    context: dict[str, Any] = {
        "title": "待定管辖",
        "sheet": SUBJECTS.sheet,
        "asked": asked,
        "rows": found.rows,
        "total": asked.count(),
        "unfinished": found.unfinished,
        "newer": asked.address(before=found.newer.text()) if found.newer else "",
        "older": asked.address(after=found.older.text()) if found.older else "",
        "filters": asked.controls(SHOWN),
        "known": _known(by.agency_id),
        "ticked": ticked,
        "error": error,
        "typed": request.POST.get("jurisdiction", ""),
    }
    response = render(request, "registers/pending.html", context, status=422 if error else 200)
    return remember.keep(request, response, "pending", asked.address())


def _asked(request: HttpRequest) -> asking.Asked:
    query = {name: request.GET.get(name, "") for name in ("q", "sort", "after", "before", *SHOWN)}
    asked = asking.read(SUBJECTS, actor_of(request), query)
    asked.name = "pending"
    waits = Q(pending_jurisdiction=True)
    asked.parts.insert(0, Part(waits, Rows(asked.scope.rows.filter(waits))))
    return asked


def _known(agency_id: int | None) -> list[str]:
    """Names to offer: what the register says already, then the agency's units."""
    held = kept_values(agency_id, "jurisdiction")
    units = Unit.objects.filter(agency_id=agency_id or 0, active=True).values_list("name", flat=True)
    return list(dict.fromkeys([*held, *units]))
