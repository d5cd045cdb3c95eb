"""审核 by the head of the executing unit, and the moment of publication."""

from __future__ import annotations

from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.inspections.dossier import collective_where, discussed
from mingqian.inspections.limits import text
from mingqian.inspections.models import Inspection
from mingqian.inspections.progress import follow, hold
from mingqian.inspections.scope import require_unit
from mingqian.inspections.states import INSPECTION


def _reviewable(by: Actor, inspection: Inspection, act: str) -> tuple[Inspection, str]:
    require_unit(by, inspection)
    inspection = hold(inspection)
    state = INSPECTION.check(act, inspection.state, inspection.number)
    if by.inspector_id is not None and inspection.seats.filter(inspector_id=by.inspector_id).exists():
        raise Refused("inspections.reviewer_on_team", name=by.name)
    return inspection, state


@action(Permission.RESULTS_REVIEW, event="inspections.inspection.approve")
def approve(*, by: Actor, inspection: Inspection, note: str = "") -> Inspection:
    """Pass the result; of a joint check once the departments have summed up together, where a document asks it (鹤壁
    五(五)). Raises `Refused`: not_yours, wrong state, reviewer_on_team, results_not_discussed.
    """
    inspection, state = _reviewable(by, inspection, "approve")
    where = collective_where(inspection.campaign) if inspection.campaign.joint else ""
    if where and not discussed(inspection):
        raise Refused("inspections.results_not_discussed", citation=where)
    inspection.state = state
    inspection.reviewed_at, inspection.reviewed_by = timezone.now(), by.name
    inspection.review_note = text(note, "note", 1000)
    inspection.save()
    record(
        by=by,
        action="inspections.inspection.approve",
        rows=[inspection],
        reason=inspection.review_note,
        details={"number": inspection.number},
    )
    follow(by=by, campaign_id=inspection.campaign_id)
    return inspection


@action(Permission.RESULTS_REVIEW, event="inspections.inspection.send_back")
def send_back(*, by: Actor, inspection: Inspection, reason: str) -> Inspection:
    """Return the record to the team with a reason; a changed record must be signed again.

    Raises `Refused`: not_yours, wrong state, reviewer_on_team, reason_required.
    """
    inspection, state = _reviewable(by, inspection, "send_back")
    reason = text(reason, "reason", 1000)
    if not reason:
        raise Refused("acts.reason_required", field="reason")
    inspection.state, inspection.sent_back_reason = state, reason
    inspection.ended_at, inspection.ended_by, inspection.result_made_at = None, "", None
    inspection.save()
    record(
        by=by,
        action="inspections.inspection.send_back",
        rows=[inspection],
        reason=reason,
        details={"number": inspection.number},
    )
    return inspection


@action(
    None,
    event="inspections.inspection.publish",
    why_unguarded="由公示动作调用，权限在那里检查",
)
def mark_published(*, by: Actor, inspection: Inspection, follows: bool = True) -> Inspection:
    """Called by `publicity` when the result became public. Raises `Refused` in the wrong state.

    `follows`: whether the campaign follows at once; of many results published together it follows with the last.
    """
    inspection = hold(inspection)
    inspection.state = INSPECTION.check("publish", inspection.state, inspection.number)
    inspection.published_at, inspection.published_by = timezone.now(), by.name
    inspection.save()
    record(
        by=by,
        action="inspections.inspection.publish",
        rows=[inspection],
        details={"number": inspection.number},
    )
    if follows:
        follow(by=by, campaign_id=inspection.campaign_id)
    return inspection


@action(
    None,
    event="inspections.inspection.undisclose",
    why_unguarded="由不予公开的审定动作调用，权限在那里检查",
)
def mark_undisclosed(*, by: Actor, inspection: Inspection) -> Inspection:
    """Called by `publicity` when it was decided that the result is never public. Raises `Refused` in the wrong state."""
    inspection = hold(inspection)
    inspection.state = INSPECTION.check("undisclose", inspection.state, inspection.number)
    inspection.save()
    record(
        by=by,
        action="inspections.inspection.undisclose",
        rows=[inspection],
        details={"number": inspection.number},
    )
    follow(by=by, campaign_id=inspection.campaign_id)
    return inspection


@action(
    None,
    event="inspections.inspection.disclose",
    why_unguarded="由恢复公开的审定动作调用，权限在那里检查",
)
def mark_disclosed(*, by: Actor, inspection: Inspection) -> Inspection:
    """Called by `publicity` when a result withheld whole may be public after all: it stands where it stood before, and
    goes the ordinary way. Raises `Refused` in the wrong state, or when the result is public.
    """
    inspection = hold(inspection)
    state = INSPECTION.check("disclose", inspection.state, inspection.number)
    if inspection.published_at is not None:
        raise Refused(
            "acts.wrong_state",
            what=inspection.number,
            state=INSPECTION.states[inspection.state].name,
            doing="恢复公开",
        )
    inspection.state = state
    inspection.save()
    record(
        by=by,
        action="inspections.inspection.disclose",
        rows=[inspection],
        details={"number": inspection.number},
    )
    return inspection
