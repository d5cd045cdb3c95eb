"""What the documents say of what follows a finding: which measures, in which form, which gates, by when."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from mingqian.inspections.law import Term, workdays_left
from mingqian.law import Applies, Event, counts_event_day, due
from mingqian.plans import packs, rulebook
from mingqian.plans.governing import governing, governing_packs
from mingqian.plans.models import Campaign
from mingqian.workdays import Calendar

_ORDER = re.compile("责令|整改|改正|纠正|停止")
_CASE = re.compile("立案|处罚")
_LETTER = re.compile("移送|移交|函告")
PLAIN_ORDER = "责令改正"
"""What an order is called where no document that binds the bureau names one."""


@dataclass(frozen=True)
class Choice:
    """One word of the documents that may be chosen, and where it stands."""

    words: str
    citation: str


Whose = Campaign | int
"""A campaign, or the id of an agency where there is none."""


def choices(whose: Whose, *keys: str) -> list[Choice]:
    """Every word the packs that govern list under these keys, each once, in the packs' order. Yes and no are no words."""
    listed: dict[str, Choice] = {}
    for one in governing(whose, *keys):
        for words in one.values:
            listed.setdefault(words, Choice(words, one.where))
    return list(listed.values())


def asked_by(whose: Whose, key: str) -> str:
    """The first article that asks for something (says yes, or says what); empty where none does."""
    return next((one.where for one in governing(whose, key) if one.parameter.value is not False), "")


def order_measures(whose: Whose) -> list[Choice]:
    """The measures that tell somebody to correct something (卫东 六3; 鹤壁 五(四)、附件3; 西平 方案 二(六))."""
    listed = choices(whose, "checks.measures", "checks.handling")
    orders = [one for one in listed if _ORDER.search(one.words) and not _CASE.search(one.words)]
    return orders or [Choice(PLAIN_ORDER, "")]


def other_measures(whose: Whose) -> list[Choice]:
    """The measures that are neither an order nor a case nor a letter: 现场笔录, 提取证据, 通报, 约谈."""
    listed = choices(whose, "checks.measures", "checks.handling")
    return [one for one in listed if not any(kind.search(one.words) for kind in (_ORDER, _CASE, _LETTER))]


def measure_forms(whose: Whose) -> list[Choice]:
    """In which form a measure may be taken (卫东 六4); none where no document says."""
    return choices(whose, "checks.measures_forms")


def follow_up_by(whose: Whose) -> list[Choice]:
    """By which principle somebody looks after it from now on (卫东 八; 西平 联合 六)."""
    return choices(whose, "checks.follow_up")


def follow_up_demanded(whose: Whose) -> str:
    """The article that wants every problem followed up (高青 9.2); empty where none does."""
    return asked_by(whose, "checks.follow_up")


@dataclass(frozen=True)
class Inquiry:
    """Whether a suspicion is first looked into, and reported, before a case is opened (信阳 二十六)."""

    first: bool
    report: bool
    steps: tuple[str, ...]
    citation: str


def inquiry(whose: Whose) -> Inquiry:
    """The steps before 立案 the documents want; none of them where none says so."""
    listed = choices(whose, "checks.inquiry")
    steps = tuple(one.words for one in listed)
    return Inquiry(
        first=any("初步调查" in step for step in steps),
        report=any("报告" in step for step in steps),
        steps=steps,
        citation=listed[0].citation if listed else "",
    )


def legal_review(whose: Whose) -> tuple[str, list[Choice]]:
    """(the article that wants a legal review before certain decisions, the situations in which it does)."""
    return asked_by(whose, "checks.legal_review"), choices(whose, "checks.legal_review_cases")


def head_discusses(whose: Whose) -> str:
    """The article that has the heads discuss a complicated or grave case together; empty where none does."""
    return asked_by(whose, "bodies.head_discusses")


def penalty_kinds(whose: Whose) -> list[Choice]:
    """The kinds of penalty the law knows."""
    return choices(whose, "checks.penalty_kinds")


def penalties_public(whose: Whose) -> str:
    """The article that has penalties made public; empty where none does."""
    return asked_by(whose, "publication.penalties")


def objection_corrected(whose: Whose) -> str:
    """The article that has a wrong result corrected after the review; empty where none does."""
    return asked_by(whose, "checks.objection_corrected")


def running(
    whose: Whose,
    event: Event,
    on: date,
    names: Collection[str],
    *,
    calendar: Calendar | None = None,
) -> list[Term]:
    """What every pack makes due under these names of `clocks`, earliest first: each document's term runs by itself.

    A term's `key` names its pack: two documents may set two terms for what looks the same (西平 细则 十三, 安全生产法 78).
    What is said of joint checks alone binds no single one.
    """
    joint = is_joint(whose)
    known = calendar or rulebook.known_calendar()
    terms = [
        Term(
            key=f"{pack.id}:{one.key}",
            what=one.to,
            due=one.due,
            count=one.count,
            unit_words=str(one.unit),
            left=workdays_left(one.due),
            provisional=one.provisional,
            citation=packs.cite(pack, one.citation),
            reference=one.reference,
        )
        for pack in governing_packs(whose)
        for one in due(pack, known, event, on)
        if one.key.partition(".")[2] in names and (joint or one.applies is not Applies.JOINT)
    ]
    return sorted(terms, key=lambda term: term.due)


def is_joint(whose: Whose) -> bool:
    """Whether a campaign is a joint one; where there is none, what is said of joint checks may bind as well."""
    return whose.joint if isinstance(whose, Campaign) else True


def decision_term(
    whose: Whose, opened_on: date, longer: date | None, calendar: Calendar | None = None
) -> Term | None:
    """By when a decision must be made (行政处罚法 60), or the later day set under another provision."""
    known = calendar or rulebook.known_calendar()
    for one in governing(whose, "checks.case_decided_days"):
        days = one.parameter.number()
        end = known.add_days(opened_on, days, count_start=counts_event_day(one.pack))
        last = longer or end.day
        return Term(
            key=f"{one.pack.id}:checks.case_decided_days",
            what="作出处罚决定",
            due=last,
            count=days,
            unit_words=str(one.parameter.unit),
            left=workdays_left(last),
            provisional=end.provisional and longer is None,
            citation=one.where,
            reference=one.pack.is_reference(timezone.localdate()),
        )
    return None
