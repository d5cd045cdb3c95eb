"""A plan as the forecast plays it: strata of general subjects, the lines that reach them, the cycle they stand in."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import Count, QuerySet
from django.db.models.functions import ExtractYear

from mingqian.law import Citation
from mingqian.plans.forecast import Assumptions, DrawnLine, Forecast, Stratum, play
from mingqian.plans.lines import year_start
from mingqian.plans.models import AnnualPlan
from mingqian.plans.packs import cite
from mingqian.plans.pool.cycle import cycle_of as pool_cycle
from mingqian.plans.pool.cycle import has_cycle
from mingqian.plans.register import whole_register
from mingqian.plans.yearly.counts import Key
from mingqian.plans.yearly.lines import Reach, reach_of
from mingqian.plans.yearly.reckoning import Reckoning

YEARS_LOOKED = 3
"""Years of foundings from which the newcomers of a year are guessed, and years played where no document sets a cycle."""


@dataclass(frozen=True)
class Cycle:
    """The coverage rule: within how many years, where it says so, which year the plan's is (0: not decided)."""

    years: int
    place: int
    citation: Citation | None
    where: str
    all_left: bool

    @property
    def left(self) -> int:
        """Years to play, the plan's among them."""
        return self.years - self.place + 1 if self.place else self.years


def cycle_of(reckoning: Reckoning) -> Cycle:
    """The first chosen pack with a coverage rule; without any, three years and no article."""
    on = year_start(reckoning.plan.year)
    for pack in reckoning.packs:
        if has_cycle(pack, on):
            rule, known = pack.get("frequency.coverage_years", on), pool_cycle(pack, on)
            place, all_left = (known.year, known.all_left) if known else (0, True)
            return Cycle(rule.number(), place, rule.citation, cite(pack, rule.citation), all_left)
    return Cycle(YEARS_LOOKED, 0, None, "", False)


def newcomers_a_year(plan: AnnualPlan, today: date) -> int:
    """How many of the subjects now in the register were founded in each of the last full years, on average."""
    rows: QuerySet[Any] = (
        whole_register(plan.agency_id)
        .filter(
            founded_on__year__gte=today.year - YEARS_LOOKED,
            founded_on__year__lt=today.year,
            retired_at__isnull=True,
        )
        .order_by()
        .annotate(founded=ExtractYear("founded_on"))
        .values_list("founded")
        .annotate(number=Count("pk"))
    )
    founded: int = sum(number for _, number in rows)
    return round(founded / YEARS_LOOKED)


def strata_of(reckoning: Reckoning) -> tuple[list[Stratum], list[DrawnLine]]:
    """General subjects parted by the lines that reach them."""
    plan, counts = reckoning.plan, reckoning.counts
    reaches: list[Reach] = [
        reach_of(plan, counts, row.item_class, row.conditions, row.estimated_count)
        for row in plan.lines.order_by("number")
        if row.item_class == "general" and not row.special_order
    ]
    parts: dict[tuple[int, ...], list[int]] = {}
    names: dict[tuple[int, ...], Counter[str]] = {}
    for key, number in counts.numbers.items():
        if key.klass == "key":
            continue
        for signature, size, unseen in _split(key, number.size, number.unseen, reaches):
            row = parts.setdefault(signature, [0, 0])
            row[0] += unseen
            row[1] += size - unseen
            names.setdefault(signature, Counter())[key.field or "领域不明"] += size
    order = list(parts)
    strata = [
        Stratum("、".join(name for name, _ in names[one].most_common(6)), parts[one][0], parts[one][1])
        for one in order
    ]
    lines = [
        DrawnLine(reach.count, tuple(at for at, signature in enumerate(order) if number in signature))
        for number, reach in enumerate(reaches)
    ]
    return strata, lines


def _split(key: Key, size: int, unseen: int, reaches: list[Reach]) -> list[tuple[tuple[int, ...], int, int]]:
    """The subjects of one key by the lines that reach them; a line that reaches some of them parts them."""
    found: list[tuple[tuple[int, ...], int, int]] = [((), size, unseen)]
    for number, reach in enumerate(reaches):
        inside = min(reach.numbers.get(key, 0), size)
        if not inside:
            continue
        if inside == size:
            found = [((*signature, number), whole, left) for signature, whole, left in found]
            continue
        parted = []
        for signature, whole, left in found:
            part = round(Fraction(whole * inside, size))
            of_unseen = round(Fraction(left * part, whole)) if whole else 0
            parted += [((*signature, number), part, of_unseen), (signature, whole - part, left - of_unseen)]
        found = [one for one in parted if one[1]]
    return found


def both_ways(
    reckoning: Reckoning, cycle: Cycle, *, newcomers: int, leaving: Fraction, seed: int
) -> tuple[Forecast, Forecast]:
    """The forecast with whoever was seen left out, and with everybody in every draw."""
    strata, lines = strata_of(reckoning)
    first, second = (
        play(
            strata,
            lines,
            Assumptions(cycle.left, newcomers, leaving, leave_out, leave_out and cycle.all_left, seed),
        )
        for leave_out in (True, False)
    )
    return first, second
