"""Whose address a request comes from when reverse proxies stand in front."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse


def client_address(forwarded: str, nearest: str, proxies: int) -> str:
    """The address the outermost of our own proxies saw: counted from the right, where only our proxies write.

    `forwarded` is X-Forwarded-For, `nearest` the peer of the connection, `proxies` how many of ours stand in front.
    Whatever stands further left was written by the client and is not believed. Where the header is short or no address,
    the peer's own address is kept.
    """
    if proxies < 1:
        return nearest
    hops = [part.strip() for part in forwarded.split(",")]
    if len(hops) < proxies:
        return nearest
    try:
        return str(ipaddress.ip_address(hops[-proxies]))
    except ValueError:
        return nearest


class ClientAddress:
    """Puts the client's address into `REMOTE_ADDR`, which the login lockout and the audit record read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.META["REMOTE_ADDR"] = client_address(
            request.META.get("HTTP_X_FORWARDED_FOR", ""),
            request.META.get("REMOTE_ADDR", ""),
            settings.PROXIES,
        )
        return self.get_response(request)
