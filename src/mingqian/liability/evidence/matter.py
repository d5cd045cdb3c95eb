"""What is looked at: a campaign, or one inspection of it, read once; and the form in which evidence is given."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.utils import timezone

from mingqian.acts.actor import Actor
from mingqian.draws.models import Draw, DrawnSubject
from mingqian.inspections.models import Inspection, RecordLine, Referral, ReferralWay
from mingqian.inspections.referrals import JUDICIAL
from mingqian.liability.models import Statement
from mingqian.plans.models import Campaign

DONE, NEAR, BAD, PLAIN = "done", "near", "bad", "todo"


@dataclass(frozen=True)
class Row:
    """One line of evidence: what it is about, what the record says, whether it speaks for (done) or against (bad)."""

    what: str
    said: str
    tone: str = PLAIN

    @property
    def word(self) -> str:
        """The tone in a word."""
        return {DONE: "有记录", NEAR: "还在期内", BAD: "没有做到", PLAIN: "情况"}[self.tone]


@dataclass(frozen=True)
class Evidence:
    """What the record shows of one case, in a sentence and line by line; `silent`: what it cannot show."""

    summary: str
    tone: str = PLAIN
    rows: tuple[Row, ...] = ()
    silent: str = ""

    @property
    def word(self) -> str:
        """The whole in a word."""
        return {DONE: "记录齐全", NEAR: "还在期内", BAD: "有没有做到的", PLAIN: "记录不能单独证明"}[self.tone]


def worst(rows: Iterable[Row]) -> str:
    """The gravest tone of the rows."""
    tones = {row.tone for row in rows}
    return next((tone for tone in (BAD, NEAR, DONE) if tone in tones), PLAIN)


def day_of(moment: datetime | None) -> date | None:
    """The local day of a moment."""
    return timezone.localdate(moment) if moment else None


def said_day(day: date | None) -> str:
    """A day as people write it."""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


@dataclass(frozen=True)
class Matter:
    """A campaign with its inspections, or with one of them (`one`), as `reader` may look at it."""

    campaign: Campaign
    inspections: tuple[Inspection, ...]
    one: Inspection | None = None
    reader: Actor | None = None

    @classmethod
    def of(cls, campaign: Campaign, one: Inspection | None = None, reader: Actor | None = None) -> Matter:
        """Everything of a campaign that matters here."""
        rows = Inspection.objects.filter(campaign=campaign)
        if one is not None:
            rows = rows.filter(pk=one.pk)
        found = rows.select_related("unit", "draw").prefetch_related(
            "lines__agency", "seats", "signatures", "referrals", "withholdings"
        )
        return cls(campaign, tuple(found.order_by("number")), one, reader)

    @cached_property
    def today(self) -> date:
        """The day on which it is looked at."""
        return timezone.localdate()

    @cached_property
    def draws(self) -> list[Draw]:
        """The draws the inspections rest on, in order."""
        ids = {one.draw_id for one in self.inspections if one.draw_id}
        return list(Draw.objects.filter(pk__in=ids).order_by("attempt"))

    @cached_property
    def undispatched(self) -> int:
        """How many were drawn and never dispatched."""
        if self.one is not None:
            return 0
        rows = DrawnSubject.objects.filter(draw__campaign=self.campaign, draw__in=self.draws, inspection=None)
        return rows.count()

    @cached_property
    def lines(self) -> list[tuple[Inspection, RecordLine]]:
        """Every line of every record."""
        return [(one, line) for one in self.inspections for line in one.lines.all()]

    @cached_property
    def problems(self) -> list[tuple[Inspection, RecordLine]]:
        """The lines on which a problem was found."""
        return [(one, line) for one, line in self.lines if line.finding == "problem"]

    @cached_property
    def crimes(self) -> list[tuple[Inspection, RecordLine]]:
        """The lines whose handling speaks of a crime."""
        return [(one, line) for one, line in self.problems if JUDICIAL.search(line.handling)]

    def letters(self, one: Inspection, way: ReferralWay | None = None) -> list[Referral]:
        """The letters about an inspection that were not dropped."""
        return [
            row for row in one.referrals.all() if row.state != "dropped" and (way is None or row.way == way)
        ]

    def statements(self, key: str) -> dict[int | None, Statement]:
        """The newest statement to a case, by inspection (None: the campaign)."""
        rows = Statement.objects.filter(campaign=self.campaign, key=key).order_by("id")
        return {row.inspection_id: row for row in rows}

    def count(self, holds: Callable[[Inspection], object]) -> int:
        """Of how many inspections something holds."""
        return sum(1 for one in self.inspections if holds(one))


def name_of(one: Inspection) -> str:
    """An inspection on a line of evidence."""
    return f"{one.number} {one.subject_name}"
