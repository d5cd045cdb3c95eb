"""What the keys of the packs ask, as far as several documents answer the same question. Read at first use."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Final


@dataclass(frozen=True, slots=True)
class Question:
    """The question behind a key; the action that stops while documents answer it differently (empty: none)."""

    key: str
    question: str
    action: str
    product: str = ""
    product_reading: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """Two terms of which one must follow the other."""

    first: str
    then: str
    question: str
    action: str


ACTIONS: Final[Mapping[str, str]] = {
    "notify": "通知检查对象",
    "draw": "抽取",
    "pool": "确定抽取范围",
    "plan": "编制计划",
    "register": "维护名录库",
    "team": "组成检查组",
    "leader": "确定组长",
    "replace": "更换检查人员",
    "entrust": "委托他人检查",
    "other_places": "异地检查",
    "sign": "签字确认",
    "transfer": "移送涉嫌犯罪案件",
    "archive": "归档",
    "letter": "发移交函",
    "export": "按序号报送结果",
    "check": "实施检查",
    "publish": "公示",
}
"""What may stop, and what people call it."""

_BY_THEME: Final[Mapping[str, str]] = {
    "draw": "draw", "teams": "team", "checks": "check", "shares": "pool", "frequency": "pool",
    "classes": "pool", "scope": "pool", "registers": "register", "plan": "plan", "publication": "publish",
    "results": "export", "cross_region": "other_places",
}  # fmt: skip


@lru_cache(maxsize=1)
def _tables() -> tuple[Mapping[str, Question], tuple[Order, ...]]:
    text = (files("mingqian.law") / "data" / "questions.toml").read_text(encoding="utf-8")
    tables = tomllib.loads(text)
    orders = tuple(Order(**one) for one in tables.pop("order"))
    return {
        key: Question(
            key,
            table["question"],
            table.get("action", ""),
            table.get("product", ""),
            table.get("product_reading", ""),
        )
        for key, table in tables.items()
    }, orders


def question_of(key: str) -> Question:
    """The question of a key; for one nobody has worded, the key itself and its theme's action."""
    known = _tables()[0].get(key)
    return known or Question(key, "", _BY_THEME.get(key.partition(".")[0], ""))


def orders() -> tuple[Order, ...]:
    """The terms of which one must follow the other."""
    return _tables()[1]


def worded() -> frozenset[str]:
    """The keys whose question is worded."""
    return frozenset(_tables()[0])
