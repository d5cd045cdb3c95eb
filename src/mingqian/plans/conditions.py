"""Conditions of a directed draw (高青 7.2: by kind, area and other conditions), as data and in words.

Kept as JSON: `{"fields": ["危险化学品"], "region_codes": ["370322"], …}`; every list is unique and ascending,
an empty one is absent. Within a list any value fits, between lists all must fit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from mingqian.acts.refusal import Refused
from mingqian.codes import industries, regions
from mingqian.law import Pack
from mingqian.plans.packs import cite
from mingqian.registers.models import SubjectKind


@dataclass(frozen=True)
class Condition:
    """One kind of condition: its key in the JSON, the column of `Subject` it looks at, its Chinese name, and what 高青 7.2
    calls its like.

    `prefix` conditions match the beginning of the column (a code of any depth matches everything beneath it).
    """

    key: str
    column: str
    name: str
    prefix: bool = False
    dimension: str = "其他特定条件"


CONDITIONS = (
    Condition("fields", "field", "行业领域"),
    Condition("region_codes", "region_code", "行政区划", prefix=True, dimension="行政区域"),
    Condition("townships", "township", "乡镇（街道）", dimension="行政区域"),
    Condition("kinds", "kind", "单位类型", dimension="类型"),
    Condition("industries", "industry_code", "国民经济行业", prefix=True),
    Condition("credit_grades", "credit_grade", "信用等级"),
    Condition("risk_levels", "risk_level", "风险等级"),
)
BY_KEY = {condition.key: condition for condition in CONDITIONS}

MAX_VALUES = 200
MAX_LENGTH = 80


def clean(given: Mapping[str, Any]) -> dict[str, list[str]]:
    """The canonical form of conditions as typed: stripped, unique, ascending, without empty lists.

    Raises `Refused(plans.condition_unknown | plans.condition_malformed)`.
    """
    result: dict[str, list[str]] = {}
    for key, values in given.items():
        if key not in BY_KEY:
            raise Refused("plans.condition_unknown", field="conditions", key=str(key)[:40])
        if not isinstance(values, Sequence) or isinstance(values, str) or len(values) > MAX_VALUES:
            raise Refused("plans.condition_malformed", field=key, name=BY_KEY[key].name, limit=MAX_VALUES)
        if any(not isinstance(value, str) or len(value) > MAX_LENGTH for value in values):
            raise Refused("plans.condition_malformed", field=key, name=BY_KEY[key].name, limit=MAX_VALUES)
        kept = sorted({value.strip() for value in values} - {""})
        if kept:
            result[key] = kept
    return dict(sorted(result.items()))


def require_named(conditions: Mapping[str, Sequence[str]], pack: Pack, on: date) -> None:
    """Raise `Refused(plans.condition_not_named)` for a condition of a kind the document does not direct draws by (高青 7.2:
    by kind, area and other conditions). A document that names none leaves it open.
    """
    if not pack.has("draw.directed_by", on):
        return
    rule = pack.get("draw.directed_by", on)
    for key in conditions:
        if BY_KEY[key].dimension not in rule.words():
            raise Refused(
                "plans.condition_not_named",
                field=key,
                name=BY_KEY[key].name,
                named="、".join(rule.words()),
                citation=cite(pack, rule.citation),
            )


def as_q(conditions: Mapping[str, Sequence[str]]) -> Q:
    """The rows of `Subject` that meet the conditions; everything when there are none."""
    wanted = Q()
    for key, values in conditions.items():
        condition = BY_KEY[key]
        if condition.prefix:
            beneath = Q()
            for value in values:
                for code in _spellings(condition, value):
                    beneath |= Q(**{f"{condition.column}__startswith": code})
            wanted &= beneath
        else:
            wanted &= Q(**{f"{condition.column}__in": list(values)})
    return wanted


def _spellings(condition: Condition, value: str) -> set[str]:
    """A code as it is typed, and as the register writes it: 2611 is C2611 there."""
    found = industries.industry(value) if condition.key == "industries" else None
    return {value, found.full_code} if found else {value}


def label_of(key: str, value: str) -> str:
    """One value of a condition in words: "370322" → "高青县", "2021" → "木质家具制造（2021）"."""
    if key == "region_codes":
        region = regions.region(value)
        return region.name if region else value
    if key == "industries":
        industry = industries.industry(value)
        return f"{industry.name}（{value}）" if industry else value
    if key == "kinds":
        return str(SubjectKind(value).label) if value in SubjectKind.values else value
    if key == "credit_grades":
        return f"{value}级"
    return value


def in_words(conditions: Mapping[str, Sequence[str]], *, most: int = 0) -> str:
    """Conditions as people read them, such as 行业领域：建材、机械；乡镇（街道）：城关镇; empty for none.

    Of each condition at most `most` values are named where it is not 0, and how many there are in all.
    """
    parts = []
    for condition in CONDITIONS:
        values = conditions.get(condition.key)
        if values:
            shown = values[:most] if most else values
            names = "、".join(label_of(condition.key, value) for value in shown)
            if len(shown) < len(values):
                names += f"等 {len(values)} 个"
            parts.append(f"{condition.name}：{names}")
    return "；".join(parts)
