"""移送: the letter is drafted, sent with number and date, and what the receiver says is noted."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from django.utils import timezone

from mingqian.accounts.models import Agency
from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.inspections.actions.archive import file_later
from mingqian.inspections.limits import text
from mingqian.inspections.models import Inspection, Referral, ReferralWay
from mingqian.inspections.papers import referral_paper
from mingqian.inspections.progress import hold
from mingqian.inspections.referrals import REFERABLE, problem_lines, ways
from mingqian.inspections.scope import require_unit
from mingqian.inspections.states import INSPECTION, REFERRAL
from mingqian.plans.governing import governing
from mingqian.plans.models import Campaign
from mingqian.plans.rulebook import require_settled

MOST_PAPERS = 30


@action(Permission.REFER, event="inspections.referral.draft")
def draft_referral(
    *,
    by: Actor,
    inspection: Inspection,
    way: str,
    to_name: str,
    facts: str,
    positions: Collection[int],
    basis: str,
    papers: Sequence[str] = (),
    to_agency: Agency | None = None,
    copies: str = "",
    contact: str = "",
) -> Referral:
    """Draft the letter about what was found on these lines (positions from 1) of a reviewed record.

    What is told to the place is reported to whoever leads at once (西平 跨区域 四). Raises `Refused`: not_yours,
    referral_too_early, referral_way, referral_to, referral_lines, referral_facts, referral_basis, referral_lead,
    text_too_long.
    """
    require_unit(by, inspection)
    inspection = hold(inspection)
    if inspection.state not in REFERABLE:
        raise Refused("inspections.referral_too_early", state=INSPECTION.states[inspection.state].name)
    if way not in {one.code for one in ways(inspection.campaign)}:
        raise Refused("inspections.referral_way", field="way")
    name = to_agency.name if to_agency is not None else text(to_name, "to_name", 120)
    if not name:
        raise Refused("inspections.referral_to", field="to_name")
    if to_agency is not None and to_agency.pk == inspection.agency_id:
        raise Refused("inspections.referral_to_oneself", field="to")
    found = {line.position for line in problem_lines(inspection)}
    if not positions or not set(positions) <= found:
        raise Refused("inspections.referral_lines", field="positions")
    said, article = text(facts, "facts", 4000), text(basis, "basis", 300)
    if not said:
        raise Refused("inspections.referral_facts", field="facts")
    if not article:
        raise Refused("inspections.referral_basis", field="basis")
    told = text(copies, "copies", 300)
    lead = next(governing(inspection.campaign, "cross_region.findings_to"), None)
    if way == ReferralWay.PLACE and not told and lead is not None:
        raise Refused(
            "inspections.referral_lead", field="copies", whom="、".join(lead.values[1:]), citation=lead.where
        )
    titles = [text(one, "papers", 120) for one in papers if one.strip()]
    if len(titles) > MOST_PAPERS:
        raise Refused("inspections.referral_papers", field="papers", most=MOST_PAPERS)
    referral = Referral.objects.create(
        inspection=inspection,
        agency_id=inspection.agency_id,
        way=way,
        to_agency=to_agency,
        to_name=name,
        copies=told,
        positions=sorted(set(positions)),
        facts=said,
        papers=titles,
        basis=article,
        contact=text(contact, "contact", 120),
        drafted_at=timezone.now(),
        drafted_by=by.name,
    )
    _note(by, referral, "draft")
    return referral


def _held(by: Actor, referral: Referral, act: str) -> Referral:
    """The referral as it stands, its inspection held first, moved one step in memory."""
    inspection = hold(referral.inspection)
    require_unit(by, inspection)
    held = Referral.objects.select_for_update(of=("self",)).get(pk=referral.pk)
    held.state = REFERRAL.check(act, held.state, held.number or f"{inspection.number}的函")
    return held


def _note(by: Actor, referral: Referral, act: str, reason: str = "") -> None:
    """The event; of a letter that went out after the file was closed, a paper more in the file."""
    if referral.sent_at is not None:
        Campaign.objects.select_for_update(no_key=True).get(pk=referral.inspection.campaign_id)
        file_later(by, referral.inspection, [referral_paper(referral)])
    record(
        by=by,
        action=f"inspections.referral.{act}",
        rows=[referral],
        reason=reason,
        details={
            "number": referral.number,
            "inspection": referral.inspection.number,
            "way": referral.get_way_display(),
        },
    )


def _past(day: date, field: str, not_before: date | None) -> None:
    """A day that has come, and does not lie before what it follows."""
    if day > timezone.localdate():
        raise Refused("inspections.referral_future", field=field)
    if not_before is not None and day < not_before:
        raise Refused("inspections.referral_before", field=field)


@action(Permission.REFER, event="inspections.referral.send")
def send_referral(*, by: Actor, referral: Referral, number: str, sent_on: date) -> Referral:
    """发出: from now on the letter is fixed. Stops, and nothing else stops, while documents collide about this way.

    Raises `Refused`: not_yours, wrong state, plans.collision, referral_number, referral_number_taken,
    referral_future, referral_before.
    """
    held = _held(by, referral, "send")
    way = next((one for one in ways(held.inspection.campaign) if one.code == held.way), None)
    if way is None:
        raise Refused("inspections.referral_way", field="way")
    if way.stops:
        require_settled(held.agency_id, way.stops, timezone.localdate())
    given = text(number, "number", 80)
    if not given:
        raise Refused("inspections.referral_number", field="number")
    made = held.inspection.result_made_at
    _past(sent_on, "sent_on", timezone.localdate(made) if made else None)
    Agency.objects.select_for_update(no_key=True).get(pk=held.agency_id)
    if Referral.objects.filter(agency_id=held.agency_id, number=given).exists():
        raise Refused("inspections.referral_number_taken", field="number", number=given)
    held.number, held.sent_on, held.sent_at, held.sent_by = given, sent_on, timezone.now(), by.name
    held.save()
    _note(by, held, "send")
    return held


@action(Permission.REFER, event="inspections.referral.drop")
def drop_referral(*, by: Actor, referral: Referral, reason: str) -> Referral:
    """A draft that will not be sent. Raises `Refused`: not_yours, wrong state, acts.reason_required."""
    held = _held(by, referral, "drop")
    held.dropped_reason = text(reason, "reason", 1000)
    if not held.dropped_reason:
        raise Refused("acts.reason_required", field="reason")
    held.save()
    _note(by, held, "drop", held.dropped_reason)
    return held


@action(Permission.REFER, event="inspections.referral.receipt")
def note_receipt(*, by: Actor, referral: Referral, received_on: date) -> Referral:
    """When the receiver got the letter. Raises `Refused`: not_yours, wrong state, referral_future, referral_before."""
    inspection = hold(referral.inspection)
    require_unit(by, inspection)
    held = Referral.objects.select_for_update(of=("self",)).get(pk=referral.pk)
    REFERRAL.check("accept", held.state, held.number)
    _past(received_on, "received_on", held.sent_on)
    held.received_on = received_on
    held.save()
    _note(by, held, "receipt")
    return held


@action(Permission.REFER, event="inspections.referral.answer")
def note_answer(
    *, by: Actor, referral: Referral, accepted: bool, answered_on: date, answer: str = ""
) -> Referral:
    """The receiver accepts, or returns it with a reason.

    Raises `Refused`: not_yours, wrong state, acts.reason_required, referral_future, referral_before.
    """
    held = _held(by, referral, "accept" if accepted else "return")
    said = text(answer, "answer", 2000)
    if not accepted and not said:
        raise Refused("inspections.referral_return_reason", field="answer")
    _past(answered_on, "answered_on", held.received_on or held.sent_on)
    held.answered_on, held.answer, held.answer_noted_by = answered_on, said, by.name
    held.save()
    _note(by, held, "answer", said)
    return held


@action(Permission.REFER, event="inspections.referral.conclude")
def note_outcome(*, by: Actor, referral: Referral, concluded_on: date, outcome: str) -> Referral:
    """What became of it, as the receiver told in writing (鹤壁 五(六)).

    Raises `Refused`: not_yours, wrong state, referral_outcome, referral_future, referral_before.
    """
    held = _held(by, referral, "conclude")
    said = text(outcome, "outcome", 2000)
    if not said:
        raise Refused("inspections.referral_outcome", field="outcome")
    _past(concluded_on, "concluded_on", held.answered_on)
    held.concluded_on, held.outcome, held.outcome_noted_by = concluded_on, said, by.name
    held.save()
    _note(by, held, "conclude", said)
    return held
