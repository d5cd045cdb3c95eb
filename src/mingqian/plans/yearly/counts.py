"""The register as the rules see it: counted in the database, never read row by row."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import BooleanField, Case, Count, Q, Value, When

from mingqian.law import Grade
from mingqian.law.demand import Cell
from mingqian.plans import conditions
from mingqian.plans.models import AnnualPlan, Campaign, PlanLine
from mingqian.plans.models.plan import ItemClass
from mingqian.plans.packs import CLASS_OF_CODE, pack_for
from mingqian.plans.pool.exempt import exempt
from mingqian.plans.pool.kept import Counted, kept
from mingqian.plans.pool.reasons import SEEN_BEFORE, SEEN_THIS_YEAR
from mingqian.plans.pool.survey import label_of
from mingqian.plans.pool.terms import CANDIDATE, OUT_OF_SCOPE, Terms, terms_of

COUNTED = ("reason", "klass", "field", "region_code", "township", "credit_grade", "raised", "exempt")
PLANNED = frozenset({CANDIDATE, "drawn_already", SEEN_THIS_YEAR, SEEN_BEFORE})
"""Reasons that keep a subject out of the next draw at most, not out of the year's plan."""
UNCLASSED = "unclassed"
_GRADES = {str(grade): grade for grade in Grade}


class Key(NamedTuple):
    """What subjects are counted by. `klass` is key or general, empty under a document that knows no classes; the rest as
    the register has it, possibly empty.
    """

    klass: str
    field: str
    region_code: str
    township: str
    credit_grade: str
    raised: bool = False
    """Whether the document wants more drawn of them, and the bureau has decided how many."""


class Number(NamedTuple):
    """Subjects under one key: all; of them exempt from the yearly limit; of them not seen in this cycle before this
    year.
    """

    size: int
    exempt: int
    unseen: int


@dataclass(frozen=True)
class Left:
    """Subjects no plan reaches, and why."""

    code: str
    name: str
    citation: str
    count: int


@dataclass(frozen=True)
class RegisterCounts:
    """A register on one day. `numbers` by key; `left` whom the rules keep out of random checks; `unclassed` those of
    whom nobody can say whether they are 重点 or 一般.
    """

    on: date
    numbers: Mapping[Key, Number]
    left: tuple[Left, ...]
    unclassed: int

    @property
    def size(self) -> int:
        """Subjects that can be planned for."""
        return sum(number.size for number in self.numbers.values())

    def cells(self) -> tuple[tuple[Cell, ...], Mapping[Key, int]]:
        """The cells the rules tell apart, and in which of them each key lies."""
        sums: dict[tuple[str, str, str, bool], list[int]] = {}
        for key, number in self.numbers.items():
            row = sums.setdefault((key.klass, key.field, key.credit_grade, key.raised), [0, 0, 0])
            for place, value in enumerate(number):
                row[place] += value
        order = {name: place for place, name in enumerate(sums)}
        cells = tuple(
            Cell(CLASS_OF_CODE.get(klass), field, _GRADES.get(grade), row[0], row[1], row[2], raised)
            for (klass, field, grade, raised), row in sums.items()
        )
        return cells, {key: order[key.klass, key.field, key.credit_grade, key.raised] for key in self.numbers}

    def by_place(self, klass: str = "") -> list[tuple[str, int]]:
        """Townships (or districts) with their subjects, most first."""
        found: Counter[str] = Counter()
        for key, number in self.numbers.items():
            if not klass or key.klass == klass:
                found[place_of(key)] += number.size
        return sorted(found.items(), key=lambda row: (-row[1], row[0]))


def place_of(key: Key) -> str:
    """Where subjects are: the township, else the district."""
    return key.township or label_of("region_code", key.region_code)


def reckoning_day(plan: AnnualPlan, today: date) -> date:
    """The day on which a plan is reckoned: today within its year, else its first day."""
    return today if today.year == plan.year else date(plan.year, 1, 1)


def register_counts(plan: AnnualPlan, on: date) -> RegisterCounts:
    """Count the register of a plan's agency, class by class, under the pack of the plan. Kept until the register, the
    decisions on the pack or the released lists move.
    """
    return _kept(plan, on, "whole", lambda: _count(plan, on))


def _kept(plan: AnnualPlan, on: date, asked: str, count: Callable[[], Counted]) -> Counted:
    """What was counted, as long as nothing it hangs on has moved."""
    digest = pack_for(plan.agency_id, plan.pack_id).digest()
    return kept(plan.agency_id, f"{digest}:{on.isoformat()}:{asked}", count)


def _count(plan: AnnualPlan, on: date) -> RegisterCounts:
    numbers: dict[Key, Number] = {}
    left: dict[str, Left] = {}
    unclassed = 0
    for klass in ItemClass.values:
        terms = _terms(plan, klass, {}, on)
        if not terms.grounds and klass != ItemClass.GENERAL:
            continue  # without classes one pass sees everybody
        for row, number in grouped(terms):
            reason = row["reason"]
            own = row["klass"] if terms.grounds else klass
            if own not in (klass, "") or (not own and klass != ItemClass.GENERAL):
                continue  # counted with its own class; the unknown ones once
            if reason in PLANNED and own:
                key = Key(klass if terms.grounds else "", *(row[name] for name in Key._fields[1:]))
                was = numbers.get(key, Number(0, 0, 0))
                free, unseen = number * bool(row["exempt"]), number * (reason != SEEN_BEFORE)
                numbers[key] = Number(was.size + number, was.exempt + free, was.unseen + unseen)
            elif reason in (UNCLASSED, *PLANNED):
                unclassed += number
            else:
                rule = terms.reason(reason)
                before = left[reason].count if reason in left else 0
                left[reason] = Left(reason, rule.name, rule.citation, before + number)
    return RegisterCounts(on, numbers, tuple(left.values()), unclassed)


def reached(plan: AnnualPlan, klass: str, wanted: Mapping[str, Sequence[str]], on: date) -> dict[Key, int]:
    """How many subjects a line with these conditions reaches, by key: asked of the database, and kept like the rest."""
    asked = json.dumps([klass, wanted], sort_keys=True, ensure_ascii=False, default=list)
    return _kept(plan, on, asked, lambda: _reached(plan, klass, wanted, on))


def _reached(plan: AnnualPlan, klass: str, wanted: Mapping[str, Sequence[str]], on: date) -> dict[Key, int]:
    found: Counter[Key] = Counter()
    terms = _terms(plan, klass, wanted, on)
    for row, number in grouped(terms):
        if row["reason"] in PLANNED and (row["klass"] == klass or not terms.grounds):
            found[Key(klass if terms.grounds else "", *(row[name] for name in Key._fields[1:]))] += number
    return dict(found)


def fits(key: Key, wanted: Mapping[str, Sequence[str]]) -> bool:
    """Whether subjects under a key meet conditions on what they are counted by (see `plain`)."""
    for name, values in wanted.items():
        condition = conditions.BY_KEY[name]
        own = getattr(key, condition.column)
        if condition.prefix:
            if not own.startswith(tuple(values)):
                return False
        elif own not in values:
            return False
    return True


def plain(wanted: Mapping[str, Sequence[str]]) -> bool:
    """Whether conditions ask only for what subjects are counted by."""
    return all(conditions.BY_KEY[name].column in Key._fields for name in wanted)


def grouped(terms: Terms) -> list[tuple[dict[str, Any], int]]:
    """Whoever is in the scope of these terms, counted by `COUNTED` in one query."""
    free = (
        exempt(terms.pack, terms.on, terms.key_words) if terms.frequency.limit is not None else Q(pk__in=[])
    )
    rows = (
        terms.rows()
        .exclude(reason=OUT_OF_SCOPE)
        .annotate(
            exempt=Case(When(free, then=Value(True)), default=Value(False), output_field=BooleanField()),
            raised=Case(
                When(terms.raised_about, then=Value(True)), default=Value(False), output_field=BooleanField()
            ),
        )
        .order_by()
        .values(*COUNTED)
        .annotate(number=Count("pk"))
    )
    return [({name: row[name] for name in COUNTED}, row["number"]) for row in rows]


def _terms(plan: AnnualPlan, klass: str, wanted: Mapping[str, Sequence[str]], on: date) -> Terms:
    line = PlanLine(plan=plan, item_class=klass)
    campaign = Campaign(
        agency=plan.agency,
        line=line,
        mode="directed" if wanted else "undirected",
        conditions=dict(wanted),
        share_percent="100",
        unclassed_as="left_out",
    )
    return terms_of(campaign, on=on)
