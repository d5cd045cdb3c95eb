"""From what is demanded to the lines that reach it: arithmetic over cells, nothing read and nothing saved."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from mingqian.law import ItemClass, Setting
from mingqian.law.demand import Cell, Demand, Group, Measure, size_of
from mingqian.law.plan_lines import PlannedLine
from mingqian.plans.packs import CODE_OF_CLASS

Split = Literal["field", "class"]
_CLASSES = (ItemClass.KEY, ItemClass.GENERAL, None)
"""None: subjects under a document that knows no classes."""


@dataclass(frozen=True)
class Suggestion:
    """One proposed line. `share` in percent as exact text, empty where only the bureau can say (`asks`).

    `because`: the demands the number comes from. `round_of`: which draw of how many, where there are several.
    """

    title: str
    item_class: str
    fields: tuple[str, ...]
    grades: tuple[str, ...]
    share: str
    count: int
    pool: int
    months: tuple[int, int]
    because: tuple[Demand, ...]
    asks: tuple[Setting, ...] = ()
    round_of: tuple[int, int] = (1, 1)
    joint: bool = False

    @property
    def conditions(self) -> dict[str, list[str]]:
        """As `PlanLine.conditions`; empty for all subjects of the class."""
        found = {"credit_grades": sorted(self.grades), "fields": sorted(self.fields)}
        return {name: values for name, values in found.items() if values}


def percent_up(share: Fraction) -> str:
    """The least percentage of four places that is not below a share: 1/3 → "33.3334"."""
    return format((Decimal(math.ceil(share * 1_000_000)) / 10_000).normalize(), "f")


def drawn(pool: int, percent: str) -> int:
    """How many a percentage makes of a pool, rounded up."""
    return math.ceil(pool * Fraction(percent) / 100)


def suggest(
    demands: Sequence[Demand],
    cells: Sequence[Cell],
    existing: Sequence[PlannedLine],
    *,
    split: Split,
    months: tuple[int, int],
) -> list[Suggestion]:
    """The lines that are missing for every minimum to be reached: by grade where a document goes by grades, then the
    rest of each class, by field of industry or whole. What `existing` lines give already is not proposed again.

    `months`: the first and last month that may be used; the lines are parted over it so that no part bears much more
    than another.
    """
    found: list[Suggestion] = []
    for demand in demands:
        if demand.group.grade is not None and demand.measure is Measure.SUBJECTS and demand.size:
            found += _graded(demand, cells, existing)
    graded_fields = {field for one in found for field in one.fields}
    for item_class in _CLASSES:
        inside = [cell for cell in cells if cell.item_class is item_class and cell.size]
        if not inside:
            continue
        names = sorted({cell.field for cell in inside})
        parts: list[tuple[str, ...]] = [(name,) for name in names] if split == "field" else [()]
        for fields in parts:
            if fields == ("",):
                continue  # no line can name the field nobody has filled in: see the class line below
            one = _of_class(demands, cells, existing, found, Group(item_class, fields), graded_fields)
            if one is not None:
                found.append(one)
    return _spread(found, months)


def unnamed(cells: Iterable[Cell]) -> int:
    """Subjects without a field of industry: lines by field do not reach them."""
    return sum(cell.size for cell in cells if not cell.field)


def with_joint(
    suggestions: Sequence[Suggestion], wanted: int, joint_fields: Iterable[str]
) -> list[Suggestion]:
    """Make so many of the lines joint ones, those first in whose field other departments have joint items, then the
    larger: a joint visit takes the place of several, it is not one more.
    """
    fields = set(joint_fields)
    order = sorted(
        range(len(suggestions)),
        key=lambda at: (
            suggestions[at].item_class != "general",
            not (set(suggestions[at].fields) & fields or not suggestions[at].fields),
            -suggestions[at].count,
        ),
    )
    chosen = {at for at in order[: max(0, wanted)] if suggestions[at].count}
    return [replace(one, joint=True) if at in chosen else one for at, one in enumerate(suggestions)]


def _code(item_class: ItemClass | None) -> str:
    """The class of a line; where the document knows none, the one under which nothing is restricted."""
    return CODE_OF_CLASS[item_class] if item_class else CODE_OF_CLASS[ItemClass.GENERAL]


def _graded(demand: Demand, cells: Sequence[Cell], existing: Sequence[PlannedLine]) -> list[Suggestion]:
    """The draws of one grade, in every class that has some of it."""
    group, found = demand.group, []
    done = sum(bool(line.count) and line.within(cells, group) == line.count for line in existing)
    for item_class in _CLASSES:
        part = Group(item_class, group.fields, group.grade)
        pool = sum(cell.size for cell in cells if part.holds(cell) and cell.item_class is item_class)
        if not pool or demand.share is None:
            continue
        percent = percent_up(min(demand.share, Fraction(demand.each, demand.size)))
        if demand.each == math.ceil(demand.size * demand.share):
            percent = percent_up(demand.share)
        for number in range(done + 1, demand.rounds + 1):
            times = f"（第 {number} 次）" if demand.rounds > 1 else ""
            found.append(
                Suggestion(
                    title=f"{'、'.join(group.fields)}{item_class or ''}检查对象 {group.grade} 级{times}",
                    item_class=_code(item_class),
                    fields=group.fields,
                    grades=(str(group.grade),),
                    share=percent,
                    count=drawn(pool, percent),
                    pool=pool,
                    months=(0, 0),
                    because=(demand,),
                    asks=demand.asks,
                    round_of=(number, demand.rounds),
                )
            )
    return found


def _of_class(
    demands: Sequence[Demand],
    cells: Sequence[Cell],
    existing: Sequence[PlannedLine],
    before: Sequence[Suggestion],
    group: Group,
    graded_fields: set[str],
) -> Suggestion | None:
    """The line of one class, or of one field within it: the largest part any document demands of it."""
    pool = size_of(cells, group)
    about = [one for one in demands if _bears_on(one, group)]
    least = [(one, _part(one)) for one in about if one.measure is Measure.SUBJECTS and one.minimum]
    share = max((part for _, part in least), default=Fraction(0))
    because = tuple(one for one, part in least if part == share)
    asks = tuple(setting for one in about for setting in one.asks)
    once = [one for one in about if one.measure is Measure.CAMPAIGNS]
    if not share and not once and not asks:
        return None
    own = [one for one in before if one.item_class == _code(group.item_class)]
    given = _given(existing, cells, group) + sum(
        one.count for one in own if set(one.fields) & set(group.fields)
    )
    if share and math.ceil(pool * share) <= given:
        return None
    if not share and (_reached(existing, cells, group) or set(group.fields) & graded_fields):
        return None
    count, percent = 0, ""
    if share:
        percent = percent_up(share)
        count = drawn(pool, percent) + _more(demands, cells, group, percent)
    elif once and not asks:
        percent = percent_up(Fraction(1, pool))
        count = drawn(pool, percent)
    whole = "全覆盖检查" if share == 1 else "抽查"
    return Suggestion(
        title=f"{'、'.join(group.fields)}{group.item_class or ''}检查对象{whole}",
        item_class=_code(group.item_class),
        fields=group.fields,
        grades=(),
        share=percent,
        count=count,
        pool=pool,
        months=(0, 0),
        because=because or tuple(once),
        asks=asks if not share else (),
    )


def _more(demands: Sequence[Demand], cells: Sequence[Cell], group: Group, percent: str) -> int:
    """How many come on top because more is drawn of some (an urn of their own in the campaign)."""
    raised = max((one.share for one in demands if one.group.raised and one.share), default=Fraction(0))
    size = size_of(cells, replace(group, raised=True))
    return max(0, math.ceil(size * raised) - drawn(size, percent))


def _bears_on(demand: Demand, group: Group) -> bool:
    """Whether a demand binds the subjects of a class or field, grades apart."""
    own = demand.group
    return (
        own.grade is None
        and own.raised is None
        and (own.item_class is None or own.item_class is group.item_class)
        and (not own.fields or not group.fields or bool(set(own.fields) & set(group.fields)))
        and (
            demand.measure is Measure.SUBJECTS or (demand.measure is Measure.CAMPAIGNS and bool(group.fields))
        )
    )


def _part(demand: Demand) -> Fraction:
    """What part of its group a demand wants: its share, or its number of all."""
    if demand.share is not None:
        return demand.share
    return min(Fraction(demand.minimum, demand.size), Fraction(1)) if demand.size else Fraction(0)


def _given(existing: Sequence[PlannedLine], cells: Sequence[Cell], group: Group) -> int:
    exact = sum((line.within(cells, group) for line in existing), Fraction(0))
    return exact.numerator // exact.denominator


def _reached(existing: Sequence[PlannedLine], cells: Sequence[Cell], group: Group) -> bool:
    return any(line.count and line.within(cells, group) for line in existing)


def _spread(found: Sequence[Suggestion], months: tuple[int, int]) -> list[Suggestion]:
    """Give every line its months: draws of one grade one after another, full coverage the whole time, the rest in thirds
    so that the heaviest lines do not fall together.
    """
    first, last = months
    windows = _windows(first, last, 3)
    load = dict.fromkeys(windows, 0)
    placed: dict[int, tuple[int, int]] = {}
    for at, one in enumerate(found):
        if one.round_of[1] > 1:
            halves = _windows(first, last, one.round_of[1])
            placed[at] = halves[min(one.round_of[0], len(halves)) - 1]
        elif one.pool and one.count == one.pool:
            placed[at] = (first, last)
    for at in sorted(set(range(len(found))) - placed.keys(), key=lambda n: (-found[n].count, n)):
        window = min(windows, key=lambda one: (load[one], one))
        load[window] += found[at].count
        placed[at] = window
    return [replace(one, months=placed[at]) for at, one in enumerate(found)]


def _windows(first: int, last: int, parts: int) -> list[tuple[int, int]]:
    """The months from first to last in so many parts, the earlier ones longer; fewer where there are fewer months."""
    length = last - first + 1
    parts = min(parts, length)
    edges = [first + math.ceil(length * n / parts) for n in range(parts + 1)]
    return [(edges[n], edges[n + 1] - 1) for n in range(parts)]
