"""A filter bar that remembers, with scripts or without: what was last asked of a list comes back at its bare address.

Kept in a cookie of the browser, not in the session: while a large import holds the database, lists must open without
writing to it. Signed under the session, so that whoever signs in next on the same machine finds nothing of it.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

SET = "set"
"""The parameter of a bar that was sent, so that an emptied bar is told from a bare address."""

LONGEST = 3_000


def _salt(request: HttpRequest) -> str:
    return f"filter:{request.session.session_key}"


def came_back(request: HttpRequest, name: str) -> HttpResponse | None:
    """The answer to a bare address whose list was filtered last, or to a bar sent empty; None: show the list."""
    query = request.META.get("QUERY_STRING", "")
    if not query:
        kept = request.get_signed_cookie(f"filter-{name}", default="", salt=_salt(request))
        return HttpResponseRedirect(f"{request.path}?{kept}") if kept else None
    if query == f"{SET}=1":
        response = HttpResponseRedirect(request.path)
        response.delete_cookie(f"filter-{name}", path=request.path)
        return response
    return None


def keep(request: HttpRequest, response: HttpResponse, name: str, address: str) -> HttpResponse:
    """Remember the list's address (`?…`, without place); forget where nothing is asked."""
    query = address.removeprefix("?")
    if query and len(query) <= LONGEST:
        response.set_signed_cookie(
            f"filter-{name}",
            query,
            salt=_salt(request),
            path=request.path,
            httponly=True,
            samesite="Lax",
            secure=bool(settings.SESSION_COOKIE_SECURE),
        )
    elif f"filter-{name}" in request.COOKIES:
        response.delete_cookie(f"filter-{name}", path=request.path)
    return response
