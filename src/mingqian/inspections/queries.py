"""Reads of this room worth a name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone

from mingqian.inspections.actions.changes import GROUNDS
from mingqian.inspections.actions.notice import token_digest
from mingqian.inspections.law import Term, publication_terms
from mingqian.inspections.models import ChangeKind, Inspection, Notice, Seat, TeamChange
from mingqian.inspections.states import (
    APPROVED,
    INSPECTION,
    RECORDED,
    REVIEWED,
    SETTLED,
    UNDISCLOSED,
    WITHHELD,
)
from mingqian.plans.models import Campaign
from mingqian.registers.models import Item


def notice_by_token(token: str) -> Notice | None:
    """The notice whose own page this token opens."""
    if not token or len(token) > 64:
        return None
    return (
        Notice.objects.filter(token_digest=token_digest(token))
        .select_related("inspection", "inspection__agency", "inspection__campaign", "inspection__unit")
        .first()
    )


def waiting_vacancies(campaign_id: int) -> QuerySet[TeamChange]:
    """The approved requests of a campaign whose seats are still to be drawn, in the order of their approval: each is a
    draw of its own (draw-protocol: one urn with one task), and lowers the limits of the next.
    """
    waiting = TeamChange.objects.filter(
        kind=ChangeKind.VACANCY, state=APPROVED, inspection__campaign_id=campaign_id
    )
    return waiting.order_by("decided_at", "pk")


def items_of(campaign: Campaign) -> list[Item]:
    """The items of a campaign, in its order."""
    items = {item.pk: item for item in Item.objects.filter(pk__in=campaign.item_ids)}
    return [items[pk] for pk in campaign.item_ids if pk in items]


def publication_term(inspection: Inspection) -> Term | None:
    """By when an ended inspection's result must be public; None before its end and once it is public."""
    if inspection.ended_at is None or inspection.state not in (RECORDED, REVIEWED):
        return None
    ended = timezone.localdate(inspection.ended_at)
    found = publication_terms(inspection.campaign, ended, last_ended(inspection.campaign))
    return found[0] if found else None


def last_ended(campaign: Campaign) -> date | None:
    """The day on which the last check of a campaign ended; None while one has not."""
    ends = campaign.inspections.aggregate(
        last=Max("ended_at"), open=Count("pk", filter=Q(ended_at__isnull=True))
    )
    return timezone.localdate(ends["last"]) if ends["last"] and not ends["open"] else None


def terms_of(inspections: Iterable[Inspection]) -> dict[int, Term]:
    """`publication_term` of many at once, by id: the pack is asked once a campaign and day."""
    asked: dict[tuple[int, date], Term | None] = {}
    found: dict[int, Term] = {}
    for inspection in inspections:
        if inspection.ended_at is None:
            continue
        key = inspection.campaign_id, timezone.localdate(inspection.ended_at)
        if inspection.state in (RECORDED, REVIEWED):
            if key not in asked:
                asked[key] = publication_term(inspection)
            term = asked[key]
            if term is not None:
                found[inspection.pk] = term
    return found


def earliest(inspections: Iterable[Inspection]) -> Term | None:
    """The first term of publication among these."""
    return min(terms_of(inspections).values(), key=lambda term: term.due, default=None)


@dataclass
class Tally:
    """How many inspections of a campaign stand where."""

    total: int = 0
    by_state: dict[str, int] = field(default_factory=dict)
    vacant: int = 0

    def rows(self) -> list[tuple[str, str, int]]:
        """(code, name, count) of every state that occurs or lies on the ordinary way."""
        return [
            (code, state.name, self.by_state.get(code, 0))
            for code, state in INSPECTION.states.items()
            if self.by_state.get(code) or code not in (WITHHELD, UNDISCLOSED)
        ]


def tally(inspections: QuerySet[Inspection]) -> Tally:
    """Count inspections by state, and the vacant seats among those not yet recorded."""
    by_state = dict(inspections.order_by().values_list("state").annotate(n=Count("pk")))
    vacant = Seat.objects.filter(
        inspection__in=inspections.filter(state__in=("assigned", "notified", "withheld", "checking")),
        source="vacant",
    ).count()
    return Tally(sum(by_state.values()), by_state, vacant)


def needs_people(inspections: Iterable[Inspection]) -> set[int]:
    """Ids of the inspections with a vacant seat."""
    ids = [inspection.pk for inspection in inspections]
    return set(
        Seat.objects.filter(inspection_id__in=ids, source="vacant").values_list("inspection_id", flat=True)
    )


def unpublished(campaign: Campaign) -> int:
    """How many results of a campaign are neither public yet nor decided never to be."""
    return Inspection.objects.filter(campaign=campaign).filter(~Q(state__in=SETTLED)).count()


def changes_of(inspection: Inspection) -> list[tuple[TeamChange, str]]:
    """Every change of a team, as its own or as the other half of an exchange, newest first, with its ground in words."""
    rows = TeamChange.objects.filter(Q(inspection=inspection) | Q(other_seat__inspection=inspection))
    found = rows.select_related("draw").order_by("-pk")
    return [(one, GROUNDS.get(one.ground, one.ground)) for one in found]
