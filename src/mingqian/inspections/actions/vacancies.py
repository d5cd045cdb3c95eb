"""补抽空缺: from the approved request to the draw, and from the signed draw to the seats."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.draws import actions as draws
from mingqian.draws.actions import mark_dispatched
from mingqian.draws.actions.inviting import Invited, PublicNumber, Round
from mingqian.draws.actions.vacancies import Approved, OpenSeats
from mingqian.draws.models import Draw, SeatFilled, WhyVacant
from mingqian.draws.states import DISPATCHED, DRAW, SIGNED
from mingqian.inspections.actions.changes import VACANT, approved_for
from mingqian.inspections.actions.team import Ground, sit
from mingqian.inspections.models import Inspection, Seat, SeatSource, TeamChange
from mingqian.inspections.progress import hold
from mingqian.inspections.scope import require_agency
from mingqian.inspections.states import BEFORE_THE_RECORD, DECLINED, TEAM_CHANGE

LEFT = "已退出本组"
RECUSED = "应当回避"


def why_public(ground: str) -> WhyVacant:
    """The ground in the words that are public: nobody's health, nobody's posts."""
    if ground == VACANT:
        return WhyVacant.NOBODY
    return WhyVacant.RECUSAL if ground == Ground.RECUSAL else WhyVacant.PREVENTED


def _key(inspector_id: int | None, expert_id: int | None) -> str:
    """A person's key among the candidates."""
    return f"P{inspector_id}" if inspector_id else f"X{expert_id}"


def open_seats(inspection: Inspection) -> OpenSeats:
    """The vacant seats of a team as it stands, with what everybody of the campaign holds and who left this team."""
    seats = list(inspection.seats.order_by("number"))
    held: Counter[str] = Counter()
    sitting = Seat.objects.filter(inspection__campaign_id=inspection.campaign_id)
    for inspector_id, expert_id in sitting.values_list("inspector_id", "expert_id"):
        if inspector_id or expert_id:
            held[_key(inspector_id, expert_id)] += 1
    on_team = {_key(s.inspector_id, s.expert_id) for s in seats if not s.vacant}
    return OpenSeats(
        seats=[(s.number, s.seat) for s in seats if s.vacant],
        held=dict(held),
        on_team=frozenset(on_team),
        left={key: why for key, why in _left(inspection).items() if key not in on_team},
    )


def _left(inspection: Inspection) -> dict[str, str]:
    """Everybody the lot or a request once put on this team: who left it is not drawn for it again."""
    left = {}
    filled = SeatFilled.objects.filter(drawn__subject_id=inspection.subject_id)
    for person in filled.filter(drawn__draw__campaign_id=inspection.campaign_id).values_list(
        "inspector_id", "expert_id"
    ):
        if any(person):
            left[_key(*person)] = LEFT
    for change in inspection.team_changes.filter(decided_at__isnull=False).exclude(state=DECLINED):
        if change.leaver_id or change.leaver_expert_id:
            why = RECUSED if change.ground == Ground.RECUSAL else LEFT
            left[_key(change.leaver_id, change.leaver_expert_id)] = why
    return left


@action(Permission.DRAWS_OPERATE, event="inspections.vacancy.lock")
def lock_vacancy(
    *,
    by: Actor,
    change: TeamChange,
    witness_ids: Sequence[int],
    guests: Sequence[Invited] = (),
    dice: bool = False,
    public_numbers: Sequence[PublicNumber] = (),
    rounds: Sequence[Round] = (),
) -> Draw:
    """锁库 of an approved request: all seats of the team that are vacant now.

    Raises `Refused`: not_yours, acts.wrong_state, no_vacant_seat, too_late_for_team, and what `draws.lock_vacancy` refuses.
    """
    require_agency(by, change.inspection.agency_id)
    inspection = hold(change.inspection)
    change = TeamChange.objects.select_for_update(of=("self",)).get(pk=change.pk)
    TEAM_CHANGE.check("fill", change.state, "检查组变动")
    if inspection.state not in BEFORE_THE_RECORD:
        raise Refused("inspections.too_late_for_team")
    seats = open_seats(inspection)
    if not seats.seats:
        raise Refused("inspections.no_vacant_seat")
    assert inspection.drawn is not None and change.decided_at is not None
    draw = draws.lock_vacancy(
        by=by,
        drawn=inspection.drawn,
        open_seats=seats,
        approved=Approved(why_public(change.ground), change.asked_by, change.decided_by, change.decided_at),
        witness_ids=witness_ids,
        guests=guests,
        dice=dice,
        public_numbers=public_numbers,
        rounds=rounds,
    )
    record(
        by=by,
        action="inspections.vacancy.lock",
        obj=("inspections.inspection", inspection.pk),
        details={"number": inspection.number, "attempt": draw.attempt},
    )
    return draw


@action(Permission.TASKS_DISPATCH, event="inspections.change.fill")
def fill_seats(*, by: Actor, draw: Draw) -> list[Seat]:
    """Those drawn for vacant seats take them; the draw is dispatched, the request done.

    Returns the seats filled. Raises `Refused(inspections.not_yours | inspections.not_signed_draw |
    inspections.seats_filled | inspections.too_late_for_team)`; a second click changes nothing.
    """
    require_agency(by, draw.agency_id)
    inspection = hold(Inspection.objects.get(drawn_id=draw.vacancy.drawn_id))
    draw = Draw.objects.select_for_update(of=("self",)).select_related("vacancy").get(pk=draw.pk)
    if draw.state == DISPATCHED:
        raise Refused("inspections.seats_filled")
    if draw.state != SIGNED:
        raise Refused("inspections.not_signed_draw", state=DRAW.states[draw.state].name)
    if inspection.state not in BEFORE_THE_RECORD:
        raise Refused("inspections.too_late_for_team")
    taken = []
    drawn = SeatFilled.objects.filter(drawn__draw=draw).select_related("inspector", "expert")
    for number, one in zip(draw.vacancy.seats, drawn.order_by("number"), strict=True):
        person = one.inspector or one.expert
        seat = inspection.seats.get(number=number)
        if person is not None and seat.vacant:
            source = SeatSource.DIRECT if one.direct else SeatSource.REDRAWN
            why = one.direct_reason if one.direct else f"第 {draw.attempt} 次摇号补抽"
            sit(seat, person, source, why, one.appointed_by or by.name)
            taken.append(seat)
    change = approved_for(inspection)
    rows: list[Seat | TeamChange] = [*taken]
    if change is not None:
        change.state = TEAM_CHANGE.check("fill", change.state, "检查组变动")
        change.draw, change.done_at = draw, timezone.now()
        change.save()
        rows.append(change)
    record(
        by=by,
        action="inspections.change.fill",
        rows=rows,
        obj=("inspections.inspection", inspection.pk),
        details={"number": inspection.number, "attempt": draw.attempt, "filled": len(taken)},
    )
    mark_dispatched(by=by, draw=draw)
    return taken
