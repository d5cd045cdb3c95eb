"""通报、简报、总结: begun from the figures, written by the head of the unit, approved by a leader, published or sent."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.inspections.limits import text as tidy
from mingqian.inspections.scope import is_system
from mingqian.plans.models import Campaign
from mingqian.publicity.actions.report import prepare_report, require_open_list
from mingqian.publicity.content import digest
from mingqian.publicity.publishing import require_nothing_personal
from mingqian.statistics import compose
from mingqian.statistics.models import Report, ReportKind
from mingqian.statistics.scope import require_head
from mingqian.statistics.states import OPEN, REPORT

P = Permission
MOST = 20_000
"""Signs of a text."""


def _held(by: Actor, report: Report, act: str) -> Report:
    """The report, locked, in a state that lets this happen."""
    held = Report.objects.select_for_update().get(pk=report.pk)
    held.state = REPORT.check(act, held.state, held.title)
    return held


def _require_agency(by: Actor, report: Report) -> None:
    if not is_system(by) and by.agency_id != report.agency_id:
        raise Refused("statistics.not_yours")


@action(P.REPORTS_WRITE, event="statistics.report.begin")
def begin_report(*, by: Actor, campaign: Campaign, kind: str) -> Report:
    """Begin a report with the text and tables the figures give; a later edition begins with the text of the one before.

    Raises `Refused`: statistics.not_yours, statistics.kind_unknown, statistics.open_already,
    publicity.list_not_released (a 通报 never before the list is open).
    """
    require_head(by, campaign)
    if kind not in ReportKind.values:
        raise Refused("statistics.kind_unknown")
    campaign = (
        Campaign.objects.select_for_update(of=("self",))
        .select_related("agency", "unit", "line__plan")
        .get(pk=campaign.pk)
    )
    if kind == ReportKind.BULLETIN:
        require_open_list(campaign)
    before = Report.objects.filter(campaign=campaign, kind=kind).order_by("-edition").first()
    if before is not None and before.state in OPEN:
        raise Refused("statistics.open_already", title=before.title)
    edition = before.edition + 1 if before else 1
    again = before is not None and kind != ReportKind.BRIEF
    made = Report.objects.create(
        agency=campaign.agency,
        campaign=campaign,
        kind=kind,
        edition=edition,
        title=before.title if again and before else compose.title_of(campaign, kind, edition),
        text=before.text if again and before else compose.text_of(campaign, kind),
        tables=compose.tables_of(campaign, kind),
        basis=compose.basis_of(campaign, kind)[:300],
        written_at=timezone.now(),
        written_by=by.name,
        written_by_id=by.user_id,
    )
    record(by=by, action="statistics.report.begin", rows=[made], details={"kind": kind, "edition": edition})
    return made


def _write(held: Report, title: str, text: str) -> None:
    held.title, held.text = tidy(title, "title", 200), tidy(text, "text", MOST)
    if not held.title:
        raise Refused("statistics.title_missing", field="title")
    if not held.text:
        raise Refused("statistics.text_missing", field="text")


@action(P.REPORTS_WRITE, event="statistics.report.save")
def save_report(*, by: Actor, report: Report, title: str, text: str) -> Report:
    """Keep what was written. Raises `Refused`: statistics.not_yours, wrong state, statistics.title_missing, statistics.text_missing."""
    require_head(by, report.campaign)
    held = _held(by, report, "save")
    _write(held, title, text)
    held.save()
    record(by=by, action="statistics.report.save", rows=[held])
    return held


@action(P.REPORTS_WRITE, event="statistics.report.submit")
def submit_report(*, by: Actor, report: Report, title: str, text: str) -> Report:
    """Keep what was written, count the tables anew, fix both and hand them to the leader.

    Raises `Refused`: the refusals of `save_report`; of a 通报 publicity.list_not_released, publicity.personal.
    """
    require_head(by, report.campaign)
    held = _held(by, report, "submit")
    _write(held, title, text)
    held.tables = compose.tables_of(held.campaign, held.kind)
    if held.kind == ReportKind.BULLETIN:
        require_open_list(held.campaign)
        require_nothing_personal(_content(held))
    held.submitted_at, held.submitted_by, held.return_reason = timezone.now(), by.name, ""
    held.save()
    record(by=by, action="statistics.report.submit", rows=[held], details={"digest": digest(_content(held))})
    return held


@action(P.REPORTS_APPROVE, event="statistics.report.return")
def return_report(*, by: Actor, report: Report, reason: str) -> Report:
    """Send it back to be rewritten. Raises `Refused`: statistics.not_yours, wrong state, acts.reason_required."""
    held = _held(by, report, "return")
    _require_agency(by, held)
    reason = tidy(reason, "reason", 1000)
    if not reason:
        raise Refused("acts.reason_required", field="reason")
    held.return_reason = reason
    held.submitted_at, held.submitted_by = None, ""
    held.save()
    record(by=by, action="statistics.report.return", rows=[held], reason=reason)
    return held


@action(P.REPORTS_APPROVE, event="statistics.report.approve")
def approve_report(*, by: Actor, report: Report) -> Report:
    """Approve it as it was submitted; a 通报 goes on to 公示审核.

    Raises `Refused`: statistics.not_yours, wrong state, acts.second_person, and the refusals of `prepare_report`.
    """
    held = _held(by, report, "approve")
    _require_agency(by, held)
    if held.written_by_id is not None and held.written_by_id == by.user_id:
        raise Refused("acts.second_person", name=by.name)
    held.approved_at, held.approved_by = timezone.now(), by.name
    if held.kind == ReportKind.BULLETIN:
        made = prepare_report(
            by=by,
            campaign=held.campaign,
            title=held.title,
            content=_content(held),
            written_by=held.written_by,
            writer_id=held.written_by_id,
        )
        held.publication_id = made.pk
    held.save()
    record(by=by, action="statistics.report.approve", rows=[held], details={"digest": digest(_content(held))})
    return held


@action(P.REPORTS_WRITE, event="statistics.report.send")
def send_report(*, by: Actor, report: Report, sent_to: str, sent_on: str, number: str) -> Report:
    """Note to whom an approved 简报 or 总结 was sent, when and under which number.

    Raises `Refused`: statistics.not_yours, statistics.bulletin_is_published, wrong state, statistics.sent_to,
    statistics.sent_on.
    """
    require_head(by, report.campaign)
    if report.kind == ReportKind.BULLETIN:
        raise Refused("statistics.bulletin_is_published")
    held = _held(by, report, "send")
    held.sent_to, held.sent_number = tidy(sent_to, "sent_to", 120), tidy(number, "number", 80)
    if not held.sent_to:
        raise Refused("statistics.sent_to", field="sent_to")
    try:
        held.sent_on = date.fromisoformat(sent_on.strip())
    except ValueError:
        raise Refused("statistics.sent_on", field="sent_on") from None
    if held.sent_on > timezone.localdate():
        raise Refused("statistics.sent_on", field="sent_on")
    held.sent_at, held.sent_by = timezone.now(), by.name
    held.save()
    record(by=by, action="statistics.report.send", rows=[held], details={"sent_to": held.sent_to})
    return held


@action(P.REPORTS_WRITE, event="statistics.report.drop")
def drop_report(*, by: Actor, report: Report) -> Report:
    """Set a draft aside. Raises `Refused`: statistics.not_yours, wrong state."""
    require_head(by, report.campaign)
    held = _held(by, report, "drop")
    held.save()
    record(by=by, action="statistics.report.drop", rows=[held])
    return held


def _content(held: Report) -> dict[str, object]:
    return compose.public_content(held.campaign, held.title, held.text, held.tables, held.basis)
