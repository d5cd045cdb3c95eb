"""Working days of mainland China, pure: tables in, dates out. See :mod:`mingqian.workdays.calendar`."""

from mingqian.workdays.calendar import Calendar, Day, Due, announced_calendar
from mingqian.workdays.tables import (
    OFF,
    WORK,
    CalendarError,
    SpecialDay,
    YearTable,
    announced_tables,
    table_from_holiday_cn,
    table_from_rows,
    table_from_sheet,
)

__all__ = [
    "OFF",
    "WORK",
    "Calendar",
    "CalendarError",
    "Day",
    "Due",
    "SpecialDay",
    "YearTable",
    "announced_calendar",
    "announced_tables",
    "table_from_holiday_cn",
    "table_from_rows",
    "table_from_sheet",
]
