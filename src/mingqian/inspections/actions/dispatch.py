"""派发: a signed draw becomes tasks."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.acts import progress
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.codes.subject_code import parse_subject_code
from mingqian.draws.actions import mark_dispatched
from mingqian.draws.freezing import appointed_seats
from mingqian.draws.models import Draw, DrawnSubject, PlatformList, SeatFilled
from mingqian.draws.states import DISPATCHED, DRAW, SIGNED
from mingqian.inspections.models import Inspection, Seat, SeatSource
from mingqian.inspections.ports import AFTER_DISPATCH
from mingqian.inspections.scope import require_agency
from mingqian.inspections.wordbook import moment
from mingqian.plans.actions import advance_campaign, note_drawn
from mingqian.plans.models import Campaign
from mingqian.registers.models import CodeKind, Subject


@action(Permission.TASKS_DISPATCH, event="inspections.dispatch")
def dispatch(*, by: Actor, draw: Draw) -> list[Inspection]:
    """Make one inspection of every drawn subject and hand them to the executing unit, whole or not at all.

    Writes the once-a-year history, marks the draw and the campaign, and publishes the task notice (高青 7.2).
    Returns the inspections in drawn order.
    Raises `Refused(inspections.already_dispatched | inspections.not_signed_draw | inspections.no_items |
    inspections.vacancy_is_filled | inspections.not_yours)`; a second click finds the first one's work and changes nothing.
    """
    require_agency(by, draw.agency_id)
    if draw.fills_vacancies:
        raise Refused("inspections.vacancy_is_filled")
    campaign = (
        Campaign.objects.select_for_update(of=("self",))
        .select_related("unit", "line")
        .get(pk=draw.campaign_id)
    )
    draw = Draw.objects.select_for_update().get(pk=draw.pk)
    if draw.state == DISPATCHED:
        first = Inspection.objects.filter(draw=draw).order_by("id").first()
        raise Refused(
            "inspections.already_dispatched",
            campaign=campaign.title,
            at=moment(draw.dispatched_at),
            name=first.dispatched_by if first else "",
        )
    if draw.state != SIGNED:
        raise Refused("inspections.not_signed_draw", state=DRAW.states[draw.state].name)
    if not campaign.item_ids:
        raise Refused("inspections.no_items", campaign=campaign.title)
    progress.tell("第一步，共三步：逐户建立检查任务", 0, 0)
    now = timezone.now()
    drawn = list(draw.drawn.select_related("subject").order_by("position"))
    inspections = Inspection.objects.bulk_create(
        [_inspection(campaign, draw, one, by.name, now) for one in drawn], batch_size=500
    )
    seats = _seats(draw, inspections)
    progress.tell("第二步，共三步：登记抽取历史", 0, 0)
    note_drawn(
        by=by,
        campaign=campaign,
        subject_ids=[one.subject_id for one in drawn],
        drawn_on=timezone.localdate(draw.drawn_at),
    )
    progress.tell("第三步，共三步：逐行封记，发布任务公告", 0, 0)
    record(
        by=by,
        action="inspections.dispatch",
        rows=[*inspections, *seats],
        obj=("draws.draw", draw.pk),
        details={
            "campaign": campaign.number,
            "inspections": len(inspections),
            "vacant_seats": sum(seat.vacant for seat in seats),
        },
    )
    mark_dispatched(by=by, draw=draw)
    advance_campaign(by=by, campaign=campaign, act="dispatch", note=f"派发给{campaign.unit.name}")
    for announce in AFTER_DISPATCH:
        announce(by, campaign)
    return inspections


def _inspection(campaign: Campaign, draw: Draw, one: DrawnSubject, name: str, now: datetime) -> Inspection:
    subject = one.subject
    return Inspection(
        agency_id=draw.agency_id,
        campaign=campaign,
        draw=draw,
        drawn=one,
        subject=subject,
        subject_name=subject.name,
        subject_code=public_code(subject),
        subject_address=subject.business_address or subject.registered_address,
        unit_id=campaign.unit_id,
        number=f"{campaign.number}-{one.position + 1:04d}",
        dispatched_at=now,
        dispatched_by=name,
    )


def public_code(subject: Subject) -> str:
    """The subject's code as it may be shown to everyone: empty for a natural person, whose code is personal."""
    if subject.code_kind in (CodeKind.PERSON, CodeKind.OWN) or parse_subject_code(subject.code).personal:
        return ""
    return subject.code


def _seats(draw: Draw, inspections: list[Inspection]) -> list[Seat]:
    task_of = {inspection.drawn_id: inspection for inspection in inspections}
    filled = (
        SeatFilled.objects.filter(drawn__draw=draw)
        .select_related("inspector", "expert")
        .order_by("drawn__position", "number")
    )
    seats = []
    platform = draw.platform if draw.from_platform else None
    for one in filled:
        person = one.inspector or one.expert
        source, reason, who = _origin(one, platform)
        seats.append(
            Seat(
                inspection=task_of[one.drawn_id],
                number=one.number,
                seat=one.seat,
                inspector_id=one.inspector_id,
                expert_id=one.expert_id,
                name=person.name if person else "",
                certificate=one.inspector.certificate_number if one.inspector else "",
                source=source,
                reason=reason,
                decided_by=who,
                decided_at=draw.signed_at if reason else None,
            )
        )
    seats += _to_be_appointed(draw, inspections)
    return Seat.objects.bulk_create(seats, batch_size=500)


def _origin(one: SeatFilled, platform: PlatformList | None) -> tuple[SeatSource, str, str]:
    """How somebody came to a seat; why and by whom, where it was not the draw here."""
    if one.vacant:
        return SeatSource.VACANT, "", ""
    if one.direct:
        return SeatSource.DIRECT, one.direct_reason, one.appointed_by
    if platform is not None:
        reason = f"{platform.platform}抽取，任务编号 {platform.reference}"
        return SeatSource.PLATFORM, reason, platform.registered_by
    return SeatSource.DRAWN, "", ""


def _to_be_appointed(draw: Draw, inspections: list[Inspection]) -> list[Seat]:
    """The seats the draw left to the executing unit, vacant until somebody is appointed."""
    first = sum(int(seat["count"]) for seat in draw.team["seats"])
    names = appointed_seats(draw.campaign, draw.team["seats"])
    return [
        Seat(inspection=one, number=first + place, seat=name, source=SeatSource.VACANT)
        for one in inspections
        for place, name in enumerate(names)
    ]
