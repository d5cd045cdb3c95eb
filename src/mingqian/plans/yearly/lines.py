"""Lines of a plan, saved or only typed, as the arithmetic reads them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from mingqian.law import share_of_percent
from mingqian.law.plan_lines import PlannedLine
from mingqian.plans.models import AnnualPlan, PlanLine
from mingqian.plans.packs import pack_for
from mingqian.plans.yearly.counts import Key, RegisterCounts, fits, place_of, plain, reached


@dataclass(frozen=True)
class Reach:
    """Whom one line reaches, by key; `count` of them are drawn at random."""

    count: int
    numbers: Mapping[Key, int]

    @property
    def pool(self) -> int:
        """How many subjects it reaches."""
        return sum(self.numbers.values())

    def by_place(self) -> list[tuple[str, int]]:
        """Its drawn subjects parted among townships by size, the remainders to the largest; sums to `count` exactly."""
        sizes: Counter[str] = Counter()
        for key, number in self.numbers.items():
            sizes[place_of(key)] += number
        return apportion(self.count, sizes)


def apportion(count: int, sizes: Mapping[str, int]) -> list[tuple[str, int]]:
    """Part `count` in proportion to `sizes` (largest remainder); most first. Empty for an empty pool."""
    pool = sum(sizes.values())
    if not pool:
        return []
    parts = {name: count * size // pool for name, size in sizes.items()}
    rest = count - sum(parts.values())
    for name in sorted(sizes, key=lambda one: (-(count * sizes[one] % pool), one))[:rest]:
        parts[name] += 1
    return sorted(((name, n) for name, n in parts.items() if n), key=lambda row: (-row[1], row[0]))


def reach_of(
    plan: AnnualPlan, counts: RegisterCounts, klass: str, wanted: Mapping[str, Sequence[str]], count: int
) -> Reach:
    """Whom a line of this class with these conditions reaches, as the register was counted."""
    if plain(wanted):
        return Reach(
            count,
            {
                key: number.size
                for key, number in counts.numbers.items()
                if key.klass in (klass, "") and fits(key, wanted)
            },
        )
    return Reach(count, reached(plan, klass, wanted, counts.on))


def planned(
    reach: Reach,
    places: Mapping[Key, int],
    *,
    name: str,
    joint: bool,
    special: bool,
    reason: str = "",
    raised: Fraction = Fraction(0),
) -> PlannedLine:
    """A line as `law.plan_lines` wants it; `places` says in which cell each key lies."""
    inside: Counter[int] = Counter()
    for key, number in reach.numbers.items():
        if key in places:
            inside[places[key]] += number
    return PlannedLine(name, reach.count, inside, joint=joint, special=special, reason=reason, raised=raised)


def raised_of(plan: AnnualPlan, item_class: str) -> Fraction:
    """The share at which every campaign of a line of this class draws those of whom the document wants more; 0 where
    nothing is decided, and where all of a class are checked anyway.
    """
    if item_class != "general":
        return Fraction(0)
    answer = pack_for(plan.agency_id, plan.pack_id).answer("raised_share_percent")
    return share_of_percent(answer) if answer else Fraction(0)


def saved_line(line: PlanLine, counts: RegisterCounts, places: Mapping[Key, int]) -> PlannedLine:
    """A saved line."""
    reach = reach_of(line.plan, counts, line.item_class, line.conditions, line.estimated_count)
    return planned(
        reach,
        places,
        name=str(line),
        joint=line.kind == "joint",
        special=bool(line.special_order),
        reason=line.share_reason,
        raised=raised_of(line.plan, line.item_class),
    )
