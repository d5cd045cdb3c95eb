"""Of whom more is drawn: 高风险、失信 (高青 6.2, 信阳 二十五), 投诉多、异常、严重违法 (西平 方案 二(五), 细则 九).

The documents say whom, never how much: that is the bureau's decision (`raised_share_percent`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Q

from mingqian.law import Pack, Parameter
from mingqian.plans.packs import cite
from mingqian.plans.pool.exempt import complaints_threshold

RAISING = ("shares.raised_for", "shares.raised_for_special", "shares.high_risk_increase")
HIGH_RISK = ("高风险", "失信")
"""Whom 高青 6.2 and 信阳 二十五 mean: they name them in the sentence, their value says only that it is raised."""
FACTS = {
    "异常": Q(abnormal_listed=True),
    "严重违法": Q(seriously_listed=True),
    "失信": Q(joint_punishment=True) | Q(seriously_listed=True) | Q(credit_grade="D"),
    "高风险": Q(risk_level__startswith="高"),
}
"""By a word of the documents, what the register has recorded of it."""
COMPLAINED = "投诉"


def rules(pack: Pack, on: date) -> Iterator[Parameter]:
    """The sentences of a pack by which more is drawn of some."""
    for key in RAISING:
        if pack.has(key, on):
            yield pack.get(key, on)


def named(one: Parameter) -> tuple[str, ...]:
    """Whom a sentence is about, in its own words."""
    return HIGH_RISK if one.name == "high_risk_increase" else one.words()


def where(pack: Pack, on: date) -> str:
    """The articles: 西平 方案 二(五)；西平 细则 九."""
    return "；".join(cite(pack, one.citation) for one in rules(pack, on))


def whom(pack: Pack, on: date) -> Q:
    """The subjects of whom more is drawn, as far as the register says and the bureau has decided what 多 is."""
    threshold = complaints_threshold(pack)
    about = Q(pk__in=[])
    for word in (word for one in rules(pack, on) for word in named(one)):
        for fact, holds in FACTS.items():
            if fact in word:
                about |= holds
        if COMPLAINED in word and threshold is not None:
            about |= Q(complaints_count__gte=threshold)
    return about


def words(pack: Pack, on: date) -> str:
    """Whom, in the documents' words: 投诉举报多、列入经营异常名录、有严重违法违规记录."""
    return "、".join(dict.fromkeys(word for one in rules(pack, on) for word in named(one)))
