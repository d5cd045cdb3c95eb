"""三年覆盖的仿真: who has been seen by when, if every year is drawn as this one is planned. Pure, seeded, over counts.

A simulation, not a promise: draws are played with a pseudo-random generator over groups of subjects, newcomers and
leavers are assumptions. Two ways are played beside each other: whoever was seen in the cycle is left out of the next
draws (as the pools do), or every year is drawn from all again.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

MOST_RUNS = 500
EXACT_UP_TO = 60.0
"""Standard deviation up to which the hypergeometric draw is exact; above it the normal distribution stands in."""


@dataclass(frozen=True)
class Stratum:
    """Subjects reached by the same lines: not yet seen in the cycle, and seen."""

    name: str
    unseen: int
    seen: int


@dataclass(frozen=True)
class DrawnLine:
    """One line: how many it draws this year, and from which strata (places in the list)."""

    count: int
    strata: tuple[int, ...]


@dataclass(frozen=True)
class Assumptions:
    """What is played. `years`: so many, the plan's first. `newcomers` a year join from the second year on, `leaving` is
    the share that leaves each year. `leave_out`: whoever was seen is not drawn again within the cycle. `all_left`: in the
    last year everybody left is drawn.
    """

    years: int
    newcomers: int
    leaving: Fraction
    leave_out: bool
    all_left: bool
    seed: int
    runs: int = 200


@dataclass(frozen=True)
class YearEnd:
    """The end of one year over all runs: the share seen (0 to 1) at the 5th, 50th and 95th percentile, and how many
    were still unseen in the middle run and at most.
    """

    low: float
    middle: float
    high: float
    unseen: int
    unseen_most: int


@dataclass(frozen=True)
class Forecast:
    """`start`: the share seen before the first year. `everyone`: in what part of the runs nobody was left at the end.

    `never`: strata no line reaches, with their size.
    """

    start: float
    ends: tuple[YearEnd, ...]
    everyone: float
    never: tuple[tuple[str, int], ...]


def play(strata: Sequence[Stratum], lines: Sequence[DrawnLine], assumed: Assumptions) -> Forecast:
    """Play every year `runs` times. The same seed and inputs give the same numbers on every machine."""
    rng = random.Random(assumed.seed)  # noqa: S311 -- a simulation; no lot is drawn here
    runs = min(max(1, assumed.runs), MOST_RUNS)
    outcomes = [_run(strata, lines, assumed, rng) for _ in range(runs)]
    ends = []
    for year in range(assumed.years):
        shares = sorted(
            (whole - unseen) / whole if whole else 1.0 for unseen, whole in (one[year] for one in outcomes)
        )
        left = sorted(one[year][0] for one in outcomes)
        ends.append(
            YearEnd(
                shares[_at(runs, 0.05)],
                shares[_at(runs, 0.5)],
                shares[_at(runs, 0.95)],
                left[_at(runs, 0.5)],
                left[-1],
            )
        )
    whole = sum(one.unseen + one.seen for one in strata)
    touched = {place for line in lines if line.count for place in line.strata}
    return Forecast(
        start=sum(one.seen for one in strata) / whole if whole else 1.0,
        ends=tuple(ends),
        everyone=sum(one[-1][0] == 0 for one in outcomes) / runs if assumed.years else 0.0,
        never=tuple(
            (one.name, one.unseen + one.seen)
            for place, one in enumerate(strata)
            if place not in touched and one.unseen + one.seen
        ),
    )


def _at(runs: int, quantile: float) -> int:
    return min(runs - 1, int(quantile * runs))


def _run(
    strata: Sequence[Stratum], lines: Sequence[DrawnLine], assumed: Assumptions, rng: random.Random
) -> list[tuple[int, int]]:
    """One run: (unseen, all) at the end of each year."""
    unseen = [one.unseen for one in strata]
    seen = [one.seen for one in strata]
    sizes = [one.unseen + one.seen for one in strata]
    pools = [sum(sizes[place] for place in line.strata) for line in lines]
    found = []
    for year in range(1, assumed.years + 1):
        if year > 1:
            _turn(unseen, seen, sizes, assumed)
        today = [0] * len(strata)
        for line, pool in zip(lines, pools, strict=True):
            now = sum(unseen[place] + seen[place] for place in line.strata)
            count = line.count if year == 1 or not pool else math.ceil(Fraction(line.count, pool) * now)
            _draw(line.strata, count, unseen, seen, today, assumed, year, rng)
        found.append((sum(unseen), sum(unseen) + sum(seen)))
    return found


def _turn(unseen: list[int], seen: list[int], sizes: Sequence[int], assumed: Assumptions) -> None:
    """Between two years: some leave, some join, in proportion to the strata."""
    whole = sum(sizes)
    for place in range(len(unseen)):
        unseen[place] -= int(unseen[place] * assumed.leaving)
        seen[place] -= int(seen[place] * assumed.leaving)
        if whole:
            unseen[place] += round(assumed.newcomers * sizes[place] / whole)


def _draw(
    places: Sequence[int],
    count: int,
    unseen: list[int],
    seen: list[int],
    today: list[int],
    assumed: Assumptions,
    year: int,
    rng: random.Random,
) -> None:
    """One draw without putting back: nobody twice in a year, and with `leave_out` nobody twice in the cycle."""
    can = [unseen[at] if assumed.leave_out else unseen[at] + seen[at] - today[at] for at in places]
    rest = sum(can)
    count = rest if assumed.leave_out and assumed.all_left and year == assumed.years else min(count, rest)
    for at, number in zip(places, can, strict=True):
        taken = hypergeometric(rng, number, rest - number, count)
        rest -= number
        count -= taken
        fresh = taken if assumed.leave_out else hypergeometric(rng, unseen[at], number - unseen[at], taken)
        unseen[at] -= fresh
        seen[at] += fresh
        today[at] += taken


def hypergeometric(rng: random.Random, good: int, bad: int, drawn: int) -> int:
    """How many good ones are among `drawn` of `good + bad`, drawn without putting back."""
    whole = good + bad
    low, high = max(0, drawn - bad), min(drawn, good)
    if low >= high:
        return low
    mean = drawn * good / whole
    deviation = math.sqrt(mean * (bad / whole) * ((whole - drawn) / max(1, whole - 1)))
    if deviation > EXACT_UP_TO:
        return min(high, max(low, round(rng.gauss(mean, deviation))))
    return _inverted(rng.random(), good, bad, drawn, low, high)


def _inverted(chance: float, good: int, bad: int, drawn: int, low: int, high: int) -> int:
    """The quantile of the distribution, searched outward from its peak."""
    peak = min(high, max(low, (drawn + 1) * (good + 1) // (good + bad + 2)))
    log = math.lgamma
    at_peak = math.exp(
        log(good + 1) - log(peak + 1) - log(good - peak + 1)
        + log(bad + 1) - log(drawn - peak + 1) - log(bad - drawn + peak + 1)
        - log(good + bad + 1) + log(drawn + 1) + log(good + bad - drawn + 1)
    )  # fmt: skip
    up = down = peak
    mass_up = mass_down = at_peak
    chance -= at_peak
    while chance > 0 and (up < high or down > low):
        if up < high:
            mass_up *= (good - up) * (drawn - up) / ((up + 1) * (bad - drawn + up + 1))
            up += 1
            chance -= mass_up
            if chance <= 0:
                return up
        if down > low:
            mass_down *= down * (bad - drawn + down) / ((good - down + 1) * (drawn - down + 1))
            down -= 1
            chance -= mass_down
            if chance <= 0:
                return down
    return peak
