"""What the rule pack of a campaign says about teams, results and terms, with the article beside each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from mingqian.law import Event, LawError, Pack, due
from mingqian.law import result_codes as pack_result_codes
from mingqian.law import team_rule as pack_team_rule
from mingqian.plans import packs
from mingqian.plans.models import Campaign
from mingqian.plans.rulebook import known_calendar


def pack_of(campaign: Campaign) -> Pack:
    """The pack the campaign's plan was made under, with the agency's decisions."""
    return packs.pack_for(campaign.agency_id, campaign.line.plan.pack_id)


@dataclass(frozen=True)
class Result:
    """One result an inspector may choose: the code kept, the document's letter and words, its article."""

    code: str
    position: str
    words: str
    citation: str


def result_codes(campaign: Campaign, *, on: date | None = None) -> list[Result]:
    """The results of the pack, in the document's order. None of them is the preset one."""
    pack = pack_of(campaign)
    return [
        Result(str(one.code), one.position, one.wording, packs.cite(pack, one.citation))
        for one in pack_result_codes(pack, on or timezone.localdate())
    ]


def results_citation(campaign: Campaign) -> str:
    """The article that lists the results, without the letter of each; empty where the pack names none."""
    codes = result_codes(campaign)
    return codes[0].citation.rsplit(" ", 1)[0] if codes and codes[0].position else ""


def result_words(campaign: Campaign) -> dict[str, str]:
    """Code to wording."""
    return {result.code: result.words for result in result_codes(campaign)}


@dataclass(frozen=True)
class Team:
    """What a team must be."""

    least: int
    citation: str
    signing_citation: str
    replacement_citation: str
    appointment_citation: str
    appoints: bool
    """Whether the document names direct appointment as the way out where too few can be drawn."""
    replacement: str
    """`drawn`, `appointed`, or empty where neither the document nor the bureau has said."""
    exchange: str
    """Whether those who must stand aside may exchange enterprises: `allowed`, `not`, or empty: nobody has said."""
    exchange_citation: str


def team_rule(campaign: Campaign) -> Team:
    """The pack's rule about teams (高青 7.3, 8.4)."""
    pack, today = pack_of(campaign), timezone.localdate()
    rule = pack_team_rule(pack, today)
    swaps = rule.recusal == "swap_or_leave"
    least, citation = max(rule.minimum, rule.certified), rule.citations.get("minimum")
    if not least:  # the document is silent: the law above it (行政处罚法 42)
        overlay = pack_team_rule(packs.load(packs.NATIONAL), today)
        least, citation = max(overlay.minimum, overlay.certified), overlay.citations.get("minimum")
    return Team(
        least=least,
        citation=packs.where(citation),
        signing_citation=parameter_citation(campaign, "checks.result_signed_by"),
        replacement_citation=packs.where(rule.citations.get("replacement")),
        appointment_citation=packs.where(rule.citations.get("direct_appointment")),
        appoints=rule.direct_appointment,
        replacement=rule.replacement or _decided(pack, "replacement"),
        exchange="allowed" if swaps else _decided(pack, "recusal_exchange"),
        exchange_citation=packs.where(rule.citations.get("recusal")) if swaps else "",
    )


def _decided(pack: Pack, name: str) -> str:
    """What the bureau decided where the document is silent; empty while it has not."""
    return str(pack.setting(name).value or "") if pack.has_setting(name) else ""


@dataclass(frozen=True)
class Term:
    """One thing due: what, until when, how many days are left, whether the calendar is known, by which article."""

    key: str
    what: str
    due: date
    count: int
    unit_words: str
    left: int
    """Working days from today to the last day: 0 today, negative when overdue."""
    provisional: bool
    citation: str
    reference: bool
    unit: str = "wd"
    """Of `left`, for the page's `term` tag."""


def workdays_between(start: date, end: date) -> int:
    """How many working days lie after `start` up to `end`; negative when `end` lies before."""
    if end == start:
        return 0
    calendar = known_calendar()
    first, last, sign = (start, end, 1) if end > start else (end, start, -1)
    count = sum(
        calendar.is_workday(date.fromordinal(ordinal))
        for ordinal in range(first.toordinal() + 1, last.toordinal() + 1)
    )
    return sign * max(count, 1)


def workdays_left(due: date) -> int:
    """Working days from today to a day: 0 today, negative when it has passed."""
    return workdays_between(timezone.localdate(), due)


def terms(campaign: Campaign, event: Event, on: date) -> list[Term]:
    """Everything the pack makes due when `event` happened on `on`, earliest first; empty when it names no term."""
    pack = pack_of(campaign)
    return [
        Term(
            key=one.key,
            what=one.to,
            due=one.due,
            count=one.count,
            unit_words=str(one.unit),
            left=workdays_left(one.due),
            provisional=one.provisional,
            citation=packs.cite(pack, one.citation),
            reference=one.reference,
        )
        for one in due(pack, known_calendar(), event, on)
    ]


PUBLICATION_EVENTS = (Event.TASK_ENDED, Event.CHECK_ENDED, Event.RESULT_MADE)
"""What starts the term of publication, as the documents differ (高青: the task ended; 信阳: the result was made)."""


def publication_terms(campaign: Campaign, ended_on: date) -> list[Term]:
    """By when results that were ended on a day must be public."""
    found = [
        term
        for event in PUBLICATION_EVENTS
        for term in terms(campaign, event, ended_on)
        if term.key.endswith("publication") or "公示" in term.what or "公开" in term.what
    ]
    return sorted(found, key=lambda term: term.due)


def parameter_citation(campaign: Campaign, key: str) -> str:
    """The article of one parameter of the pack; empty when the pack lacks it."""
    pack = pack_of(campaign)
    try:
        return packs.cite(pack, pack.get(key, timezone.localdate()).citation)
    except LawError:
        return ""
