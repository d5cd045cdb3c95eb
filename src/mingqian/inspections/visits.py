"""Laying the visits of a campaign over the working days."""

from __future__ import annotations

from datetime import date, timedelta

from mingqian.workdays import Calendar

LONGEST = 400
"""Days looked ahead at most: a year is not planned beyond its end."""


def spread(count: int, *, first: date, per_day: int, calendar: Calendar) -> list[date]:
    """The days of so many visits, `per_day` on each working day from `first` on; 0 a day: all on the first.

    A year whose holidays are not announced counts Monday to Friday. The last ones may be fewer than `count` when more
    than `LONGEST` days would be needed.
    """
    if per_day < 1:
        return [first] * count
    found: list[date] = []
    day = first
    for _ in range(LONGEST):
        if len(found) >= count:
            break
        if calendar.is_workday(day):
            found += [day] * min(per_day, count - len(found))
        day += timedelta(days=1)
    return found
