"""The plan, the registers and the calendar as `sums` wants them."""

from __future__ import annotations

import calendar as months_of
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import Count

from mingqian.law import Citation, ItemClass
from mingqian.law.demand import Measure
from mingqian.plans import adjusting, packs, share
from mingqian.plans.capacity.remedies import Remedy, remedies
from mingqian.plans.capacity.sums import MONTHS, Duty, Split, UnitLoad, Work, reckon, split_of
from mingqian.plans.lines import year_start
from mingqian.plans.models import AnnualPlan, PlanCapacity, PlanLine
from mingqian.plans.rulebook import known_calendar
from mingqian.plans.teams import least_team
from mingqian.plans.yearly import reckoning as yearly
from mingqian.plans.yearly.lines import Reach, reach_of
from mingqian.registers.models import Inspector, InspectorStatus

NOBODYS = "还没有定单位"
"""Stands for the unit of checks the rules demand and no line gives to anybody."""


@dataclass(frozen=True)
class Assumed:
    """What is reckoned with: as kept with the plan, or proposed from the registers (`proposed`).

    `people` by unit id; `days_each` and `travel` in working days.
    """

    people: Mapping[int, int]
    team: int
    days_each: str
    travel: Mapping[str, str]
    duties: Sequence[Mapping[str, object]]
    version: int | None
    proposed: bool


@dataclass(frozen=True)
class Capacity:
    """The reckoning: loads by unit, the three parts of the year, ways out, and the calendar it stands on."""

    assumed: Assumed
    workdays: tuple[int, ...]
    provisional: bool
    loads: tuple[UnitLoad, ...]
    works: tuple[Work, ...]
    split: Split
    remedies: tuple[Remedy, ...]
    places: tuple[tuple[str, int], ...]
    least_team: int
    team_citation: Citation | None
    team_where: str

    @property
    def overloaded(self) -> list[UnitLoad]:
        """Units that lack days in some month."""
        return [one for one in self.loads if one.overloaded]


def certified_people(plan: AnnualPlan) -> dict[int, int]:
    """Certified inspectors on duty, by unit, as the register has them."""
    rows = (
        Inspector.objects.filter(
            agency_id=plan.agency_id, status=InspectorStatus.ACTIVE, certified=True, unit__isnull=False
        )
        .order_by()
        .values_list("unit_id")
        .annotate(number=Count("id"))
    )
    return dict(rows)


def assumed(plan: AnnualPlan) -> Assumed:
    """The assumptions kept with the plan, or with the version it adjusts; without any, the register's people, the least
    team and one day a visit.
    """
    kept = PlanCapacity.objects.filter(plan=plan).first()
    if kept is None and (before := adjusting.amended(plan)) is not None:
        return replace(assumed(before), version=None)
    if kept is not None:
        people = {int(unit): number for unit, number in kept.people.items()}
        return Assumed(people, kept.team, kept.days_each, kept.travel, kept.duties, kept.version, False)
    least, _, _ = least_team(plan.agency_id, plan.pack_id, plan.year)
    return Assumed(certified_people(plan), least, "1", {}, (), None, True)


def workdays_of(year: int) -> tuple[tuple[int, ...], bool]:
    """Working days of January to December, and whether the year's holidays are not yet announced."""
    known = known_calendar()
    days = tuple(
        known.workdays_between(date(year, month, 1), date(year, month, months_of.monthrange(year, month)[1]))
        for month in MONTHS
    )
    return days, year not in known.years


def capacity(plan: AnnualPlan, today: date) -> Capacity:
    """Reckon a plan's capacity from its saved lines."""
    given = assumed(plan)
    days, provisional = workdays_of(plan.year)
    seen = yearly.reckon(plan, yearly.default_packs(plan), today)
    names = {unit.pk: unit.name for unit in plan.agency.units.all()}
    rows = list(plan.lines.select_related("plan", "unit"))
    reaches = [
        reach_of(plan, seen.counts, row.item_class, row.conditions, row.estimated_count) for row in rows
    ]
    works = [
        _work(plan, row, reach, given)
        for row, reach in zip(rows, reaches, strict=True)
        if row.estimated_count
    ]
    works += _unassigned(seen, given)
    duties = [
        Duty(
            names.get(int(str(one["unit"])), NOBODYS),
            "other" if one["kind"] == "other" else "absent",
            str(one["label"]),
            _months(one["months"]),
            Fraction(str(one["days"])),
        )
        for one in given.duties
    ]
    people = {names[unit]: number for unit, number in given.people.items() if unit in names and number}
    loads = reckon(people, days, duties, works)
    sizes: Counter[str] = Counter()
    for reach in reaches:
        sizes.update(dict(reach.by_place()))
    least, citation, where = least_team(plan.agency_id, plan.pack_id, plan.year)
    return Capacity(
        given, days, provisional, loads, tuple(works), split_of(loads), tuple(remedies(loads, works, days)),
        tuple(sorted(sizes.items(), key=lambda row: (-row[1], row[0]))), least, citation, where,
    )  # fmt: skip


def _work(plan: AnnualPlan, row: PlanLine, reach: Reach, given: Assumed) -> Work:
    """One line: the days a visit takes are those of its townships on average."""
    placed = reach.by_place()
    journey = sum((Fraction(given.travel.get(name, "0")) * count for name, count in placed), Fraction(0))
    visits = row.estimated_count
    each = Fraction(given.days_each) + (journey / visits if visits else 0)
    pack = packs.pack_for(plan.agency_id, plan.pack_id)
    percent = share.least_percent(pack, row.item_class, year_start(plan.year), row.conditions)
    least = max(1, math.ceil(reach.pool * percent / 100))
    return Work(
        row.title, row.unit.name, visits, (row.month_from, row.month_to), given.team, each, min(visits, least)
    )


def _unassigned(seen: yearly.Reckoning, given: Assumed) -> list[Work]:
    """Subjects that must all be checked and that no line reaches: the days are needed all the same."""
    found = []
    for one in seen.verdicts():
        demand = one.demand
        full = demand.measure is Measure.SUBJECTS and demand.share == 1
        if full and not demand.reference and demand.group.item_class is ItemClass.KEY and one.lacking:
            days = Fraction(given.days_each)
            found.append(
                Work(
                    f"{demand.group.words()}全覆盖",
                    NOBODYS,
                    one.lacking,
                    (1, 12),
                    given.team,
                    days,
                    one.lacking,
                )
            )
    return found


def _months(given: Any) -> tuple[int, int]:
    first, last = given
    return int(first), int(last)
