"""检查: begun by the team, item by item, ended when everyone has signed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from mingqian.accounts.models import Agency
from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.draws.seats import LEADER
from mingqian.inspections.gates import require_guides, require_joint_team, require_not_separate
from mingqian.inspections.law import result_codes, team_rule
from mingqian.inspections.limits import text
from mingqian.inspections.models import Filing, Finding, Inspection, RecordLine
from mingqian.inspections.overlay import require_allowed
from mingqian.inspections.progress import follow, hold
from mingqian.inspections.record import state_of
from mingqian.inspections.results import fits
from mingqian.inspections.scope import require_seat
from mingqian.inspections.states import CHECKING, INSPECTION
from mingqian.inspections.team import require_complete_team
from mingqian.plans.models import Campaign
from mingqian.plans.rulebook import require_settled
from mingqian.registers.models import Item


@dataclass(frozen=True)
class Entry:
    """What an inspector filled in for one line; `revision` is the one the page showed."""

    line_id: int
    revision: int
    finding: str
    problem: str = ""
    measure: str = ""
    result: str = ""
    handling: str = ""
    filing: str = ""


@action(Permission.INSPECT, event="inspections.inspection.start")
def start_check(*, by: Actor, inspection: Inspection) -> Inspection:
    """Begin the check: the record opens with one empty line an item of the campaign. Nothing is preset.

    Raises `Refused`: no_seat, wrong state, team_incomplete, too_few_inspectors, no_leader, plans.collision,
    department_missing, guides_missing, separate_check, and as `overlay.require_allowed`.
    """
    require_seat(by, inspection)
    inspection = hold(inspection)
    state = INSPECTION.check("start", inspection.state, inspection.number)
    require_settled(inspection.agency_id, "check", timezone.localdate())
    require_complete_team(inspection, doing="开始检查")
    require_joint_team(inspection)
    require_guides(inspection.campaign)
    require_not_separate(inspection)
    require_allowed(inspection)
    items = {item.pk: item for item in Item.objects.filter(pk__in=inspection.campaign.item_ids)}
    departments = departments_of(inspection.campaign)
    lines = RecordLine.objects.bulk_create(
        [
            RecordLine(
                inspection=inspection,
                position=position,
                item=items[item_id],
                item_words=item_words(items[item_id]),
                agency_id=departments.get(items[item_id].body.strip(), items[item_id].agency_id),
            )
            for position, item_id in enumerate(inspection.campaign.item_ids, start=1)
        ]
    )
    inspection.state = state
    inspection.checked_at, inspection.started_by = timezone.now(), by.name
    inspection.save()
    record(
        by=by,
        action="inspections.inspection.start",
        rows=[inspection, *lines],
        obj=("inspections.inspection", inspection.pk),
        details={"number": inspection.number, "items": len(lines)},
    )
    follow(by=by, campaign_id=inspection.campaign_id)
    return inspection


def departments_of(campaign: Campaign) -> dict[str, int]:
    """The departments that check together, by name: an item of the lead's own list may name another of them as the
    one that checks it, and the result is that department's (鹤壁 附件4, 高青 8.3).
    """
    taking_part = Agency.objects.filter(pk__in=[campaign.agency_id, *campaign.partner_agency_ids])
    return {one.name: one.pk for one in taking_part}


def item_words(item: Item) -> dict[str, str]:
    """The item as it is worded today: {code, title, basis, content, method}."""
    return {
        "code": item.code,
        "title": item.name,
        "basis": item.basis,
        "content": item.content,
        "method": item.method,
    }


@action(Permission.INSPECT, event="inspections.record.save")
def save_lines(*, by: Actor, inspection: Inspection, entries: Sequence[Entry]) -> list[RecordLine]:
    """Write some lines of the record. A half-filled line may be kept; whether it is whole is asked at the end.

    Raises `Refused`: no_seat, wrong state, finding_unknown, result_unknown, result_contradicts, filing_unknown,
    line_of_another (the leader gave the item to another member), line_changed (another phone wrote the line since the
    page was opened: nothing of this call is kept).
    """
    own = require_seat(by, inspection)
    inspection = hold(inspection)
    if inspection.state != CHECKING:
        raise Refused(
            "acts.wrong_state",
            what=inspection.number,
            state=INSPECTION.states[inspection.state].name,
            doing="填写检查记录",
        )
    codes = {code.code: code for code in result_codes(inspection.campaign)}
    lines = {
        line.pk: line
        for line in inspection.lines.select_related("assigned").filter(pk__in=[e.line_id for e in entries])
    }
    now = timezone.now()
    written = []
    for entry in entries:
        line = lines.get(entry.line_id)
        if line is None:
            raise Refused("inspections.not_yours")
        if line.revision != entry.revision:
            raise Refused(
                "inspections.line_changed",
                position=line.position,
                name=line.filled_by,
                field=f"line-{line.pk}",
            )
        if entry.finding and entry.finding not in Finding.values:
            raise Refused("inspections.finding_unknown", field=f"line-{line.pk}")
        if entry.result and entry.result not in codes:
            raise Refused(
                "inspections.result_unknown",
                citation=next((one.citation for one in codes.values()), "文件没有规定检查结果的种类"),
                field=f"line-{line.pk}",
            )
        if entry.finding and entry.result and not fits(entry.finding, entry.result):
            raise Refused(
                "inspections.result_contradicts",
                position=line.position,
                finding=Finding(entry.finding).label,
                result=codes[entry.result].words,
                field=f"line-{line.pk}",
            )
        if entry.filing and entry.filing not in Filing.values:
            raise Refused("inspections.filing_unknown", field=f"line-{line.pk}")
        if line.assigned_id and own is not None and own.seat != LEADER and own.pk != line.assigned_id:
            raise Refused(
                "inspections.line_of_another",
                position=line.position,
                name=line.assigned.name if line.assigned else "",
                field=f"line-{line.pk}",
            )
        line.finding, line.result, line.filing = entry.finding, entry.result, entry.filing
        line.problem = text(entry.problem, f"line-{line.pk}", 4000)
        line.measure = text(entry.measure, f"line-{line.pk}", 2000)
        line.handling = text(entry.handling, f"line-{line.pk}", 2000)
        line.revision += 1
        line.filled_at, line.filled_by = now, by.name
        line.save()
        written.append(line)
    record(
        by=by,
        action="inspections.record.save",
        rows=written,
        obj=("inspections.inspection", inspection.pk),
        details={"number": inspection.number, "lines": [line.position for line in written]},
    )
    return written


@action(Permission.INSPECT, event="inspections.record.summary")
def save_summary(*, by: Actor, inspection: Inspection, summary: str) -> Inspection:
    """Write the summing-up of the whole check (高青 8.4). Raises `Refused`: no_seat, wrong state, text_too_long."""
    require_seat(by, inspection)
    inspection = hold(inspection)
    if inspection.state != CHECKING:
        raise Refused(
            "acts.wrong_state",
            what=inspection.number,
            state=INSPECTION.states[inspection.state].name,
            doing="填写检查情况汇总",
        )
    inspection.summary = text(summary, "summary", 4000)
    inspection.save()
    record(by=by, action="inspections.record.summary", rows=[inspection])
    return inspection


@action(Permission.INSPECT, event="inspections.inspection.end")
def end_check(*, by: Actor, inspection: Inspection) -> Inspection:
    """End the check: every line whole, every member signed this very record, the enterprise signed or its refusal noted.

    From this moment the result exists (形成结果) and the terms of publication run.
    Where the leader answers for the check the leader ends it (高青 8.2). Raises `Refused`: no_seat, wrong state,
    record_incomplete, only_leader, signatures_missing, subject_answer_missing.
    """
    own = require_seat(by, inspection)
    inspection = hold(inspection)
    state = INSPECTION.check("end", inspection.state, inspection.number)
    now_stands = state_of(inspection)
    if not now_stands.complete:
        raise Refused("inspections.record_incomplete", gaps=now_stands.gap_words)
    if now_stands.asked.led and own is not None and own.seat != LEADER:
        raise Refused("inspections.only_leader", doing="结束检查", citation=now_stands.asked.led)
    require_complete_team(inspection, doing="结束检查")
    if now_stands.unsigned:
        raise Refused(
            "inspections.signatures_missing",
            names="、".join(seat.name for seat in now_stands.unsigned),
            citation=team_rule(inspection.campaign).signing_citation,
        )
    if now_stands.subject is None:
        raise Refused("inspections.subject_answer_missing")
    now = timezone.now()
    inspection.state = state
    inspection.ended_at, inspection.ended_by, inspection.result_made_at = now, by.name, now
    inspection.sent_back_reason = ""
    inspection.save()
    record(
        by=by,
        action="inspections.inspection.end",
        rows=[inspection],
        details={"number": inspection.number, "record": now_stands.digest},
    )
    follow(by=by, campaign_id=inspection.campaign_id)
    return inspection
