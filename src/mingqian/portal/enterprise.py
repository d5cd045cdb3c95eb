"""The enterprise at its own page: who acts, and that no cache or search engine keeps the answer."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from mingqian.acts.actor import Actor


def enterprise(request: HttpRequest, agency_id: int) -> Actor:
    """Whoever holds the code on the notice, for the audit record."""
    return Actor(
        user_id=None,
        name="检查对象",
        role="",
        role_name="检查对象",
        agency_id=agency_id,
        unit_id=None,
        origin=request.META.get("REMOTE_ADDR", ""),
    )


def closed(response: HttpResponse) -> HttpResponse:
    """For nobody but who opened it."""
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    # Not `no-referrer`: browsers then send `Origin: null` and what is posted would be refused as forged.
    response["Referrer-Policy"] = "same-origin"
    return response
