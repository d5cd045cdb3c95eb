"""Counts of a pool: how many candidates, by what, how many excluded and why. No subject is named here."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from mingqian.law import share_of_percent
from mingqian.lot.weighted import chance_of_weight
from mingqian.plans import conditions, strata
from mingqian.plans.models import Campaign, urn_setting_of
from mingqian.plans.packs import cite
from mingqian.plans.pool.kept import kept
from mingqian.plans.pool.quotas import Counted, round_up, share_text, urn_answer, urn_maximum, urn_minimum
from mingqian.plans.pool.reasons import SEEN_BEFORE, SEEN_THIS_YEAR, Reason
from mingqian.plans.pool.terms import (
    CANDIDATE,
    GROUPED,
    OUT_OF_SCOPE,
    Group,
    Terms,
    terms_of,
)
from mingqian.plans.register import tallied

DIMENSIONS: Mapping[str, str] = {
    "field": "行业领域",
    "township": "乡镇（街道）",
    "region_code": "行政区划",
    "credit_grade": "信用等级",
    "supervision_class": "重点／一般",
}

_COLUMN = {"supervision_class": "klass"}
"""A dimension whose column is not its name: the class as it counts, not only as the register has it."""


@dataclass(frozen=True)
class Bar:
    """One value of one dimension: its label, its candidates, and how many more were in scope but excluded."""

    value: str
    label: str
    candidates: int
    excluded: int


@dataclass(frozen=True)
class ReasonCount:
    """How many subjects one rule keeps out."""

    reason: Reason
    count: int


@dataclass(frozen=True)
class Chance:
    """So many candidates of one weight, each with the exact chance `part` of `whole`."""

    weight: int
    count: int
    part: int
    whole: int


@dataclass(frozen=True)
class UrnSize:
    """One urn: its key (values of the fields it is parted by), name, candidates, quota and its reckoning.

    `share`: in percent where it has one (exact text); `minimum`, `maximum`: the fewest the rules demand, the most they
    allow (None: no limit); `own`: the quota set for this urn alone, as kept, or empty; `chances`: by weight, where it is drawn by weight, else empty.
    """

    key: str
    name: str
    size: int
    quota: int
    citation: str
    steps: tuple[str, ...]
    share: str = ""
    minimum: int = 0
    own: str = ""
    chances: tuple[Chance, ...] = ()
    maximum: int | None = None

    @property
    def too_low(self) -> bool:
        """Whether what was set for this urn alone is below what the rules demand."""
        return bool(self.own) and own_number(self.own, self.size) < self.minimum

    @property
    def too_high(self) -> bool:
        """Whether what was set for this urn alone is more than the rules allow."""
        return bool(self.own) and self.maximum is not None and own_number(self.own, self.size) > self.maximum


@dataclass(frozen=True)
class Survey:
    """The counts of a pool."""

    terms: Terms
    register_count: int
    out_of_scope: int
    candidates: int
    unclassed: int
    """Subjects of unknown class among the candidates and among those left out for that reason alone."""
    excluded: tuple[ReasonCount, ...]
    urns: tuple[UrnSize, ...]
    bars: Mapping[str, tuple[Bar, ...]]
    alarms: tuple[str, ...]

    @property
    def excluded_count(self) -> int:
        """All subjects kept out by some rule."""
        return sum(one.count for one in self.excluded)

    @property
    def quota(self) -> int:
        """How many will be drawn."""
        return sum(urn.quota for urn in self.urns)

    def summary(self) -> dict[str, object]:
        """Counts as kept with the campaign and shown in its history."""
        return {
            "on": self.terms.on.isoformat(),
            "register": self.register_count,
            "out_of_scope": self.out_of_scope,
            "candidates": self.candidates,
            "quota": self.quota,
            "unclassed": self.unclassed,
            "excluded": {one.reason.code: one.count for one in self.excluded},
            "urns": [{"name": urn.name, "size": urn.size, "quota": urn.quota} for urn in self.urns],
            "pack": self.terms.pack.id,
            "pack_version": self.terms.pack.version,
        }


def label_of(dimension: str, value: str) -> str:
    """A value in words: "370322" → "高青县", "" → "未登记行政区划"."""
    return strata.BY_CODE[dimension].label(value)


def _urn(
    terms: Terms,
    key: str,
    name: str,
    weights: Mapping[int, int],
    counted: Counted,
    others: int,
    own: str,
) -> UrnSize:
    """One urn with its quota: its own where one was set, and never below what the rules demand of it. `others` are the
    candidates of all urns together.
    """
    answer = urn_answer(terms, key, counted, others)
    size, drawn, steps, percent = counted.size, answer.quota, answer.steps, share_text(terms, key)
    minimum, most = min(urn_minimum(terms, key, counted, answer), size), urn_maximum(terms, key, answer)
    if own:
        asked = own_number(own, size)
        percent = "" if own.endswith("户") else own
        words = f"{own}%，{size} 户的 {own}% 向上取整" if percent else ""
        steps = (f"本签筒单独定为 {words or ''}{'是 ' if words else ''}{asked} 户",)
        if asked < minimum:
            steps = (*steps, f"规则要求至少 {minimum} 户，按 {minimum} 户抽取")
        if most is not None and asked > most:
            steps = (*steps, f"规则最多 {most} 户，按 {most} 户抽取")
            asked = most
        drawn = max(asked, minimum)
    quota = min(drawn, size)
    chances: tuple[Chance, ...] = ()
    if terms.weights is not None:
        found = chance_of_weight(weights, quota)
        chances = tuple(Chance(weight, weights[weight], *found[weight]) for weight in found)
    return UrnSize(
        key, name, size, quota, cite(terms.pack, answer.citation), steps, percent, minimum, own, chances, most
    )


def own_number(own: str, size: int) -> int:
    """How many an urn's own quota asks for: "12户" is twelve, "20" a fifth of it, rounded up."""
    return int(own[:-1]) if own.endswith("户") else round_up(size * share_of_percent(own))


def tally(terms: Terms, groups: Mapping[Group, int]) -> Survey:
    """Put the counted groups together."""
    dimension_at = {name: GROUPED.index(_COLUMN.get(name, name)) for name in DIMENSIONS}
    out_of_scope = candidates = unclassed = register_count = 0
    reasons: Counter[str] = Counter()
    urns: dict[str, Counter[int]] = defaultdict(Counter)
    kept_out: Counter[str] = Counter()
    seen: dict[str, Counter[str]] = {SEEN_THIS_YEAR: Counter(), SEEN_BEFORE: Counter()}
    inside: dict[str, Counter[str]] = defaultdict(Counter)
    outside: dict[str, Counter[str]] = defaultdict(Counter)
    for group, number in groups.items():
        register_count += number
        if group[0] == OUT_OF_SCOPE:
            out_of_scope += number
            continue
        if group[0] == CANDIDATE:
            candidates += number
            urns[terms.urn_of(group)][terms.weight_of(group)] += number
        else:
            reasons[group[0]] += number
            kept_out[terms.urn_of(group)] += number
            if group[0] in seen:
                seen[group[0]][terms.urn_of(group)] += number
        if group[1] == "" and group[0] in (CANDIDATE, "unclassed"):
            unclassed += number
        side = inside if group[0] == CANDIDATE else outside
        for dimension, at in dimension_at.items():
            side[dimension][group[at]] += number
    bars = {
        dimension: tuple(
            Bar(value, label_of(dimension, value), inside[dimension][value], outside[dimension][value])
            for value in sorted(
                inside[dimension].keys() | outside[dimension].keys(),
                key=lambda value: (-inside[dimension][value], value),
            )
        )
        for dimension in DIMENSIONS
    }
    own = {strata.BETWEEN.join(values): text for values, text in urn_setting_of(terms.campaign).quotas}
    keys = sorted({*urns, *kept_out, *own} if terms.fields else urns)
    names = strata.names_of(terms.fields, keys)
    sizes = [
        _urn(
            terms,
            key,
            names[key],
            urns[key],
            Counted(urns[key].total(), seen[SEEN_THIS_YEAR][key], seen[SEEN_BEFORE][key]),
            candidates,
            own.get(key, ""),
        )
        for key in sorted(urns)
    ]
    empty = [
        (names[key], kept_out[key]) for key in keys if key not in urns and (kept_out[key] or own.get(key))
    ]
    excluded = tuple(ReasonCount(one, reasons[one.code]) for one in terms.reasons if reasons[one.code])
    return Survey(
        terms,
        register_count,
        out_of_scope,
        candidates,
        unclassed,
        excluded,
        tuple(sizes),
        bars,
        (*terms.alarms, *_urn_alarms(terms, sizes, empty), *_alarms(terms, bars, sizes, unclassed)),
    )


SHOWN = 5
"""Urns named in one alarm."""


def _some(names: list[str]) -> str:
    return "、".join(f"“{name}”" for name in names[:SHOWN]) + (
        f"等 {len(names)} 个" if len(names) > SHOWN else ""
    )


def _urn_alarms(terms: Terms, urns: list[UrnSize], empty: list[tuple[str, int]]) -> list[str]:
    """What is odd about how the pool is parted: nobody in an urn, too many urns, quotas below what binds."""
    found: list[str] = []
    if names := [name for name, out in empty if out]:
        found.append(
            f"签筒{_some(names)}没有一户候选：范围内的 {sum(out for _, out in empty):,} 户全部被排除，这一类这次抽不到。"
        )
    if names := [name for name, out in empty if not out]:
        found.append(f"为签筒{_some(names)}单独定了数量，现在那里没有一户检查对象，这个数量不起作用。")
    if len(terms.fields) == 1 and (known := terms.fields[0].known):
        seen = {urn.key for urn in urns} | {name for name, _ in empty}
        label = terms.fields[0].label
        wanted = terms.campaign.conditions.get("credit_grades") or known
        if names := [label(value) for value in known if value in wanted and not {value, label(value)} & seen]:
            found.append(f"{terms.fields[0].name}{_some(names)}一户检查对象也没有，不会有这个签筒。")
    if len(urns) > strata.MOST_URNS:
        found.append(f"分成了 {len(urns):,} 个签筒，最多 {strata.MOST_URNS} 个。请少分几层，或者换一种分法。")
    for urn in urns:
        if urn.too_low:
            found.append(
                f"签筒“{urn.name}”定为 {strata.percent_words(urn.own)}，规则要求至少 {urn.minimum} 户（{urn.citation}）。"
            )
        if urn.too_high:
            found.append(
                f"签筒“{urn.name}”定为 {strata.percent_words(urn.own)}，规则最多 {urn.maximum} 户（{urn.citation}）。"
            )
    whole, drawn = least_of_all(terms, urns), sum(urn.quota for urn in urns)
    if drawn < whole:
        found.append(
            f"各签筒合计抽 {drawn:,} 户，少于计划比例 {terms.campaign.share_percent}% 的 {whole:,} 户。"
        )
    return found


def least_of_all(terms: Terms, urns: Iterable[UrnSize]) -> int:
    """How many all urns together must give where some have quotas of their own: the campaign's share of all candidates,
    rounded up. 0 where the document reckons otherwise: then no urn may fall below its own minimum anyway.
    """
    kept = list(urns)
    if terms.crossing or terms.cycle is not None or not any(urn.own for urn in kept):
        return 0
    return round_up(sum(urn.size for urn in kept) * share_of_percent(terms.campaign.share_percent))


def _alarms(
    terms: Terms, bars: Mapping[str, Iterable[Bar]], urns: Iterable[UrnSize], unclassed: int
) -> list[str]:
    """What a person should see before confirming: groups nobody of which can be drawn, urns that leave no
    chance.
    """
    found: list[str] = []
    with_candidates = {
        dimension: {bar.value for bar in rows if bar.candidates} for dimension, rows in bars.items()
    }
    for condition in conditions.CONDITIONS:
        present = with_candidates.get(condition.column)
        if present is None:
            continue
        for value in terms.campaign.conditions.get(condition.key, ()):
            fits = any(p.startswith(value) for p in present) if condition.prefix else value in present
            if not fits:
                found.append(f"{condition.name}“{label_of(condition.column, value)}”没有一户候选。")
    for dimension in ("field", "township"):
        empty = [bar.label for bar in bars[dimension] if bar.value and not bar.candidates and bar.excluded]
        chosen = terms.campaign.conditions.get({"field": "fields", "township": "townships"}[dimension], ())
        empty = [label for label in empty if label not in chosen]
        if empty:
            shown = "、".join(empty[:5]) + (f"等 {len(empty)} 个" if len(empty) > 5 else "")
            found.append(f"{DIMENSIONS[dimension]}“{shown}”的检查对象全部被排除，没有一户候选。")
    for urn in urns:
        if urn.quota >= urn.size:
            found.append(f"签筒“{urn.name}”共 {urn.size} 户，抽 {urn.quota} 户：每一户都必定抽中。")
    if unclassed and not terms.campaign.unclassed_as:
        found.append(f"{unclassed} 户看不出是重点还是一般，还没有决定怎样处理。")
    return found


def survey(campaign: Campaign, *, on: date) -> Survey:
    """Count a campaign's pool without keeping its subjects. The campaign may be unsaved.

    The groups are kept until the register or the lists of the drawn move: changing the share, the urns' own quotas or
    the table of weights counts nothing again.
    """
    terms = terms_of(campaign, on=on)
    rows = terms.rows().order_by().values_list("facts", flat=True)
    sql, values = rows.query.sql_with_params()
    facts = kept(campaign.agency_id, f"{sql} {values!r}", lambda: tallied(campaign.agency_id, rows))
    return tally(terms, {terms.group_of(text): number for text, number in facts.items()})
