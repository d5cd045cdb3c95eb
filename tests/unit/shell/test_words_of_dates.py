"""Dates and terms as the screens say them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from mingqian.staff.words import chinese_date, chinese_time, term_of

TODAY = date(2026, 11, 21)  # a Saturday


@dataclass
class Deadline:
    due: date | None
    left: int | None = None
    unit: str = "工作日"
    provisional: bool = False


def test_dates_are_written_out() -> None:
    assert chinese_date(date(2026, 3, 9)) == "2026年3月9日"
    assert chinese_date(None) == ""


def test_times_are_those_of_the_bureau() -> None:
    assert chinese_time(datetime(2026, 11, 20, 16, 5, tzinfo=UTC)) == "2026年11月21日 00:05"
    assert chinese_time("2026-11-21T04:00:00.000+00:00") == "2026年11月21日 12:00"
    assert chinese_date(datetime(2026, 11, 20, 16, 5, tzinfo=UTC)) == "2026年11月21日"


@pytest.mark.parametrize(
    ("value", "text", "tone"),
    [
        (date(2026, 11, 30), "还剩 9 天（11月30日）", ""),
        (date(2026, 11, 23), "还剩 2 天（11月23日）", "near"),
        (date(2026, 11, 21), "今天到期（11月21日）", "near"),
        (date(2026, 11, 18), "已逾期 3 天（11月18日）", "bad"),
        (Deadline(date(2026, 11, 26), 3), "还剩 3 个工作日（11月26日）", ""),
        (Deadline(date(2026, 11, 27)), "还剩 5 个工作日（11月27日）", ""),
        (Deadline(date(2026, 11, 18)), "已逾期 2 个工作日（11月18日）", "bad"),
        (Deadline(date(2026, 11, 20)), "已过期限（11月20日）", "bad"),
        (Deadline(date(2026, 12, 1), unit="日"), "还剩 10 天（12月1日）", ""),
        (Deadline(date(2027, 1, 20), 41), "还剩 41 个工作日（2027年1月20日）", ""),
    ],
)
def test_terms(value, text: str, tone: str) -> None:
    said = term_of(value, TODAY)
    assert said is not None
    assert (said.text, said.tone) == (text, tone)


def test_a_year_not_yet_announced_is_provisional() -> None:
    assert term_of(Deadline(date(2031, 3, 3)), TODAY).provisional
    assert not term_of(Deadline(date(2026, 11, 27)), TODAY).provisional
    assert term_of(Deadline(date(2026, 11, 27), provisional=True), TODAY).provisional


def test_no_term_no_words() -> None:
    assert term_of(None, TODAY) is None
    assert term_of(Deadline(None), TODAY) is None
