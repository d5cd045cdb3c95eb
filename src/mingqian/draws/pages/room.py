"""The draw room (摇号现场): one full screen for a projector, the same for whoever operates and whoever looks on."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from mingqian.accounts.models import RoleGrant, User
from mingqian.accounts.permissions import Permission
from mingqian.acts.actor import Actor
from mingqian.acts.counting import beside
from mingqian.acts.doors import actor_of, page
from mingqian.draws import alarms, queries, states
from mingqian.draws.actions.sources import later_round
from mingqian.draws.eligibility import gather
from mingqian.draws.models import Draw, Source
from mingqian.draws.models.witness import RESULTS, REVEALS, M
from mingqian.draws.pages.common import campaign_of, vacant_words
from mingqian.draws.pages.platform import platform_room
from mingqian.draws.presence import devices_missing, paper_offices, unsigned, witness_office
from mingqian.draws.seats import seat_name
from mingqian.draws.stamping import configured
from mingqian.lot.drand import round_time
from mingqian.lot.phrase import phrase
from mingqian.plans.governing import ruled_words
from mingqian.plans.models import Campaign
from mingqian.plans.pages.common import address_of
from mingqian.plans.pool import survey
from mingqian.plans.queries import visible_campaigns
from mingqian.plans.rulebook import PLACE, standing_of

ADDRESS = 16
"""How many digits of the manifest hash stand in the address of a draw's public page."""


@page(Permission.DRAWS_READ)
def draw_list(request: HttpRequest) -> HttpResponse:
    """摇号: what waits for a draw, and every attempt there was."""
    actor = actor_of(request)
    waiting = visible_campaigns(actor).filter(state="ready") if actor.role != "witness" else []
    return render(
        request, "draws/draw_list.html", {"waiting": waiting, "draws": queries.visible_draws(actor)[:200]}
    )


def possible_witnesses(actor: Actor) -> list[User]:
    """Everybody in the office of witness but the operator."""
    ids = RoleGrant.objects.filter(role="witness", withdrawn_at=None).values("user_id")
    people = User.objects.filter(id__in=ids, is_active=True).exclude(pk=actor.user_id or 0)
    return list(people.select_related("agency", "unit").order_by("id"))


_STEPS = (
    ("锁库", "固定名录、人员和数量"),
    ("承诺", "各方交出随机数的摘要"),
    ("摇号", "公开随机数，当场算出"),
    ("签字", "在场的人核对并签字"),
)


def room_steps(draw: Draw | None) -> list[dict[str, Any]]:
    """The four steps of the room, where it stands, and when each was done."""
    order = {states.LOCKED: 1, states.COMMITTED: 2, states.DRAWN: 3, states.SIGNED: 4, states.DISPATCHED: 4}
    at = order.get(draw.state, 0) if draw else 0
    times = (draw.locked_at, draw.committed_at, draw.drawn_at, draw.signed_at) if draw else (None,) * 4
    return [
        {
            "name": name,
            "note": note,
            "when": when,
            "state": "done" if i < at else ("now" if i == at else "todo"),
        }
        for i, ((name, note), when) in enumerate(zip(_STEPS, times, strict=True))
    ]


def qr(link: str) -> str:
    """A QR code as a picture in the page itself."""
    uri: str = segno.make(link, error="m").svg_data_uri(scale=6, border=2)
    return uri


def _sources(request: HttpRequest, draw: Draw) -> list[Source]:
    """The sources with what the room shows beside each: link, QR, device, what it signed."""
    sources = list(
        draw.sources.select_related("device", "beacon").prefetch_related("device_signatures", "entries")
    )
    for source in sources:
        signed = {s.over for s in source.device_signatures.all()}
        source.signed_m, source.signed_reveals = M in signed, REVEALS in signed  # type: ignore[attr-defined]
        source.signed_results = RESULTS in signed  # type: ignore[attr-defined]
        device = getattr(source, "device", None)
        link = ""
        if device is not None and device.invited and device.token:
            link = reverse("draws:invited", args=[device.token])
        elif device is not None and not device.invited and not source.commitment:
            link = reverse("draws:witness_one", args=[source.pk])
        if link and draw.state == states.LOCKED:
            source.link = request.build_absolute_uri(link)  # type: ignore[attr-defined]
            source.qr = qr(source.link)  # type: ignore[attr-defined]
        beacon = getattr(source, "beacon", None)
        if beacon is not None and beacon.round is not None:
            moment = datetime.fromtimestamp(
                round_time(beacon.chain, beacon.round), tz=timezone.get_current_timezone()
            )
            source.due = moment  # type: ignore[attr-defined]
            source.put_in = later_round(source)  # type: ignore[attr-defined]
    return sources


def _public(request: HttpRequest, draw: Draw) -> dict[str, Any]:
    """What the public page shows at this very moment, in the ways a room can take it down."""
    if not draw.manifest_hash:
        return {}
    link = request.build_absolute_uri(reverse("portal:draw", args=[draw.manifest_hash[:ADDRESS]]))
    return {"phrase": phrase(draw.manifest_hash), "public_link": link, "public_qr": qr(link)}


def room_context(request: HttpRequest, campaign: Campaign) -> dict[str, Any]:
    """Everything the room shows."""
    actor = actor_of(request)
    draw = queries.draw_in_room(campaign)
    context: dict[str, Any] = {
        "campaign": campaign,
        "draw": draw,
        "steps": room_steps(draw),
        "attempts": queries.attempts(campaign),
        "dispatch_url": address_of(actor, "inspections:dispatch", draw.pk) if draw else "",
        "may_operate": actor.may(Permission.DRAWS_OPERATE),
        "may_approve": actor.may(Permission.DRAWS_APPROVE),
    }
    if draw is not None:
        return context | _live(request, actor, draw) | _repair(draw)
    if campaign.state == "ready" and actor.may(Permission.DRAWS_OPERATE):
        today = timezone.localdate()
        pool, people = survey(campaign, on=today), gather(campaign, on=today)
        context |= {
            "pool": pool,
            "people": people,
            "alarms": alarms.alarms(campaign, pool, people),
            "witnesses": possible_witnesses(actor),
            "elsewhere": "official_platform" in ruled_words(campaign, "draw.place"),
            "place": standing_of(campaign.agency_id, PLACE, today),
        }
    return context


def _repair(draw: Draw) -> dict[str, Any]:
    """The seats of a vacancy draw by name."""
    if not draw.fills_vacancies:
        return {}
    return {"repair_seats": [{**seat, "name": seat_name(seat["name"])} for seat in draw.team["seats"]]}


def _live(request: HttpRequest, actor: Actor, draw: Draw) -> dict[str, Any]:
    sources = _sources(request, draw)
    mine = witness_office(actor, draw)
    drawn = draw.state in states.RESULT
    no_m = devices_missing(draw, M)
    no_reveals = devices_missing(draw, REVEALS) if draw.reveals_hash else []
    secret = queries.why_list_secret(actor, draw)
    return {
        "sources": sources,
        "my_source": next((s for s in sources if s.label == mine), None),
        "uncommitted": [s for s in sources if s.kind == "witness" and not s.commitment],
        "unopened": [s for s in sources if not s.opened],
        "m_missing": no_m,
        "reveals_missing": no_reveals,
        "stamp": _stamp(draw, sources, no_m, no_reveals),
        "unsigned": unsigned(draw) if draw.state == states.DRAWN else [],
        "signatures": draw.signatures.all(),
        "on_paper": paper_offices(draw),
        "may_sign": bool(mine) or actor.may(Permission.DRAWS_OPERATE),
        "have_signed": draw.signatures.filter(user_id=actor.user_id or 0).exists(),
        "list_secret": secret,
        "vacant": queries.vacant_seats(draw) if drawn else 0,
        "vacant_groups": vacant_words(draw) if drawn and not secret else [],
        "scans": draw.scans.all() if drawn else [],
        "stamps": draw.stamps.all(),
        "stamps_missing": configured() and draw.stamps.count() < draw.log_entries.count(),
        **_public(request, draw),
    }


@page(Permission.DRAWS_READ)
@beside
def room(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """摇号现场."""
    campaign = campaign_of(request, campaign_id)
    draw = queries.draw_in_room(campaign)
    if draw is not None and draw.from_platform:
        return platform_room(request, draw)
    return render(request, "draws/room.html", room_context(request, campaign))


@page(Permission.DRAWS_READ)
def progress(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Who has arrived, promised, signed and opened, asked for by the room every two seconds.

    The whole page is loaded anew only when its buttons change, so that nothing typed is lost.
    """
    context = room_context(request, campaign_of(request, campaign_id))
    response = render(request, "draws/progress.html", context)
    if request.GET.get("seen", "") != context.get("stamp", ""):
        response["HX-Refresh"] = "true"
    return response


def _stamp(draw: Draw, sources: list[Source], no_m: list[str], no_reveals: list[str]) -> str:
    """Changes when the room's buttons change."""
    committed = all(s.commitment for s in sources if s.kind == "witness")
    opened = all(s.opened for s in sources)
    numbers = sum(s.confirmed_at is not None for s in sources)
    asked = draw.abort_asked_at is not None
    return f"{draw.pk}.{draw.state}.{committed:d}.{bool(no_m):d}.{opened:d}.{bool(no_reveals):d}.{numbers}.{asked:d}"
