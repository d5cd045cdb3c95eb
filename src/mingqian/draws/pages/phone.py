"""A witness's phone: one thing a screen. The same for a person with an account and for an invited one without."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from mingqian.accounts.permissions import Permission
from mingqian.acts.actor import Actor
from mingqian.acts.doors import actor_of, page, public
from mingqian.acts.refusal import Refused
from mingqian.draws import actions, queries, states
from mingqian.draws.actions.attesting import reveals_of
from mingqian.draws.guests import Guest, guest_of, holds, invitation
from mingqian.draws.models import Source, WitnessDevice
from mingqian.draws.models.witness import REVEALS, M
from mingqian.draws.presence import devices_missing
from mingqian.lot.canonical import canonical
from mingqian.lot.phrase import phrase

COOKIE = "mingqian_witness"
COOKIE_AGE = 7 * 24 * 3600
"""A phone that sleeps for days is still the same witness's."""


@page(Permission.DRAWS_WITNESS)
def mine(request: HttpRequest) -> HttpResponse:
    """The draws I witness."""
    sources = queries.my_sources(actor_of(request))[:100]
    return render(request, "draws/witness_list.html", {"sources": sources})


@page(Permission.DRAWS_WITNESS)
def one(request: HttpRequest, source_id: int) -> HttpResponse:
    """A witness with an account."""
    by = actor_of(request)
    source = get_object_or_404(queries.my_sources(by), pk=source_id)
    return _serve(request, by, source, reverse("draws:witness_one", args=[source.pk]))


@page(Permission.DRAWS_WITNESS)
def one_stamp(request: HttpRequest, source_id: int) -> HttpResponse:
    """Where the draw stands, for the phone to compare."""
    source = get_object_or_404(queries.my_sources(actor_of(request)), pk=source_id)
    return HttpResponse(_stamp(source), content_type="text/plain")


def _device_of(request: HttpRequest, token: str) -> WitnessDevice:
    device = invitation(token)
    if device is None:
        raise Http404
    return device


def _apart(response: HttpResponse) -> HttpResponse:
    """A page of one person: not kept, not searched, its address not told to others."""
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Referrer-Policy"] = "same-origin"
    return response


@public
def invited(request: HttpRequest, token: str) -> HttpResponse:
    """An invited witness: the link is taken by one browser, and from then on is that browser's alone."""
    device = _device_of(request, token)
    address = reverse("draws:invited", args=[token])
    secret = request.COOKIES.get(COOKIE, "")
    by = guest_of(device, origin=request.META.get("REMOTE_ADDR", ""))
    if holds(device, secret):
        return _apart(_serve(request, by, device.source, address))
    error = ""
    if request.method == "POST" and len(secret) >= 32:
        try:
            actions.claim_link(by=by, device=device, secret=secret)
            return _apart(HttpResponseRedirect(address))
        except Refused as refused:
            error = refused.words()
    elif request.method == "POST":
        error = "这个浏览器不收 Cookie，没法认出您的手机。请允许 Cookie，或者换一个浏览器。"
    taken = bool(device.device_digest)
    context = {"device": device, "draw": device.source.draw, "error": error, "taken": taken}
    response = render(request, "draws/phone_claim.html", context, status=409 if taken else 200)
    if len(secret) < 32:
        response.set_cookie(
            COOKIE,
            secrets.token_urlsafe(32),
            max_age=COOKIE_AGE,
            httponly=True,
            samesite="Lax",
            secure=request.is_secure(),
        )
    return _apart(response)


@public
def invited_stamp(request: HttpRequest, token: str) -> HttpResponse:
    """Where the draw stands, for an invited witness's phone."""
    device = _device_of(request, token)
    if not holds(device, request.COOKIES.get(COOKIE, "")):
        return _apart(HttpResponse("", status=403))
    return _apart(HttpResponse(_stamp(device.source), content_type="text/plain"))


@public
def invited_list(request: HttpRequest, token: str) -> HttpResponse:
    """The drawn list on an invited witness's phone, while those present sign; the look is recorded."""
    device = _device_of(request, token)
    if not holds(device, request.COOKIES.get(COOKIE, "")):
        raise Http404
    by = guest_of(device, origin=request.META.get("REMOTE_ADDR", ""))
    draw = device.source.draw
    try:
        rows = queries.drawn_list(by, draw, what="见证人手机")
    except Refused as refused:
        return _apart(render(request, "draws/phone_note.html", {"text": refused.words()}, status=409))
    context = {
        "draw": draw,
        "rows": rows[:200],
        "total": rows.count(),
        "back": reverse("draws:invited", args=[token]),
    }
    return _apart(render(request, "draws/phone_list.html", context))


def _stamp(source: Source) -> str:
    """Changes when this phone has something else to show, and only then: a page somebody reads or types on stays put."""
    draw = source.draw
    signed = draw.signatures.filter(office=source.label).exists()
    screen = _screen(source, signed)
    unconfirmed = draw.sources.filter(kind__in=("dice", "public"), confirmed_at=None).count()
    return f"{draw.state}.{screen}.{len(_waiting(source, screen))}.{unconfirmed if screen == 'wait_reveals' else ''}"


def _waiting(source: Source, screen: str) -> list[str]:
    """Whom this screen waits for."""
    draw = source.draw
    if screen == "wait_commit":
        return [s.label for s in draw.sources.all() if s.kind == "witness" and not s.commitment]
    if screen == "wait_m":
        return devices_missing(draw, M)
    if screen == "wait_reveals":
        return [s.label for s in draw.sources.all() if not s.opened]
    if screen == "wait_draw":
        return devices_missing(draw, REVEALS)
    return []


def _screen(source: Source, signed: bool) -> str:
    """Which one thing this phone shows now."""
    draw = source.draw
    if draw.state in (states.ABORTED, states.WITHDRAWN):
        return "over"
    if draw.state == states.LOCKED:
        return "wait_commit" if source.commitment else "commit"
    if draw.state == states.COMMITTED:
        if not source.device_signatures.filter(over=M).exists() and not source.value:
            return "attest_m"
        if not source.value:
            return "wait_m" if devices_missing(draw, M) else "reveal"
        if draw.reveals_hash and not source.device_signatures.filter(over=REVEALS).exists():
            return "attest_reveals"
        return "wait_draw" if draw.reveals_hash else "wait_reveals"
    if draw.state == states.DRAWN and not signed:
        return "sign"
    return "done"


def _act(by: Actor, source: Source, data: Any) -> str:
    """Do what the phone sent; returns what to say."""
    act = data.get("act", "")
    key, sig = data.get("key", ""), data.get("sig", "")
    if act == "commit":
        actions.commit_value(by=by, source=source, commitment=data.get("commitment", ""), key=key)
        return "承诺已提交。请保留好您的随机数，摇号时要用。"
    if act == "attest_m":
        actions.attest(by=by, source=source, over=M, key=key, sig=sig)
        return "您的手机已在锁库摘要上签名。"
    if act == "reveal":
        actions.reveal_value(by=by, source=source, value=data.get("value", ""))
        return "随机数已公开，与承诺相符。"
    if act == "attest_reveals":
        actions.attest(by=by, source=source, over=REVEALS, key=key, sig=sig)
        return "您的手机核对了全部随机数，并签了名。"
    if act == "sign":
        actions.sign(by=by, draw=source.draw, key=key, sig=sig)
        return "已签字。"
    if act == "number":
        number = get_object_or_404(source.draw.sources, pk=data.get("number") or 0)
        after = actions.enter_number(by=by, source=number, value=data.get("value", ""))
        return f"“{after.label}”已录入。"
    return ""


def _serve(request: HttpRequest, by: Actor, source: Source, address: str) -> HttpResponse:
    error: Refused | None = None
    typed = ""
    if request.method == "POST":
        try:
            said = _act(by, source, request.POST)
            if said:
                messages.success(request, said)
            return HttpResponseRedirect(address)
        except Refused as refused:
            if refused.code == "acts.not_permitted":
                raise
            if refused.code in ("draws.already_revealed", "draws.already_signed"):
                return HttpResponseRedirect(address)  # pressed twice: it is done, the page shows it
            error, typed = refused, request.POST.get("value", "") or request.POST.get("commitment", "")
            source.refresh_from_db()
            source.draw.refresh_from_db()
    draw = source.draw
    sources = list(draw.sources.all())
    signed = draw.signatures.filter(office=source.label).exists()
    screen = _screen(source, signed)
    numbers = [s for s in sources if s.kind in ("dice", "public") and not s.confirmed_at]
    may_type = draw.state == states.COMMITTED and screen == "wait_reveals"
    listing = ""
    if not queries.why_list_secret(by, draw):
        listing = (
            reverse("draws:invited_list", args=[request.resolver_match.kwargs["token"]])  # type: ignore[union-attr]
            if isinstance(by, Guest)
            else reverse("draws:list", args=[draw.pk])
        )
    message = {"attest_m": draw.manifest_hash, "attest_reveals": draw.reveals_hash, "sign": draw.results_hash}
    return render(
        request,
        "draws/phone.html",
        {
            "steps": ("承诺", "核对", "公开", "签字"), "source": source, "draw": draw, "screen": screen, "error": error, "typed": typed, "signed": signed,
            "message": message.get(screen, ""), "stamp": _stamp(source), "stamp_url": f"{address}stamp/",
            "waiting": _waiting(source, screen), "numbers": numbers if may_type else [], "list_url": listing,
            "phrase": phrase(draw.manifest_hash) if draw.manifest_hash else [],
            "reveals": canonical(list(reveals_of(sources))).decode() if screen == "attest_reveals" else "",
            "opened": [s for s in sources if s.opened], "device": getattr(source, "device", None),
            "progress": {"commit": 1, "wait_commit": 1, "attest_m": 2, "wait_m": 2, "reveal": 3, "wait_reveals": 3,
                         "attest_reveals": 3, "wait_draw": 3, "sign": 4, "done": 4}.get(screen, 0),
        },
    )  # fmt: skip
