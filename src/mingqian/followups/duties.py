"""What is due about a case, each with its own clock, its own place and its own receipt; and about an objection."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mingqian.followups.law import Whose, decision_term, running
from mingqian.followups.models import Case, Objection, Origin, Penalty, Receipt
from mingqian.followups.states import (
    DECIDED,
    IN_FORCE,
    RECEIVED,
    REVIEWED,
    REVOKED,
)
from mingqian.inspections.law import Term
from mingqian.law import Event
from mingqian.workdays import Calendar

OWN_SYSTEM = "监督管理部门公示系统"
"""How 安全生产法 78 names the department's own place of publication: this platform's portal."""
WITHDRAWN = "@"
"""In the key of a withdrawal: behind it the key of the publication it takes back."""


@dataclass(frozen=True)
class Duty:
    """One thing due about a case: the term, and the receipt once it was done. `by_hand`: a receipt is entered for it;
    otherwise a step of the case itself does it.
    """

    term: Term
    what: str
    done_on: date | None
    receipt: Receipt | None
    by_hand: bool

    @property
    def open(self) -> bool:
        """Whether it still has to be done."""
        return self.done_on is None

    @property
    def own_portal(self) -> bool:
        """Whether this platform's own publication does it."""
        return is_own_portal(self.what)


def is_own_portal(what: str) -> bool:
    """Whether a duty names the department's own place of publication."""
    return OWN_SYSTEM in what


def governs(case: Case) -> Whose:
    """By whose packs a case goes: those of its campaign; of a letter from elsewhere those of the agency."""
    return case.inspection.campaign if case.inspection else case.agency_id


def penalty_of(case: Case) -> Penalty | None:
    """The decision made in a case, revoked or not; None while there is none."""
    made = [one for one in case.penalties.all() if one.state in IN_FORCE]
    return max(made, key=lambda one: one.pk, default=None)


def duties(case: Case, calendar: Calendar | None = None) -> list[Duty]:
    """Everything the documents make due about a case as it stands, in the order of the days."""
    whose = governs(case)
    receipts = {one.key: one for one in sorted(case.receipts.all(), key=lambda one: one.pk)}

    def terms(event: Event, on: date | None, *names: str) -> list[Term]:
        return [] if on is None else running(whose, event, on, names, calendar=calendar)

    def step(term: Term, done_on: date | None) -> Duty:
        return Duty(term, term.what, done_on, None, by_hand=False)

    def told(term: Term) -> Duty:
        receipt = receipts.get(term.key)
        return Duty(term, term.what, receipt.done_on if receipt else None, receipt, by_hand=True)

    listed: list[Duty] = []
    starts = ((Event.FINDING_CONFIRMED, case.confirmed_on), (Event.LETTER_RECEIVED, case.letter_received_on))
    for event, on in starts:
        if case.established is not False:
            listed += [step(term, case.opened_on) for term in terms(event, on, "case_opened")]
        if case.established is not True:
            listed += [step(term, case.replied_on) for term in terms(event, on, "reply_written")]
    penalty = penalty_of(case)
    if case.opened_on is not None:
        term = decision_term(whose, case.opened_on, case.decide_by, calendar)
        decided = penalty.decided_on if penalty else case.closed_on
        listed += [step(term, decided)] if term else []
    standing = penalty is not None and penalty.state == DECIDED
    listed += [told(term) for term in terms(Event.CASE_CLOSED, case.closed_on, "case_told")]
    published: list[Duty] = []
    if penalty is not None:
        published = [
            told(term) for term in terms(Event.PENALTY_DECIDED, penalty.decided_on, "penalty_published")
        ]
        published += [told(term) for term in terms(Event.CASE_CLOSED, case.closed_on, "penalty_published")]
    # What is revoked before it was public needs no publication any more; what is public has to be taken back everywhere.
    listed += [one for one in published if standing or not one.open]
    if penalty is not None and penalty.state == REVOKED:
        for term in terms(Event.PENALTY_REVOKED, penalty.revoked_on, "penalty_withdrawn"):
            for one in published:
                if not one.open:
                    listed.append(_withdrawal(term, one, receipts))
    return sorted(listed, key=lambda one: (not one.open, one.term.due))


def _withdrawal(term: Term, published: Duty, receipts: dict[str, Receipt]) -> Duty:
    """Taking one publication back, where it was made."""
    key = f"{term.key}{WITHDRAWN}{published.term.key}"
    receipt = receipts.get(key)
    own = Term(**{**{name: getattr(term, name) for name in term.__dataclass_fields__}, "key": key})
    what = f"{term.what}（原公开：{published.what}）"
    return Duty(own, what, receipt.done_on if receipt else None, receipt, by_hand=True)


def next_term(case: Case) -> Term | None:
    """The first term of a case still running."""
    return next((one.term for one in duties(case) if one.open), None)


def publishable(case: Case) -> bool:
    """Whether a decision stands that may be made public."""
    penalty = penalty_of(case)
    return penalty is not None and penalty.state == DECIDED


def from_letter(case: Case) -> bool:
    """Whether a letter from elsewhere told of it."""
    return case.origin == Origin.LETTER


def objection_term(objection: Objection, calendar: Calendar | None = None) -> Term | None:
    """Until when an objection must be reviewed, or its review told (高青 9.2); None where no document names a term."""
    campaign = objection.inspection.campaign
    if objection.state == RECEIVED:
        listed = running(
            campaign,
            Event.OBJECTION_RECEIVED,
            objection.received_on,
            ("objection_review",),
            calendar=calendar,
        )
    elif objection.state == REVIEWED and objection.reviewed_on is not None:
        listed = running(
            campaign, Event.REVIEW_MADE, objection.reviewed_on, ("review_feedback",), calendar=calendar
        )
    else:
        listed = []
    return listed[0] if listed else None
