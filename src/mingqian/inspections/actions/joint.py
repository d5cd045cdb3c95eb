"""合并上门: offered, proposed, agreed to by every unit, told to the enterprise once, taken apart again before it begins."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from datetime import date

from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.inspections import joint
from mingqian.inspections.actions.notice import TOKEN_BYTES, publish_if_told, require_tellable, token_digest
from mingqian.inspections.limits import text
from mingqian.inspections.models import Channel, Inspection, JointVisit, Notice, VisitOffer, VisitPart
from mingqian.inspections.noticing import channel_kept, late_kept, require_contents
from mingqian.inspections.progress import follow
from mingqian.inspections.scope import is_system
from mingqian.inspections.states import AGREED, ASSIGNED, INSPECTION, JOINT_VISIT, NOTIFIED, WITHHELD
from mingqian.inspections.team import require_complete_team
from mingqian.inspections.wordbook import day
from mingqian.plans.models import Campaign
from mingqian.plans.rulebook import require_settled

BEFORE_THE_CHECK = (ASSIGNED, NOTIFIED, WITHHELD)
_BY_EITHER = "任务执行单位负责人或者看得到全部名单的审批领导都可以办，由动作自己核对"


@action(Permission.TASKS_LEAD, event="inspections.visit.offer")
def offer_visits(*, by: Actor, campaign: Campaign, willing: bool) -> VisitOffer:
    """Say that the unit is willing to visit together with others in this campaign, or no longer.

    Raises `Refused(inspections.not_yours)`.
    """
    if not is_system(by) and (by.agency_id != campaign.agency_id or by.unit_id != campaign.unit_id):
        raise Refused("inspections.not_yours")
    offer = VisitOffer.objects.select_for_update().filter(campaign=campaign).first()
    offer = offer or VisitOffer(campaign=campaign)
    offer.willing, offer.offered_by, offer.offered_at = willing, by.name, timezone.now()
    offer.save()
    record(
        by=by,
        action="inspections.visit.offer",
        rows=[offer],
        details={"number": campaign.number, "willing": willing},
    )
    return offer


def _hold(ids: Iterable[int]) -> list[Inspection]:
    """The campaigns, then the inspections, locked in one order."""
    wanted = sorted(set(ids))
    campaigns = Inspection.objects.filter(pk__in=wanted).values("campaign_id")
    list(Campaign.objects.select_for_update().filter(pk__in=campaigns).order_by("pk"))
    rows = Inspection.objects.select_for_update(of=("self",)).filter(pk__in=wanted)
    return list(rows.select_related("campaign__line__plan", "agency", "unit").order_by("pk"))


@action(None, event="inspections.visit.propose", why_unguarded=_BY_EITHER)
def propose_visit(
    *, by: Actor, inspection_ids: Iterable[int], planned_on: date | None, reason: str
) -> JointVisit:
    """Propose that inspections of one enterprise be made in one visit. The proposer's own unit has agreed by it.

    Raises `Refused`: acts.not_permitted, visit_too_few, not_yours (nothing is said of lists one may not see),
    visit_not_same, visit_not_open, visit_taken, visit_day, reason_required.
    """
    if not by.may(Permission.TEAMS_APPROVE):
        by.require(Permission.TASKS_LEAD)
    found = _hold(inspection_ids)
    if len({one.campaign_id for one in found}) < 2:
        raise Refused("inspections.visit_too_few")
    if not joint.may_be_told(by, found) or not joint.own(by).filter(pk__in=[one.pk for one in found]):
        raise Refused("inspections.not_yours")
    if len({joint.enterprise_of(one) for one in found}) > 1 or len(found) > len(
        {one.campaign_id for one in found}
    ):
        raise Refused("inspections.visit_not_same")
    for one in found:
        if one.state != ASSIGNED:
            raise Refused(
                "inspections.visit_not_open", number=one.number, state=INSPECTION.states[one.state].name
            )
        if joint.live_part(one) is not None:
            raise Refused("inspections.visit_taken", number=one.number)
    first, last = joint.days_of(found)
    if planned_on is None or not first <= planned_on <= last:
        raise Refused("inspections.visit_day", field="planned_on", first=day(first), last=day(last))
    reason = text(reason, "reason", 1000)
    if not reason:
        raise Refused("acts.reason_required", field="reason")
    now = timezone.now()
    visit = JointVisit.objects.create(
        planned_on=planned_on,
        reason=reason,
        proposed_by=by.name,
        proposed_by_id=by.user_id,
        proposed_at=now,
    )
    leads = by.may(Permission.TASKS_LEAD)
    parts = [
        VisitPart.objects.create(
            visit=visit,
            inspection=one,
            unit_id=one.unit_id,
            **_agreed(by) if leads and one.unit_id == by.unit_id else {},
        )
        for one in found
    ]
    _settle(visit, parts)
    _note(by, visit, parts, "propose", reason=reason)
    return visit


def _agreed(by: Actor) -> dict[str, object]:
    return {"agreed_by": by.name, "agreed_by_id": by.user_id, "agreed_at": timezone.now()}


def _settle(visit: JointVisit, parts: Iterable[VisitPart]) -> None:
    """The visit stands once every unit has agreed."""
    if all(part.agreed_at is not None for part in parts):
        visit.state = JOINT_VISIT.check("agree", visit.state, "合并上门")
        visit.save()


def _note(by: Actor, visit: JointVisit, parts: list[VisitPart], act: str, *, reason: str = "") -> None:
    numbers = "、".join(part.inspection.number for part in parts)
    record(
        by=by,
        action=f"inspections.visit.{act}",
        rows=[visit, *parts],
        obj=("inspections.jointvisit", visit.pk),
        reason=reason,
        details={"numbers": numbers, "on": visit.planned_on.isoformat()},
    )


def _open(visit: JointVisit) -> tuple[JointVisit, list[VisitPart]]:
    """The visit and its parts, locked, inspections first."""
    _hold(visit.parts.values_list("inspection_id", flat=True))
    held = JointVisit.objects.select_for_update().get(pk=visit.pk)
    return held, joint.parts_of(held)


def _of_unit(by: Actor, parts: list[VisitPart]) -> list[VisitPart]:
    """The parts of one's unit. Raises `Refused(inspections.not_yours)` where there are none."""
    found = [part for part in parts if part.unit_id == by.unit_id or is_system(by)]
    if not found:
        raise Refused("inspections.not_yours")
    return found


@action(Permission.TASKS_LEAD, event="inspections.visit.agree")
def agree_visit(*, by: Actor, visit: JointVisit) -> JointVisit:
    """The head of one of the units agrees; with the last of them the visit stands.

    Raises `Refused`: not_yours, acts.wrong_state, visit_not_open.
    """
    visit, parts = _open(visit)
    mine = _of_unit(by, parts)
    JOINT_VISIT.check("agree", visit.state, "合并上门")
    for part in parts:
        if part.inspection.state != ASSIGNED:
            state = INSPECTION.states[part.inspection.state].name
            raise Refused("inspections.visit_not_open", number=part.inspection.number, state=state)
    for part in mine:
        if part.agreed_at is None:
            part.agreed_by, part.agreed_by_id, part.agreed_at = by.name, by.user_id, timezone.now()
            part.save()
    _settle(visit, parts)
    _note(by, visit, parts, "agree")
    return visit


def _end(by: Actor, visit: JointVisit, parts: list[VisitPart], act: str, reason: str) -> None:
    reason = text(reason, "reason", 1000)
    if not reason:
        raise Refused("acts.reason_required", field="reason")
    visit.state = JOINT_VISIT.check(act, visit.state, "合并上门")
    visit.ended_by, visit.ended_at, visit.ended_reason = by.name, timezone.now(), reason
    visit.save()
    for part in parts:
        part.live = False
        part.save()
    _note(by, visit, parts, act, reason=reason)


@action(Permission.TASKS_LEAD, event="inspections.visit.refuse")
def refuse_visit(*, by: Actor, visit: JointVisit, reason: str) -> JointVisit:
    """The head of one of the units does not agree: each inspection is made by itself, as before.

    Raises `Refused`: not_yours, acts.wrong_state, reason_required.
    """
    visit, parts = _open(visit)
    _of_unit(by, parts)
    _end(by, visit, parts, "refuse", reason)
    return visit


@action(None, event="inspections.visit.undo", why_unguarded=_BY_EITHER)
def undo_visit(*, by: Actor, visit: JointVisit, reason: str) -> JointVisit:
    """Take a visit apart before any check of it has begun: by one of the units, or by whoever proposed it.

    Who was notified of the joint visit stays notified of that day, each inspection with a notice of its own.
    Raises `Refused`: not_yours, acts.wrong_state, visit_begun, reason_required.
    """
    visit, parts = _open(visit)
    proposer = visit.proposed_by_id is not None and visit.proposed_by_id == by.user_id
    if not (proposer and by.may(Permission.TEAMS_APPROVE)):
        by.require(Permission.TASKS_LEAD)
        _of_unit(by, parts)
    if any(part.inspection.state not in BEFORE_THE_CHECK for part in parts):
        raise Refused("inspections.visit_begun")
    notices = list(Notice.objects.filter(inspection__in=[part.inspection_id for part in parts]))
    silent = [one for one in notices if one.token_digest is None and one.channel != Channel.WITHHELD]
    for one in silent:
        one.token = secrets.token_urlsafe(TOKEN_BYTES)
        one.token_digest = token_digest(one.token)
        one.save()
    _end(by, visit, parts, "undo", reason)
    if silent:
        record(
            by=by,
            action="inspections.visit.undo",
            rows=silent,
            obj=("inspections.jointvisit", visit.pk),
            reason=reason,
            details={"numbers": "、".join(part.inspection.number for part in parts)},
        )
    return visit


@action(Permission.TASKS_LEAD, event="inspections.visit.notify")
def notify_visit(
    *,
    by: Actor,
    visit: JointVisit,
    channel: str,
    planned_time: str = "",
    materials: str = "",
    attend: str = "",
    contact: str = "",
    told: Mapping[str, str] | None = None,
    late_reason: str = "",
) -> Notice:
    """One notice for the whole visit: one day, every campaign's items, every team. It goes out in the name of the unit
    that sends it; each inspection is notified by it. Returns the notice that carries the enterprise's own page.

    Raises `Refused`: not_yours, acts.wrong_state, visit_not_agreed, notice_forbidden, notice_not_allowed, plans.collision,
    channel_unknown, notice_incomplete, notice_late, team_incomplete, visit_day.
    """
    visit, parts = _open(visit)
    mine = _of_unit(by, parts)
    if visit.state != AGREED:
        raise Refused("inspections.visit_not_agreed")
    if visit.planned_on < timezone.localdate():
        raise Refused("inspections.planned_in_past", date=day(visit.planned_on))
    for part in parts:
        one = part.inspection
        INSPECTION.check("notify", one.state, one.number)
        require_settled(one.agency_id, "notify", timezone.localdate())
        require_tellable(one)
        require_complete_team(one, doing="通知")
    campaigns = [part.inspection.campaign for part in parts]
    channel, way = channel_kept(campaigns, channel)
    own = require_contents(campaigns, {"materials": materials, "attend": attend}, told or {})
    now, words = timezone.now(), {"planned_time": text(planned_time, "planned_time", 60)}
    words |= {"materials": text(materials, "materials", 2000), "attend": text(attend, "attend", 2000)}
    words["late_reason"] = late_kept(campaigns, visit.planned_on, late_reason)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    notices: list[Notice] = []
    for part in [*mine[:1], *(part for part in parts if part.pk != mine[0].pk)]:
        one, first = part.inspection, not notices
        notices.append(
            Notice.objects.create(
                inspection=one,
                channel=channel,
                way=way,
                told=own,
                planned_on=visit.planned_on,
                contact=text(contact, "contact", 120),
                sent_at=now,
                sent_by=by.name,
                token=token if first else "",
                token_digest=token_digest(token) if first else None,
                **words,
            )
        )
        one.state = INSPECTION.check("notify", one.state, one.number)
        one.planned_on, one.notified_at, one.notified_by = visit.planned_on, now, by.name
        one.save()
    record(
        by=by,
        action="inspections.visit.notify",
        rows=[*(part.inspection for part in parts), *notices],
        obj=("inspections.jointvisit", visit.pk),
        reason=words["late_reason"],
        details={"numbers": "、".join(part.inspection.number for part in parts), "channel": channel},
    )
    for part in parts:
        follow(by=by, campaign_id=part.inspection.campaign_id)
        publish_if_told(by, part.inspection)
    return notices[0]
