"""What the documents say of checks across regions, read by their keys (西平 跨区域)."""

from __future__ import annotations

from dataclasses import dataclass

from mingqian.accounts.models import Agency
from mingqian.plans.governing import governing
from mingqian.plans.models import Campaign

Whose = Campaign | Agency | int


@dataclass(frozen=True)
class Way:
    """One way: its key, its name, the article, what it is for."""

    key: str
    words: str
    citation: str
    reading: str


@dataclass(frozen=True)
class Words:
    """The words a document lists under one key, and its article; empty where no document speaks."""

    words: tuple[str, ...] = ()
    citation: str = ""


WAYS = (
    "cross_region.way_supervision",
    "cross_region.way_mutual",
    "cross_region.way_groups",
    "cross_region.way_joint",
)
OWN = "本局"
"""Who organises where the bureau itself does, after a report of leads."""


def ways(whose: Whose) -> list[Way]:
    """The ways the documents know."""
    return [
        Way(one.parameter.key, "、".join(one.values), one.where, one.parameter.citation.reading)
        for one in governing(whose, *WAYS)
    ]


def _words(whose: Whose, key: str) -> Words:
    one = next(governing(whose, key), None)
    return Words(one.values, one.where) if one else Words()


def organisers(whose: Whose) -> Words:
    """Who organises: 省厅, 市局."""
    return _words(whose, "cross_region.organised_by")


def preparations(whose: Whose) -> Words:
    """What is done on notice."""
    return _words(whose, "cross_region.on_notice")


def drawn_from(whose: Whose) -> Words:
    """Of whom enterprises are drawn."""
    return _words(whose, "cross_region.drawn_from")


def leads_to(whose: Whose) -> Words:
    """To whom leads are reported."""
    return _words(whose, "cross_region.leads_reported_to")


def findings_to(whose: Whose) -> Words:
    """Who is told of a finding: the place, whoever leads."""
    return _words(whose, "cross_region.findings_to")


def local_duties(whose: Whose) -> Words:
    """What the place does with it."""
    return _words(whose, "cross_region.local_duties")


def follow_forms(whose: Whose) -> Words:
    """By which forms whoever leads follows it up."""
    return _words(whose, "cross_region.followed_by")
