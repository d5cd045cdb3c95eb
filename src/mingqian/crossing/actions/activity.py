"""An activity: registered on notice, prepared, its campaigns listed, closed."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from mingqian.accounts.models import Agency
from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.crossing import rules
from mingqian.crossing.actions.typed import own, past, text
from mingqian.crossing.models import Activity, LeadDecision, LeadReport, Listing, Part, Preparation
from mingqian.crossing.queries import unanswered, unprepared
from mingqian.plans.models import Campaign
from mingqian.plans.models.plan import LineKind
from mingqian.plans.rulebook import require_settled
from mingqian.plans.states import DRAFT


@action(Permission.CROSS_LEAD, event="crossing.activity.open")
def open_activity(
    *,
    by: Actor,
    agency: Agency,
    title: str,
    way: str,
    organiser: str,
    organiser_name: str,
    part: str,
    purpose: str,
    place: str,
    lead_unit: str,
    received_on: date | None,
    from_on: date | None,
    to_on: date | None,
    field: str = "",
    notice_number: str = "",
    lead_report: LeadReport | None = None,
) -> Activity:
    """Register an activity: which of the documents' ways, what it is for, who organises it, what we do in it.

    Stops while documents collide about checks in other places. The bureau organises one itself only after its leads were
    reported and it was decided so (西平 跨区域 三). Raises `Refused`: plans.collision, crossing.not_yours, no_rules,
    way_unknown, organiser_unknown, own_without_report, missing, too_long, future, dates_reversed.
    """
    own(by, agency.pk)
    require_settled(agency, "other_places", timezone.localdate())
    known = {one.key: one for one in rules.ways(agency)}
    if not known:
        raise Refused("crossing.no_rules")
    if way not in known:
        raise Refused("crossing.way_unknown", field="way")
    asked = rules.organisers(agency)
    if organiser not in (*asked.words, rules.OWN):
        raise Refused("crossing.organiser_unknown", field="organiser", citation=asked.citation)
    if organiser == rules.OWN:
        _require_decided(agency, lead_report)
    if part not in Part.values:
        raise Refused("crossing.missing", field="part", what="本局做什么")
    if from_on is None or to_on is None:
        raise Refused("crossing.missing", field="from_on" if from_on is None else "to_on", what="起止日期")
    if to_on < from_on:
        raise Refused("crossing.dates_reversed", field="to_on")
    made = Activity.objects.create(
        agency=agency,
        title=text(title, "title", "名称", 120, needed=True),
        way=way,
        way_words=known[way].words[:60],
        basis=known[way].citation,
        organiser=organiser,
        organiser_name=text(organiser_name, "organiser_name", "组织单位名称", 120, needed=True),
        part=part,
        purpose=text(purpose, "purpose", "针对什么", 2000, needed=True),
        field=text(field, "field", "只针对的行业领域", 60),
        place=text(place, "place", "检查地", 120, needed=True),
        lead_unit=text(lead_unit, "lead_unit", "牵头的股室或者二级机构", 120, needed=True),
        notice_number=text(notice_number, "notice_number", "通知文号", 120, needed=organiser != rules.OWN),
        received_on=past(received_on, "received_on", "收到通知日期"),
        from_on=from_on,
        to_on=to_on,
        lead_report=lead_report if organiser == rules.OWN else None,
        made_by=by.name,
        made_at=timezone.now(),
    )
    record(
        by=by,
        action="crossing.activity.open",
        rows=[made],
        details={"title": made.title, "way": made.way_words},
    )
    return made


def _require_decided(agency: Agency, report: LeadReport | None) -> None:
    whom = rules.leads_to(agency)
    decided = LeadDecision.objects.filter(report=report, report__agency=agency, organise=True)
    if report is None or not decided.exists():
        raise Refused(
            "crossing.own_without_report",
            field="lead_report",
            whom="、".join(whom.words),
            citation=whom.citation,
        )


def held(by: Actor, activity: Activity) -> Activity:
    """The activity as it stands, still open, locked."""
    own(by, activity.agency_id)
    now = Activity.objects.select_for_update(of=("self",)).get(pk=activity.pk)
    if now.closed_at is not None:
        raise Refused("crossing.closed", title=now.title)
    return now


@action(Permission.CROSS_LEAD, event="crossing.activity.prepare")
def prepare(
    *,
    by: Actor,
    activity: Activity,
    word: str,
    said: str,
    done_on: date | None,
    who: str = "",
    paper: str = "",
    needed: bool = True,
) -> Preparation:
    """Record one line of getting ready: who, when, by which paper; or why it is not needed.

    Raises `Refused`: crossing.not_yours, closed, word_unknown, missing, too_long, future, before.
    """
    now = held(by, activity)
    asked = rules.preparations(now.agency_id)
    if word not in asked.words:
        raise Refused("crossing.word_unknown", citation=asked.citation)
    made = Preparation.objects.create(
        activity=now,
        word=word,
        needed=needed,
        said=text(said, "said", "怎样办的" if needed else "为什么不需要", 500, needed=True),
        who=text(who, "who", "谁", 300, needed=needed),
        paper=text(paper, "paper", "文件和文号", 200),
        done_on=past(done_on, "done_on", "日期", now.received_on),
        made_by=by.name,
        made_at=timezone.now(),
    )
    record(
        by=by,
        action="crossing.activity.prepare",
        obj=("crossing.activity", now.pk),
        details={"title": now.title, "word": word},
    )
    return made


@action(Permission.CROSS_LEAD, event="crossing.activity.list")
def list_campaign(*, by: Actor, activity: Activity, campaign: Campaign) -> Listing:
    """Put a campaign that is still being set under an activity: its way and purpose are the campaign's.

    Raises `Refused`: crossing.not_yours, closed, not_cross, campaign_confirmed.
    """
    now = held(by, activity)
    one = Campaign.objects.select_related("line").get(pk=campaign.pk)
    own(by, one.agency_id)
    if one.kind != LineKind.CROSS:
        raise Refused("crossing.not_cross", field="campaign", campaign=one.title)
    if one.state != DRAFT:
        raise Refused("crossing.campaign_confirmed", field="campaign", campaign=one.title)
    made = Listing.objects.create(activity=now, campaign=one, made_by=by.name, made_at=timezone.now())
    record(
        by=by,
        action="crossing.activity.list",
        obj=("crossing.activity", now.pk),
        details={"title": now.title, "number": one.number},
    )
    return made


@action(Permission.CROSS_LEAD, event="crossing.activity.close")
def close_activity(*, by: Actor, activity: Activity, closing: str) -> Activity:
    """Close it once everything asked on notice was done and every finding we received was answered.

    Raises `Refused`: crossing.not_yours, closed, still_open, missing, too_long.
    """
    now = held(by, activity)
    missing = unprepared(now)
    if missing:
        raise Refused("crossing.still_open", what=f"{'、'.join(missing)}没有登记")
    waiting = unanswered(now)
    if waiting:
        raise Refused("crossing.still_open", what=f"收到的问题反馈还有 {len(waiting)} 件没有办完")
    now.closing = text(closing, "closing", "办结说明", 2000, needed=True)
    now.closed_at, now.closed_by = timezone.now(), by.name
    now.save()
    record(by=by, action="crossing.activity.close", rows=[now], details={"title": now.title})
    return now
