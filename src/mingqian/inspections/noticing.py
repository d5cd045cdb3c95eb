"""What a notice must say and how it may go out: the documents' own words, and the field of the notice that holds each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from mingqian.acts.refusal import Refused
from mingqian.inspections.law import Term, terms
from mingqian.inspections.limits import text
from mingqian.inspections.models import Channel, Notice
from mingqian.inspections.wordbook import day
from mingqian.law import Event
from mingqian.plans.governing import Ruled, governing
from mingqian.plans.models import Campaign

ITEMS, DAY, OWN = "items", "planned_on", ""
_HELD = (
    ("检查事项", ITEMS),
    ("抽查事项", ITEMS),
    ("时间", DAY),
    ("日期", DAY),
    ("材料", "materials"),
    ("资料", "materials"),
    ("到场", "attend"),
    ("配合", "attend"),
)
"""By which characters of a document's word the field of a notice is known that holds it."""
CHANNELS = (Channel.WRITTEN, Channel.TELEPHONE, Channel.FAX)
MOST_TOLD = 1000


@dataclass(frozen=True)
class Content:
    """One thing a document wants in a notice: its word, the field that holds it (empty: a text of its own), where."""

    word: str
    held: str
    where: str


def first(campaign: Campaign, key: str) -> Ruled | None:
    """The first governing rule on a key: the document of the plan before all others."""
    return next(governing(campaign, key), None)


def contents(campaigns: Iterable[Campaign]) -> list[Content]:
    """Everything a notice of these campaigns must say, each field asked for once, by the first document's word."""
    found: dict[str, Content] = {}
    for campaign in campaigns:
        for one in governing(campaign, "checks.notice_contents"):
            for word in one.values:
                held = next((name for mark, name in _HELD if mark in word), OWN)
                found.setdefault(held or word, Content(word, held, one.where))
    return list(found.values())


def asked_words(campaigns: Iterable[Campaign]) -> dict[str, Content]:
    """What must be typed into a notice, by field; own texts by their word. Day and items are always there."""
    return {one.held or one.word: one for one in contents(campaigns) if one.held not in (ITEMS, DAY)}


def channels(campaigns: Iterable[Campaign]) -> list[tuple[str, str]]:
    """(code, word) of the ways a notice may go out: those every document allows that names any; else all we know.

    A way we do not know has its word as code.
    """
    offered: list[str] | None = None
    for campaign in campaigns:
        for one in governing(campaign, "checks.notice_forms"):
            offered = [word for word in one.values if offered is None or word in offered]
    if offered is None:
        return [(str(one.value), str(one.label)) for one in CHANNELS]
    known = {str(one.label): str(one.value) for one in CHANNELS}
    return [(known.get(word, word), word) for word in offered]


def channel_kept(campaigns: Iterable[Campaign], chosen: str) -> tuple[str, str]:
    """(`Notice.channel`, `Notice.way`) of what was chosen. Raises `Refused(inspections.channel_unknown)`."""
    offered = dict(channels(campaigns))
    if chosen not in offered:
        raise Refused("inspections.channel_unknown", ways="、".join(offered.values()), field="channel")
    known = {str(one.value) for one in CHANNELS}
    return (chosen if chosen in known else str(Channel.OTHER)), offered[chosen]


def require_contents(
    campaigns: Iterable[Campaign], said: Mapping[str, str], told: Mapping[str, str]
) -> dict[str, str]:
    """The own texts of a notice as they are kept. Raises `Refused(inspections.notice_incomplete)` for the first thing a
    document wants that is not said.
    """
    kept: dict[str, str] = {}
    for name, one in asked_words(campaigns).items():
        words = said.get(name, "") if one.held else text(told.get(one.word, ""), field_of(one), MOST_TOLD)
        if not words.strip():
            raise Refused(
                "inspections.notice_incomplete", what=one.word, citation=one.where, field=field_of(one)
            )
        if not one.held:
            kept[one.word] = words
    return kept


def field_of(one: Content) -> str:
    """The name of the form's field."""
    return one.held or f"told_{one.word}"


def points(notice: Notice, campaigns: Iterable[Campaign]) -> list[tuple[str, str]]:
    """(heading, text) of what a notice says besides the day, the items and the people, in the documents' words."""
    asked = asked_words(campaigns)
    named = {"materials": "请准备下列材料", "attend": "到场配合"}
    found = [
        (asked[name].word if name in asked else heading, getattr(notice, name))
        for name, heading in named.items()
    ]
    return [(heading, words) for heading, words in [*found, *notice.told.items()] if words]


def rights_of(campaign: Campaign) -> list[tuple[str, tuple[str, ...], str]]:
    """What an enterprise may do and must do, in the documents' words: (heading, words, where)."""
    named = {"checks.subject_rights": "你单位的权利", "checks.subject_duties": "你单位的义务"}
    return [
        (heading, one.values, one.where) for key, heading in named.items() for one in governing(campaign, key)
    ]


def titled(campaign: Campaign, key: str) -> str:
    """The title a document gives one of its papers; empty where it gives none."""
    rule = first(campaign, key)
    return rule.values[0] if rule is not None and rule.values else ""


def missed(campaigns: Iterable[Campaign], planned_on: date) -> Term | None:
    """The term of notice that a check on this day would miss if it were told of today: the earliest; None where none is."""
    today = timezone.localdate()
    found = [
        term
        for campaign in campaigns
        for term in terms(campaign, Event.CHECK_PLANNED, planned_on)
        if term.due < today
    ]
    return min(found, key=lambda term: term.due, default=None)


def late_kept(campaigns: Iterable[Campaign], planned_on: date, reason: str) -> str:
    """The reason kept with a notice that comes later than its term (信阳 十一); empty where it is in time.

    Raises `Refused(inspections.notice_late)` with the last day and the article.
    """
    term = missed(campaigns, planned_on)
    if term is None:
        return ""
    kept = text(reason, "late_reason", MOST_TOLD)
    if not kept:
        raise Refused(
            "inspections.notice_late",
            field="late_reason",
            on=day(planned_on),
            count=term.count,
            unit=term.unit_words,
            due=day(term.due),
            citation=term.citation,
        )
    return kept
