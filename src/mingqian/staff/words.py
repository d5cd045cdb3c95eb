"""How dates and terms are said on a page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from mingqian.workdays import Calendar, announced_calendar


def as_day(value: date | datetime) -> date:
    """The civil day in the bureau's time zone."""
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value


def chinese_date(value: date | datetime | None) -> str:
    """`2026年11月21日`; nothing for nothing."""
    if value is None or value == "":
        return ""
    day = as_day(value)
    return f"{day.year}年{day.month}月{day.day}日"


def chinese_time(value: datetime | str | None) -> str:
    """`2026年11月21日 14:05`, in the bureau's time zone. An ISO text is read first."""
    if not value:
        return ""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    if timezone.is_aware(moment):
        moment = timezone.localtime(moment)
    return f"{chinese_date(moment.date())} {moment:%H:%M}"


def short_date(value: date | datetime) -> str:
    """`11月26日`."""
    day = as_day(value)
    return f"{day.month}月{day.day}日"


@dataclass(frozen=True)
class TermWords:
    """A term in words: the text, its tone (`""|near|bad|done`) and whether the calendar is provisional."""

    text: str
    tone: str
    provisional: bool = False
    title: str = ""


WORKDAYS = frozenset({"wd", "工作日"})
"""How a deadline may name working days as its unit; anything else is days."""

NEAR = 2
"""Days left from which a term is shown in amber."""


def term_words(due: date, *, left: int, unit: str, today: date, provisional: bool = False) -> TermWords:
    """ "还剩 3 个工作日（11月26日）", "今天到期（…）", "已逾期 2 个工作日（…）".

    `left` counts `unit` from today to the due day, negative when it has passed.
    """
    day = short_date(due) if due.year == today.year else chinese_date(due)
    measure = "个工作日" if unit in WORKDAYS else "天"
    if due == today:
        return TermWords(f"今天到期（{day}）", "near", provisional, chinese_date(due))
    if due < today:
        late = f"已逾期 {-left} {measure}（{day}）" if left else f"已过期限（{day}）"
        return TermWords(late, "bad", provisional, chinese_date(due))
    tone = "near" if left <= NEAR else ""
    return TermWords(f"还剩 {left} {measure}（{day}）", tone, provisional, chinese_date(due))


def term_of(value: Any, today: date, calendar: Calendar | None = None) -> TermWords | None:
    """The words of a date (counted in days) or of a deadline; None where no term runs.

    A deadline has `due` (date or None); it may have `left` (what remains in its unit, negative when past; counted
    here where it is missing), `unit` (working days unless it says otherwise) and `provisional`. Counted by the
    program's own calendar unless another is given.
    """
    if isinstance(value, date):
        day = as_day(value)
        return term_words(day, left=(day - today).days, unit="d", today=today)
    given: date | None = getattr(value, "due", None)
    if given is None:
        return None
    due = as_day(given)
    left, unit = getattr(value, "left", None), str(getattr(value, "unit", "wd"))
    calendar = calendar or announced_calendar()
    if left is None and unit in WORKDAYS:
        left = (
            calendar.workdays_between(today + timedelta(days=1), due)
            if due >= today
            else -calendar.workdays_between(due + timedelta(days=1), today)
        )
    elif left is None:
        left = (due - today).days
    unsettled = unit in WORKDAYS and not calendar.is_settled(due)
    provisional = due > today and (unsettled or bool(getattr(value, "provisional", False)))
    return term_words(due, left=left, unit=unit, today=today, provisional=provisional)
