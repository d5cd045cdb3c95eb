"""How many subjects a draw must and will take: shares of the pool, exact, rounded up."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from mingqian.law.errors import LawError
from mingqian.law.frequency import draws_sharing
from mingqian.law.pack import Pack
from mingqian.law.parameters import Citation, Parameter
from mingqian.law.vocabulary import Bound, Grade, ItemClass, Unit


@dataclass(frozen=True, slots=True)
class Quota:
    """The answer. ``minimum``: fewest the rule demands (0 when it names none); ``value``: what the chosen
    share gives.

    ``value`` is None when the rule names no share and none was chosen: the plan has to. ``below_minimum``:
    the chosen share is lower than the rule's; where the rule says 原则上, or ``lower_citation`` excuses it (gaoqing
    6.2: low risk, where the bureau reads it so), a recorded reason is needed, else it is refused. ``others``: further rules of the
    same document about this share.
    """

    item_class: ItemClass | None
    size: int
    minimum: int
    value: int | None
    share: Fraction | None
    below_minimum: bool
    citation: Citation
    lower_citation: Citation | None
    steps: tuple[str, ...]
    reference: bool
    grade: Grade | None = None
    others: tuple[Citation, ...] = ()


def share_of_percent(percent: int | str | Decimal) -> Fraction:
    """An exact share from a percentage: ``"7.5"`` becomes 3/40. Raises LawError ``law.share`` outside 0 to
    100.
    """
    try:
        share = Fraction(percent) / 100
    except (ValueError, OverflowError, ZeroDivisionError):
        raise LawError("law.share", share=str(percent)) from None
    return _checked(share)


def quota(
    pack: Pack,
    size: int,
    item_class: ItemClass | None,
    on: date,
    chosen_share: Fraction | None = None,
    *,
    grade: Grade | None = None,
) -> Quota:
    """The number of subjects to draw out of ``size`` for a class of subjects or items, on a day; or for a
    credit grade, where the document goes by grades.

    ``chosen_share`` is the plan's own share (0 to 1); without it the rule's minimum is taken. Rounded up,
    because "不少于" is not met by the number below. Raises LawError ``law.size`` (negative), ``law.share``,
    ``law.class_needed`` (the document gives this field no class and nobody has decided: see
    :func:`mingqian.law.classify_industry`), ``law.grade_needed`` (the document goes by grades),
    ``law.grade_unknown`` (a grade the document does not name).
    """
    if size < 0:
        raise LawError("law.size", size=str(size))
    if chosen_share is not None:
        _checked(chosen_share)
    rule = _rule(pack, item_class, on, grade)
    if rule.unit is Unit.HOUSEHOLDS:
        return _counted(pack, rule, size, item_class, on)
    if rule.unit not in (Unit.PERCENT, Unit.SHARE):
        return _open(pack, rule, size, item_class, on, chosen_share)
    spread = draws_sharing(pack, on) if grade is not None else 1
    return by_share(pack, rule, size, on, chosen_share, item_class=item_class, grade=grade, spread=spread)


def by_share(
    pack: Pack,
    rule: Parameter,
    size: int,
    on: date,
    chosen_share: Fraction | None = None,
    *,
    item_class: ItemClass | None = None,
    grade: Grade | None = None,
    spread: int = 1,
) -> Quota:
    """The answer of one rule that names a share; of one draw, where the share is spread over so many of a year."""
    least = rule.share() / spread
    down = rounds_down(pack, rule)
    whole = int(size * rule.share()) if down else _up(size * rule.share())
    minimum = _up(Fraction(whole, spread))
    share = least if chosen_share is None else chosen_share
    value = _up(size * share) if share != least else minimum if down else max(_up(size * share), minimum)
    rounded = "本单位决定向下取整，最后一年余下的全部抽完" if down else f"{_words_of(rule)}，故向上取整"
    steps = [_product(size, rule.share()), f"{rounded}：至少 {whole} 户"]
    if spread > 1:
        steps.append(f"比例按全年累计，一年抽取 {spread} 次：每次至少 {minimum} 户")
    if chosen_share is not None and chosen_share != least:
        steps += [f"计划比例 {_share(share)}：{_product(size, share)}", f"向上取整：抽取 {value} 户"]
    below = share < least
    if below:
        steps.append(f"计划比例低于 {_share(least)}，须说明理由")
    lower = (
        pack.get("shares.low_risk_reduction", on).citation
        if pack.has("shares.low_risk_reduction", on) and pack.answer("low_risk_below_minimum") == "yes"
        else None
    )
    others = tuple(
        pack.get(key, on).citation
        for key in ("shares.overall_minimum",)
        if pack.has(key, on) and key != rule.key
    )
    return Quota(
        item_class, size, minimum, value, share, below, rule.citation, lower if below else None, tuple(steps),
        pack.is_reference(on), grade, others,
    )  # fmt: skip


def rounds_down(pack: Pack, rule: Parameter) -> bool:
    """Whether the bureau has the yearly part of a cycle rounded down (``share_rounding``), what is left over being drawn
    in its last year.
    """
    return rule.name == "general_minimum" and pack.answer("share_rounding") == "down_last_rest"


def _rule(pack: Pack, item_class: ItemClass | None, on: date, grade: Grade | None) -> Parameter:
    """The one rule that decides the share."""
    if grade is not None:
        key = f"shares.grade_{grade.lower()}_minimum"
        if not pack.has(key, on):
            raise LawError("law.grade_unknown", pack=pack.id, grade=str(grade))
        return pack.get(key, on)
    if pack.has("shares.count", on):
        return pack.get("shares.count", on)
    if item_class is ItemClass.KEY:
        keys = ("shares.key_minimum", "shares.key_upper_limit", "shares.overall_minimum")
    elif item_class is ItemClass.GENERAL:
        keys = ("shares.general_minimum", "shares.overall_minimum", "")
    else:
        keys = ("", "", "")
    for key in filter(None, keys):
        if pack.has(key, on):
            return pack.get(key, on)
    if any(one.name.startswith("grade_") for one in pack.theme("shares", on)):
        raise LawError("law.grade_needed", pack=pack.id)
    if any(pack.has(f"shares.{name}_minimum", on) for name in ("general", "key", "overall")):
        raise LawError("law.class_needed", pack=pack.id)
    return pack.get("shares.risk_and_credit", on)


def _counted(pack: Pack, rule: Parameter, size: int, item_class: ItemClass | None, on: date) -> Quota:
    """A document that says how many, not what part."""
    number = min(rule.number(), size)
    steps = [f"文件规定抽取 {rule.number()} 户"]
    if number < rule.number():
        steps.append(f"名录库只有 {size} 户")
    exact = rule.bound is Bound.EXACT
    return Quota(
        item_class, size, number, number if exact else None, None, False, rule.citation, None, tuple(steps),
        pack.is_reference(on),
    )  # fmt: skip


def _open(
    pack: Pack,
    rule: Parameter,
    size: int,
    item_class: ItemClass | None,
    on: date,
    chosen_share: Fraction | None,
) -> Quota:
    """A document that names no share: the plan has to."""
    if rule.name == "key_upper_limit":
        steps = ["重点检查事项抽查比例不设上限，文件亦未定下限"]
        by = "年度抽查工作计划"
    else:
        steps = ["文件未定比例"]
        by = "经批准的工作方案"
    value: int | None = None
    if chosen_share is None:
        steps.append(f"比例由{by}确定")
    else:
        value = _up(size * chosen_share)
        steps += [
            f"计划比例 {_share(chosen_share)}：{_product(size, chosen_share)}",
            f"向上取整：抽取 {value} 户",
        ]
    return Quota(
        item_class,
        size,
        0,
        value,
        chosen_share,
        False,
        rule.citation,
        None,
        tuple(steps),
        pack.is_reference(on),
    )


def _words_of(rule: Parameter) -> str:
    """What the number is, in the documents' grading: 原则上 stays 原则上."""
    return "原则上不低于" if rule.citation.strength.departure_allowed else "不少于"


def _checked(share: Fraction) -> Fraction:
    if not isinstance(share, Fraction) or not 0 <= share <= 1:
        raise LawError("law.share", share=str(share))
    return share


def _up(number: Fraction) -> int:
    return -(-number.numerator // number.denominator)


def _decimal(number: Fraction) -> str:
    """A fraction in digits: exact when it ends within four places, else with 约."""
    scaled = number * 10_000
    text = f"{Decimal(round(scaled)) / 10_000:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text if scaled.denominator == 1 else f"约 {text}"


def _share(share: Fraction) -> str:
    """A share in percent where it ends within four places, else as a fraction: 5%, 1/3."""
    return _decimal(share * 100) + "%" if (share * 1_000_000).denominator == 1 else f"{share}"


def _product(size: int, share: Fraction) -> str:
    return f"{size} 户 × {_share(share)} = {_decimal(size * share)} 户"
