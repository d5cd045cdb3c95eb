"""行政处罚: proposed by whoever handles the case, reviewed and discussed where the law asks, decided by the head."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from decimal import Decimal

from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.followups import law
from mingqian.followups.actions.case import held_case
from mingqian.followups.duties import governs
from mingqian.followups.models import Case, Party, Penalty, Revocation
from mingqian.followups.papers import file_late
from mingqian.followups.states import CASE, OPENED, PENALTY, PROPOSED
from mingqian.followups.typed import fresh_number, needed, past, reason_of
from mingqian.inspections.limits import text
from mingqian.inspections.progress import hold
from mingqian.inspections.scope import require_agency

NO_REVIEW = "都不属于"
"""What is chosen where none of the situations applies: the law's question is answered, not passed over."""


@action(Permission.CASES_HANDLE, event="followups.penalty.propose")
def propose_penalty(
    *,
    by: Actor,
    case: Case,
    party_kind: str,
    party_name: str,
    violation: str,
    basis: str,
    kinds: Collection[str],
    amount: Decimal | None = None,
    review_cases: Collection[str] = (),
    serious: bool = False,
    discussed_on: date | None = None,
    discussion: str = "",
    party_public: str = "",
    party_code: str = "",
) -> Penalty:
    """Propose a penalty in an open case.

    `review_cases`: which situations of 行政处罚法 58 apply, or `NO_REVIEW`; one must be named where the law asks. Of a
    `serious` case the heads' discussion is noted with it or before the decision (行政处罚法 57).
    Raises `Refused`: not_yours, followups.not_open, penalty_waits, party, party_public, violation, basis, kinds, amount,
    review_cases, day_future, day_before.
    """
    held = held_case(by, case)
    if held.state != OPENED:
        raise Refused("followups.not_open", state=CASE.states[held.state].name)
    if held.penalties.filter(state=PROPOSED).exists():
        raise Refused("followups.penalty_waits")
    whose = governs(held)
    if party_kind not in Party.values:
        raise Refused("followups.party", field="party_name")
    name = needed(party_name, "party_name", 300, "followups.party")
    shown = text(party_public, "party_public", 300)
    if party_kind == Party.PERSON and (not shown or shown == name):
        raise Refused("followups.party_public", field="party_public")
    known = [one.words for one in law.penalty_kinds(whose)]
    if not kinds or not set(kinds) <= set(known):
        raise Refused("followups.kinds", field="kinds")
    if amount is not None and amount <= 0:
        raise Refused("followups.amount", field="amount")
    penalty = Penalty(
        case=held,
        agency_id=held.agency_id,
        party_kind=party_kind,
        party_name=name,
        party_public=shown if party_kind == Party.PERSON else name,
        party_code=text(party_code, "party_code", 40) if party_kind == Party.ORGANISATION else "",
        violation=needed(violation, "violation", 4000, "followups.violation"),
        basis=needed(basis, "basis", 1000, "followups.basis"),
        kinds=[one for one in known if one in kinds],
        amount=amount,
        review_cases=_review_cases(whose, review_cases),
        serious=serious,
        proposed_at=timezone.now(),
        proposed_by=by.name,
        proposed_by_id=by.user_id,
    )
    if serious and discussion.strip():
        _discussed(penalty, discussed_on, discussion, held)
    penalty.save()
    _note(by, penalty, "propose")
    return penalty


def _review_cases(whose: law.Whose, chosen: Collection[str]) -> list[str]:
    citation, situations = law.legal_review(whose)
    if not citation:
        return []
    known = [one.words for one in situations]
    said = [one for one in chosen if one != NO_REVIEW]
    if not chosen or not set(said) <= set(known) or (said and NO_REVIEW in chosen):
        raise Refused("followups.review_cases", field="review_cases", citation=citation)
    return [one for one in known if one in said]


def _discussed(penalty: Penalty, on: date | None, discussion: str, case: Case) -> None:
    penalty.discussed_on = past(on, "discussed_on", after=case.opened_on, name="立案")
    penalty.discussion = text(discussion, "discussion", 2000)


def _note(by: Actor, penalty: Penalty, act: str, reason: str = "") -> None:
    case = penalty.case
    file_late(by, case.inspection, penalty)
    record(
        by=by,
        action=f"followups.penalty.{act}",
        rows=[case, penalty],
        obj=("followups.penalty", penalty.pk),
        reason=reason,
        details={"number": case.case_number or case.number, "decision": penalty.number},
    )


def _held(by: Actor, penalty: Penalty) -> Penalty:
    """The proposal and its case as they stand, locked in the house's order."""
    case = Case.objects.get(pk=penalty.case_id)
    require_agency(by, case.agency_id)
    if case.inspection is not None:
        hold(case.inspection)
    case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    held = Penalty.objects.select_for_update(of=("self",)).get(pk=penalty.pk)
    held.case = case
    return held


@action(Permission.CASES_REVIEW, event="followups.penalty.review")
def review_penalty(*, by: Actor, penalty: Penalty, passed: bool, opinion: str) -> Penalty:
    """法制审核 (行政处罚法 58), by another person than who proposed.

    Raises `Refused`: not_yours, wrong state, followups.no_review, acts.second_person, followups.opinion.
    """
    held = _held(by, penalty)
    PENALTY.check("decide", held.state, held.case.case_number)
    if not held.review_cases:
        raise Refused("followups.no_review")
    if held.proposed_by_id is not None and held.proposed_by_id == by.user_id:
        raise Refused("acts.second_person", name=held.proposed_by)
    held.review_passed, held.reviewed_at, held.reviewed_by = passed, timezone.now(), by.name
    held.review_opinion = needed(opinion, "opinion", 2000, "followups.opinion")
    held.save()
    _note(by, held, "review", held.review_opinion)
    return held


@action(Permission.CASES_DECIDE, event="followups.penalty.return")
def return_penalty(*, by: Actor, penalty: Penalty, reason: str) -> Penalty:
    """Send a proposal back. Raises `Refused`: not_yours, wrong state, acts.reason_required."""
    held = _held(by, penalty)
    held.state = PENALTY.check("return", held.state, held.case.case_number)
    held.returned_reason = reason_of(reason)
    held.save()
    _note(by, held, "return", held.returned_reason)
    return held


@action(Permission.CASES_DECIDE, event="followups.penalty.decide")
def decide_penalty(
    *,
    by: Actor,
    penalty: Penalty,
    number: str,
    decided_on: date,
    discussed_on: date | None = None,
    discussion: str = "",
) -> Penalty:
    """作出处罚决定. Not without a legal review passed where one is due, nor without the heads' discussion of a grave case.

    Raises `Refused`: not_yours, wrong state, acts.second_person, followups.review_missing, review_failed,
    discussion_missing, number, number_taken, day_future, day_before.
    """
    held = _held(by, penalty)
    case = held.case
    held.state = PENALTY.check("decide", held.state, case.case_number)
    if held.proposed_by_id is not None and held.proposed_by_id == by.user_id:
        raise Refused("acts.second_person", name=held.proposed_by)
    whose = governs(case)
    review, _ = law.legal_review(whose)
    if held.review_cases and held.review_passed is None:
        raise Refused("followups.review_missing", citation=review)
    if held.review_cases and not held.review_passed:
        raise Refused("followups.review_failed", citation=review)
    if held.serious and not held.discussion and (asked := law.head_discusses(whose)):
        if not discussion.strip():
            raise Refused("followups.discussion_missing", field="discussion", citation=asked)
        _discussed(held, discussed_on, discussion, case)
    given = needed(number, "number", 80, "followups.number")
    held.number = fresh_number(Penalty, held.agency_id, "number", given, "number")
    held.decided_on = past(
        decided_on, "decided_on", after=held.discussed_on or case.opened_on, name="立案或者集体讨论"
    )
    held.decided_at, held.decided_by = timezone.now(), by.name
    held.save()
    case.state = CASE.check("punish", case.state, case.case_number)
    case.save()
    _note(by, held, "decide")
    return held


@action(Permission.CASES_DECIDE, event="followups.penalty.revoke")
def revoke_penalty(
    *, by: Actor, penalty: Penalty, revocation: str, on: date, number: str, reason: str
) -> Penalty:
    """A decision was changed, revoked, found unlawful or void: what is public of it must be taken back (行政处罚法 48).

    Raises `Refused`: not_yours, wrong state, followups.revocation, acts.reason_required, day_future, day_before.
    """
    held = _held(by, penalty)
    held.state = PENALTY.check("revoke", held.state, held.number)
    if revocation not in Revocation.values:
        raise Refused("followups.revocation", field="revocation")
    held.revocation = revocation
    held.revoked_on = past(on, "on", after=held.decided_on, name="处罚决定")
    held.revoked_number = text(number, "number", 120)
    held.revoked_reason, held.revoked_by = reason_of(reason), by.name
    held.save()
    _note(by, held, "revoke", held.revoked_reason)
    return held
