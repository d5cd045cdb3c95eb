"""Leads: noted, analysed together and reported, decided on."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.utils import timezone

from mingqian.accounts.models import Agency, Unit
from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.crossing import rules
from mingqian.crossing.actions.typed import own, past, text
from mingqian.crossing.models import Lead, LeadDecision, LeadReport
from mingqian.crossing.models.lead import Weight


@action(Permission.CROSS_LEAD, event="crossing.lead.note")
def note_lead(
    *,
    by: Actor,
    agency: Agency,
    found_on: date | None,
    channel: str,
    what: str,
    area: str = "",
    field: str = "",
) -> Lead:
    """Note one lead. Raises `Refused`: crossing.not_yours, missing, too_long, future."""
    own(by, agency.pk)
    made = Lead.objects.create(
        agency=agency,
        unit=Unit.objects.filter(pk=by.unit_id).first() if by.unit_id else None,
        found_on=past(found_on, "found_on", "日期"),
        channel=text(channel, "channel", "来自什么渠道", 120, needed=True),
        area=text(area, "area", "地区", 120),
        field=text(field, "field", "行业领域", 60),
        what=text(what, "what", "什么问题", 2000, needed=True),
        made_by=by.name,
        made_at=timezone.now(),
    )
    record(by=by, action="crossing.lead.note", obj=("crossing.lead", made.pk))
    return made


@action(Permission.CROSS_LEAD, event="crossing.lead.report")
def report_leads(
    *,
    by: Actor,
    agency: Agency,
    title: str,
    leads: Collection[Lead],
    weight: str,
    analysis: str,
    advice: str,
    reported_on: date | None,
) -> LeadReport:
    """Analyse leads together and report them to whom the document names (西平 跨区域 三).

    Raises `Refused`: crossing.not_yours, no_rules, leads_missing, missing, too_long, future, before.
    """
    own(by, agency.pk)
    whom = rules.leads_to(agency)
    if not whom.words:
        raise Refused("crossing.no_rules")
    if not leads or any(one.agency_id != agency.pk for one in leads):
        raise Refused("crossing.leads_missing", field="leads")
    if weight not in Weight.values:
        raise Refused("crossing.missing", field="weight", what="研判")
    made = LeadReport.objects.create(
        agency=agency,
        title=text(title, "title", "名称", 120, needed=True),
        lead_ids=sorted(one.pk for one in leads),
        weight=weight,
        analysis=text(analysis, "analysis", "分析", 4000, needed=True),
        advice=text(advice, "advice", "建议", 2000, needed=True),
        reported_to="、".join(whom.words),
        basis=whom.citation,
        reported_on=past(reported_on, "reported_on", "上报日期", max(one.found_on for one in leads)),
        made_by=by.name,
        made_by_id=by.user_id,
        made_at=timezone.now(),
    )
    record(
        by=by,
        action="crossing.lead.report",
        obj=("crossing.leadreport", made.pk),
        details={"title": made.title},
    )
    return made


@action(Permission.CROSS_DECIDE, event="crossing.lead.decide")
def decide_report(
    *, by: Actor, report: LeadReport, organise: bool, words: str, decided_on: date | None, paper: str = ""
) -> LeadDecision:
    """Record what was decided on a report; never by whoever reported.

    Raises `Refused`: crossing.not_yours, acts.second_person, crossing.report_decided, missing, too_long, future, before.
    """
    own(by, report.agency_id)
    if report.made_by_id is not None and report.made_by_id == by.user_id:
        raise Refused("acts.second_person", name=by.name)
    Agency.objects.select_for_update(no_key=True).get(pk=report.agency_id)
    if LeadDecision.objects.filter(report=report).exists():
        raise Refused("crossing.report_decided")
    made = LeadDecision.objects.create(
        report=report,
        organise=organise,
        words=text(words, "words", "意见", 2000, needed=True),
        paper=text(paper, "paper", "会议纪要或者批示编号", 200),
        decided_on=past(decided_on, "decided_on", "日期", report.reported_on),
        made_by=by.name,
        made_at=timezone.now(),
    )
    record(
        by=by,
        action="crossing.lead.decide",
        obj=("crossing.leadreport", report.pk),
        reason=made.words,
        details={"title": report.title, "organise": organise},
    )
    return made
