"""Working days against inspection days; a published county plan comes out right, its own percentages do not."""

from __future__ import annotations

import calendar
from datetime import date
from fractions import Fraction

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mingqian.plans.capacity.chart import load_chart
from mingqian.plans.capacity.remedies import remedies
from mingqian.plans.capacity.stated import Stated, mistakes
from mingqian.plans.capacity.sums import Duty, Work, reckon, shown, split_of, whole_percents
from mingqian.workdays import announced_calendar


def workdays(year: int) -> tuple[int, ...]:
    known = announced_calendar()
    return tuple(
        known.workdays_between(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))
        for month in range(1, 13)
    )


COUNTY = {"安全生产科": 3, "执法大队": 5}
DUTIES = [
    Duty("安全生产科", "other", "许可、事故、举报等", (1, 12), Fraction(375)),
    Duty("执法大队", "other", "许可、事故、举报等", (1, 12), Fraction(660)),
    Duty("安全生产科", "absent", "值班、培训、年休假等", (1, 12), Fraction(135)),
    Duty("执法大队", "absent", "值班、培训、年休假等", (1, 12), Fraction(400)),
]


def test_the_published_county_plan_of_eight_people() -> None:
    """Eight people, 248 days, 1,035 and 535 days deducted: 414 days of inspections, 52, 27 and 21 percent.

    The plan printed 21, 71 and 8.
    """
    days = workdays(2025)
    assert sum(days) == 248
    loads = reckon(COUNTY, days, DUTIES, ())
    assert [(one.unit, one.total("available")) for one in loads] == [("安全生产科", 234), ("执法大队", 180)]
    found = split_of(loads)
    assert (found.total, found.other, found.absent, found.inspection) == (1984, 1035, 535, 414)
    assert found.percents == (52, 27, 21)


def test_its_printed_percentages_are_found_wrong_and_the_right_ones_are_not() -> None:
    numbers = (8, 248, *(Fraction(n) for n in (1984, 1035, 535, 414)))
    printed = mistakes(Stated(*numbers, Fraction(21), Fraction(71), Fraction(8)))
    assert printed == [
        "其他执法工作日 1,035 占 52.2%，写成了 21%",
        "非执法工作日 535 占 27%，写成了 71%",
        "监督检查工作日 414 占 20.9%，写成了 8%",
    ]
    assert mistakes(Stated(*numbers, Fraction(52), Fraction(27), Fraction(21))) == []
    assert mistakes(Stated(*numbers)) == []


def test_sums_that_do_not_agree_are_named() -> None:
    found = mistakes(Stated(8, 24, Fraction(1984), Fraction(1035), Fraction(535), Fraction(400)))
    assert found == [
        "总法定工作日写 1,984，8 人 × 24 天应为 192",
        "监督检查工作日写 400，1,984 − 1,035 − 535 应为 414",
    ]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=5))
def test_percentages_add_up_to_a_hundred(parts: list[int]) -> None:
    found = whole_percents([Fraction(one) for one in parts])
    assert sum(found) == (100 if sum(parts) else 0)
    assert all(
        abs(p - Fraction(one * 100, sum(parts))) < 1
        for p, one in zip(found, parts, strict=True)
        if sum(parts)
    )


def work(visits: int, first: int, last: int, *, unit: str = "大队", least: int = 0) -> Work:
    return Work("机械抽查", unit, visits, (first, last), 2, Fraction(1), least)


def test_an_overload_shows_in_its_month_though_the_year_suffices() -> None:
    days = workdays(2026)
    loads = reckon({"大队": 2}, days, (), [work(40, 3, 3)])
    (one,) = loads
    march = one.months[2]
    assert (march.needed, march.available, march.over) == (80, 2 * days[2], 80 - 2 * days[2])
    assert one.overloaded and [m.month for m in one.months if m.over] == [3]
    assert one.total("needed") < one.total("available")


def test_what_would_resolve_it_does_resolve_it() -> None:
    days = workdays(2026)
    works = [work(40, 3, 3, least=15)]
    loads = reckon({"大队": 2, "科": 4}, days, (), works)
    found = remedies(loads, works, days)
    over = loads[0].total("over")
    kinds = {one.kind: one for one in found}
    assert set(kinds) == {"move", "borrow", "reduce"}
    assert kinds["move"].solves == kinds["borrow"].solves == over
    assert "移到 2 月" in kinds["move"].words and "科 2 人" in kinds["borrow"].words
    assert "从 40 户减到下限 15 户" in kinds["reduce"].words
    # Carried out, each of them ends the overload: the visits moved, or no more than the least of them.
    moved = reckon({"大队": 2}, days, (), [work(18, 2, 2), work(22, 3, 3)])
    assert moved[0].total("over") < over
    assert not reckon({"大队": 2}, days, (), [work(15, 3, 3)])[0].overloaded


def test_people_are_missing_only_when_the_whole_year_is_short() -> None:
    days = workdays(2026)
    works = [work(400, 1, 12)]
    loads = reckon({"大队": 2}, days, (), works)
    (more,) = [one for one in remedies(loads, works, days) if one.kind == "people"]
    assert "增加 2 人" in more.words
    assert not reckon({"大队": 4}, days, (), works)[0].overloaded
    assert reckon({"大队": 3}, days, (), works)[0].overloaded


def test_work_without_people_and_deductions_beyond_the_days() -> None:
    days = workdays(2026)
    loads = reckon({"科": 1}, days, [Duty("科", "absent", "借调", (1, 12), Fraction(300))], [work(1, 5, 5)])
    assert {one.unit: one.people for one in loads} == {"科": 1, "大队": 0}
    assert loads[0].total("available") == sum(days) - 300
    assert loads[1].months[4].over == 2
    chart = load_chart(loads[1])
    assert chart["bars"][4]["over"] == "2" and float(chart["bars"][4]["over_height"]) > 0
    assert float(chart["bars"][4]["height"]) == 0


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 500), st.integers(1, 12), st.integers(0, 11))
def test_nothing_is_lost_between_months(visits: int, first: int, length: int) -> None:
    days = workdays(2026)
    (one,) = reckon({"大队": 3}, days, (), [work(visits, first, min(12, first + length))])
    assert one.total("needed") == visits * 2


def test_days_in_words() -> None:
    assert [shown(Fraction(text)) for text in ("414", "12.5", "1984", "-3.26", "0.04")] == [
        "414", "12.5", "1,984", "−3.3", "0",
    ]  # fmt: skip
