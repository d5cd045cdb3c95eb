"""How often one subject may be drawn and must be seen, and the exceptions that lift the limit."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from mingqian.law.errors import LawError
from mingqian.law.pack import Pack
from mingqian.law.parameters import Citation, Parameter
from mingqian.law.vocabulary import Bound, FrequencyException


@dataclass(frozen=True, slots=True)
class FrequencyAnswer:
    """Whether a subject may be drawn on a day.

    ``drawn``: how often it was within the period that counts; ``exceptions``: the document's grounds among
    those given, with their articles. ``allowed``: below the limit, or an exception holds. When not allowed
    and ``citation.strength`` permits departure (原则上), it may still be drawn with a recorded reason.
    ``limit`` and ``citation`` are None where the document names no limit.
    """

    limit: int | None
    drawn: int
    period_start: date
    period_end: date
    exceptions: tuple[Parameter, ...]
    allowed: bool
    citation: Citation | None
    steps: tuple[str, ...]
    reference: bool


def once_a_year(
    pack: Pack, history: Iterable[date], exceptions: Collection[FrequencyException], on: date
) -> FrequencyAnswer:
    """Answers for one subject: ``history`` the days it was drawn, ``exceptions`` the grounds that hold for
    it or for this draw, ``on`` the day of the draw.

    A year is the calendar year, or the twelve months up to ``on``, by the setting ``year_means``. Where the bureau reads
    the number as that of draws (``times_mean``), no subject is limited by it.
    """
    rolling = pack.answer("year_means") == "twelve_months"
    start, end = (_a_year_before(on), on) if rolling else (date(on.year, 1, 1), date(on.year, 12, 31))
    drawn = sum(start <= day <= end for day in history)
    span = f"{start.isoformat()} 至 {end.isoformat()}"
    of_draws = pack.answer("times_mean") == "draws"
    if of_draws or not pack.has("frequency.per_year", on):
        steps = (f"{span} 已被抽中 {drawn} 次；文件没有限定次数",)
        return FrequencyAnswer(None, drawn, start, end, (), True, None, steps, pack.is_reference(on))
    rule = pack.get("frequency.per_year", on)
    grounds = tuple(
        one
        for one in pack.theme("frequency", on)
        if one.name.startswith("exception_") and one.name.removeprefix("exception_") in exceptions
    )
    limit = rule.number()
    lines = [f"{span} 已被抽中 {drawn} 次；{rule.citation.strength}一年不超过 {limit} 次"]
    lines += [f"不受频次限制：{one.words()[0]}" for one in grounds]
    return FrequencyAnswer(
        limit, drawn, start, end, grounds, drawn < limit or bool(grounds), rule.citation, tuple(lines),
        pack.is_reference(on),
    )  # fmt: skip


def draws_sharing(pack: Pack, on: date) -> int:
    """Over how many draws of the year a share may be spread: 1 unless the document wants several and the bureau has
    decided that the share is one of the whole year (``times_mean``, ``share_each_draw``; 卫东 二, 五(二)).
    """
    if not pack.has("frequency.per_year", on):
        return 1
    rule = pack.get("frequency.per_year", on)
    of_the_year = pack.answer("times_mean") == "draws" and pack.answer("share_each_draw") == "year"
    return rule.number() if of_the_year and rule.bound is not Bound.MOST else 1


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of those not yet seen in this cycle must be drawn this year. ``certain``: all of them, so that
    nobody can be missed (the last year, unless the bureau has decided that it too is drawn by its share alone).
    ``minimum`` is 0 where by a decision the yearly share alone says how many.
    """

    left: int
    years_left: int
    minimum: int
    certain: bool
    citation: Citation
    steps: tuple[str, ...]
    reference: bool


def coverage(pack: Pack, left: int, year_of_cycle: int, on: date) -> Coverage:
    """Within the years in which each general subject is seen once: ``left`` are not yet seen, and this is year
    ``year_of_cycle`` (1 the first).

    Raises LawError ``law.size`` for a negative number, ``law.value`` for a year outside the cycle,
    ``law.unknown_key`` where the document sets no cycle.
    """
    rule = pack.get("frequency.coverage_years", on)
    years = rule.number()
    if left < 0:
        raise LawError("law.size", size=str(left))
    if not 1 <= year_of_cycle <= years:
        raise LawError("law.value", key=rule.key)
    years_left = years - year_of_cycle + 1
    last = years_left == 1
    as_drawn = last and pack.answer("third_year") == "as_drawn"
    down = not last and pack.answer("share_rounding") == "down_last_rest"
    minimum = 0 if as_drawn or down else -(-left // years_left)
    steps = [f"还有 {left} 户未查，本年是 {years} 年中的第 {year_of_cycle} 年，还剩 {years_left} 年"]
    if as_drawn:
        steps.append("最后一年，本单位决定仍按每年的比例抽取，没有抽到的下一周期补上")
    elif down:
        steps.append("本单位决定每年的比例向下取整，余下的最后一年全部抽完")
    elif last:
        steps.append(f"最后一年，余下 {left} 户都要检查")
    else:
        steps.append(f"本年至少 {minimum} 户，才能按期覆盖")
    return Coverage(
        left, years_left, minimum, last and not as_drawn, rule.citation, tuple(steps), pack.is_reference(on)
    )


@dataclass(frozen=True, slots=True)
class CrossRegion:
    """How many are drawn in a check away from home: ``minimum`` to ``maximum`` of those not complained of, and
    all of those complained of.
    """

    minimum: int
    maximum: int
    complained: int
    citation: Citation
    complained_citation: Citation
    steps: tuple[str, ...]
    reference: bool


def cross_region(pack: Pack, size: int, complained: int, on: date) -> CrossRegion:
    """For ``size`` subjects of the place, ``complained`` of them the subject of a complaint.

    Raises LawError ``law.size``, or ``law.unknown_key`` where the document has no such check.
    """
    least, most = pack.get("cross_region.minimum", on), pack.get("cross_region.maximum", on)
    everyone = pack.get("cross_region.complained_minimum", on)
    if size < 0 or not 0 <= complained <= size:
        raise LawError("law.size", size=str(size))
    rest = size - complained
    low, high = min(least.number(), rest), min(most.number(), rest)
    steps = [f"{least.citation.strength}不少于 {least.number()} 户，不超过 {most.number()} 户"]
    if low < least.number():
        steps.append(f"当地只有 {rest} 户可抽，全部抽取")
    if complained:
        steps.append(f"被投诉举报的 {complained} 户全部检查，不占抽取的名额")
    return CrossRegion(
        low, high, complained, least.citation, everyone.citation, tuple(steps), pack.is_reference(on)
    )


def _a_year_before(on: date) -> date:
    """The first day of the twelve months that end with ``on``: the day after the same date a year ago."""
    try:
        same = on.replace(year=on.year - 1)
    except ValueError:  # 29 February
        return date(on.year - 1, 3, 1)
    return date.fromordinal(same.toordinal() + 1)
