"""What can be chosen for a condition: the values the agency's register holds, with how many subjects each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from mingqian.acts.refusal import Refused
from mingqian.plans.conditions import CONDITIONS, label_of
from mingqian.plans.lines import year_start
from mingqian.plans.packs import load
from mingqian.plans.register import SEPARATOR, joined, tallied, whole_register
from mingqian.registers.queries.standing import standing

LISTED = ("fields", "townships", "region_codes", "kinds", "credit_grades", "risk_levels")
"""Conditions offered as lists to tick; the rest is typed."""

MOST = 120
"""Values offered of one condition, the most frequent ones."""


def _held(agency_id: int) -> Mapping[str, tuple[tuple[str, int], ...]]:
    """Values of each column with their counts, most frequent first."""
    keys = [condition for condition in CONDITIONS if condition.key in LISTED]
    texts = (
        whole_register(agency_id)
        .order_by()
        .annotate(facts=joined([condition.column for condition in keys]))
        .values_list("facts", flat=True)
    )
    counters: list[Counter[str]] = [Counter() for _ in keys]
    for text, number in tallied(agency_id, texts).items():
        for counter, value in zip(counters, text.split(SEPARATOR, len(keys) - 1), strict=True):
            counter[value] += number
    return {
        condition.key: tuple(
            sorted(((v, n) for v, n in counter.items() if v), key=lambda row: (-row[1], row[0]))
        )
        for condition, counter in zip(keys, counters, strict=True)
    }


def held(agency_id: int) -> Mapping[str, tuple[tuple[str, int], ...]]:
    """By condition: (value, subjects) as the register stands now."""
    return standing(agency_id, "subject", "values held", lambda: _held(agency_id))


def condition_choices(
    agency_id: int, pack_id: str, year: int, chosen: Mapping[str, Iterable[str]]
) -> dict[str, list[tuple[str, str]]]:
    """By condition: (value, words) to offer. Fields of the pack and what is chosen already are offered in any
    case.
    """
    found: dict[str, list[tuple[str, str]]] = {}
    for key, counted in held(agency_id).items():
        numbers = dict(counted[:MOST])
        extra = set(chosen.get(key, ())) - numbers.keys()
        if key == "fields":
            extra |= set(_fields(pack_id, year)) - numbers.keys()
        offered = [*numbers, *sorted(extra)]
        found[key] = [(value, f"{label_of(key, value)}（{numbers.get(value, 0):,}）") for value in offered]
    return found


def _fields(pack_id: str, year: int) -> tuple[str, ...]:
    try:
        pack = load(pack_id)
    except Refused:
        return ()
    on = year_start(year)
    return pack.get("classes.fields", on).words() if pack.has("classes.fields", on) else ()
