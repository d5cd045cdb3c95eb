"""Terms in hand, by whom they are held: each room tells its own, and a new notice of days off counts all again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from mingqian.acts.actor import Actor
from mingqian.plans.models import RecountNotice, RecountSeen, TermRecount
from mingqian.workdays import Calendar


@dataclass(frozen=True)
class Ends:
    """When one term ends by one calendar; `key` tells the terms of one matter apart, `to` is what must be done."""

    key: str
    to: str
    due: date
    provisional: bool


@dataclass(frozen=True)
class Held:
    """One matter whose terms run. `holders` are (permission, unit or None for the whole agency); `what` names it by
    number, never an enterprise.
    """

    agency_id: int
    holders: tuple[tuple[str, int | None], ...]
    what: str
    campaign: str
    url: str
    ends: Callable[[Calendar], Iterable[Ends]]


Provider = Callable[[], Iterable[Held]]
_providers: list[Provider] = []


def register_held(provider: Provider) -> Provider:
    """Say which terms a room has in hand, of all agencies; usable as a decorator."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def held() -> list[Held]:
    """Every matter of every room whose terms run."""
    return [one for provider in _providers for one in provider()]


@dataclass(frozen=True)
class Moved:
    """One term that was provisional: the day it was, and the day it is."""

    to: str
    was: date
    now: date
    provisional: bool


def moved(one: Held, before: Calendar, after: Calendar) -> Iterator[Moved]:
    """The terms of a matter that were provisional before and are settled, or on another day, after."""
    was = {term.key: term for term in one.ends(before)}
    if not any(term.provisional for term in was.values()):
        return
    for now in one.ends(after):
        then = was.get(now.key)
        if then is not None and then.provisional and (then.due, True) != (now.due, now.provisional):
            yield Moved(now.to, then.due, now.due, now.provisional)


def notices_to(actor: Actor, recount: TermRecount | None = None) -> QuerySet[RecountNotice]:
    """The notices this person gets in this role, of one recount or of all."""
    rows = RecountNotice.objects.filter(
        Q(unit__isnull=True) | Q(unit_id=actor.unit_id or 0),
        agency_id=actor.agency_id or 0,
        permission__in=list(actor.permissions),
    )
    return rows if recount is None else rows.filter(recount=recount)


def unread(actor: Actor) -> QuerySet[TermRecount]:
    """The recounts of which this person has notices and has not taken note, oldest first."""
    seen = RecountSeen.objects.filter(user_id=actor.user_id or 0, role=actor.role).values("recount_id")
    mine = notices_to(actor).values("recount_id")
    return TermRecount.objects.filter(pk__in=mine).exclude(pk__in=seen).select_related("table").order_by("pk")
