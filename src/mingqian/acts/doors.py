"""Every URL has a permission or is declared public; the application does not start otherwise."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, URLResolver, get_resolver

from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused

V = TypeVar("V", bound=Callable[..., HttpResponseBase])


def page(*permissions: str) -> Callable[[V], V]:
    """A page for whoever holds at least one of the permissions in the present role.

    The view may raise `Refused`: it is shown in words with status 403 (not permitted) or 409 (wrong moment).
    """
    if not permissions:
        raise TypeError("a page names its permission, or is declared public")

    def wrap(view: V) -> V:
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            actor: Actor | None = getattr(request, "actor", None)
            if actor is None:
                return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
            try:
                if not any(actor.may(p) for p in permissions):
                    actor.require(permissions[0])
                response = view(request, *args, **kwargs)
            except Refused as refused:
                status = 403 if refused.code == "acts.not_permitted" else 409
                return render(request, "staff/refused.html", {"refused": refused}, status=status)
            if not response.has_header("Cache-Control"):
                response["Cache-Control"] = "no-store"
            return response

        guarded.permissions = permissions  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return wrap


def actor_of(request: HttpRequest) -> Actor:
    """Who acts in this request; for views behind `page` or `signed_in`, where somebody does."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def public(view: V) -> V:
    """Declare a view open to everyone."""
    view.public = True  # type: ignore[attr-defined]
    return view


def signed_in(view: V) -> V:
    """A page for every signed-in person in whatever role (change password, switch role, leave)."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response

    guarded.signed_in = True  # type: ignore[attr-defined]
    return guarded  # type: ignore[return-value]


def doors() -> Iterator[tuple[str, Any]]:
    """Every route of the site with its view."""

    def walk(prefix: str, patterns: list[Any]) -> Iterator[tuple[str, Any]]:
        for entry in patterns:
            if isinstance(entry, URLResolver):
                yield from walk(prefix + str(entry.pattern), entry.url_patterns)
            elif isinstance(entry, URLPattern):
                yield prefix + str(entry.pattern), entry.callback

    yield from walk("/", get_resolver().url_patterns)


def check_every_door() -> None:
    """Raise `ImproperlyConfigured` naming every route that is neither guarded nor declared public."""
    bare = [
        route
        for route, view in doors()
        if not (
            getattr(view, "permissions", None)
            or getattr(view, "public", False)
            or getattr(view, "signed_in", False)
        )
    ]
    if bare:
        raise ImproperlyConfigured("routes with neither a permission nor a public mark: " + ", ".join(bare))
