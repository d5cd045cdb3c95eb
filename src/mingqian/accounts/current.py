"""Who acts in this request: the signed-in person in their current role."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from mingqian.accounts.models import User
from mingqian.accounts.permissions import ROLES, Permission
from mingqian.acts.actor import Actor

ROLE_KEY = "current_role"


def actor_for(user: User, role: str, *, origin: str) -> Actor:
    """The actor a person is in one role; in no role at all they may do nothing."""
    definition = ROLES.get(role)
    return Actor(
        user_id=user.id,
        name=user.name,
        role=role,
        role_name=definition.name if definition else "无角色",
        agency_id=user.agency_id,
        unit_id=user.unit_id,
        origin=origin,
        permissions=definition.permissions if definition else frozenset(),
        inspector_id=user.inspector_id,
    )


def system_actor(name: str = "命令行") -> Actor:
    """The operator at the command line of this machine, who holds every permission and is named in the trail."""
    return Actor(
        user_id=None,
        name=name,
        role="system",
        role_name="命令行",
        agency_id=None,
        unit_id=None,
        origin="命令行",
        permissions=frozenset(Permission.values),
    )


class ActorMiddleware:
    """Sets `request.actor` (or None) and sends people with a one-time password to choose their own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = None  # type: ignore[attr-defined]
        user = request.user
        if isinstance(user, User):
            roles = user.roles()
            role = request.session.get(ROLE_KEY, "")
            if role not in roles:
                role = roles[0] if roles else ""
                request.session[ROLE_KEY] = role
            request.actor = actor_for(user, role, origin=request.META.get("REMOTE_ADDR", ""))  # type: ignore[attr-defined]
            request.held_roles = [ROLES[code] for code in roles]  # type: ignore[attr-defined]
            free = (reverse("accounts:password"), reverse("accounts:logout"))
            if (
                user.must_change_password
                and request.path not in free
                and not request.path.startswith("/static/")
            ):
                return HttpResponseRedirect(reverse("accounts:password"))
        return self.get_response(request)
