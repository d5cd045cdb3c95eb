"""The working-day calendar: Monday to Friday, corrected by the yearly notices.

A term in 工作日 counts working days; a term in 日 counts every day and is shown with the next working day
beside it when it ends on a day off. The day of the event does not count unless asked. Nothing here knows
today's date.

A year without a notice is unknown: its weekdays are taken as working days, the answer is marked
``provisional`` and is computed again when the table comes. Notices of the past touched the end of the
December before, never earlier than the 29th, so those last days stay provisional until the next year is
announced.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from mingqian.workdays.tables import CalendarError, SpecialDay, YearTable, announced_tables

_ONE_DAY = timedelta(days=1)
_LATE_DECEMBER = 29
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Day:
    """One day as the calendar knows it. ``name`` is the holiday it belongs to, make-up days included."""

    day: date
    workday: bool
    name: str
    provisional: bool


@dataclass(frozen=True, slots=True)
class Due:
    """The last day of a term (of a backward term: the latest day to act).

    ``next_workday`` is set only for terms in 日 that end on a day off. ``provisional``: a day on the way is
    not yet announced.
    """

    day: date
    provisional: bool
    next_workday: date | None = None


class Calendar:
    """Immutable; equal questions give equal answers. Later tables win where two name the same day."""

    def __init__(self, tables: Iterable[YearTable]) -> None:
        by_year = {table.year: table for table in tables}
        self._tables = tuple(by_year[year] for year in sorted(by_year))
        self._days: dict[date, SpecialDay] = {
            special.day: special for table in self._tables for special in table.days
        }
        self._years = frozenset(by_year)

    @property
    def years(self) -> frozenset[int]:
        """The years whose notice is known."""
        return self._years

    @property
    def tables(self) -> tuple[YearTable, ...]:
        """The notices, by year."""
        return self._tables

    def with_table(self, table: YearTable) -> "Calendar":
        """A calendar that knows ``table`` too; it replaces the one of the same year."""
        return Calendar([*(known for known in self._tables if known.year != table.year), table])

    def is_workday(self, day: date) -> bool:
        """True on a working day; in an unannounced year, Monday to Friday."""
        special = self._days.get(day)
        return special.workday if special else day.weekday() < _SATURDAY

    def is_settled(self, day: date) -> bool:
        """True when no notice still to come can change this day."""
        if day.year not in self._years:
            return False
        return day.month != 12 or day.day < _LATE_DECEMBER or day.year + 1 in self._years

    def day(self, day: date) -> Day:
        """Everything known about one day."""
        special = self._days.get(day)
        return Day(day, self.is_workday(day), special.name if special else "", not self.is_settled(day))

    def next_workday(self, day: date) -> Due:
        """The first working day after ``day``."""
        return self._walk(day, 1, _ONE_DAY)

    def add_workdays(self, start: date, count: int, *, count_start: bool = False) -> Due:
        """The ``count``-th working day after ``start``; with ``count_start`` a working ``start`` is the
        first.

        ``count`` 0 gives ``start``. Raises CalendarError for a negative count or beyond year 9999.
        """
        if count_start and count > 0:
            start -= _ONE_DAY
        return self._walk(start, count, _ONE_DAY)

    def subtract_workdays(self, start: date, count: int, *, count_start: bool = False) -> Due:
        """The ``count``-th working day before ``start``: the latest day to act for a term of "count working
        days before".

        ``count`` 0 gives ``start``. Raises CalendarError for a negative count or before year 1.
        """
        if count_start and count > 0:
            start += _ONE_DAY
        return self._walk(start, count, -_ONE_DAY)

    def add_days(self, start: date, count: int, *, count_start: bool = False) -> Due:
        """The ``count``-th calendar day after ``start``, and the next working day beside it when it is a
        day off.

        Raises CalendarError for a negative count or beyond year 9999.
        """
        if count < 0:
            raise CalendarError("calendar.negative", count=str(count))
        try:
            end = start + timedelta(days=count - 1 if count_start and count else count)
        except OverflowError:
            raise CalendarError("calendar.range") from None
        if self.is_workday(end):
            return Due(end, not self.is_settled(end))
        following = self.next_workday(end)
        return Due(end, not self.is_settled(end) or following.provisional, following.day)

    def workdays_between(self, first: date, last: date) -> int:
        """The number of working days from ``first`` to ``last``, both counted; 0 when ``last`` is earlier."""
        return sum(self.is_workday(first + timedelta(days=days)) for days in range((last - first).days + 1))

    def _walk(self, day: date, count: int, step: timedelta) -> Due:
        if count < 0:
            raise CalendarError("calendar.negative", count=str(count))
        provisional = count == 0 and not self.is_settled(day)
        try:
            while count:
                day += step
                provisional = provisional or not self.is_settled(day)
                count -= self.is_workday(day)
        except OverflowError:
            raise CalendarError("calendar.range") from None
        return Due(day, provisional)


@lru_cache(maxsize=1)
def announced_calendar() -> Calendar:
    """The calendar of the tables that come with the package (2007 to 2026)."""
    return Calendar(announced_tables())
