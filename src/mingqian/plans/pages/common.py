"""What the pages of this room share."""

from __future__ import annotations

import io
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, resolve, reverse

from mingqian.accounts.models import Agency
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused


def actor_of(request: HttpRequest) -> Actor:
    """The person in their present role."""
    return request.actor  # type: ignore[attr-defined,no-any-return]


def own_agency(actor: Actor) -> Agency:
    """The actor's agency. Raises `Refused(plans.no_agency)` for accounts without one."""
    if actor.agency_id is None:
        raise Refused("plans.no_agency")
    return Agency.objects.get(pk=actor.agency_id)


def address_of(actor: Actor, name: str, *arguments: object) -> str:
    """The address of a page of an upper room where it exists and the role may open it; otherwise empty."""
    try:
        address = reverse(name, args=arguments)
    except NoReverseMatch:
        return ""
    permissions = getattr(resolve(address).func, "permissions", ())
    return address if any(actor.may(permission) for permission in permissions) else ""


def workbook_response(file: io.BytesIO, name: str) -> HttpResponse:
    """A workbook to keep, under a Chinese name."""
    response = HttpResponse(
        file.getvalue(), content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
