"""综合查一次: which planned checks would come to the same enterprises in the same months, and so become one visit.

Reckoned from conditions and registers alone, never from a drawn list: a number here says how many enterprises two lines
can both reach, not whom either has reached. Enterprises of two departments are the same when their codes are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from django.db.models import Case, CharField, Q, QuerySet, Value, When

from mingqian.plans import conditions, lines, packs, states
from mingqian.plans.classing import of_class
from mingqian.plans.models import PlanLine
from mingqian.plans.models.plan import LineKind
from mingqian.plans.pool.kept import kept
from mingqian.plans.register import SEPARATOR, joined, tallied, whole_register
from mingqian.registers.models import Subject

MOST = 60
"""Pairs shown."""


@dataclass(frozen=True)
class Reach:
    """One line and whom it can reach."""

    line: PlanLine
    own: bool

    @cached_property
    def holds(self) -> Q:
        """Who meets its conditions and is of its class."""
        plan = self.line.plan
        pack, on = packs.pack_for(plan.agency_id, plan.pack_id), lines.year_start(plan.year)
        return of_class(pack, on, self.line.item_class) & conditions.as_q(self.line.conditions)

    @cached_property
    def rows(self) -> QuerySet[Subject]:
        """Every existing enterprise of its department's register that it can reach."""
        found: QuerySet[Subject] = (
            whole_register(self.line.plan.agency_id).filter(self.holds, retired_at__isnull=True).order_by()
        )
        return found

    @cached_property
    def size(self) -> int:
        """How many."""
        return self.rows.count()


@dataclass(frozen=True)
class Overlap:
    """Two lines, the months in which both are to be checked, how many enterprises both can reach."""

    first: Reach
    second: Reach
    month_from: int
    month_to: int
    shared: int
    joined: bool
    """Whether one of them is a joint check with the other's department already."""

    @property
    def months(self) -> str:
        """3–6 月 or 3 月."""
        one = self.month_from == self.month_to
        return f"{self.month_from} 月" if one else f"{self.month_from}–{self.month_to} 月"

    @property
    def expected(self) -> int:
        """How many enterprises both would draw, if the lots fell evenly: for a sense of the size."""
        shares = float(self.first.line.share_percent) * float(self.second.line.share_percent) / 10_000
        return round(self.shared * shares)


def _lines(agency_id: int, year: int) -> list[Reach]:
    """Lines of the year: the own ones in force or being planned, and those other departments have published."""
    rows = PlanLine.objects.filter(plan__year=year).select_related("plan__agency", "unit")
    planned = Q(plan__state__in=(states.DRAFT, states.SUBMITTED), plan__adjustment__isnull=True)
    mine = rows.filter(Q(plan__state__in=states.IN_FORCE) | planned, plan__agency_id=agency_id)
    own = [Reach(line, True) for line in mine.order_by("plan_id", "number")]
    public = rows.filter(plan__state=states.PUBLISHED).exclude(plan__agency_id=agency_id)
    return own + [Reach(line, False) for line in public.order_by("plan__agency_id", "plan_id", "number")]


def _met(reaches: Sequence[Reach]) -> dict[tuple[int, int], int]:
    """How many enterprises each two of these lines of one register can both reach, by place; from one reading of it."""
    if len(reaches) < 2:
        return {}
    agency_id = reaches[0].line.plan.agency_id
    marks = {
        f"line_{place}": Case(
            When(reach.holds, then=Value("1")), default=Value("0"), output_field=CharField()
        )
        for place, reach in enumerate(reaches)
    }
    rows = (
        whole_register(agency_id)
        .filter(retired_at__isnull=True)
        .order_by()
        .annotate(**marks)
        .annotate(marks=joined(tuple(marks)))
        .values_list("marks", flat=True)
    )
    sql, values = rows.query.sql_with_params()
    counted = kept(agency_id, f"{sql} {values!r}", lambda: tallied(agency_id, rows))
    met: Counter[tuple[int, int]] = Counter()
    for text, number in counted.items():
        inside = [place for place, mark in enumerate(text.split(SEPARATOR)) if mark == "1"]
        met.update(dict.fromkeys(combinations(inside, 2), number))
        for place in inside:
            met[place, place] += number
    for place, reach in enumerate(reaches):
        reach.__dict__["size"] = met[place, place]  # counted already
    return met


def _shared(one: Reach, other: Reach) -> int:
    """How many enterprises a line of another department can reach too, known again by their codes."""
    return one.rows.filter(code__in=other.rows.values("code")).count()


def overlaps(agency_id: int, year: int) -> list[Overlap]:
    """Pairs of lines that meet in some month at some enterprise, the largest first. One of the two is always own."""
    found = []
    reaches = _lines(agency_id, year)
    met = _met([one for one in reaches if one.own])
    for (place, one), (next_place, other) in combinations(enumerate(reaches), 2):
        first = max(one.line.month_from, other.line.month_from)
        last = min(one.line.month_to, other.line.month_to)
        if not one.own or first > last:
            continue
        shared = met.get((place, next_place), 0) if other.own else _shared(one, other)
        if shared:
            found.append(Overlap(one, other, first, last, shared, _joined(one.line, other.line)))
    return sorted(found, key=lambda pair: -pair.shared)[:MOST]


def _joined(one: PlanLine, other: PlanLine) -> bool:
    partners: Sequence[int] = one.partner_agency_ids if one.kind == LineKind.JOINT else ()
    others: Sequence[int] = other.partner_agency_ids if other.kind == LineKind.JOINT else ()
    return other.plan.agency_id in partners or one.plan.agency_id in others
