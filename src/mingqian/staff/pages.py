"""Pages of the shell: the desk, the search, the style page."""

from __future__ import annotations

import sys
from itertools import groupby

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.utils import timezone
from django.views.defaults import server_error as server_error_page

from mingqian.accounts.models import User
from mingqian.accounts.permissions import Permission
from mingqian.acts.desk import search as search_all
from mingqian.acts.doors import actor_of, page
from mingqian.staff.desk import columns, elsewhere
from mingqian.staff.samples import samples

SEARCH_WORDS = 80
"""Longest text the search box takes."""


@page(Permission.DESK_OPEN)
def desk(request: HttpRequest) -> HttpResponse:
    """工作台."""
    today, actor = timezone.localdate(), actor_of(request)
    held, user = getattr(request, "held_roles", []), request.user
    others = elsewhere(user, actor, held, today) if isinstance(user, User) and len(held) > 1 else []
    context = {"today": today, "columns": columns(actor, today), "elsewhere": others}
    return render(request, "staff/desk.html", context)


@page(Permission.DESK_OPEN)
def search(request: HttpRequest) -> HttpResponse:
    """What the search box found, in groups of one kind."""
    words = request.GET.get("q", "").strip()[:SEARCH_WORDS]
    found = list(search_all(request.actor, words)) if words else []  # type: ignore[attr-defined]
    groups = [(kind, list(some)) for kind, some in groupby(found, key=lambda one: one.kind)]
    return render(request, "staff/search.html", {"search_words": words, "groups": groups})


@page(Permission.SETTINGS_MANAGE)
def style(request: HttpRequest) -> HttpResponse:
    """Every component with the line that makes it."""
    return render(request, "staff/style.html", samples(request.GET))


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form sent after its token ended: say so, keep what was typed in the browser's back page."""
    return render(request, "staff/form_expired.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Something broke; or, which is nobody's fault, another writes at such length that this write was given up."""
    error = sys.exc_info()[1]
    if isinstance(error, OperationalError) and "locked" in str(error):
        return HttpResponse(
            loader.get_template("staff/busy.html").render(), status=503, headers={"Retry-After": "20"}
        )
    return server_error_page(request)
