"""组长: another of the team than the one the lot put first, where the bureau has decided that somebody names one."""

from __future__ import annotations

from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.draws.seats import LEADER, seat_name
from mingqian.inspections.actions.team import check_leader, open_team
from mingqian.inspections.law import team_rule
from mingqian.inspections.limits import text
from mingqian.inspections.models import Inspection, Seat
from mingqian.inspections.states import CHECKING
from mingqian.inspections.team import why_unfit


@action(Permission.TASKS_LEAD, event="inspections.seat.lead")
def name_leader(*, by: Actor, inspection: Inspection, seat_id: int, reason: str) -> Seat:
    """Let somebody of the team lead it; who led it takes that person's seat. Nobody joins, nobody leaves.

    Raises `Refused`: not_yours, too_late_for_team, leader_not_named, leader_in_check, leader_already, seat_vacant,
    unfit, plans.collision, reason_required.
    """
    inspection, seat = open_team(by, inspection, seat_id)
    rule = team_rule(inspection.campaign)
    if not rule.leader_is_named:
        raise Refused("inspections.leader_not_named")
    if inspection.state == CHECKING:
        raise Refused("inspections.leader_in_check")
    if seat.seat == LEADER:
        raise Refused("inspections.leader_already", name=seat.name)
    if seat.inspector is None:
        raise Refused("inspections.seat_vacant")
    before = inspection.seats.filter(seat=LEADER).first()
    if before is None:
        raise Refused("inspections.no_leader", citation=rule.citation)
    check_leader(inspection, before)
    reason = text(reason, "reason", 1000)
    if not reason:
        raise Refused("acts.reason_required", field="reason")
    unfit = why_unfit(inspection, before, seat.inspector)
    if unfit:
        raise Refused(
            "inspections.unfit",
            name=seat.name,
            seat=seat_name(LEADER),
            why=unfit.why,
            citation=unfit.citation,
            field="person",
        )
    former = before.name
    seat.seat, before.seat = before.seat, seat.seat
    seat.save()
    before.save()
    record(
        by=by,
        action="inspections.seat.lead",
        rows=[seat, before],
        obj=("inspections.inspection", inspection.pk),
        reason=reason,
        details={"number": inspection.number, "leader": seat.name, "before": former},
    )
    return seat
