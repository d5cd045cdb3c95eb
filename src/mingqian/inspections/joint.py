"""合并上门: which inspections could be one visit, who may be told so, and what such a visit consists of.

That another campaign goes to the same enterprise is part of that campaign's secret list. It is told to somebody who sees
both lists anyway (the head of a unit that executes both, the leader who may read every list of the agency), and to two
units that have each offered to visit together: then each learns of the other only the enterprises on its own list.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.acts.actor import Actor
from mingqian.draws.seats import seat_name
from mingqian.inspections.law import parameter_citation
from mingqian.inspections.models import Inspection, JointVisit, Seat, VisitOffer, VisitPart
from mingqian.inspections.scope import is_system, visible
from mingqian.inspections.states import AGREED, ASSIGNED, LIVE_VISITS
from mingqian.plans.models import Campaign, DrawHistory
from mingqian.registers.models import Item

MOST_MATCHES = 200
Enterprise = tuple[int, str]
"""What tells two enterprises apart: the unified code, across agencies; without one the register's own row."""


def enterprise_of(inspection: Inspection) -> Enterprise:
    """The enterprise of an inspection."""
    return (0, inspection.subject_code) if inspection.subject_code else (inspection.subject_id, "")


def live_part(inspection: Inspection) -> VisitPart | None:
    """The part an inspection has in a proposed or agreed visit."""
    return inspection.visit_parts.filter(live=True).select_related("visit").first()


def agreed_visit(inspection: Inspection) -> JointVisit | None:
    """The agreed visit an inspection belongs to."""
    part = live_part(inspection)
    return part.visit if part is not None and part.visit.state == AGREED else None


def parts_of(visit: JointVisit) -> list[VisitPart]:
    """The parts of a visit, as they were proposed."""
    rows = visit.parts.select_related(
        "inspection__campaign__line__plan", "inspection__agency", "inspection__draw", "unit"
    )
    return list(rows.order_by("pk"))


def willing() -> QuerySet[VisitOffer, dict[str, int]]:
    """The campaigns whose units have offered to visit together."""
    return VisitOffer.objects.filter(willing=True).values("campaign_id")  # type: ignore[return-value]  # one column


def joinable() -> QuerySet[Inspection]:
    """Inspections that may still become part of a visit: dispatched, the enterprise not told, in no other visit."""
    taken = VisitPart.objects.filter(live=True).values("inspection_id")
    return (
        Inspection.objects.filter(state=ASSIGNED, campaign__check_to__gte=timezone.localdate())
        .exclude(pk__in=taken)
        .select_related("campaign__line__plan", "campaign__unit", "agency", "unit")
    )


def own(by: Actor) -> QuerySet[Inspection]:
    """Those this person may put into a visit: of the unit, or for the leader of the agency; as far as visible."""
    rows = joinable().filter(pk__in=visible(by).values("pk"))
    if is_system(by):
        return rows
    if by.may(Permission.TASKS_LEAD):
        return rows.filter(unit_id=by.unit_id or 0)
    return rows.filter(agency_id=by.agency_id or 0) if by.may(Permission.TEAMS_APPROVE) else rows.none()


def may_be_told(by: Actor, chosen: Iterable[Inspection]) -> bool:
    """Whether this person may know that all of these are of one enterprise: they see every one of them, or every
    campaign has offered and one of them is their own.
    """
    found = list(chosen)
    ids = {one.pk for one in found}
    seen = set(visible(by).filter(pk__in=ids).values_list("pk", flat=True))
    if seen == ids:
        return True
    offered = set(willing().values_list("campaign_id", flat=True))
    return bool(own(by).filter(pk__in=ids)) and all(one.campaign_id in offered for one in found)


@dataclass(frozen=True)
class Match:
    """Inspections of one enterprise that could be made in one visit, and the days that fit all of them."""

    name: str
    inspections: tuple[Inspection, ...]
    first: date
    last: date

    @property
    def citation(self) -> str:
        """The article that wants one visit, of the first document that has one."""
        return citation_of(one.campaign for one in self.inspections)


def days_of(inspections: Iterable[Inspection]) -> tuple[date, date]:
    """The first and the last day that lie in every campaign's period, not before today; reversed where none does."""
    periods = [(one.campaign.check_from, one.campaign.check_to) for one in inspections]
    first = max([timezone.localdate(), *(start for start, _ in periods)])
    return first, min(end for _, end in periods)


def citation_of(campaigns: Iterable[Campaign]) -> str:
    """Where one visit is asked for (高青 8.2, 卫东 九(二), 西平 细则 十); empty where no document of these does."""
    return next(filter(None, (parameter_citation(one, "checks.one_visit") for one in campaigns)), "")


def matches(by: Actor) -> list[Match]:
    """Every match this person may be told of, by name of the enterprise, at most `MOST_MATCHES`."""
    mine = list(own(by))
    groups: dict[Enterprise, list[Inspection]] = defaultdict(list)
    for one in mine:
        groups[enterprise_of(one)].append(one)
    offered = set(willing().values_list("campaign_id", flat=True))
    codes = [one.subject_code for one in mine if one.subject_code and one.campaign_id in offered]
    others = joinable().filter(campaign_id__in=offered, subject_code__in=codes)
    for other in others.exclude(pk__in=[one.pk for one in mine]):
        groups[enterprise_of(other)].append(other)
    found = []
    for rows in groups.values():
        for group in _parted(rows, {one.pk for one in mine}, offered):
            first, last = days_of(group)
            if first <= last:
                found.append(Match(group[0].subject_name, tuple(group), first, last))
    return sorted(found, key=lambda match: match.name)[:MOST_MATCHES]


def _parted(rows: list[Inspection], mine: set[int], offered: set[int]) -> Iterator[list[Inspection]]:
    """A group without other units' as it stands; one with them, only those that were offered."""
    ordered = sorted(rows, key=lambda one: (one.pk not in mine, one.pk))
    if any(one.pk not in mine for one in ordered):
        ordered = [one for one in ordered if one.campaign_id in offered]
    if len({one.campaign_id for one in ordered}) > 1:
        yield ordered


@dataclass(frozen=True)
class Section:
    """What one campaign brings to a visit: its inspection, what it checks, who comes."""

    inspection: Inspection
    items: list[Item]
    team: list[tuple[Seat, str]]


def sections_of(inspection: Inspection) -> list[Section]:
    """The sections of the visit an inspection is part of, its own alone where it is made by itself."""
    visit = agreed_visit(inspection)
    rows = [part.inspection for part in parts_of(visit)] if visit else [inspection]
    return [Section(one, _items(one.campaign), _team(one)) for one in rows]


def _items(campaign: Campaign) -> list[Item]:
    known = {item.pk: item for item in Item.objects.filter(pk__in=campaign.item_ids)}
    return [known[pk] for pk in campaign.item_ids if pk in known]


def _team(inspection: Inspection) -> list[tuple[Seat, str]]:
    seats = inspection.seats.order_by("number")
    return [(seat, seat_name(seat.seat)) for seat in seats if not seat.vacant]


def visits_among(rows: QuerySet[Inspection]) -> int:
    """How many visits these inspections were: several made together are one."""
    ids = list(rows.values_list("pk", flat=True))
    visit_of = dict(
        VisitPart.objects.filter(inspection_id__in=ids, visit__state=AGREED).values_list(
            "inspection_id", "visit_id"
        )
    )
    return len({("visit", visit_of[pk]) if pk in visit_of else ("inspection", pk) for pk in ids})


def counted_already(history: QuerySet[DrawHistory]) -> list[int]:
    """Of this history the entries that were one visit with an earlier entry of it: the yearly cap counts visits."""
    parts = VisitPart.objects.filter(
        visit__state=AGREED, inspection__campaign__history__in=history.values("pk")
    )
    places = parts.values_list("visit_id", "inspection__campaign_id", "inspection__subject_id").distinct()
    visit_of = {(campaign, subject): visit for visit, campaign, subject in places}
    found: list[int] = []
    seen: set[tuple[int, int]] = set()
    rows = history.filter(
        campaign_id__in={campaign for campaign, _ in visit_of},
        subject_id__in={subject for _, subject in visit_of},
    )
    for pk, campaign, subject in rows.order_by("pk").values_list("pk", "campaign_id", "subject_id"):
        visit = visit_of.get((campaign, subject))
        if visit is None:
            continue
        if (visit, subject) in seen:
            found.append(pk)
        seen.add((visit, subject))
    return found


def waiting_for(unit_id: int) -> QuerySet[JointVisit]:
    """Proposed visits on which the head of a unit has still to say yes or no."""
    parts = VisitPart.objects.filter(unit_id=unit_id, agreed_at__isnull=True, live=True)
    return JointVisit.objects.filter(pk__in=parts.values("visit_id"), state__in=LIVE_VISITS).order_by("pk")
