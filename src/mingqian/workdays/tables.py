"""What the State Council's notice says about one year: days off and make-up working days.

A notice names only the days that differ from Monday to Friday, or are a holiday. It may name days of the
neighbouring years: the last days of December belong to the New Year holiday of the next notice.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Any

OFF = "休"
WORK = "班"


class CalendarError(ValueError):
    """A table that cannot be used. ``code`` is stable, ``params`` fill the wording at the edge.

    Codes: ``calendar.shape``, ``calendar.date``, ``calendar.kind``, ``calendar.twice``,
    ``calendar.other_year``, ``calendar.empty``, ``calendar.columns``, ``calendar.negative``, ``calendar.range``.
    """

    def __init__(self, code: str, **params: str) -> None:
        self.code = code
        self.params = params
        super().__init__(f"{code} {params}" if params else code)


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """One day a notice names: a day off, or a working day although it is a Saturday or Sunday."""

    day: date
    workday: bool
    name: str


@dataclass(frozen=True, slots=True)
class YearTable:
    """One year's notice. ``days`` sorted by date, each date once; ``source`` names the document."""

    year: int
    days: tuple[SpecialDay, ...]
    source: str = ""

    def __post_init__(self) -> None:
        """Raises CalendarError when a date comes twice, lies outside the year and its edges, or none is
        given.
        """
        if not self.days:
            raise CalendarError("calendar.empty", year=str(self.year))
        seen: set[date] = set()
        for special in self.days:
            if special.day in seen:
                raise CalendarError("calendar.twice", date=special.day.isoformat())
            seen.add(special.day)
            if not date(self.year - 1, 12, 1) <= special.day <= date(self.year + 1, 1, 31):
                raise CalendarError("calendar.other_year", date=special.day.isoformat(), year=str(self.year))
        object.__setattr__(self, "days", tuple(sorted(self.days, key=lambda special: special.day)))


def _date(text: object) -> date:
    try:
        return text if isinstance(text, date) else date.fromisoformat(str(text).strip())
    except ValueError:
        raise CalendarError("calendar.date", value=str(text)) from None


def table_from_rows(year: int, rows: Iterable[tuple[date | str, str, str]], source: str = "") -> YearTable:
    """A table from rows of date (a date or ISO text), kind (休 or 班) and name of the holiday.

    Raises CalendarError for a wrong date or kind, a date given twice or of another year.
    """
    days: list[SpecialDay] = []
    for when, kind, name in rows:
        if kind.strip() not in (OFF, WORK):
            raise CalendarError("calendar.kind", value=kind)
        days.append(SpecialDay(_date(when), kind.strip() == WORK, name.strip()))
    return YearTable(year, tuple(days), source)


_DATE_HEADS = ("日期", "date", "放假日期")
_KIND_HEADS = ("类别", "休班", "类型", "休或班", "kind", "type")
_NAME_HEADS = ("名称", "节日", "节假日", "name", "holiday")
_KINDS = {
    "放假": OFF,
    "休息": OFF,
    "休息日": OFF,
    "上班": WORK,
    "补班": WORK,
    "调休上班": WORK,
    "off": OFF,
    "work": WORK,
}
_CHINESE_DATE = re.compile(r"^(\d{4})[年/.-](\d{1,2})[月/.-](\d{1,2})日?(?:\s.*)?$")


def table_from_sheet(rows: Sequence[Sequence[object]], source: str = "") -> YearTable:
    """A table from a simple spreadsheet: a heading with 日期 and 类别 (休 or 班; 放假, 补班 too) and perhaps 名称.

    The year is the one most of its days belong to. Raises CalendarError: ``calendar.columns`` without a
    heading, else as :func:`table_from_rows`.
    """
    below = iter(rows)
    for row in below:
        heads = [str(cell).strip() for cell in row]
        when = next((n for n, head in enumerate(heads) if head in _DATE_HEADS), None)
        kind = next((n for n, head in enumerate(heads) if head in _KIND_HEADS), None)
        if when is not None and kind is not None:
            name = next((n for n, head in enumerate(heads) if head in _NAME_HEADS), None)
            break
    else:
        raise CalendarError("calendar.columns")
    days: list[tuple[date | str, str, str]] = []
    for row in below:
        cells = [*row, *[""] * (len(heads) - len(row))]
        if not any(str(cell).strip() for cell in cells):
            continue
        word = str(cells[kind]).strip()
        days.append(
            (_any_date(cells[when]), _KINDS.get(word, word), str(cells[name]) if name is not None else "")
        )
    years = [day.year for day, _, _ in days if isinstance(day, date)]
    if not years:
        raise CalendarError("calendar.empty", year="")
    return table_from_rows(max(set(years), key=years.count), days, source)


def _any_date(value: object) -> date:
    """A date cell, ISO text, 2027/1/1 or 2027年1月1日."""
    found = _CHINESE_DATE.match(str(value).strip())
    if isinstance(value, date) or not found:
        return _date(value)
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise CalendarError("calendar.date", value=str(value)) from None


def table_from_holiday_cn(document: str | bytes | Mapping[str, Any]) -> YearTable:
    """A table from the JSON shape of the holiday-cn project: year, papers, days of name, date, isOffDay.

    Raises CalendarError when the document has another shape, or a day is wrong.
    """
    try:
        data = json.loads(document) if isinstance(document, str | bytes) else document
        year, days = data["year"], data["days"]
        rows = [(str(day["date"]), OFF if day["isOffDay"] else WORK, str(day["name"])) for day in days]
        source = " ".join(str(paper) for paper in data.get("papers", ()))
        if type(year) is not int or any(type(day["isOffDay"]) is not bool for day in days):
            raise TypeError
    except (KeyError, TypeError, AttributeError, json.JSONDecodeError, UnicodeDecodeError):
        raise CalendarError("calendar.shape") from None
    return table_from_rows(year, rows, source)


@lru_cache(maxsize=1)
def announced_tables() -> tuple[YearTable, ...]:
    """The tables that come with the package, 2007 to 2026, grouped by the year of each day. Read at first
    use.
    """
    text = (files("mingqian.workdays") / "data" / "days.tsv").read_text(encoding="utf-8")
    rows: dict[int, list[tuple[date | str, str, str]]] = {}
    for line in text.splitlines()[1:]:
        when, kind, name = line.split("\t")
        rows.setdefault(int(when[:4]), []).append((when, kind, name))
    return tuple(table_from_rows(year, rows[year], "随软件附带") for year in sorted(rows))
