"""权重表: credit grade and risk level → weight, as the bureau decided and publishes it.

A table is `{"combine": "max" | "product", "credit_grade": {"A": 1, …, "": 1}, "risk_level": {…}}`; either factor may be
absent. The value "" stands for whatever the table does not name.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from mingqian.acts.refusal import Refused
from mingqian.lot.canonical import canonical
from mingqian.lot.entries import MAX_WEIGHT

FACTORS: Mapping[str, str] = {"credit_grade": "信用等级", "risk_level": "风险等级"}
COMBINE: Mapping[str, str] = {"max": "取两者中较大的", "product": "两者相乘"}
OTHER = ""
MOST_VALUES = 20
LONGEST = 20

Table = Mapping[str, Any]


def value_words(factor: str, value: str) -> str:
    """One value of a factor in words: A级, 高, 未评级或者表中没有的."""
    if value == OTHER:
        return "未评级或者表中没有的"
    return f"{value}级" if factor == "credit_grade" else value


def clean(given: Mapping[str, Mapping[str, object]], combine: str) -> dict[str, Any]:
    """The table as kept, factors and values in order; a factor without a value is left out.

    Raises `Refused(plans.weights_empty | plans.weight_malformed | plans.weight_other | plans.weights_combine |
    plans.weights_too_large)`.
    """
    table: dict[str, Any] = {}
    for factor in FACTORS:
        rows = {str(v).strip(): w for v, w in given.get(factor, {}).items() if str(w).strip()}
        if set(rows) <= {OTHER}:
            continue
        if len(rows) > MOST_VALUES or any(len(value) > LONGEST for value in rows):
            raise Refused(
                "plans.weight_malformed", field=factor, factor=FACTORS[factor], typed="", limit=MAX_WEIGHT
            )
        if OTHER not in rows:
            raise Refused("plans.weight_other", field=factor, factor=FACTORS[factor])
        table[factor] = {value: _whole(factor, rows[value]) for value in sorted(rows)}
    if not table or all(len(set(table[factor].values())) == 1 for factor in table):
        raise Refused("plans.weights_empty", field="credit_grade")
    if combine not in COMBINE:
        raise Refused("plans.weights_combine", field="combine")
    table["combine"] = combine
    most = [max(table[factor].values()) for factor in FACTORS if factor in table]
    if combine == "product" and len(most) > 1 and most[0] * most[1] > MAX_WEIGHT:
        raise Refused("plans.weights_too_large", field="combine", found=most[0] * most[1], limit=MAX_WEIGHT)
    return dict(sorted(table.items()))


def _whole(factor: str, typed: object) -> int:
    text = str(typed).strip()
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= MAX_WEIGHT and len(text) <= 5):
        raise Refused(
            "plans.weight_malformed", field=factor, factor=FACTORS[factor], typed=text[:20], limit=MAX_WEIGHT
        )
    return int(text)


def weight_of(table: Table, credit_grade: str, risk_level: str) -> int:
    """The weight of a subject with this grade and level."""
    own = {"credit_grade": credit_grade, "risk_level": risk_level}
    found = [
        int(rows.get(own[factor], rows[OTHER]))
        for factor in FACTORS
        if (rows := table.get(factor)) is not None
    ]
    if len(found) == 2 and table["combine"] == "product":
        return found[0] * found[1]
    return max(found)


def digest(table: Table) -> str:
    """SHA-256 (hex) over the table's canonical JSON (RFC 8785)."""
    return hashlib.sha256(canonical(table)).hexdigest()


def in_words(table: Table) -> str:
    """信用等级 A级 1、D级 10、未评级或者表中没有的 2；风险等级 …；取两者中较大的."""
    parts = [
        f"{name} " + "、".join(f"{value_words(factor, value)} {rows[value]}" for value in _named_first(rows))
        for factor, name in FACTORS.items()
        if (rows := table.get(factor)) is not None
    ]
    if len(parts) > 1:
        parts.append(COMBINE[table["combine"]])
    return "；".join(parts)


def rows_of(table: Table) -> list[dict[str, Any]]:
    """The table to be shown: a factor each, with (words, weight) in order, the unnamed last."""
    return [
        {"name": name, "rows": [(value_words(factor, value), rows[value]) for value in _named_first(rows)]}
        for factor, name in FACTORS.items()
        if (rows := table.get(factor)) is not None
    ]


def _named_first(rows: Mapping[str, int]) -> list[str]:
    return [*(value for value in rows if value != OTHER), OTHER]
