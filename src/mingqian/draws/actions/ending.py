"""What may follow: dispatch, direct appointment, release, a withdrawn lock, an aborted attempt."""

from __future__ import annotations

from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.draws import sealed, states
from mingqian.draws.actions.moving import move_campaign
from mingqian.draws.eligibility import asks_area, inspector_out
from mingqian.draws.models import Draw, SeatFilled
from mingqian.draws.released import carry_out_waiting
from mingqian.registers.models import Inspector, Recusal


def _locked(draw: Draw) -> Draw:
    return Draw.objects.select_for_update(of=("self",)).select_related("campaign", "agency").get(pk=draw.pk)


@action(Permission.TASKS_DISPATCH, event="draws.draw.dispatched")
def mark_dispatched(*, by: Actor, draw: Draw) -> Draw:
    """The list went to the executing units (the inspections themselves are made by `inspections`)."""
    draw = _locked(draw)
    draw.state = states.DRAW.check("dispatch", draw.state, draw.campaign.title)
    draw.dispatched_at = timezone.now()
    if draw.fills_vacancies and draw.vacancy.parent.released:
        _release_with(draw, draw.vacancy.parent)
    draw.save()
    record(
        by=by,
        action="draws.draw.dispatched",
        rows=[draw],
        details={"draw": draw.number, "attempt": draw.attempt},
    )
    return draw


@action(Permission.TASKS_LEAD, event="draws.seat.appoint")
def appoint(*, by: Actor, seat: SeatFilled, inspector: Inspector, reason: str) -> SeatFilled:
    """直接委派 for one vacant seat (高青 7.3): qualified, no recusal, recorded and shown as not random."""
    if not reason.strip():
        raise Refused("acts.reason_required", field="reason")
    draw = _locked(seat.drawn.draw)
    seat = SeatFilled.objects.select_related("drawn").get(pk=seat.pk)
    if not seat.vacant or seat.seat == "expert":
        raise Refused("draws.seat_not_vacant")
    inspector = Inspector.objects.get(pk=inspector.pk)
    today = timezone.localdate()
    why = inspector_out(
        inspector,
        on=today,
        last_day=draw.campaign.check_to or today,
        area_asked=asks_area(draw.campaign, today),
    )
    if (
        not why
        and Recusal.objects.filter(
            inspector=inspector, subject_id=seat.drawn.subject_id, active=True
        ).exists()
    ):
        why = "应当回避"
    if not why and seat.drawn.seats.filter(inspector=inspector).exists():
        why = "已在本检查组"
    if not why and inspector.agency_id not in {draw.agency_id, *draw.campaign.partner_agency_ids}:
        why = "不在本次参加部门"
    if why:
        raise Refused("draws.appointee_unfit", name=inspector.name, why=why, field="inspector")
    seat.inspector, seat.direct, seat.direct_reason, seat.appointed_by = inspector, True, reason, by.name
    seat.save()
    record(by=by, action="draws.seat.appoint", rows=[seat], reason=reason, details={"draw": draw.number})
    return seat


@action(
    None, event="draws.list.read", why_unguarded="查阅秘密名单本身须留痕；能否查阅由 queries.drawn_list 判断"
)
def note_list_read(*, by: Actor, draw: Draw, what: str) -> None:
    """Reading the secret list is an event too."""
    record(
        by=by,
        action="draws.list.read",
        obj=("draws.draw", draw.pk),
        details={"draw": draw.number, "attempt": draw.attempt, "what": what},
    )


@action(
    None,
    event="draws.draw.release",
    why_unguarded="负责人决定公开须有权限；最后一份结果公示、本单位决定通知后即公开时自动公开，由那一个动作把关",
)
def release(
    *, by: Actor, draw: Draw, reason: str, last_result: bool = False, of_itself: bool = False
) -> Draw:
    """The list stops being secret: the last result was published, or the head decided so with a reason.

    `of_itself`: by a decision of the bureau on its rules, carried out by the act that fulfils it.
    """
    if not last_result and not of_itself:
        by.require(Permission.DRAWS_RELEASE)
        if not reason.strip():
            raise Refused("acts.reason_required", field="reason")
    draw = _locked(draw)
    if draw.fills_vacancies:
        raise Refused("draws.released_with_parent")
    if draw.released:
        raise Refused("draws.already_released")
    if draw.state != states.DISPATCHED:
        raise Refused(
            "acts.wrong_state", what=draw.campaign.title, state=draw.get_state_display(), doing="公开名单"
        )
    draw.released_at, draw.released_by = timezone.now(), by.name
    draw.release_reason = reason or "全部检查结果已经公示"
    draw.save()
    rows = [draw, *(_release_with(child, draw) for child in _repairs(draw))]
    record(
        by=by,
        action="draws.draw.release",
        rows=rows,
        reason=draw.release_reason,
        details={"draw": draw.number, "attempt": draw.attempt, "last_result": last_result},
    )
    carry_out_waiting(by, draw)
    return draw


def _repairs(draw: Draw) -> list[Draw]:
    """The finished draws of its vacant seats."""
    done = Draw.objects.select_for_update(of=("self",)).filter(
        vacancy__parent=draw, state=states.DISPATCHED, released_at=None
    )
    return list(done.order_by("pk"))


def _release_with(child: Draw, parent: Draw) -> Draw:
    """Seats are no more secret than the list they are of: both open at the same moment."""
    child.released_at, child.released_by = parent.released_at, parent.released_by
    child.release_reason = parent.release_reason
    child.save()
    return child


@action(Permission.DRAWS_OPERATE, event="draws.draw.withdraw")
def withdraw_lock(*, by: Actor, draw: Draw, reason: str) -> Draw:
    """Take back a lock whose digest was never published. It stays on record, but was no attempt."""
    if not reason.strip():
        raise Refused("acts.reason_required", field="reason")
    draw = _locked(draw)
    draw.state = states.DRAW.check("withdraw", draw.state, draw.campaign.title)
    draw.abort_reason, draw.aborted_at, draw.aborted_by = reason, timezone.now(), by.name
    draw.save()
    move_campaign(by, draw, "unfreeze", reason)
    record(
        by=by,
        action="draws.draw.withdraw",
        rows=[draw],
        reason=reason,
        details={"draw": draw.number, "attempt": draw.attempt},
    )
    return draw


@action(Permission.DRAWS_OPERATE, event="draws.draw.ask_abort")
def ask_new_attempt(*, by: Actor, draw: Draw, reason: str) -> Draw:
    """Ask to abort this attempt and to draw anew: needs a reason, and another person's approval."""
    if not reason.strip():
        raise Refused("acts.reason_required", field="reason")
    draw = _locked(draw)
    if draw.from_platform:
        raise Refused("draws.platform_no_proof")
    states.DRAW.check("abort", draw.state, draw.campaign.title)
    if draw.abort_asked_at is not None:
        raise Refused("draws.abort_asked")
    draw.abort_reason, draw.abort_asked_at = reason, timezone.now()
    draw.abort_asked_by, draw.abort_asked_by_id = by.name, by.user_id
    draw.save()
    record(
        by=by,
        action="draws.draw.ask_abort",
        rows=[draw],
        reason=reason,
        details={"draw": draw.number, "attempt": draw.attempt},
    )
    return draw


@action(Permission.DRAWS_APPROVE, event="draws.draw.abort")
def approve_new_attempt(*, by: Actor, draw: Draw) -> Draw:
    """The second person aborts the attempt. It stays public for ever, its secrets opened; the next one is numbered."""
    draw = _locked(draw)
    if draw.abort_asked_at is None:
        raise Refused("draws.abort_not_asked")
    if draw.abort_asked_by_id == by.user_id:
        raise Refused("acts.second_person", name=by.name)
    draw.state = states.DRAW.check("abort", draw.state, draw.campaign.title)
    draw.opening = {
        "secret": sealed.opened_whole(draw, "secret").decode(),
        "reveals": [
            {"kind": s.kind, "label": s.label, "value": s.value if s.opened else None}
            for s in draw.sources.all()
        ],
    }
    draw.aborted_at, draw.aborted_by = timezone.now(), by.name
    draw.save()
    move_campaign(by, draw, "unfreeze", draw.abort_reason)
    record(
        by=by,
        action="draws.draw.abort",
        rows=[draw],
        reason=draw.abort_reason,
        details={"draw": draw.number, "attempt": draw.attempt, "m": draw.manifest_hash},
    )
    return draw
