"""What would resolve an overload, reckoned: other months, other units, fewer visits where the rules allow, more people."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from mingqian.plans.capacity.sums import MonthLoad, UnitLoad, Work, part_of_month, shown


@dataclass(frozen=True)
class Remedy:
    """One way out: `kind` is move, borrow, reduce or people; `solves` is the number of person-days it frees."""

    kind: str
    unit: str
    words: str
    solves: Fraction


def remedies(loads: Sequence[UnitLoad], works: Sequence[Work], workdays: Sequence[int]) -> list[Remedy]:
    """For every overloaded unit what helps, the mildest first. Each stands alone; none is carried out."""
    found: list[Remedy] = []
    for load in loads:
        if load.overloaded:
            found += _moves(load, works, workdays)
            found += _borrowed(load, loads)
            found += _reduced(load, works)
            found += _people(load)
    return found


def _moves(load: UnitLoad, works: Sequence[Work], workdays: Sequence[int]) -> list[Remedy]:
    """From the overloaded months to the nearest ones with room."""
    room = {one.month: one.spare for one in load.months}
    found = []
    for one in load.months:
        if not one.over:
            continue
        rest, parts = one.over, []
        heavy = _heaviest(load.unit, one.month, works, workdays)
        for month in sorted(room, key=lambda m: (abs(m - one.month), m)):
            moved = min(rest, room[month])
            if moved > 0:
                room[month] -= moved
                rest -= moved
                visits = f"（约 {math.ceil(moved / heavy.each)} 户）" if heavy and heavy.each else ""
                parts.append(f"{shown(moved)} 人日{visits}移到 {month} 月")
        if parts:
            name = f"“{heavy.name}”" if heavy else ""
            tail = f"，还差 {shown(rest)} 人日" if rest else ""
            words = f"{one.month} 月的{name}{'、'.join(parts)}{tail}"
            found.append(Remedy("move", load.unit, words, one.over - rest))
    return found


def _heaviest(unit: str, month: int, works: Sequence[Work], workdays: Sequence[int]) -> Work | None:
    own = [one for one in works if one.unit == unit and part_of_month(month, one.months, workdays)]
    return max(own, key=lambda one: one.days * part_of_month(month, one.months, workdays), default=None)


def _borrowed(load: UnitLoad, loads: Sequence[UnitLoad]) -> list[Remedy]:
    """People of other units in the same month."""
    found = []
    for one in load.months:
        if not one.over or not one.workdays:
            continue
        rest, parts = one.over, []
        for other in loads:
            month: MonthLoad = other.months[one.month - 1]
            if other.unit == load.unit or rest <= 0 or not month.spare or not other.people:
                continue
            taken = min(rest, month.spare)
            rest -= taken
            parts.append(f"{other.unit} {math.ceil(taken / one.workdays)} 人（{shown(taken)} 人日）")
        if parts:
            tail = f"，还差 {shown(rest)} 人日" if rest > 0 else ""
            words = f"{one.month} 月从{'、'.join(parts)}抽调{tail}"
            found.append(Remedy("borrow", load.unit, words, one.over - max(rest, Fraction(0))))
    return found


def _reduced(load: UnitLoad, works: Sequence[Work]) -> list[Remedy]:
    """Visits above what the rules demand."""
    found = []
    for one in works:
        if one.unit == load.unit and one.visits > one.least:
            saved = (one.visits - one.least) * one.each
            words = f"“{one.name}”从 {one.visits} 户减到下限 {one.least} 户，省 {shown(saved)} 人日"
            found.append(Remedy("reduce", load.unit, words, saved))
    return found


def _people(load: UnitLoad) -> list[Remedy]:
    """More people, where the whole year does not suffice."""
    short = load.total("needed") - load.total("available")
    if short <= 0:
        return []
    each = Fraction(sum(one.workdays for one in load.months))
    if load.people:
        each = max(Fraction(1), load.total("available") / load.people)
    number = math.ceil(short / each)
    words = (
        f"全年还差 {shown(short)} 人日：增加 {number} 人（每人每年可用于检查 {shown(each)} 天），或者减少检查"
    )
    return [Remedy("people", load.unit, words, short)]
