"""检查组变动: who leaves a team, how the seat is taken again. Asked for by the unit, decided by somebody else.

Three ways: the seat is drawn anew in public (补抽空缺), two inspectors change enterprises (交换, 西平细则 七: 回避可采取与其他
执法检查人员交换被检查对象的方式), or somebody is assigned for one who stands aside (指派, 高青 7.3), which the head of the agency
decides (行政处罚法 43). Where a document does not speak of exchange, the bureau decides whether it is allowed.
"""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.draws.models import Draw
from mingqian.draws.released import register_waiting
from mingqian.draws.seats import seat_name
from mingqian.inspections.actions.team import (
    Ground,
    check_leader,
    check_person,
    grounds_of,
    not_being_drawn,
    open_team,
    require_assignable,
    sit,
)
from mingqian.inspections.law import team_rule
from mingqian.inspections.limits import text
from mingqian.inspections.models import ChangeKind, Inspection, Replacement, Seat, SeatSource, TeamChange
from mingqian.inspections.progress import hold
from mingqian.inspections.scope import require_agency, require_unit
from mingqian.inspections.states import APPROVED, BEFORE_THE_RECORD, DECLINED, OPEN_CHANGES, TEAM_CHANGE
from mingqian.inspections.team import why_unfit
from mingqian.plans.rulebook import require_settled
from mingqian.registers.actions import note_recusal
from mingqian.registers.models import Inspector, Recusal, RecusalCase

VACANT = "vacant"
"""The ground of a change where the lot itself had found nobody."""
GROUNDS = {VACANT: "摇号时没有人可派", **dict(Ground.choices)}


def _reason(reason: str) -> str:
    words = text(reason, "reason", 1000)
    if not words:
        raise Refused("acts.reason_required", field="reason")
    return words


def _case(seat: Seat, ground: str, case: str) -> str:
    """The case to be noted in the register of recusals, which knows inspectors only; empty where none is asked for."""
    if not case or ground != Ground.RECUSAL or seat.inspector_id is None:
        return ""
    if case not in RecusalCase.values:
        raise Refused("inspections.recusal_case_unknown", field="recusal_case")
    person = seat.inspector
    if person is not None and person.agency_id != seat.inspection.subject.agency_id:
        raise Refused("inspections.recusal_elsewhere", field="recusal_case", name=person.name)
    return case


def _no_other(*inspections: Inspection) -> None:
    """Raise while another change of one of these teams is open."""
    open_now = TeamChange.objects.filter(state__in=OPEN_CHANGES)
    for one in inspections:
        if open_now.filter(inspection=one).exists() or open_now.filter(other_seat__inspection=one).exists():
            raise Refused("inspections.change_open")


@action(Permission.TASKS_LEAD, event="inspections.change.ask")
def ask_vacancy_draw(
    *,
    by: Actor,
    inspection: Inspection,
    seat_id: int,
    ground: str = "",
    reason: str,
    recusal_case: str = "",
) -> TeamChange:
    """Ask that the vacant seats of a team be drawn anew; of a seat somebody holds, that they leave it first.

    `recusal_case`: where an inspector leaves for recusal, the case to be noted in the register once approved.
    Raises `Refused`: outside_not_drawn, platform_vacancy (drawn on the official platform: no draw of ours to repair),
    not_yours, too_late_for_team, change_open, ground_unknown, recusal_case_unknown, plans.collision,
    acts.reason_required.
    """
    inspection, seat = open_team(by, inspection, seat_id)
    _require_drawn(inspection)
    if inspection.draw is not None and inspection.draw.from_platform:
        raise Refused("inspections.platform_vacancy")
    _no_other(inspection)
    if seat.vacant:
        ground = VACANT
    elif ground not in dict(grounds_of(inspection.campaign)):
        raise Refused("inspections.ground_unknown", field="ground")
    leaves = not seat.vacant
    if leaves:
        require_settled(inspection.agency_id, "replace", timezone.localdate())
    change = TeamChange.objects.create(
        inspection=inspection,
        kind=ChangeKind.VACANCY,
        seat=seat if leaves else None,
        leaver_id=seat.inspector_id if leaves else None,
        leaver_expert_id=seat.expert_id if leaves else None,
        leaver_name=seat.name if leaves else "",
        recusal_case=_case(seat, ground, recusal_case),
        ground=ground,
        reason=_reason(reason),
        asked_by=by.name,
        asked_by_id=by.user_id,
        asked_at=timezone.now(),
    )
    _note(by, change, "ask", reason=change.reason)
    return change


@action(Permission.TASKS_LEAD, event="inspections.change.ask")
def ask_exchange(
    *,
    by: Actor,
    inspection: Inspection,
    seat_id: int,
    other_seat_id: int,
    reason: str,
    recusal_case: str = "",
) -> TeamChange:
    """Ask that an inspector who must stand aside changes enterprises with another one of the same campaign and unit.

    `recusal_case` as of `ask_vacancy_draw`. Raises `Refused`: plans.collision, exchange_not_allowed, exchange_undecided, not_yours, too_late_for_team, change_open,
    exchange_elsewhere, seat_vacant, unfit, acts.reason_required.
    """
    inspection, seat = open_team(by, inspection, seat_id)
    _require_drawn(inspection)
    require_settled(inspection.agency_id, "replace", timezone.localdate())
    _require_exchange(inspection)
    other = Seat.objects.select_related("inspection").filter(pk=other_seat_id).first()
    if other is None or not _same_work(inspection, other.inspection):
        raise Refused("inspections.exchange_elsewhere", field="other")
    _no_other(inspection, other.inspection)
    check_leader(inspection, seat)
    check_leader(inspection, other)
    _check_pair(seat, other)
    assert seat.inspector is not None and other.inspector is not None
    change = TeamChange.objects.create(
        inspection=inspection,
        kind=ChangeKind.EXCHANGE,
        seat=seat,
        leaver=seat.inspector,
        leaver_name=seat.name,
        other_seat=other,
        other=other.inspector,
        other_name=other.name,
        recusal_case=_case(seat, Ground.RECUSAL, recusal_case),
        ground=Ground.RECUSAL,
        reason=_reason(reason),
        asked_by=by.name,
        asked_by_id=by.user_id,
        asked_at=timezone.now(),
    )
    _note(by, change, "ask", reason=change.reason)
    return change


@action(Permission.TASKS_LEAD, event="inspections.change.ask")
def ask_assignment(
    *,
    by: Actor,
    inspection: Inspection,
    seat_id: int,
    person: Inspector,
    reason: str,
    recusal_case: str = "",
) -> TeamChange:
    """Ask that an inspector stands aside and another one is assigned: the head of the agency decides on recusal
    (行政处罚法 43), the unit proposes who comes (高青 7.3). Until then the team stays as it is.

    `recusal_case` as of `ask_vacancy_draw`; it waits for the release of a list, so outside the lottery none is asked for.
    Raises `Refused`: not_yours, too_late_for_team, seat_vacant, plans.collision, replacement_drawn, change_open,
    already_on_team, unfit, recusal_case_unknown, acts.reason_required.
    """
    inspection, seat = open_team(by, inspection, seat_id)
    require_assignable(inspection, seat)
    _no_other(inspection)
    check_person(inspection, seat, person)
    change = TeamChange.objects.create(
        inspection=inspection,
        kind=ChangeKind.ASSIGN,
        seat=seat,
        leaver=seat.inspector,
        leaver_name=seat.name,
        other=person,
        other_name=person.name,
        recusal_case="" if inspection.campaign.outside else _case(seat, Ground.RECUSAL, recusal_case),
        ground=Ground.RECUSAL,
        reason=_reason(reason),
        asked_by=by.name,
        asked_by_id=by.user_id,
        asked_at=timezone.now(),
    )
    _note(by, change, "ask", reason=change.reason)
    return change


def _require_drawn(inspection: Inspection) -> None:
    if inspection.campaign.outside:
        raise Refused("inspections.outside_not_drawn")


def _require_exchange(inspection: Inspection) -> None:
    rule = team_rule(inspection.campaign)
    if rule.exchange == "not":
        raise Refused("inspections.exchange_not_allowed")
    if rule.exchange != "allowed":
        raise Refused("inspections.exchange_undecided")


def _same_work(one: Inspection, other: Inspection) -> bool:
    return one.pk != other.pk and one.campaign_id == other.campaign_id and one.unit_id == other.unit_id


def _check_pair(seat: Seat, other: Seat) -> None:
    """Raise unless each of two inspectors may take the other's seat now."""
    for one, its_new in ((seat, other), (other, seat)):
        if its_new.inspection.state not in BEFORE_THE_RECORD:
            raise Refused("inspections.too_late_for_team")
        if one.inspector is None or one.inspector_id is None:
            raise Refused("inspections.seat_vacant")
        not_being_drawn(its_new.inspection)
        sitting = its_new.inspection.seats.exclude(pk=its_new.pk)
        if sitting.filter(inspector_id=one.inspector_id).exists():
            raise Refused("inspections.already_on_team", name=one.name, field="other")
        unfit = why_unfit(its_new.inspection, its_new, one.inspector)
        if unfit:
            raise Refused(
                "inspections.unfit",
                name=one.name,
                seat=seat_name(its_new.seat),
                why=unfit.why,
                citation=unfit.citation,
                field="other",
            )


@action(Permission.TEAMS_APPROVE, event="inspections.change.approve")
def approve_change(*, by: Actor, change: TeamChange, note: str = "") -> TeamChange:
    """The second person agrees: whoever leaves has left, an exchange is made, who is assigned sits. Nobody approves what
    they asked for.

    Raises `Refused`: not_yours, acts.second_person, acts.wrong_state, and what may have changed since it was asked for.
    """
    change = _held(by, change)
    kind = ChangeKind(change.kind)
    state = TEAM_CHANGE.check(_STEP[kind], change.state, "检查组变动")
    change.note, change.state = text(note, "note", 1000), state
    change.decided_by, change.decided_by_id, change.decided_at = by.name, by.user_id, timezone.now()
    rows = _CARRIED_OUT[kind](by, change)
    if change.inspection.draw is not None and change.inspection.draw.released:
        note_recusal_of(by, change)
    if kind is not ChangeKind.VACANCY:
        change.done_at = change.decided_at
    change.save()
    _note(by, change, "approve", rows=rows, reason=change.note)
    return change


@action(Permission.TEAMS_APPROVE, event="inspections.change.decline")
def decline_change(*, by: Actor, change: TeamChange, note: str) -> TeamChange:
    """The second person does not agree, with the reason. Raises `Refused`: not_yours, acts.second_person, acts.wrong_state."""
    change = _held(by, change)
    change.state = TEAM_CHANGE.check("decline", change.state, "检查组变动")
    change.note = text(note, "note", 1000)
    if not change.note:
        raise Refused("acts.reason_required", field="note")
    change.decided_by, change.decided_by_id, change.decided_at = by.name, by.user_id, timezone.now()
    change.save()
    _note(by, change, "decline", reason=change.note)
    return change


@action(Permission.TASKS_LEAD, event="inspections.change.take_back")
def take_back_change(*, by: Actor, change: TeamChange) -> TeamChange:
    """The unit takes its request back, while no draw of the seats is under way."""
    require_unit(by, change.inspection)
    hold(change.inspection)
    change = TeamChange.objects.select_for_update(of=("self",)).get(pk=change.pk)
    change.state = TEAM_CHANGE.check("take_back", change.state, "检查组变动")
    not_being_drawn(change.inspection)
    change.save()
    _note(by, change, "take_back")
    return change


def _held(by: Actor, change: TeamChange) -> TeamChange:
    require_agency(by, change.inspection.agency_id)
    if change.asked_by_id is not None and change.asked_by_id == by.user_id:
        raise Refused("acts.second_person", name=by.name)
    hold(change.inspection)
    return TeamChange.objects.select_for_update(of=("self",)).select_related("inspection").get(pk=change.pk)


def note_recusal_of(by: Actor, change: TeamChange) -> None:
    """What was asked for and approved goes into the register of recusals, unless it stands there already."""
    person, subject, case = change.leaver, change.inspection.subject, change.recusal_case
    # A pair the register cannot hold must not stop the release of a list.
    if not case or person is None or person.agency_id != subject.agency_id:
        return
    if not Recusal.objects.filter(inspector=person, subject=subject, case=case, active=True).exists():
        note_recusal(by=by, inspector=person, subject=subject, case=case, approved_by=change.decided_by)


@register_waiting
def note_recusals(by: Actor, draw: Draw) -> None:
    """The recusals approved while the list was secret: a pair in the register would have named the enterprise."""
    approved = TeamChange.objects.filter(inspection__draw=draw, decided_at__isnull=False).exclude(
        Q(recusal_case="") | Q(state=DECLINED)
    )
    for change in approved.select_related("inspection__subject", "leaver").order_by("pk"):
        note_recusal_of(by, change)


def _vacate(by: Actor, change: TeamChange) -> list[Seat]:
    """Whoever leaves has left; their name stays on record."""
    if change.seat is None:
        return []
    seat = Seat.objects.get(pk=change.seat.pk)
    if change.inspection.state not in BEFORE_THE_RECORD:
        raise Refused("inspections.too_late_for_team")
    if (seat.inspector_id, seat.expert_id) != (change.leaver_id, change.leaver_expert_id):
        raise Refused("inspections.change_overtaken", name=change.leaver_name)
    _replaced(by, change, seat, "")
    seat.inspector, seat.expert, seat.name, seat.certificate = None, None, "", ""
    seat.source, seat.reason = SeatSource.VACANT, ""
    seat.decided_by, seat.decided_at = "", None
    seat.save()
    return [seat]


def _exchange(by: Actor, change: TeamChange) -> list[Seat]:
    """Both sit where the other sat, each under the other's seat; the other inspection's row is held as well."""
    assert change.seat is not None and change.other_seat is not None
    _require_exchange(change.inspection)
    Inspection.objects.select_for_update().get(pk=change.other_seat.inspection_id)
    seats = Seat.objects.select_related("inspection", "inspector")
    seat, other = seats.get(pk=change.seat.pk), seats.get(pk=change.other_seat.pk)
    for one, person_id, name in (
        (seat, change.leaver_id, change.leaver_name),
        (other, change.other_id, change.other_name),
    ):
        if one.inspector_id != person_id:
            raise Refused("inspections.change_overtaken", name=name)
    _check_pair(seat, other)
    _replaced(by, change, seat, other.name)
    _replaced(by, change, other, seat.name)
    leaver, comer = seat.inspector, other.inspector
    for one, person in ((seat, comer), (other, leaver)):
        assert person is not None
        one.inspector, one.name, one.certificate = person, person.name, person.certificate_number
        one.source, one.reason = SeatSource.EXCHANGED, f"{change.pair}交换检查对象"
        one.decided_by, one.decided_at = by.name, timezone.now()
        one.save()
    return [seat, other]


def _assign(by: Actor, change: TeamChange) -> list[Seat]:
    """Who stands aside has left, who was proposed sits: judged once more, from what the registers say now."""
    assert change.seat is not None and change.other is not None
    seat = Seat.objects.select_related("inspection").get(pk=change.seat.pk)
    if change.inspection.state not in BEFORE_THE_RECORD:
        raise Refused("inspections.too_late_for_team")
    not_being_drawn(change.inspection)
    if seat.inspector_id != change.leaver_id:
        raise Refused("inspections.change_overtaken", name=change.leaver_name)
    require_assignable(change.inspection, seat)
    check_person(change.inspection, seat, change.other)
    _replaced(by, change, seat, change.other_name)
    sit(seat, change.other, SeatSource.REPLACED, "回避，另行指派", by.name)
    return [seat]


_STEP = {ChangeKind.VACANCY: "approve", ChangeKind.EXCHANGE: "exchange", ChangeKind.ASSIGN: "assign"}
_CARRIED_OUT = {ChangeKind.VACANCY: _vacate, ChangeKind.EXCHANGE: _exchange, ChangeKind.ASSIGN: _assign}


def _replaced(by: Actor, change: TeamChange, seat: Seat, after: str) -> None:
    Replacement.objects.create(
        inspection_id=seat.inspection_id,
        seat=seat,
        before=seat.name,
        before_source=seat.source,
        after=after,
        ground=change.ground,
        reason=change.reason,
        consented_by=by.name,
        at=timezone.now(),
    )


def _note(
    by: Actor, change: TeamChange, act: str, *, rows: list[Seat] | None = None, reason: str = ""
) -> None:
    record(
        by=by,
        action=f"inspections.change.{act}",
        rows=[change, *(rows or [])],
        reason=reason,
        details={
            "number": change.inspection.number,
            "way": ChangeKind(change.kind).label,
            "ground": change.ground,
        },
    )


def approved_for(inspection: Inspection) -> TeamChange | None:
    """The approved request that a draw of this team's vacant seats would carry out."""
    return TeamChange.objects.filter(inspection=inspection, kind=ChangeKind.VACANCY, state=APPROVED).first()
