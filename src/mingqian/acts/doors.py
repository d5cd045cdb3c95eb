"""Every URL has a permission or is declared public; the application does not start otherwise."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, URLResolver, get_resolver

from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.remembered import while_reading

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
                with while_reading() if request.method == "GET" else nullcontext():
                    response = view(request, *args, **kwargs)
            except Refused as refused:
                lacking = refused.code == "acts.not_permitted"
                needed = {*permissions, str(refused.params.get("needed", ""))} if lacking else set()
                context = {"refused": refused, "roles": other_roles(request, needed), "back": _back(request)}
                return render(request, "staff/refused.html", context, status=403 if lacking else 409)
            except Http404:
                # What one's present role may not know of does not exist for it; another of one's own may know it.
                roles = other_roles(request, set(permissions)) if request.method == "GET" else []
                if not roles:
                    raise
                context = {"refused": None, "roles": roles, "back": _back(request)}
                return render(request, "staff/refused.html", context, status=404)
            if not response.has_header("Cache-Control"):
                response["Cache-Control"] = "no-store"
            return response

        guarded.permissions = permissions  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return wrap


def other_roles(request: HttpRequest, permissions: set[str]) -> list[Any]:
    """The person's own roles, the present one apart, that hold one of the permissions; `code` and `name` each."""
    held = getattr(request, "held_roles", [])
    present = getattr(getattr(request, "actor", None), "role", "")
    wanted = {str(one) for one in permissions}
    return [role for role in held if role.code != present and wanted & role.permissions]


def _back(request: HttpRequest) -> str:
    """Where to go on in another role: the page asked for; after a form, the page it stood on."""
    if request.method == "GET":
        return request.get_full_path()
    before = urlsplit(request.headers.get("Referer", ""))
    return f"{before.path}?{before.query}" if before.query else before.path


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
