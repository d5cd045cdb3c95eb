"""What the rule pack of a campaign says about teams, results and terms, with the article beside each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from mingqian.law import Applies, Event, LawError, Pack, Unit, counts_event_day, due
from mingqian.law import result_codes as pack_result_codes
from mingqian.law import team_rule as pack_team_rule
from mingqian.plans import packs
from mingqian.plans.models import Campaign
from mingqian.plans.rulebook import known_calendar
from mingqian.plans.teams import OWN_DECISION, least_of
from mingqian.workdays import Calendar


def pack_of(campaign: Campaign) -> Pack:
    """The pack the campaign is carried out under, with the agency's decisions."""
    return packs.pack_for(campaign.agency_id, campaign.pack_id)


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
    recusal_cases: tuple[str, ...]
    leader_is_named: bool
    """Whether the head may put another of the team into the leader's seat than the lot did."""
    leader_named_by: str
    """Who names the leader, in the words of the bureau's decision; empty while nobody has decided."""


def team_rule(campaign: Campaign) -> Team:
    """The pack's rule about teams (高青 7.3, 8.4)."""
    pack, today = pack_of(campaign), timezone.localdate()
    rule = pack_team_rule(pack, today)
    swaps = rule.recusal == "swap_or_leave"
    least, _, where = least_of(pack, today)
    return Team(
        least=least,
        citation=where,
        signing_citation=parameter_citation(campaign, "checks.result_signed_by"),
        replacement_citation=packs.where(rule.citations.get("replacement")),
        appointment_citation=packs.where(rule.citations.get("direct_appointment")),
        appoints=rule.direct_appointment,
        replacement=rule.replacement or pack.answer("replacement"),
        exchange="allowed" if swaps else pack.answer("recusal_exchange"),
        exchange_citation=packs.where(rule.citations.get("recusal")) if swaps else "",
        recusal_cases=rule.recusal_cases,
        leader_is_named=rule.leader_is_named,
        leader_named_by=_option(pack, rule.leader_named_by),
    )


def _option(pack: Pack, answer: str) -> str:
    """Who names a leader, in the words of the question."""
    for name in ("leader_chosen_by", "several_drawn_from_lead"):
        if pack.has_setting(name):
            return dict(pack.setting(name).options).get(answer, "")
    return ""


def unsuitable_words(campaign: Campaign) -> str:
    """Which checks the bureau does not tell of beforehand, and who decides it (卫东 六2); empty where it is not said."""
    return pack_of(campaign).answer("unsuitable_means")


def told_is_public(campaign: Campaign) -> bool:
    """Whether the bureau reads its document so that a list is public once the enterprises know (信阳 十一)."""
    return pack_of(campaign).answer("notice_and_secrecy") == "public"


def objection_days(campaign: Campaign) -> int:
    """Within how many days of publication an enterprise may object, as the bureau has decided; 0 where it has not."""
    said = pack_of(campaign).answer("objection_window_days")
    return int(said) if said.isdecimal() else 0


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


def terms(campaign: Campaign, event: Event, on: date, calendar: Calendar | None = None) -> list[Term]:
    """Everything due when `event` happened on `on`, earliest first: what the pack names, and where it names no number
    what the bureau has decided. What it says of joint checks alone does not bind a single one (西平 联合 六).
    """
    pack = pack_of(campaign)
    joint = campaign.joint
    found = [
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
        for one in due(pack, calendar or known_calendar(), event, on)
        if joint or one.applies is not Applies.JOINT
    ]
    if event is Event.CHECK_PLANNED:
        found += _own(pack, pack.answer("notice_days"), "notice_days", "把检查通知检查对象", on, calendar)
    elif event is Event.RESULT_MADE:
        single = "" if joint else pack.answer("single_publication_workdays")
        for name, said in (
            ("publication_workdays", pack.answer("publication_workdays")),
            ("single_publication_workdays", single),
        ):
            found += _own(pack, said, name, "公示检查结果", on, calendar)
    return sorted(found, key=lambda term: term.due)


def _own(
    pack: Pack, said: str, name: str, what: str, on: date, calendar: Calendar | None = None
) -> list[Term]:
    """A term whose number the document leaves to the bureau, by its answer; before the event for the notice."""
    if not said.isdecimal():
        return []
    before, citation = name == "notice_days", pack.setting(name).citation
    known, first = calendar or known_calendar(), counts_event_day(pack)
    count = known.subtract_workdays if before else known.add_workdays
    end = count(on, int(said), count_start=first)
    where = f"{packs.cite(pack, citation)}，{OWN_DECISION}" if citation else OWN_DECISION
    return [
        Term(
            key=name,
            what=what,
            due=end.day,
            count=int(said),
            unit_words=str(Unit.WORKDAYS),
            left=workdays_left(end.day),
            provisional=end.provisional,
            citation=where,
            reference=pack.is_reference(on),
        )
    ]


PUBLICATION_EVENTS = (Event.TASK_ENDED, Event.CHECK_ENDED, Event.RESULT_MADE)
"""What starts the term of publication, as the documents differ (高青: the task ended; 信阳: the result was made)."""


def is_publication(key: str, what: str) -> bool:
    """Whether a term is one of publication."""
    return key.endswith("publication") or "公示" in what or "公开" in what


def publication_terms(
    campaign: Campaign,
    ended_on: date,
    last_ended_on: date | None = None,
    calendar: Calendar | None = None,
) -> list[Term]:
    """By when results that were ended on a day must be public.

    `last_ended_on`: the day on which the last check of the whole task ended; None while some have not. A term from
    the end of the task runs from that day, or from the end of each check, as the bureau reads it (高青 9.1).
    """
    whole = pack_of(campaign).answer("task_end") == "last_visit"
    begins = dict.fromkeys(PUBLICATION_EVENTS, ended_on)
    if whole:
        begins.pop(Event.TASK_ENDED)
        begins |= {Event.TASK_ENDED: last_ended_on} if last_ended_on else {}
    found = [
        term
        for event, day in begins.items()
        for term in terms(campaign, event, day, calendar)
        if is_publication(term.key, term.what)
    ]
    return sorted(found, key=lambda term: term.due)


def parameter_citation(campaign: Campaign, key: str) -> str:
    """The article of one parameter of the pack; empty when the pack lacks it."""
    pack = pack_of(campaign)
    try:
        return packs.cite(pack, pack.get(key, timezone.localdate()).citation)
    except LawError:
        return ""
