"""公平性报告: expected beside drawn, load, pairings, and the years before.

Statistics smell smoke; they prove nothing. What proves a draw is that anybody computes it again.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from fractions import Fraction
from itertools import combinations
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from mingqian.acts import progress
from mingqian.draws import sealed
from mingqian.draws.drawing import entry_lines
from mingqian.draws.models import Draw, DrawnSubject, SeatFilled
from mingqian.lot.entries import leaf_hashes, leaf_numbers
from mingqian.lot.weighted import chances
from mingqian.plans.pool.survey import label_of
from mingqian.plans.strata import size_label

PART = "fairness.json"
AT_ONCE = 30_000
"""So many candidates are counted while a page waits; for more the report is made once and kept."""
SHOWN = 12
"""Groups of one dimension told one by one; the rest together."""

DIMENSIONS = {
    "supervision_class": "重点／一般",
    "region_code": "行政区划",
    "township": "乡镇（街道）",
    "field": "行业领域",
    "staff_count": "规模（从业人员）",
    "credit_grade": "信用等级",
}


@dataclass(frozen=True)
class Group:
    """One value of one dimension: how many candidates, expected and drawn, and where nearly all draws would lie."""

    label: str
    candidates: int
    expected: float
    drawn: int
    low: int
    high: int

    @property
    def usual(self) -> bool:
        """Within what nineteen of twenty draws give."""
        return self.low <= self.drawn <= self.high

    @property
    def chance(self) -> str:
        """The mean chance in percent."""
        return f"{100 * self.expected / self.candidates:.3g}" if self.candidates else "0"


@dataclass(frozen=True)
class Dimension:
    """One way of parting the candidates."""

    name: str
    groups: list[Group]


@dataclass(frozen=True)
class Urn:
    """One urn: everyone's chance, or the least and the greatest where it is weighted."""

    name: str
    size: int
    quota: int
    weighted: bool
    least: str
    most: str
    chances: list[list[int]] = field(default_factory=list)
    """Where it is weighted: each weight with its exact chance, as [weight, part, whole]."""


@dataclass(frozen=True)
class Report:
    """What is fixed by the draw itself."""

    urns: list[Urn]
    dimensions: list[Dimension]

    @property
    def unusual(self) -> int:
        """Groups outside the usual span: of twenty, one is to be expected."""
        return sum(not group.usual for one in self.dimensions for group in one.groups)

    @property
    def groups(self) -> int:
        """All groups."""
        return sum(len(one.groups) for one in self.dimensions)


def _label(name: str) -> Callable[[Any], str]:
    if name == "staff_count":
        return size_label
    return lambda value: label_of(name, str(value or ""))


def candidates(draw: Draw) -> int:
    """How many entries the report reads."""
    return sum(int(urn["size"]) for urn in draw.urns)


def kept(draw: Draw) -> Report | None:
    """The report made earlier, if it was."""
    try:
        said = json.loads(sealed.opened_whole(draw, PART))
    except KeyError:
        return None
    return Report(
        [Urn(**urn) for urn in said["urns"]],
        [Dimension(one["name"], [Group(**group) for group in one["groups"]]) for one in said["dimensions"]],
    )


def report_of(draw: Draw) -> Report | None:
    """The report as kept, or counted now where that is quick; None where it has to be made first."""
    found = kept(draw)
    return found if found or candidates(draw) > AT_ONCE else make(draw)


def packed(report: Report) -> bytes:
    """The report as it is kept."""
    return json.dumps(asdict(report), ensure_ascii=False).encode()


class _Tally:
    """Of each group: candidates, the sum of their chances, drawn, and the variance of the drawn."""

    def __init__(self) -> None:
        self.candidates: Counter[str] = Counter()
        self.drawn: Counter[str] = Counter()
        self.expected: dict[str, float] = {}
        self.variance: dict[str, float] = {}

    def add(self, label: str, number: int, drawn: int, expected: float, variance: float) -> None:
        self.candidates[label] += number
        self.drawn[label] += drawn
        self.expected[label] = self.expected.get(label, 0.0) + expected
        self.variance[label] = self.variance.get(label, 0.0) + variance

    def groups(self) -> list[Group]:
        order = [label for label, _ in self.candidates.most_common()]
        return [self._group(label, [label]) for label in order[:SHOWN]] + (
            [self._group(f"其余 {len(order) - SHOWN} 类", order[SHOWN:])] if len(order) > SHOWN else []
        )

    def _group(self, name: str, labels: list[str]) -> Group:
        expected = sum(self.expected[label] for label in labels)
        spread = 2 * math.sqrt(sum(self.variance[label] for label in labels))
        number = sum(self.candidates[label] for label in labels)
        low, high = max(0, math.floor(expected - spread)), min(number, math.ceil(expected + spread))
        return Group(name, number, round(expected, 9), sum(self.drawn[label] for label in labels), low, high)


def make(draw: Draw) -> Report:
    """Count it from the sealed entries, as the register stood at the freeze."""
    labels, whole, done = {name: _label(name) for name in DIMENSIONS}, candidates(draw), 0
    tallies = {name: _Tally() for name in DIMENSIONS}
    drawn = set(DrawnSubject.objects.filter(draw=draw).values_list("entry_hash", flat=True))
    urns = []
    for number, urn in enumerate(draw.urns):
        quota, size, weighted = int(urn["quota"]), int(urn["size"]), bool(urn["weighted"])
        equal = Fraction(quota, size) if size else Fraction(0)
        own = _weighted_chances(draw, number, quota) if weighted else {}
        counted = {name: _Urn() for name in DIMENSIONS}
        for line in entry_lines(draw, number):
            chance, hit = own.get(line.e), line.e.hex() in drawn
            for name, one in counted.items():
                one.add(line.facts.get(name), chance, hit)
            done += 1
            if not done % 5_000:
                progress.tell("逐户统计机会和结果", done, whole)
        for name, one in counted.items():
            one.into(tallies[name], label=labels[name], size=size, quota=quota)
        spread = list(own.values()) or [equal]
        urns.append(
            Urn(
                urn["name"], size, quota, weighted, _percent(min(spread)), _percent(max(spread)),
                urn.get("chances", []),
            )
        )  # fmt: skip
    dimensions = [Dimension(title, tallies[name].groups()) for name, title in DIMENSIONS.items()]
    return Report(urns, [one for one in dimensions if len(one.groups) > 1])


def _percent(chance: Fraction) -> str:
    return f"{100 * float(chance):.4g}"


def _weighted_chances(draw: Draw, number: int, quota: int) -> dict[bytes, Fraction]:
    leaves = sealed.opened_whole(draw, f"urns/{number}.leaves")
    return dict(zip(leaf_hashes(leaves), chances(leaf_numbers(leaves), quota), strict=True))


class _Urn:
    """The values of one dimension in one urn."""

    def __init__(self) -> None:
        self.number: Counter[Any] = Counter()
        self.hits: Counter[Any] = Counter()
        self.chances: dict[Any, list[Fraction]] = {}
        """Of a weighted urn; everywhere else all chances are equal."""

    def add(self, value: Any, chance: Fraction | None, hit: bool) -> None:
        self.number[value] += 1
        self.hits[value] += hit
        if chance is not None:
            self.chances.setdefault(value, []).append(chance)

    def into(self, tally: _Tally, *, label: Callable[[Any], str], size: int, quota: int) -> None:
        for value, number in self.number.items():
            own = self.chances.get(value)
            if own is None:  # so many of a group among those drawn without putting back
                share = number / size
                expected = quota * share
                variance = expected * (1 - share) * (size - quota) / (size - 1) if size > 1 else 0.0
            else:  # not above independent trials
                expected = float(sum(own, Fraction(0)))
                variance = sum(float(p) * (1 - float(p)) for p in own)
            tally.add(label(value), number, self.hits[value], expected, variance)


@dataclass(frozen=True)
class People:
    """Load and pairings: how many people hold so many tasks, never who."""

    load: list[tuple[str, int]]
    least: int
    seats: int
    forced: int
    vacant: int
    direct: int
    pairs: list[tuple[str, int]]
    """How many pairs of people sit together in so many teams."""
    met_before: int
    """Seats whose inspector had been drawn to the same enterprise before."""


def people_of(draw: Draw) -> People:
    """The teams of a draw in numbers. No one is named: there are no league tables of inspectors."""
    seats = SeatFilled.objects.filter(drawn__draw=draw)
    tasks: Counter[tuple[bool, int]] = Counter()
    teams: dict[int, list[tuple[bool, int]]] = {}
    inspectors: list[tuple[int, int]] = []
    columns = ("drawn_id", "drawn__subject_id", "inspector_id", "expert_id")
    rows: Any = seats.values_list(*columns)
    for drawn_id, subject_id, inspector_id, expert_id in rows:
        if inspector_id is None and expert_id is None:
            continue
        key = (inspector_id is None, inspector_id or expert_id)
        tasks[key] += 1
        teams.setdefault(drawn_id, []).append(key)
        if inspector_id is not None:
            inspectors.append((inspector_id, subject_id))
    held = Counter(tasks.values())
    if draw.people_count > len(tasks):
        held[0] = draw.people_count - len(tasks)
    together = Counter(pair for team in teams.values() for pair in combinations(sorted(team), 2))
    counts = seats.aggregate(
        n=Count("id"),
        forced=Count("id", filter=Q(forced=True)),
        vacant=Count("id", filter=Q(inspector=None, expert=None)),
        direct=Count("id", filter=Q(direct=True)),
    )
    return People(
        load=[(f"{n} 项", held[n]) for n in sorted(held)],
        least=draw.load,
        seats=counts["n"],
        forced=counts["forced"],
        vacant=counts["vacant"],
        direct=counts["direct"],
        pairs=[(f"{n} 次", number) for n, number in sorted(Counter(together.values()).items())],
        met_before=_met_before(draw, inspectors),
    )


def _open(draw: Draw) -> QuerySet[Draw]:
    """This draw and the agency's earlier ones whose lists are public: nothing of a list that is still secret."""
    rows = Draw.objects.filter(
        agency_id=draw.agency_id, drawn_at__isnull=False, drawn_at__lte=draw.drawn_at, vacancy__isnull=True
    )
    return rows.filter(Q(pk=draw.pk) | Q(released_at__isnull=False))


def _met_before(draw: Draw, now: list[tuple[int, int]]) -> int:
    before = set(
        SeatFilled.objects.filter(drawn__draw__in=_open(draw).exclude(pk=draw.pk), inspector__isnull=False)
        .filter(inspector_id__in={person for person, _ in now})
        .values_list("inspector_id", "drawn__subject_id")
    )
    return sum(pair in before for pair in now)


@dataclass(frozen=True)
class Year:
    """One year: how many draws, candidates, drawn."""

    year: int
    draws: int
    candidates: int
    drawn: int


@dataclass(frozen=True)
class Past:
    """The years so far: this draw and the public ones."""

    years: list[Year]
    often: list[tuple[str, int]]
    """Of the enterprises drawn here: how many times each was drawn, this one counted."""


def past_of(draw: Draw) -> Past:
    """History over the years."""
    years: dict[int, list[int]] = {}
    for one in _open(draw):
        assert one.drawn_at is not None
        found = years.setdefault(timezone.localdate(one.drawn_at).year, [0, 0, 0])
        found[0] += 1
        found[1] += candidates(one)
        found[2] += sum(int(urn["quota"]) for urn in one.urns)
    here = DrawnSubject.objects.filter(draw=draw).values("subject_id")
    times = (
        DrawnSubject.objects.filter(draw__in=_open(draw), subject_id__in=here)
        .values("subject_id")
        .annotate(n=Count("id"))
        .values_list("n", flat=True)
        .order_by()
    )
    often = Counter(times)
    return Past(
        [Year(year, *numbers) for year, numbers in sorted(years.items())],
        [(f"{n} 次", often[n]) for n in sorted(often)],
    )
