"""“这个候选库抽一万次会怎样”: the real draw on the real pool, with a fresh seed every time. Nobody is named, nothing kept
but counts, and no seed of it is ever used.
"""

from __future__ import annotations

import hashlib
import json
import math
import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from mingqian.acts import progress
from mingqian.draws.fairness import SHOWN
from mingqian.lot.hashing import get_hash
from mingqian.lot.seed import ticket_key
from mingqian.lot.tickets import draw_unweighted
from mingqian.lot.weighted import draw_weighted
from mingqian.plans.models import Campaign
from mingqian.plans.pool import UrnPlan, build
from mingqian.plans.pool.survey import label_of
from mingqian.registers.models import Subject

RUNS = (100, 1_000, 10_000)
A_SECOND = 150_000
"""Tickets a second on a small machine, rounded down."""
DIMENSIONS = {
    "supervision_class": "重点／一般",
    "region_code": "行政区划",
    "township": "乡镇（街道）",
    "field": "行业领域",
}
BINS = 15


@dataclass(frozen=True)
class Group:
    """One value: candidates, expected a draw, and over all draws the mean, the fewest and the most drawn."""

    label: str
    candidates: int
    expected: float
    mean: float
    fewest: int
    most: int


@dataclass(frozen=True)
class Dimension:
    """One way of parting the candidates."""

    name: str
    groups: list[Group]


@dataclass(frozen=True)
class Weighed:
    """So many candidates of one weight: how often each should be drawn over all draws, and was on average."""

    weight: int
    candidates: int
    expected: float
    mean: float


@dataclass(frozen=True)
class Urn:
    """One urn: how often each of its enterprises was drawn over all draws, as columns, and what is expected."""

    name: str
    size: int
    quota: int
    expected: float
    low: float
    high: float
    within: float
    columns: list[tuple[str, int]]
    weights: list[Weighed] = field(default_factory=list)
    """Where the urn is drawn by weight: `expected`, `low` and `high` are then those of the mean chance."""


@dataclass(frozen=True)
class Simulation:
    """What so many draws gave."""

    runs: int
    made_at: str
    urns: list[Urn]
    dimensions: list[Dimension]


def _file(campaign_id: int) -> Path:
    folder = Path(settings.DATA) / "simulations"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder / f"{campaign_id}.json"


def seconds(campaign: Campaign, runs: int) -> float:
    """A guess of how long it takes."""
    size = (
        campaign.pool_summary.get("candidates")
        or Subject.objects.filter(agency_id=campaign.agency_id).count()
    )
    return int(size) * runs / A_SECOND


def latest(campaign: Campaign) -> Simulation | None:
    """The last simulation of this campaign's pool, if there is one."""
    try:
        said = json.loads(_file(campaign.pk).read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return Simulation(
        said["runs"],
        said["made_at"],
        [
            Urn(
                **{
                    **urn,
                    "columns": [tuple(one) for one in urn["columns"]],
                    "weights": [Weighed(**one) for one in urn.get("weights", ())],
                }
            )
            for urn in said["urns"]
        ],
        [Dimension(one["name"], [Group(**group) for group in one["groups"]]) for one in said["dimensions"]],
    )


def simulate(campaign: Campaign, runs: int) -> Simulation:
    """Draw `runs` times from the pool as it stands today, and keep what came out."""
    pool = build(campaign, on=timezone.localdate())
    tallies = {name: _Tally() for name in DIMENSIONS}
    urns: list[Urn] = []
    total = len(pool.urns) * runs
    for number, plan in enumerate(pool.urns):
        ids = list(plan.subject_ids)
        labels = _labels(ids)
        own = _chances(plan)
        hits, counts = _draw(plan, labels, number, runs, total)
        urns.append(_urn(plan, own, hits, runs))
        for name in DIMENSIONS:
            tallies[name].add(labels[name], own, counts[name])
    made = Simulation(
        runs,
        timezone.localtime().strftime("%Y年%-m月%-d日 %H:%M"),
        urns,
        [
            Dimension(title, groups)
            for name, title in DIMENSIONS.items()
            if len(groups := tallies[name].groups(runs)) > 1
        ],
    )
    target = _file(campaign.pk)
    partial = target.with_suffix(".part")
    partial.write_text(json.dumps(asdict(made), ensure_ascii=False), "utf-8")
    partial.replace(target)
    return made


def _labels(ids: Sequence[int]) -> dict[str, list[str]]:
    """Of each candidate, in order, its label in each dimension."""
    facts: dict[int, tuple[Any, ...]] = {}
    for at in range(0, len(ids), 2_000):
        rows = Subject.objects.filter(pk__in=ids[at : at + 2_000]).values_list("pk", *DIMENSIONS)
        facts.update((row[0], row[1:]) for row in rows)
    return {
        name: [label_of(name, str(facts[pk][place] or "")) for pk in ids]
        for place, name in enumerate(DIMENSIONS)
    }


def _chances(plan: UrnPlan) -> list[float]:
    """The chance of each candidate, in their order."""
    size = len(plan.subject_ids)
    if plan.weights is None:
        return [plan.quota / size] * size if size else []
    of_weight = {weight: part / whole for weight, part, whole in plan.chances}
    return [of_weight[weight] for weight in plan.weights]


def _draw(
    plan: UrnPlan, labels: dict[str, list[str]], number: int, runs: int, total: int
) -> tuple[list[int], dict[str, list[Counter[str]]]]:
    """How often each was drawn, and of each draw how many of each group."""
    ids, quota = plan.subject_ids, plan.quota
    hash = get_hash("sha256")
    entries = [hashlib.sha256(b"simulation %d" % pk).digest() for pk in ids]
    line = sorted(zip(entries, plan.weights or (), strict=False))
    place = {e: at for at, e in enumerate(entries)}
    hits = [0] * len(ids)
    counts: dict[str, list[Counter[str]]] = {name: [] for name in labels}
    for run in range(runs):
        seed = secrets.token_bytes(32)
        key = ticket_key(seed, number, hash)
        if line:
            found = draw_weighted([e for e, _ in line], [w for _, w in line], quota, seed, number, key, hash)
        else:
            found = draw_unweighted([entries], quota, key, hash)
        drawn = [place[one.e] for one in found]
        for at in drawn:
            hits[at] += 1
        for name, of in labels.items():
            counts[name].append(Counter(of[at] for at in drawn))
        if not run % 20:
            progress.tell("用新的随机数一次次抽取", number * runs + run, total)
    return hits, counts


def _span(chance: float, runs: int) -> tuple[float, float, float]:
    """Expected so often, and two deviations below and above."""
    expected, spread = runs * chance, 2 * math.sqrt(runs * chance * (1 - chance))
    return expected, expected - spread, expected + spread


def _urn(plan: UrnPlan, own: list[float], hits: list[int], runs: int) -> Urn:
    """The columns of how often each was drawn, and how many lie within two deviations of what is expected of them."""
    size = len(hits)
    spans = {chance: _span(chance, runs) for chance in own}
    within = sum(spans[chance][1] <= hit <= spans[chance][2] for chance, hit in zip(own, hits, strict=True))
    expected, low, high = _span(plan.quota / size if size else 0.0, runs)
    groups: list[Weighed] = []
    if plan.weights is not None:
        drawn: dict[int, list[int]] = {}
        for weight, hit in zip(plan.weights, hits, strict=True):
            drawn.setdefault(weight, []).append(hit)
        groups = [
            Weighed(
                weight, len(drawn[weight]), round(runs * part / whole, 2),
                round(sum(drawn[weight]) / len(drawn[weight]), 2),
            )
            for weight, part, whole in plan.chances
        ]  # fmt: skip
    return Urn(
        plan.name, size, plan.quota, round(expected, 2), round(low, 1), round(high, 1),
        round(100 * within / size, 1) if size else 100.0, _columns(hits), groups,
    )  # fmt: skip


def _columns(hits: list[int]) -> list[tuple[str, int]]:
    if not hits:
        return []
    least, most = min(hits), max(hits)
    wide = max(1, math.ceil((most - least + 1) / BINS))
    counted = Counter((hit - least) // wide for hit in hits)
    return [
        (
            str(least + n * wide) if wide == 1 else f"{least + n * wide}–{least + n * wide + wide - 1}",
            counted[n],
        )
        for n in range((most - least) // wide + 1)
    ]


class _Tally:
    """One dimension over all urns: the drawn of each run added up."""

    def __init__(self) -> None:
        self.candidates: Counter[str] = Counter()
        self.expected: Counter[str] = Counter()
        self.drawn: list[Counter[str]] = []

    def add(self, labels: list[str], chances: list[float], runs: list[Counter[str]]) -> None:
        self.candidates.update(labels)
        for label, chance in zip(labels, chances, strict=True):
            self.expected[label] += chance  # type: ignore[assignment]
        if not self.drawn:
            self.drawn = [Counter() for _ in runs]
        for whole, one in zip(self.drawn, runs, strict=True):
            whole.update(one)

    def groups(self, runs: int) -> list[Group]:
        found = []
        for label, number in self.candidates.most_common(SHOWN):
            drawn = [one[label] for one in self.drawn]
            mean = sum(drawn) / runs
            found.append(
                Group(label, number, round(self.expected[label], 2), round(mean, 2), min(drawn), max(drawn))
            )
        return found
