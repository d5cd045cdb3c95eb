"""The arithmetic of working days: people × days − other duty − leave, against visits × team × days. Exact fractions."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

MONTHS = range(1, 13)
Kind = Literal["other", "absent"]


@dataclass(frozen=True)
class Duty:
    """Person-days that are no inspection days. `kind`: other enforcement duty, or absent from enforcement (leave,
    training, posts). Spread over its months by their working days.
    """

    unit: str
    kind: Kind
    label: str
    months: tuple[int, int]
    days: Fraction


@dataclass(frozen=True)
class Work:
    """One line to be inspected: `visits`, each by `team` people for `days_each` working days (travel included).

    `least`: the visits below which no rule lets it fall.
    """

    name: str
    unit: str
    visits: int
    months: tuple[int, int]
    team: int
    days_each: Fraction
    least: int = 0

    @property
    def days(self) -> Fraction:
        """Person-days of the whole line."""
        return self.visits * self.each

    @property
    def each(self) -> Fraction:
        """Person-days of one visit."""
        return self.team * self.days_each


@dataclass(frozen=True)
class MonthLoad:
    """One unit in one month, in person-days."""

    month: int
    workdays: int
    gross: Fraction
    other: Fraction
    absent: Fraction
    needed: Fraction

    @property
    def available(self) -> Fraction:
        """What is left for inspections; below zero where more is deducted than there is."""
        return self.gross - self.other - self.absent

    @property
    def over(self) -> Fraction:
        """How much is missing; 0 when it suffices."""
        return max(Fraction(0), self.needed - self.available)

    @property
    def spare(self) -> Fraction:
        """How much is left over."""
        return max(Fraction(0), self.available - self.needed)


@dataclass(frozen=True)
class UnitLoad:
    """One unit over the year."""

    unit: str
    people: int
    months: tuple[MonthLoad, ...]

    def total(self, name: str) -> Fraction:
        """The sum of one figure of the months: gross, other, absent, available, needed, over, spare."""
        return sum((Fraction(getattr(one, name)) for one in self.months), Fraction(0))

    @property
    def overloaded(self) -> bool:
        """Whether some month does not suffice."""
        return any(one.over for one in self.months)


def reckon(
    people: Mapping[str, int], workdays: Sequence[int], duties: Sequence[Duty], works: Sequence[Work]
) -> tuple[UnitLoad, ...]:
    """Every unit that has people, duties or work, in the order of `people`. `workdays` of January to December."""
    names = list(dict.fromkeys([*people, *(one.unit for one in duties), *(one.unit for one in works)]))
    loads = []
    for name in names:
        rows = []
        for month in MONTHS:
            days = workdays[month - 1]
            kinds = {"other": Fraction(0), "absent": Fraction(0)}
            for duty in duties:
                if duty.unit == name:
                    kinds[duty.kind] += duty.days * part_of_month(month, duty.months, workdays)
            needed = sum(
                (w.days * part_of_month(month, w.months, workdays) for w in works if w.unit == name),
                Fraction(0),
            )
            gross = Fraction(people.get(name, 0) * days)
            rows.append(MonthLoad(month, days, gross, kinds["other"], kinds["absent"], needed))
        loads.append(UnitLoad(name, people.get(name, 0), tuple(rows)))
    return tuple(loads)


def part_of_month(month: int, months: tuple[int, int], workdays: Sequence[int]) -> Fraction:
    """Which part of what lies in these months falls into one of them, by working days."""
    first, last = months
    if not first <= month <= last:
        return Fraction(0)
    inside = sum(workdays[first - 1 : last])
    return Fraction(workdays[month - 1], inside) if inside else Fraction(1, last - first + 1)


@dataclass(frozen=True)
class Split:
    """总法定工作日 and its three parts, with whole percentages that add up to 100."""

    total: Fraction
    other: Fraction
    absent: Fraction
    inspection: Fraction
    percents: tuple[int, int, int]


def split_of(loads: Sequence[UnitLoad]) -> Split:
    """The three parts of all working days; inspection is what remains, so nobody can type it."""
    total, other, absent = (
        sum((one.total(name) for one in loads), Fraction(0)) for name in ("gross", "other", "absent")
    )
    inspection = total - other - absent
    first, second, third = whole_percents((other, absent, inspection))
    return Split(total, other, absent, inspection, (first, second, third))


def whole_percents(parts: Sequence[Fraction]) -> tuple[int, ...]:
    """Whole percentages that add up to 100 (largest remainder); zeros when there is nothing to part."""
    total = sum(parts, Fraction(0))
    if total <= 0:
        return tuple(0 for _ in parts)
    exact = [part * 100 / total for part in parts]
    whole = [math.floor(one) for one in exact]
    for at in sorted(range(len(parts)), key=lambda n: (whole[n] - exact[n], n))[: 100 - sum(whole)]:
        whole[at] += 1
    return tuple(whole)


def shown(days: Fraction) -> str:
    """Days as people read them: one place, none when whole: "414", "12.5"."""
    tenth = round(days * 10)
    text = f"{abs(tenth) // 10:,}" + (f".{abs(tenth) % 10}" if tenth % 10 else "")
    return f"−{text}" if tenth < 0 else text
