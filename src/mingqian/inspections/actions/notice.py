"""通知检查对象, or the decision not to."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date

from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.acts import keys, progress
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.draws.actions import release
from mingqian.inspections.joint import agreed_visit, live_part
from mingqian.inspections.law import told_is_public
from mingqian.inspections.limits import text
from mingqian.inspections.models import Channel, Inspection, Notice
from mingqian.inspections.noticing import channel_kept, late_kept, require_contents
from mingqian.inspections.progress import follow, hold
from mingqian.inspections.scope import require_unit
from mingqian.inspections.states import INSPECTION
from mingqian.inspections.team import require_complete_team
from mingqian.inspections.wordbook import day, moment
from mingqian.plans.models import Campaign
from mingqian.plans.rulebook import require_settled
from mingqian.plans.telling import may_be_told, telling_of

TOKEN_BYTES = 16
MOST_NOTICES = 300
"""Enterprises notified at once: what one request can do while somebody waits."""
_CONTEXT = "inspections.notice.token"


def token_digest(token: str) -> str:
    """The keyed digest by which a notice is found again from its token."""
    return keys.blind(token, context=_CONTEXT)


def _check_date(inspection: Inspection, planned_on: date | None) -> date:
    if planned_on is None:
        raise Refused("inspections.planned_date_missing", field="planned_on")
    if planned_on < timezone.localdate():
        raise Refused("inspections.planned_in_past", date=day(planned_on), field="planned_on")
    campaign = inspection.campaign
    if not campaign.check_from <= planned_on <= campaign.check_to:
        raise Refused(
            "inspections.planned_out_of_campaign",
            date=day(planned_on),
            start=day(campaign.check_from),
            end=day(campaign.check_to),
            field="planned_on",
        )
    return planned_on


def require_tellable(inspection: Inspection) -> None:
    """Raise where the documents, or the campaign as it was set, let nobody be told (西平 细则 十四)."""
    campaign, rule = inspection.campaign, telling_of(inspection.campaign)
    if rule.forbidden:
        raise Refused("inspections.notice_forbidden", citation=rule.where)
    if not may_be_told(campaign):
        raise Refused("inspections.notice_not_allowed", campaign=campaign.title)


def _made_alone(inspection: Inspection) -> None:
    """Raise while the enterprise is to be told of it together with other inspections."""
    if live_part(inspection) is not None:
        raise Refused("inspections.visit_told_together", number=inspection.number)


@action(Permission.TASKS_LEAD, event="inspections.inspection.notify")
def notify(
    *,
    by: Actor,
    inspection: Inspection,
    planned_on: date | None,
    channel: str,
    planned_time: str = "",
    materials: str = "",
    attend: str = "",
    contact: str = "",
    told: Mapping[str, str] | None = None,
    late_reason: str = "",
) -> Notice:
    """Notify the enterprise of its own check, in a way the document knows, and make its own page.

    `told`: what the document wants besides, by its own words; `late_reason`: why it is later than the term of notice.
    Raises `Refused`: not_yours, wrong state, notice_forbidden, notice_not_allowed, plans.collision, team_incomplete,
    channel_unknown, notice_incomplete, notice_late, planned_*.
    """
    require_unit(by, inspection)
    inspection = hold(inspection)
    state = INSPECTION.check("notify", inspection.state, inspection.number)
    require_settled(inspection.agency_id, "notify", timezone.localdate())
    require_tellable(inspection)
    channel, way = channel_kept([inspection.campaign], channel)
    _made_alone(inspection)
    planned_on = _check_date(inspection, planned_on)
    own = require_contents([inspection.campaign], {"materials": materials, "attend": attend}, told or {})
    require_complete_team(inspection, doing="通知")
    late = late_kept([inspection.campaign], planned_on, late_reason)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    now = timezone.now()
    notice = Notice.objects.create(
        inspection=inspection,
        channel=channel,
        way=way,
        told=own,
        planned_on=planned_on,
        planned_time=text(planned_time, "planned_time", 60),
        materials=text(materials, "materials", 2000),
        attend=text(attend, "attend", 2000),
        contact=text(contact, "contact", 120),
        late_reason=late,
        sent_at=now,
        sent_by=by.name,
        token=token,
        token_digest=token_digest(token),
    )
    inspection.state, inspection.planned_on = state, planned_on
    inspection.notified_at, inspection.notified_by = now, by.name
    inspection.save()
    record(
        by=by,
        action="inspections.inspection.notify",
        rows=[inspection, notice],
        obj=("inspections.inspection", inspection.pk),
        reason=late,
        details={"number": inspection.number, "channel": channel},
    )
    follow(by=by, campaign_id=inspection.campaign_id)
    publish_if_told(by, inspection)
    return notice


def publish_if_told(by: Actor, inspection: Inspection) -> None:
    """The list is public once every enterprise on it knows, where the bureau reads its document so (信阳 十一)."""
    draw = inspection.draw
    if draw is None or draw.released or not told_is_public(inspection.campaign):
        return
    if not Inspection.objects.filter(draw=draw, notified_at__isnull=True).exists():
        release(by=by, draw=draw, reason="检查对象都已通知；本单位决定通知后即公开", of_itself=True)


def problems(
    by: Actor, campaign: Campaign, dates: Mapping[int, date | None]
) -> dict[int, tuple[Inspection, Refused]]:
    """Which of these inspections cannot be notified for their day, and why. Writes nothing."""
    rows = Inspection.objects.filter(pk__in=dates, campaign=campaign).select_related("campaign__line__plan")
    found: dict[int, tuple[Inspection, Refused]] = {}
    for one in rows:
        try:
            require_unit(by, one)
            INSPECTION.check("notify", one.state, one.number)
            _made_alone(one)
            _check_date(one, dates[one.pk])
            require_complete_team(one, doing="通知")
        except Refused as refused:
            found[one.pk] = (one, refused)
    return found


@action(Permission.TASKS_LEAD, event="inspections.campaign.notify")
def notify_many(
    *,
    by: Actor,
    campaign: Campaign,
    dates: Mapping[int, date | None],
    channel: str,
    planned_time: str = "",
    materials: str = "",
    attend: str = "",
    contact: str = "",
    told: Mapping[str, str] | None = None,
    late_reason: str = "",
) -> list[Notice]:
    """Notify many enterprises of one campaign at once, each of its own check on its own day: all of them or none.

    `dates` maps inspections to their days. Raises `Refused`: nobody_chosen, too_many_notices, several_refused (the first
    row with its number and reason, and how many there are), and as `notify`.
    """
    if not dates:
        raise Refused("inspections.nobody_chosen")
    if len(dates) > MOST_NOTICES:
        raise Refused("inspections.too_many_notices", most=MOST_NOTICES)
    wrong = problems(by, campaign, dates)
    if wrong:
        one, refused = next(iter(wrong.values()))
        raise Refused("inspections.several_refused", count=len(wrong), number=one.number, why=refused.words())
    rows = Inspection.objects.filter(pk__in=dates, campaign=campaign).select_related("campaign__line__plan")
    given = {"channel": channel, "planned_time": planned_time, "materials": materials, "attend": attend}
    given |= {"contact": contact, "late_reason": late_reason}
    notices = [
        notify(by=by, inspection=one, planned_on=dates[one.pk], told=told, **given)
        for one in progress.told("逐户发出通知", rows.order_by("number"), len(dates))
    ]
    record(
        by=by,
        action="inspections.campaign.notify",
        obj=("plans.campaign", campaign.pk),
        details={"number": campaign.number, "subjects": len(notices)},
    )
    return notices


@action(Permission.TASKS_LEAD, event="inspections.inspection.withhold")
def withhold_notice(*, by: Actor, inspection: Inspection, planned_on: date | None, reason: str) -> Notice:
    """Decide with a reason that the enterprise is not told beforehand (不宜告知). Nothing is let out: no page, no token.

    Where the document forbids notices its article is the reason; where it wants every enterprise told there is nothing
    to decide. Raises `Refused`: not_yours, wrong state, notice_required, reason_required, team_incomplete, planned_*.
    """
    require_unit(by, inspection)
    inspection = hold(inspection)
    state = INSPECTION.check("withhold", inspection.state, inspection.number)
    rule = telling_of(inspection.campaign)
    if rule.required:
        raise Refused("inspections.notice_required", citation=rule.where)
    reason = text(reason, "reason", 1000)
    if not reason and rule.forbidden:
        reason = f"按规定检查之前不通知检查对象（{rule.where}）"
    if not reason:
        raise Refused("acts.reason_required", field="reason")
    planned_on = _check_date(inspection, planned_on)
    part = live_part(inspection)
    if part is not None and planned_on != part.visit.planned_on:
        raise Refused("inspections.visit_on", field="planned_on", date=day(part.visit.planned_on))
    require_complete_team(inspection, doing="安排检查")
    notice = Notice.objects.create(
        inspection=inspection,
        channel=Channel.WITHHELD,
        planned_on=planned_on,
        withheld_reason=reason,
        sent_at=timezone.now(),
        sent_by=by.name,
    )
    inspection.state, inspection.planned_on = state, planned_on
    inspection.save()
    record(
        by=by,
        action="inspections.inspection.withhold",
        rows=[inspection, notice],
        obj=("inspections.inspection", inspection.pk),
        reason=reason,
        details={"number": inspection.number},
    )
    follow(by=by, campaign_id=inspection.campaign_id)
    return notice


@action(Permission.TASKS_LEAD, event="inspections.campaign.withhold")
def withhold_many(
    *, by: Actor, campaign: Campaign, dates: Mapping[int, date | None], reason: str
) -> list[Notice]:
    """Lay down the days of many checks nobody is told of, one decision each: all of them or none.

    Raises `Refused`: nobody_chosen, too_many_notices, several_refused, and as `withhold_notice`.
    """
    if not dates:
        raise Refused("inspections.nobody_chosen")
    if len(dates) > MOST_NOTICES:
        raise Refused("inspections.too_many_notices", most=MOST_NOTICES)
    wrong = problems(by, campaign, dates)
    if wrong:
        one, refused = next(iter(wrong.values()))
        raise Refused("inspections.several_refused", count=len(wrong), number=one.number, why=refused.words())
    rows = Inspection.objects.filter(pk__in=dates, campaign=campaign).select_related("campaign__line__plan")
    notices = [
        withhold_notice(by=by, inspection=one, planned_on=dates[one.pk], reason=reason)
        for one in progress.told("逐户定下检查日期", rows.order_by("number"), len(dates))
    ]
    record(
        by=by,
        action="inspections.campaign.withhold",
        obj=("plans.campaign", campaign.pk),
        details={"number": campaign.number, "subjects": len(notices)},
    )
    return notices


@action(None, event="inspections.notice.received", why_unguarded="检查对象凭通知书上的专用链接确认收到")
def acknowledge_notice(*, by: Actor, token: str, name: str) -> Notice:
    """The enterprise confirms on its own page that it has the notice. Nothing else can be done with the token.

    Raises `Refused(inspections.token_unknown | inspections.already_received | inspections.name_missing)`.
    """
    notice = Notice.objects.select_for_update().filter(token_digest=token_digest(token)).first()
    if notice is None:
        raise Refused("inspections.token_unknown")
    if notice.received_at is not None:
        raise Refused("inspections.already_received", at=moment(notice.received_at))
    name = text(name, "name", 60)
    if not name:
        raise Refused("inspections.name_missing", field="name")
    visit = agreed_visit(notice.inspection)
    others = Notice.objects.select_for_update().filter(inspection__visit_parts__visit=visit, received_at=None)
    told = [notice, *(others.exclude(pk=notice.pk) if visit is not None else ())]
    for one in told:
        one.received_at, one.received_by = timezone.now(), name
        one.save()
    record(
        by=by,
        action="inspections.notice.received",
        rows=told,
        details={"number": notice.inspection.number},
    )
    return notice
