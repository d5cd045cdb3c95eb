"""Who sits on the team when the lot could not say, or can no longer: appointed and replaced, never called random."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.draws.models import VacancyDraw
from mingqian.draws.seats import LEADER, seat_name
from mingqian.draws.states import UNDER_WAY
from mingqian.inspections.law import team_rule
from mingqian.inspections.limits import text
from mingqian.inspections.models import Inspection, Replacement, Seat, SeatSource
from mingqian.inspections.progress import hold
from mingqian.inspections.scope import require_unit
from mingqian.inspections.states import BEFORE_THE_RECORD
from mingqian.inspections.team import why_unfit
from mingqian.plans.governing import governing
from mingqian.plans.models import Campaign
from mingqian.plans.rulebook import require_settled
from mingqian.registers.models import Expert, Inspector


class Ground(models.TextChoices):
    """高青 7.3: when a drawn inspector may be changed, and recusal (7.3, last sentence)."""

    POST = "post", "工作岗位调整"
    CLASH = "clash", "工作冲突"
    HEALTH = "health", "身体健康状况"
    RECUSAL = "recusal", "回避"
    OTHER = "other", "其他特殊情况"


def grounds_of(campaign: Campaign) -> list[tuple[str, str]]:
    """The grounds on which a drawn person may be changed: those the documents name, and recusal, which the law knows;
    all of them where no document names any.
    """
    named = [word for one in governing(campaign, "teams.replacement_causes") for word in one.values]
    if not named:
        return list(Ground.choices)
    return [
        (code, label)
        for code, label in Ground.choices
        if code == Ground.RECUSAL or any(label in word for word in named)
    ]


def head_decides(campaign: Campaign, seat: Seat) -> str:
    """The article by which the head of the agency, not the unit, decides on the recusal of who holds this seat; empty
    where none governs. 行政处罚法 43 speaks of 执法人员: an expert's standing aside stays with the unit.
    """
    if seat.inspector_id is None:
        return ""
    return "；".join(one.where for one in governing(campaign, "teams.recusal_decided_by"))


def open_team(by: Actor, inspection: Inspection, seat_id: int) -> tuple[Inspection, Seat]:
    """The inspection held and its seat, while the team may change. Raises `Refused`: not_yours, too_late_for_team,
    seats_being_drawn.
    """
    require_unit(by, inspection)
    inspection = hold(inspection)
    if inspection.state not in BEFORE_THE_RECORD:
        raise Refused("inspections.too_late_for_team")
    seat = inspection.seats.filter(pk=seat_id).first()
    if seat is None:
        raise Refused("inspections.not_yours")
    not_being_drawn(inspection)
    return inspection, seat


def not_being_drawn(inspection: Inspection) -> None:
    """Raise `Refused(inspections.seats_being_drawn)` while the vacant seats of this team are in the draw room."""
    under_way = VacancyDraw.objects.filter(drawn_id=inspection.drawn_id, draw__state__in=UNDER_WAY)
    if inspection.drawn_id is not None and under_way.exists():
        raise Refused("inspections.seats_being_drawn")


def check_person(inspection: Inspection, seat: Seat, person: Inspector | Expert) -> None:
    if isinstance(person, Inspector):
        sitting = inspection.seats.filter(inspector_id=person.pk).exists()
    else:
        sitting = inspection.seats.filter(expert_id=person.pk).exists()
    if sitting:
        raise Refused("inspections.already_on_team", name=person.name, field="person")
    unfit = why_unfit(inspection, seat, person)
    if unfit:
        raise Refused(
            "inspections.unfit",
            name=person.name,
            seat=seat_name(seat.seat),
            why=unfit.why,
            citation=unfit.citation,
            field="person",
        )


def check_leader(inspection: Inspection, seat: Seat) -> None:
    """Naming another leader waits while the documents disagree on who names one."""
    if seat.seat == LEADER and not inspection.campaign.outside:
        require_settled(inspection.agency_id, "leader", timezone.localdate())


def require_assignable(inspection: Inspection, seat: Seat) -> None:
    """Raise unless whoever holds this seat may be followed by somebody assigned: seat_vacant, plans.collision,
    replacement_drawn.
    """
    if seat.vacant:
        raise Refused("inspections.seat_vacant")
    if (
        not inspection.campaign.outside
    ):  # how a drawn person is replaced is no question where nobody was drawn
        require_settled(inspection.agency_id, "replace", timezone.localdate())
    check_leader(inspection, seat)
    rule = team_rule(inspection.campaign)
    drawn_again = rule.replacement == "drawn" and not inspection.campaign.outside
    if drawn_again and seat.inspector_id is not None:
        raise Refused("inspections.replacement_drawn", citation=rule.replacement_citation or "本单位的决定")


def sit(seat: Seat, person: Inspector | Expert, source: SeatSource, reason: str, decided_by: str) -> None:
    """A person takes a seat; saved, not recorded."""
    if isinstance(person, Inspector):
        seat.inspector, seat.expert, seat.certificate = person, None, person.certificate_number
    else:
        seat.inspector, seat.expert, seat.certificate = None, person, ""
    seat.name, seat.source, seat.reason = person.name, source, reason
    seat.decided_by, seat.decided_at = decided_by, timezone.now()
    seat.save()


@action(Permission.TASKS_LEAD, event="inspections.seat.appoint")
def appoint(
    *, by: Actor, inspection: Inspection, seat_id: int, person: Inspector | Expert, reason: str
) -> Seat:
    """Appoint someone directly to a vacant seat (高青 7.3); shown everywhere as not random.

    Raises `Refused`: not_yours, too_late_for_team, seat_not_vacant, plans.collision, already_on_team, unfit,
    reason_required.
    """
    inspection, seat = open_team(by, inspection, seat_id)
    if not seat.vacant:
        raise Refused("inspections.seat_not_vacant")
    check_leader(inspection, seat)
    reason = text(reason, "reason", 1000)
    if not reason:
        raise Refused("acts.reason_required", field="reason")
    check_person(inspection, seat, person)
    sit(seat, person, SeatSource.DIRECT, reason, by.name)
    record(
        by=by,
        action="inspections.seat.appoint",
        rows=[seat],
        reason=reason,
        details={"number": inspection.number, "seat": seat.seat},
    )
    return seat


@action(Permission.TASKS_LEAD, event="inspections.seat.replace")
def replace(
    *, by: Actor, inspection: Inspection, seat_id: int, person: Inspector | Expert, ground: str, reason: str
) -> Replacement:
    """Replace a member by consent of the head of the executing unit, who signs this act by doing it (高青 7.3).

    The new person is assigned, not drawn, and marked so. The one before stays on record. Recusal is not the unit's to
    decide where the law gives it to the head of the agency: see `changes.ask_assignment`.
    Raises `Refused`: not_yours, too_late_for_team, seat_vacant, plans.collision, replacement_drawn, ground_unknown,
    recusal_by_head, already_on_team, unfit, reason_required.
    """
    inspection, seat = open_team(by, inspection, seat_id)
    require_assignable(inspection, seat)
    if ground not in dict(grounds_of(inspection.campaign)):
        raise Refused("inspections.ground_unknown", field="ground")
    if ground == Ground.RECUSAL and (where := head_decides(inspection.campaign, seat)):
        raise Refused("inspections.recusal_by_head", field="ground", citation=where)
    reason = text(reason, "reason", 1000)
    if not reason:
        raise Refused("acts.reason_required", field="reason")
    check_person(inspection, seat, person)
    before, before_source = seat.name, seat.source
    sit(seat, person, SeatSource.REPLACED, reason, by.name)
    change = Replacement.objects.create(
        inspection=inspection,
        seat=seat,
        before=before,
        before_source=before_source,
        after=person.name,
        ground=ground,
        reason=reason,
        consented_by=by.name,
        at=timezone.now(),
    )
    record(
        by=by,
        action="inspections.seat.replace",
        rows=[seat],
        reason=reason,
        details={"number": inspection.number, "seat": seat.seat, "ground": ground},
    )
    return change
