"""委托检查、采信他人结论: what a line of the record rests on besides what the team saw."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.inspections.limits import text
from mingqian.inspections.models import Inspection, RecordLine, Reliance, RelianceDropped, RelianceKind
from mingqian.inspections.progress import hold
from mingqian.inspections.relying import require_entrusting, require_kind
from mingqian.inspections.scope import require_seat
from mingqian.inspections.states import CHECKING, INSPECTION
from mingqian.registers.models import Expert


def _open(by: Actor, line: RecordLine, doing: str) -> Inspection:
    require_seat(by, line.inspection)
    inspection = hold(line.inspection)
    if inspection.state != CHECKING:
        raise Refused(
            "acts.wrong_state",
            what=inspection.number,
            state=INSPECTION.states[inspection.state].name,
            doing=doing,
        )
    return inspection


def _needed(value: str, field: str, most: int) -> str:
    tidy = text(value, field, most)
    if not tidy:
        raise Refused("inspections.reliance_incomplete", field=field)
    return tidy


@action(Permission.INSPECT, event="inspections.reliance.note")
def note_reliance(
    *,
    by: Actor,
    line: RecordLine,
    kind: str,
    words: str = "",
    body: str,
    document: str,
    document_date: date | None,
    conclusion: str,
    expert: Expert | None = None,
    qualification: str = "",
    contract: str = "",
) -> Reliance:
    """Note on a line the report of an entrusted body, or a conclusion of others, it rests on; whoever has signed the
    record must sign it anew.

    `words` is one of the kinds the documents name; of an entrusted body it is fixed. Raises `Refused`: no_seat, wrong
    state, plans.collision, entrust_forbidden, entrust_unsaid, conclusion_kind_unknown, reliance_incomplete,
    reliance_later, reliance_expert, text_too_long.
    """
    inspection = _open(by, line, "记委托报告和采信的结论")
    today = timezone.localdate()
    if kind == RelianceKind.ENTRUSTED:
        said, citation = RelianceKind.ENTRUSTED.label, require_entrusting(inspection.campaign, today)
        qualification = _needed(qualification, "qualification", 200)
        contract = _needed(contract, "contract", 120)
    elif kind == RelianceKind.CONCLUSION:
        found = require_kind(inspection.campaign, words, today)
        said, citation, qualification, contract = found.words, found.citation, "", ""
    else:
        raise Refused("inspections.reliance_incomplete", field="kind")
    if document_date is None:
        raise Refused("inspections.reliance_incomplete", field="document_date")
    if document_date > today:
        raise Refused("inspections.reliance_later", field="document_date")
    if expert is not None and expert.agency_id != inspection.agency_id:
        raise Refused("inspections.reliance_expert", field="expert")
    made = Reliance.objects.create(
        line=line,
        kind=kind,
        words=said,
        citation=citation,
        body=_needed(body, "body", 200),
        expert=expert if kind == RelianceKind.ENTRUSTED else None,
        qualification=qualification,
        contract=contract,
        document=_needed(document, "document", 120),
        document_date=document_date,
        conclusion=_needed(conclusion, "conclusion", 2000),
        noted_by=by.name,
        at=timezone.now(),
    )
    record(
        by=by,
        action="inspections.reliance.note",
        obj=("inspections.inspection", inspection.pk),
        details={"number": inspection.number, "position": line.position, "kind": said},
    )
    return made


@action(Permission.INSPECT, event="inspections.reliance.drop")
def drop_reliance(*, by: Actor, reliance: Reliance, reason: str) -> RelianceDropped:
    """Take back what a line was said to rest on, while the record is open; the row stays, with why.

    Raises `Refused`: no_seat, wrong state, reliance_dropped, acts.reason_required.
    """
    inspection = _open(by, reliance.line, "撤回采信的结论")
    if RelianceDropped.objects.filter(reliance=reliance).exists():
        raise Refused("inspections.reliance_dropped")
    reason = text(reason, "reason", 1000)
    if not reason:
        raise Refused("acts.reason_required", field="reason")
    dropped = RelianceDropped.objects.create(
        reliance=reliance, reason=reason, by_name=by.name, at=timezone.now()
    )
    record(
        by=by,
        action="inspections.reliance.drop",
        obj=("inspections.inspection", inspection.pk),
        reason=reason,
        details={"number": inspection.number, "position": reliance.line.position, "kind": reliance.words},
    )
    return dropped
