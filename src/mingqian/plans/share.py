"""Shares in percent: typed, kept as exact text, checked against the pack."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction

from mingqian.acts.refusal import Refused
from mingqian.law import Citation, Grade, LawError, Pack, Strength, quota, share_of_percent
from mingqian.plans.models.plan import ItemClass
from mingqian.plans.packs import CLASS_OF_CODE, cite

_PERCENT = re.compile(r"[0-9]{1,3}(\.[0-9]{1,4})?")
_SIZE = 100_000_000
"""Divides exactly by any share of up to four places: the minimum for it, as a whole number, is the share
itself.
"""


def clean_percent(text: str) -> str:
    """ "５.50 %" → "5.5". Raises `Refused(plans.share_malformed)` unless 0 < share ≤ 100 with at most four
    places.
    """
    narrow = "".join(chr(ord(c) - 0xFEE0) if "０" <= c <= "９" else c for c in text).replace("．", ".")
    narrow = narrow.strip().removesuffix("%").removesuffix("％").strip()
    if not _PERCENT.fullmatch(narrow) or not 0 < Decimal(narrow) <= 100:
        raise Refused("plans.share_malformed", field="share_percent")
    return format(Decimal(narrow).normalize(), "f")


def grade_of(conditions: Mapping[str, Sequence[str]]) -> Grade | None:
    """The one credit grade conditions reach; None where they reach several, or somebody without."""
    grades = conditions.get("credit_grades", ())
    return Grade(grades[0]) if len(grades) == 1 and grades[0] in set(Grade) else None


def minimum_percent(
    pack: Pack, item_class: str, on: date, conditions: Mapping[str, Sequence[str]] | None = None
) -> tuple[str, Citation]:
    """The least share a pack demands for a class ("0" when it names none), and where it says so.

    Four places, cut off: a third is 33.3333, and what is missing the urn makes up, which is reckoned exactly. A document
    that goes by grades: of the one grade the conditions reach, else its lowest; one that says how many: 0.
    """
    try:
        answer = quota(pack, _SIZE, CLASS_OF_CODE[item_class], on)
    except LawError as error:
        if error.code != "law.grade_needed":
            raise
        one = grade_of(conditions or {})
        answer = min(
            (quota(pack, _SIZE, None, on, grade=grade) for grade in ([one] if one else Grade)),
            key=lambda found: found.minimum,
        )
    if answer.value is not None and answer.share is None:
        return "0", answer.citation
    percent = Decimal(answer.minimum * 100) / _SIZE
    return format(percent.quantize(Decimal("0.0001"), ROUND_FLOOR).normalize(), "f"), answer.citation


def least_percent(
    pack: Pack, item_class: str, on: date, conditions: Mapping[str, Sequence[str]] | None = None
) -> Fraction:
    """The least share a plan keeps to: what the document demands, and for 重点 what the bureau has decided beside it."""
    named = Fraction(minimum_percent(pack, item_class, on, conditions)[0])
    decided = pack.answer("key_share_percent") if item_class == ItemClass.KEY else ""
    return max(named, Fraction(decided or "0"))


def serves(pack: Pack, on: date) -> bool:
    """Whether a pack says of both classes how many to draw, or that the plan has to: a plan can stand on it."""
    try:
        for item_class in CLASS_OF_CODE:
            minimum_percent(pack, item_class, on)
    except LawError:
        return False
    return True


LOW_RISK = "低"
"""How a risk level begins that is low (低风险, 低)."""


def may_go_below(pack: Pack, conditions: Mapping[str, Sequence[str]], reason: str) -> bool:
    """Whether a share may lie below the minimum: the bureau read 高青 6.2 so, the line reaches only low risk, and
    the reason is given.
    """
    levels = conditions.get("risk_levels", ())
    return (
        bool(reason)
        and bool(levels)
        and all(level.startswith(LOW_RISK) for level in levels)
        and pack.answer("low_risk_below_minimum") == "yes"
    )


def may_depart(
    pack: Pack, item_class: str, conditions: Mapping[str, Sequence[str]], reason: str, on: date
) -> bool:
    """Whether a share may lie below the minimum with its recorded reason: the document says 原则上 or 一般, or
    `may_go_below` holds.
    """
    _, citation = minimum_percent(pack, item_class, on, conditions)
    return bool(reason) and (
        citation.strength is Strength.IN_PRINCIPLE
        or citation.strength is Strength.USUALLY
        or may_go_below(pack, conditions, reason)
    )


def check_percent(
    pack: Pack,
    item_class: str,
    percent: str,
    on: date,
    conditions: Mapping[str, Sequence[str]] | None = None,
) -> Citation:
    """Where the share is ruled. Raises `Refused(plans.share_too_low)` with the article when it lies below the
    minimum.
    """
    minimum, citation = minimum_percent(pack, item_class, on, conditions)
    if share_of_percent(percent) < share_of_percent(minimum):
        raise Refused(
            "plans.share_too_low",
            field="share_percent",
            item_class=_whom(item_class, pack, conditions, on),
            minimum=minimum,
            given=percent,
            citation=cite(pack, citation),
        )
    return citation


def _whom(item_class: str, pack: Pack, conditions: Mapping[str, Sequence[str]] | None, on: date) -> str:
    """Whom a share is about: by class, or by the grade where the document goes by grades."""
    grade = grade_of(conditions or {})
    if grade and pack.has(f"shares.grade_{grade.lower()}_minimum", on):
        return f"{grade} 级检查对象"
    return f"{CLASS_OF_CODE[item_class]}检查对象"
