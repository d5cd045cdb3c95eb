"""Hours such as `8:30-11:30` on working days: whether it is one of them now, and when the next begins."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from mingqian.workdays import Calendar

_SPAN = re.compile(r"(\d{1,2})[:：](\d{2})\s*[-－—~至]\s*(\d{1,2})[:：](\d{2})")
_DAYS = ("今天", "明天", "后天")
MOST_DAYS = 30
"""How far ahead the next opening is looked for: the longest holiday is far shorter."""


@dataclass(frozen=True)
class Span:
    """From when until when on a working day."""

    start: time
    end: time


@dataclass(frozen=True)
class Now:
    """Whether it is open now; until when, or from when again."""

    open: bool
    day: date | None
    at: time | None
    today: date

    @property
    def words(self) -> str:
        """现在可以来，到 11:30；现在不在受理时间，明天（11月23日）8:30 开始."""
        if self.day is None or self.at is None:
            return ""
        clock = f"{self.at.hour}:{self.at:%M}"
        if self.open:
            return f"现在在受理时间内，到今天 {clock}"
        ahead = (self.day - self.today).days
        said = f"{self.day.month}月{self.day.day}日"
        day = _DAYS[0] if ahead == 0 else f"{_DAYS[ahead]}（{said}）" if ahead < len(_DAYS) else said
        return f"现在不在受理时间内，{day} {clock} 开始"


def spans(said: Sequence[str]) -> list[Span]:
    """The spans that can be read; what says something else (24 小时) gives none."""
    found = []
    for text in said:
        match = _SPAN.fullmatch(text.replace(" ", ""))
        if match:
            first, second, third, fourth = (int(one) for one in match.groups())
            if first < 24 and third < 24 and second < 60 and fourth < 60:
                found.append(Span(time(first, second), time(third, fourth)))
    return sorted(found, key=lambda one: one.start)


def opening(said: Sequence[str], calendar: Calendar, moment: datetime) -> Now | None:
    """How it stands at a moment (local time); None where the words name no hours."""
    found = spans(said)
    if not found:
        return None
    today, clock = moment.date(), moment.time()
    if calendar.is_workday(today):
        for one in found:
            if one.start <= clock < one.end:
                return Now(True, today, one.end, today)
            if clock < one.start:
                return Now(False, today, one.start, today)
    day = today
    for _ in range(MOST_DAYS):
        day += timedelta(days=1)
        if calendar.is_workday(day):
            return Now(False, day, found[0].start, today)
    return None
