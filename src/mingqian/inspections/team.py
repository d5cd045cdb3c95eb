"""The team: whether it is complete, and who else may sit on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from mingqian.acts.refusal import Refused
from mingqian.draws import eligibility
from mingqian.draws.eligibility import Person, Spot, spot_of
from mingqian.draws.seats import EXPERT, LEADER, seat_name
from mingqian.inspections.law import team_rule
from mingqian.inspections.models import Inspection, Seat
from mingqian.inspections.states import BEFORE_THE_RECORD
from mingqian.registers.models import Expert, Inspector, Recusal


def require_complete_team(inspection: Inspection, *, doing: str) -> None:
    """Raise unless no seat is vacant, a leader is among them, and the inspectors are as many as the pack asks."""
    seats = list(inspection.seats.all())
    vacant = [seat_name(seat.seat) for seat in seats if seat.vacant]
    if vacant:
        raise Refused("inspections.team_incomplete", seats="、".join(vacant), doing=doing)
    rule = team_rule(inspection.campaign)
    inspectors = [seat for seat in seats if seat.inspector_id is not None]
    if len(inspectors) < rule.least:
        raise Refused(
            "inspections.too_few_inspectors", count=len(inspectors), least=rule.least, citation=rule.citation
        )
    if not any(seat.seat == LEADER for seat in inspectors):
        raise Refused("inspections.no_leader", citation=rule.citation)


@dataclass(frozen=True)
class Unfit:
    """Why a person may not take a seat, with the article."""

    why: str
    citation: str


def why_unfit(inspection: Inspection, seat: Seat, person: Inspector | Expert) -> Unfit | None:
    """Why a person may not take this seat; None when they may.

    The same rules as before the draw: qualified to the end of the checks, of a department that takes part, leader of
    the lead department in a joint check, within their area, no interest in the enterprise.
    """
    campaign, today = inspection.campaign, timezone.localdate()
    articles = eligibility.articles_for(campaign, today)
    if isinstance(person, Expert):
        if seat.seat != EXPERT:
            return Unfit(eligibility.EXPERT_ONLY, articles.get(eligibility.EXPERT_ONLY, eligibility.NOTED))
        if person.status != "active" or person.agency_id != campaign.agency_id:
            return Unfit("不在本机构的专家库中，或已停用", eligibility.NOTED)
        return None
    out = eligibility.inspector_out(
        person,
        on=today,
        last_day=max(today, inspection.planned_on or campaign.check_to),
        area_asked=eligibility.asks_area(campaign, today),
    )
    if not out and person.agency_id not in {campaign.agency_id, *campaign.partner_agency_ids}:
        out = eligibility.ELSEWHERE
    if not out:
        recused = Recusal.objects.filter(inspector=person, active=True).values_list("subject_id", flat=True)
        candidate = Person(
            key=f"P{person.pk}",
            pk=person.pk,
            name=person.name,
            certificate=person.certificate_number,
            expert=False,
            agency_id=person.agency_id,
            lead=person.agency_id == campaign.agency_id,
            areas=eligibility.own_areas(person),
            recused_from=frozenset(recused),
            specialties=frozenset(person.specialties or ()),
        )
        joint = bool(campaign.partner_agency_ids)
        rules = eligibility.Eligibility([candidate], [seat.seat], joint=joint, team=_asked(inspection))
        out = rules.why_not(candidate, seat.seat, _spot(inspection))
    return Unfit(out, articles.get(out, eligibility.NOTED)) if out else None


def _asked(inspection: Inspection) -> Mapping[str, Any]:
    """What the draw asked of its teams."""
    return inspection.draw.team if inspection.draw is not None else {}


def _spot(inspection: Inspection) -> Spot:
    subject = inspection.subject
    return spot_of(subject.pk, subject.region_code, subject.township, subject.field)


def candidates(inspection: Inspection, seat: Seat) -> list[Inspector] | list[Expert]:
    """Everyone who may take this seat and is not on the team, by unit and name."""
    campaign = inspection.campaign
    if seat.seat == EXPERT:
        advising = inspection.seats.exclude(expert=None).values("expert_id")
        return list(
            Expert.objects.filter(agency_id=campaign.agency_id, status="active")
            .exclude(pk__in=advising)
            .order_by("name", "id")
        )
    sitting = inspection.seats.exclude(inspector=None).values("inspector_id")
    people = (
        Inspector.objects.filter(
            agency_id__in=[campaign.agency_id, *campaign.partner_agency_ids], status="active"
        )
        .exclude(pk__in=sitting)
        .order_by("unit_id", "name", "id")
    )
    return [person for person in people if why_unfit(inspection, seat, person) is None]


def exchange_partners(inspection: Inspection, seat: Seat) -> list[Seat]:
    """Seats of the same campaign and unit whose inspectors could change places with this one's, either way round.

    The last word is the action's; here everybody is judged at once, from the registers of today.
    """
    if seat.inspector_id is None:
        return []
    campaign, joint = inspection.campaign, bool(inspection.campaign.partner_agency_ids)
    people = eligibility.gather(campaign, on=timezone.localdate()).candidates
    known = {person.pk: person for person in people if not person.expert}
    rules = eligibility.Eligibility(people, [], joint=joint, team=_asked(inspection))
    teams: dict[int, set[int]] = {}
    seats = Seat.objects.filter(
        inspection__campaign=campaign,
        inspection__unit_id=inspection.unit_id,
        inspection__state__in=BEFORE_THE_RECORD,
        inspector__isnull=False,
    ).select_related("inspection__subject", "inspector")
    found = list(seats.order_by("inspection__number", "number"))
    for one in found:
        teams.setdefault(one.inspection_id, set()).add(one.inspector_id or 0)

    def fits(person_id: int | None, its_new: Seat) -> bool:
        person = known.get(person_id or 0)
        if person is None or person.pk in teams[its_new.inspection_id] - {its_new.inspector_id}:
            return False
        return not rules.why_not(person, its_new.seat, _spot(its_new.inspection))

    mine = next((one for one in found if one.pk == seat.pk), None)
    if mine is None:
        return []
    return [
        other
        for other in found
        if other.inspection_id != inspection.pk
        and other.inspector_id != seat.inspector_id
        and fits(seat.inspector_id, other)
        and fits(other.inspector_id, mine)
    ]
