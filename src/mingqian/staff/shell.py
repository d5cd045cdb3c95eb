"""What every page of the shell shows: the bureau, the person, the role, the navigation."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from mingqian.accounts.models import Agency
from mingqian.accounts.queries import host_agency
from mingqian.staff.navigation import navigation

PANEL = "panel-body"
"""The target of an htmx request that wants a page for the side panel."""


def bureau_of(actor: Any) -> Agency | None:
    """The actor's agency; for whoever has none, the one whose installation this is."""
    if actor is not None and actor.agency_id:
        return Agency.objects.filter(pk=actor.agency_id).first()
    return host_agency()


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor. Costs nothing on pages that do not show the shell."""
    actor = getattr(request, "actor", None)
    htmx = getattr(request, "htmx", None)
    in_panel = htmx is not None and bool(htmx) and htmx.target == PANEL
    return {
        "actor": actor,
        "held_roles": getattr(request, "held_roles", []),
        "frame": "staff/frame_panel.html" if in_panel else "staff/frame.html",
        "bureau": SimpleLazyObject(lambda: bureau_of(actor)),
        "host": SimpleLazyObject(host_agency),
        "navigation": SimpleLazyObject(lambda: navigation(actor, request.path)),
        "demonstration": SimpleLazyObject(lambda: Agency.objects.filter(demonstration=True).exists()),
    }
