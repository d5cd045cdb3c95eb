"""Every read about draws worth a name. The drawn list has one gate: `drawn_list`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from mingqian.accounts.permissions import Permission
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.draws import ledger, sealed, states
from mingqian.draws.actions.ending import note_list_read
from mingqian.draws.attesting import whole_transcript
from mingqian.draws.guests import Guest
from mingqian.draws.models import Draw, DrawnSubject, PlatformList, SeatFilled, Source
from mingqian.draws.presence import witness_office
from mingqian.draws.seats import seat_name
from mingqian.plans import weights
from mingqian.plans.models import Campaign


def visible_draws(by: Actor) -> QuerySet[Draw]:
    """Draws of the person's agency; a witness sees those they witness; the system sees all."""
    draws = Draw.objects.select_related("campaign", "agency", "vacancy__parent", "platform").order_by("-id")
    if isinstance(by, Guest):
        return draws.filter(sources__id=by.source_id)
    if by.agency_id is None and by.user_id is None:
        return draws
    mine = Q(sources__user_id=by.user_id)
    if by.role == "witness":
        return draws.filter(mine).distinct()
    return draws.filter(Q(agency_id=by.agency_id) | mine).distinct()


def current_draw(campaign: Campaign) -> Draw | None:
    """The live attempt that draws a campaign's list, if any; draws of vacant seats are beside it."""
    live = campaign.draws.filter(state__in=states.LIVE, vacancy__isnull=True)
    return live.select_related("campaign", "agency", "platform").first()


def draw_in_room(campaign: Campaign) -> Draw | None:
    """What the draw room shows: the draw under way, of vacant seats too; else the one whose list stands."""
    under_way = campaign.draws.filter(state__in=states.UNDER_WAY).select_related(
        "campaign", "agency", "vacancy__parent", "platform"
    )
    return under_way.first() or current_draw(campaign)


def attempts(campaign: Campaign) -> QuerySet[Draw]:
    """All attempts and withdrawn locks, oldest first: they stay for ever."""
    return campaign.draws.select_related("vacancy__parent").order_by("id")


def why_list_secret(by: Actor, draw: Draw) -> str:
    """Why this person may not read the drawn list now; empty when they may.

    Until dispatch those present at the draw sign what they see: its operator and its witnesses. After dispatch only
    those who must act on it: the leaders of the agency, and of the heads only that of the unit that carries it out
    (another unit's list meets one's own only where both were offered, ADR 26). After release everybody.
    """
    if draw.state not in states.RESULT:
        return "还没有摇号结果。"
    if draw.released:
        return ""
    refused = f"未公开的抽取名单只给必须办理的人看。您的角色“{by.role_name}”现在不能看。"
    system = by.agency_id is None and by.user_id is None
    same_agency = by.agency_id == draw.agency_id or system
    elsewhere = by.may(Permission.TASKS_LEAD) and by.unit_id != draw.campaign.unit_id and not system
    reads = same_agency and by.may(Permission.DRAWN_LIST_READ) and not elsewhere
    if draw.state in (states.DRAWN, states.SIGNED):
        present = bool(witness_office(by, draw)) and by.may(Permission.DRAWS_WITNESS)
        operator = same_agency and by.may(Permission.DRAWS_OPERATE)
        return "" if present or operator or reads else refused
    return "" if reads else refused


def drawn_list(by: Actor, draw: Draw, *, what: str = "抽取名单") -> QuerySet[DrawnSubject]:
    """The drawn list with its teams, for those who may; reading it while it is secret leaves an event.

    Raises `Refused(draws.list_secret)`.
    """
    if why_list_secret(by, draw):
        raise Refused("draws.list_secret", role=by.role_name)
    if not draw.released:
        note_list_read(by=by, draw=draw, what=what)
    return drawn_rows(draw)


def drawn_rows(draw: Draw) -> QuerySet[DrawnSubject]:
    """The drawn list without a gate: for actions of upper rooms that check for themselves."""
    seats = SeatFilled.objects.select_related("inspector", "expert").order_by("number")
    return (
        draw.drawn.select_related("subject").prefetch_related(Prefetch("seats", seats)).order_by("position")
    )


def team_of(drawn: DrawnSubject) -> QuerySet[SeatFilled]:
    """The seats of one drawn enterprise."""
    return drawn.seats.select_related("inspector", "expert").order_by("number")


def vacant_seats(draw: Draw) -> int:
    """How many seats nobody takes."""
    return SeatFilled.objects.filter(drawn__draw=draw, inspector=None, expert=None).count()


def my_sources(by: Actor) -> QuerySet[Source]:
    """What a witness still has to do or has done, newest first."""
    return (
        Source.objects.filter(user_id=by.user_id, kind="witness")
        .select_related("draw", "draw__campaign", "draw__agency")
        .order_by("-draw_id")
    )


def public_draws() -> Iterator[dict[str, Any]]:
    """What the public may know of every draw whose digest was published, newest first."""
    draws = (
        Draw.objects.exclude(manifest_hash="")
        .select_related("campaign", "agency", "previous", "vacancy__parent")
        .annotate(later=Count("campaign__draws", filter=Q(campaign__draws__manifest_hash__gt="")))
        .order_by("-committed_at")
    )
    return (public_draw(draw, draw.later) for draw in draws)


def public_platform_lists() -> Iterator[dict[str, Any]]:
    """What the public may know of lists drawn on official platforms, once dispatched, newest first."""
    listings = PlatformList.objects.filter(draw__state=states.DISPATCHED).select_related(
        "draw__campaign", "draw__agency"
    )
    for one in listings.order_by("-draw__dispatched_at"):
        yield {
            "title": one.draw.campaign.title,
            "agency": one.draw.agency.name,
            "platform": one.platform,
            "reference": one.reference,
            "drawn_on": one.drawn_on,
            "drawn": sum(int(urn["quota"]) for urn in one.draw.urns),
        }


def public_draw(draw: Draw, attempts_count: int | None = None) -> dict[str, Any]:
    """The public facts of one draw. Nothing of the result before release: neither names nor sizes derived from it."""
    if attempts_count is None:
        attempts_count = draw.campaign.draws.exclude(manifest_hash="").count()
    return {
        "id": draw.pk,
        "title": draw.title,
        "parent": draw.vacancy.parent.manifest_hash if draw.fills_vacancies else "",
        "parent_address": draw.vacancy.parent.manifest_hash[:16] if draw.fills_vacancies else "",
        "seats": [{**seat, "name": seat_name(seat["name"])} for seat in draw.team.get("seats", [])],
        "parent_attempt": draw.vacancy.parent.attempt if draw.fills_vacancies else 0,
        "repairs": draw.vacancy_draws.exclude(draw__manifest_hash="").count(),
        "agency": draw.agency.name,
        "number": draw.number,
        "attempt": draw.attempt,
        "attempts": attempts_count,
        "state": draw.state,
        "state_name": draw.get_state_display(),
        "manifest": draw.manifest,
        "manifest_hash": draw.manifest_hash,
        "hash_name": draw.hash_name,
        "frozen_at": draw.locked_at,
        "committed_at": draw.committed_at,
        "drawn_at": draw.drawn_at,
        "reason": draw.reason,
        "sources": [
            {"kind": s.kind, "kind_name": s.get_kind_display(), "label": s.label, "commitment": s.commitment,
             "digits": s.digits, "round": s.beacon.round if s.kind == "drand" else None}
            for s in draw.sources.all()
        ],
        "urns": [
            {"name": u["name"], "size": u["size"], "quota": u["quota"], "share": u.get("share", ""),
             "citation": u.get("citation", ""), "weighted": u["weighted"], "chances": u.get("chances", [])}
            for u in draw.urns
        ],
        "weights": _weights(draw),
        "people": draw.people_count,
        "register_salt": sealed.opened_whole(draw, "register.salt").decode() if draw.released else "",
        "released_at": draw.released_at,
        "release_reason": draw.release_reason if draw.released else "",
        "aborted_at": draw.aborted_at,
        "abort_reason": draw.abort_reason if draw.state == states.ABORTED else "",
        "opening": draw.opening if draw.state == states.ABORTED else {},
        "drawn": sum(int(u["quota"]) for u in draw.urns),
    }  # fmt: skip


def _weights(draw: Draw) -> dict[str, Any] | None:
    """The table of weights the draw went by, with its words; None where all were alike."""
    table = draw.pack.get("weights")
    if table is None:
        return None
    approved = date.fromisoformat(table["approved"])
    return {**table, "words": weights.in_words(table["table"]), "approved": approved}


def public_transcript(draw: Draw) -> bytes | None:
    """The public transcript, only once the list was released."""
    if not draw.released:
        return None
    return whole_transcript(draw)


def public_attested(draw: Draw) -> dict[str, Any]:
    """Who signed what with which key, what is in the log since when, and what an outside clock says. All of it public."""
    return {
        "signatures": [
            {"name": s.name, "over": s.get_over_display(), "key": s.key, "at": s.signed_at}
            for s in draw.device_signatures.all()
        ],
        "log": [
            {"what": e.get_what_display(), "index": e.index, "record": e.record, "at": e.logged_at}
            for e in draw.log_entries.all()
        ],
        "stamps": [
            {"what": s.what, "name": s.get_what_display(), "authority": s.authority, "at": s.stamped_at}
            for s in draw.stamps.all()
        ],
        "log_name": ledger.origin(),
        "log_key": ledger.verifier_key(),
    }
