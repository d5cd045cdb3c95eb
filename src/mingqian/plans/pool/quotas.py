"""How many of an urn are drawn: the plan's share and what the document demands, whichever is more."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from mingqian.law import (
    Bound,
    Citation,
    Grade,
    LawError,
    Quota,
    coverage,
    cross_region,
    quota,
    share_of_percent,
)
from mingqian.plans import share, strata
from mingqian.plans.models.plan import LineKind
from mingqian.plans.packs import CLASS_OF_CODE
from mingqian.plans.pool import raising
from mingqian.plans.pool.terms import COMPLAINED, Terms, goes_by_grades


@dataclass(frozen=True)
class Counted:
    """What is known of one urn: its candidates, and how many of the same kind were seen already this year and in the
    earlier years of the cycle.
    """

    size: int
    this_year: int = 0
    before: int = 0


@dataclass(frozen=True)
class Answer:
    """How many are drawn, by which article, reckoned how."""

    quota: int
    citation: Citation
    steps: tuple[str, ...]


def urn_answer(terms: Terms, key: str, counted: Counted, others: int) -> Answer:
    """For one urn; `others` are the candidates of all urns together."""
    if terms.campaign.kind == LineKind.CROSS:
        return _crossing(terms, key, counted.size, others)
    if terms.cycle is not None and terms.item_class == "general" and not terms.campaign.special_order:
        return _as_raised(terms, key, _covering(terms, key, counted))
    return _as_raised(terms, key, _shared(terms, key, counted.size))


def urn_minimum(terms: Terms, key: str, counted: Counted, answer: Answer) -> int:
    """The fewest an urn's own quota may be; where everybody is seen once in some years, or in a check of another region,
    what was reckoned for it.
    """
    if terms.below_minimum:
        return 0
    if terms.cycle is not None or terms.crossing:
        return answer.quota
    return max(least(terms, counted.size, key).minimum, _up(terms.raised(key), counted.size))


def urn_maximum(terms: Terms, key: str, answer: Answer) -> int | None:
    """The most an urn's own quota may be, where the document says so: a fixed number (鹤壁 三(二)), three to six in another
    region (西平 跨区域 四: 一般, so more with a reason).
    """
    if terms.crossing:
        free = key == COMPLAINED or terms.below_minimum
        return None if free else terms.pack.get("cross_region.maximum", terms.on).number()
    exact = terms.pack.has("shares.count", terms.on)
    fixed = exact and terms.pack.get("shares.count", terms.on).bound is Bound.EXACT
    return answer.quota if fixed else None


_SAME = Fraction(1, 1_000_000)
"""A share typed in four places is the document's own when it differs by less: 33.3333 or 33.3334 for a third."""


def round_up(number: Fraction) -> int:
    """“不低于” is not met by the number below."""
    return -(-number.numerator // number.denominator)


def share_text(terms: Terms, key: str) -> str:
    """The share of an urn in percent: the campaign's, or the higher one of those of whom more are drawn."""
    own, raised = terms.campaign.share_percent, terms.raised(key)
    return raised if raised and share_of_percent(raised) > share_of_percent(own) else own


def _chosen(terms: Terms, key: str) -> Fraction:
    return share_of_percent(share_text(terms, key))


def _up(percent: str, size: int) -> int:
    return round_up(size * share_of_percent(percent)) if percent else 0


def _as_raised(terms: Terms, key: str, answer: Answer) -> Answer:
    """The answer with the article by which more are drawn of this urn."""
    raised = terms.raised(key)
    if not raised:
        return answer
    citation = next(raising.rules(terms.pack, terms.on)).citation
    words = f"{raising.words(terms.pack, terms.on)}的，本单位定为提高到 {raised}%"
    return Answer(answer.quota, citation, (words, *answer.steps))


def _grade(terms: Terms, key: str) -> Grade | None:
    """The grade of everybody in an urn, where the document goes by grades and the urns do."""
    values = dict(zip((field.code for field in terms.fields), strata.values_of(key), strict=False))
    grade = values.get("credit_grade", "") or share.grade_of(terms.campaign.conditions)
    return Grade(grade) if grade and goes_by_grades(terms.pack) else None


def least(terms: Terms, size: int, key: str = "") -> Quota:
    """What the document demands of so many, as :func:`mingqian.law.quota`.

    Where it goes by grades, and the pool neither is of one nor is parted by them, by its lowest: the campaign cannot be
    confirmed so.
    """
    item_class = CLASS_OF_CODE[terms.item_class]
    try:
        return quota(terms.pack, size, item_class, terms.on, grade=_grade(terms, key))
    except LawError as error:
        if error.code != "law.grade_needed":
            raise
        return quota(terms.pack, size, item_class, terms.on, grade=Grade.A)


def _shared(terms: Terms, key: str, size: int) -> Answer:
    demanded = least(terms, size, key)
    if demanded.value is not None and demanded.share is None:  # the document says how many
        return Answer(demanded.value, demanded.citation, demanded.steps)
    item_class, grade = CLASS_OF_CODE[terms.item_class], _grade(terms, key)
    chosen = _chosen(terms, key)
    share = max(chosen, demanded.share) if grade and demanded.share else chosen
    try:
        answer = quota(terms.pack, size, item_class, terms.on, share, grade=grade)
    except LawError:
        answer = replace(demanded, value=-(-(size * share).numerator // (size * share).denominator))
    number, steps = answer.value or 0, answer.steps
    if number < demanded.minimum and not terms.below_minimum:
        number, steps = (
            demanded.minimum,
            (*steps, f"文件至少 {demanded.minimum} 户：抽取 {demanded.minimum} 户"),
        )
    return Answer(number, answer.citation, steps)


def _covering(terms: Terms, key: str, counted: Counted) -> Answer:
    """The share is one of the year and of all general subjects; whoever was seen in the cycle is not drawn again."""
    cycle = terms.cycle
    assert cycle is not None
    whole = counted.size + counted.this_year + counted.before
    left = counted.size + counted.this_year
    said = coverage(terms.pack, left, cycle.year, terms.on)
    rule = quota(terms.pack, whole, CLASS_OF_CODE["general"], terms.on)
    chosen = _chosen(terms, key)
    same = rule.share is not None and abs(chosen - rule.share) < _SAME
    planned = rule.minimum if same else round_up(whole * chosen)
    steps = [f"{cycle.words}：范围内共 {whole} 户，本年以前已抽中 {counted.before} 户，{said.steps[0]}"]
    if said.certain:
        wanted = left
        steps.append(said.steps[1])
    else:
        minimum = max(rule.minimum, said.minimum)
        wanted = max(minimum, planned)
        steps += said.steps[1:] if cycle.last else ()
        steps.append(f"文件本年至少 {minimum} 户，计划比例 {share_text(terms, key)}% 是 {planned} 户")
    number = max(0, min(counted.size, wanted - counted.this_year))
    if counted.this_year:
        steps.append(f"本年已抽中 {counted.this_year} 户，还要抽 {number} 户")
    else:
        steps.append(f"抽取 {number} 户")
    return Answer(number, said.citation if said.certain else rule.citation, tuple(steps))


def _crossing(terms: Terms, key: str, size: int, others: int) -> Answer:
    """Three to six of the place, and all who were complained of."""
    complained = size if key == COMPLAINED else others - size
    answer = cross_region(terms.pack, others, complained, terms.on)
    if key == COMPLAINED:
        return Answer(size, answer.complained_citation, (f"被投诉举报的 {size} 户全部检查",))
    planned = round_up(size * _chosen(terms, key))
    number = planned if terms.below_minimum else max(answer.minimum, min(answer.maximum, planned))
    steps = (*answer.steps, f"计划比例 {terms.campaign.share_percent}% 是 {planned} 户：抽取 {number} 户")
    if terms.below_minimum:
        steps = (*steps, f"不按这个数的理由：{terms.campaign.planned.share_reason}")
    return Answer(number, answer.citation, steps)
