"""The working-day calendar: fixed facts, edges of the year, every day of twenty years."""

import csv
import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingqian.workdays import (
    Calendar,
    CalendarError,
    SpecialDay,
    YearTable,
    announced_calendar,
    table_from_holiday_cn,
    table_from_rows,
)

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data" / "calendar"
CALENDAR = announced_calendar()
DAYS = st.dates(date(2007, 1, 1), date(2026, 10, 1))


@pytest.mark.parametrize(
    ("day", "workday", "name"),
    [
        (date(2026, 2, 14), True, "春节"),  # make-up Saturday
        (date(2026, 2, 15), False, "春节"),
        (date(2026, 2, 23), False, "春节"),
        (date(2026, 2, 24), True, ""),
        (date(2026, 2, 28), True, "春节"),  # make-up Saturday
        (date(2024, 2, 29), True, ""),
        (date(2015, 9, 3), False, "抗战胜利70周年纪念日"),
        (date(2020, 1, 31), False, "春节"),  # the holiday of 2020 was prolonged
        (date(2026, 3, 16), True, ""),
        (date(2026, 3, 15), False, ""),
    ],
)
def test_known_days(day: date, workday: bool, name: str) -> None:
    known = CALENDAR.day(day)
    assert (known.workday, known.name, known.provisional) == (workday, name, False)
    assert CALENDAR.is_workday(day) is workday


def test_notice_five_working_days_before_a_check() -> None:
    due = CALENDAR.subtract_workdays(date(2026, 3, 16), 5)
    assert (due.day, due.provisional) == (date(2026, 3, 9), False)


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2026, 2, 13), 1, date(2026, 2, 14)),  # the make-up Saturday counts
        (date(2026, 2, 13), 2, date(2026, 2, 24)),  # over the spring festival
        (date(2026, 2, 13), 6, date(2026, 2, 28)),  # and ends on the second make-up Saturday
        (date(2026, 2, 16), 1, date(2026, 2, 24)),  # an event on a holiday
        (date(2024, 2, 28), 1, date(2024, 2, 29)),  # leap day
        (date(2024, 2, 29), 20, date(2024, 3, 28)),
        (date(2026, 3, 16), 20, date(2026, 4, 14)),  # 清明节 on Monday, 6 April
        (date(2026, 3, 16), 0, date(2026, 3, 16)),
    ],
)
def test_adding_working_days(start: date, count: int, end: date) -> None:
    due = CALENDAR.add_workdays(start, count)
    assert (due.day, due.provisional, due.next_workday) == (end, False, None)


def test_the_day_of_the_event_may_count() -> None:
    monday, sunday = date(2026, 3, 16), date(2026, 3, 15)
    assert CALENDAR.add_workdays(monday, 1, count_start=True).day == monday
    assert CALENDAR.add_workdays(monday, 5, count_start=True).day == date(2026, 3, 20)
    assert CALENDAR.add_workdays(sunday, 1, count_start=True).day == monday
    assert CALENDAR.subtract_workdays(monday, 2, count_start=True).day == date(2026, 3, 13)
    assert CALENDAR.add_days(monday, 10, count_start=True).day == date(2026, 3, 25)
    for count_start in (False, True):
        assert CALENDAR.add_workdays(sunday, 0, count_start=count_start).day == sunday
        assert CALENDAR.subtract_workdays(sunday, 0, count_start=count_start).day == sunday
        assert CALENDAR.add_days(sunday, 0, count_start=count_start).day == sunday


def test_a_term_in_days_shows_the_next_working_day_beside_it() -> None:
    due = CALENDAR.add_days(date(2026, 2, 6), 10)
    assert (due.day, due.next_workday) == (date(2026, 2, 16), date(2026, 2, 24))
    due = CALENDAR.add_days(date(2026, 2, 4), 10)  # ends on the make-up Saturday, a working day
    assert (due.day, due.next_workday) == (date(2026, 2, 14), None)


def test_an_unannounced_year_is_provisional_until_its_table_comes() -> None:
    start = date(2026, 12, 21)
    before = CALENDAR.add_workdays(start, 20)
    assert before.provisional and before.day == date(2027, 1, 18)
    table = table_from_rows(2027, [("2027-01-01", "休", "元旦"), ("2027-01-16", "班", "元旦")])
    after = CALENDAR.with_table(table).add_workdays(start, 20)
    assert (after.day, after.provisional) == (date(2027, 1, 18), False)
    assert CALENDAR.with_table(table).is_workday(date(2027, 1, 16))
    assert 2027 not in CALENDAR.years, "the calendar itself does not change"


def test_the_last_days_of_december_wait_for_the_next_notice() -> None:
    assert not CALENDAR.day(date(2026, 12, 28)).provisional
    assert CALENDAR.day(date(2026, 12, 29)).provisional
    assert CALENDAR.add_workdays(date(2026, 12, 28), 1).provisional
    assert not CALENDAR.add_workdays(date(2026, 12, 25), 1).provisional
    assert not CALENDAR.day(date(2025, 12, 31)).provisional
    assert CALENDAR.add_days(date(2026, 12, 21), 10).provisional


def test_a_next_notice_reaches_back_into_december() -> None:
    table = table_from_rows(2027, [("2026-12-31", "休", "元旦"), ("2027-01-01", "休", "元旦")])
    calendar = CALENDAR.with_table(table)
    assert CALENDAR.is_workday(date(2026, 12, 31))
    assert not calendar.is_workday(date(2026, 12, 31))
    assert calendar.day(date(2026, 12, 31)).provisional is False


def test_years_before_the_tables_are_provisional_too() -> None:
    assert CALENDAR.subtract_workdays(date(2007, 1, 5), 5).provisional


@given(DAYS, st.integers(1, 40))
def test_there_and_back(start: date, count: int) -> None:
    end = CALENDAR.add_workdays(start, count).day
    assert CALENDAR.is_workday(end)
    assert CALENDAR.workdays_between(start + timedelta(days=1), end) == count
    back = CALENDAR.subtract_workdays(end, count).day
    assert back == (start if CALENDAR.is_workday(start) else CALENDAR.subtract_workdays(start, 1).day)


@given(DAYS, st.integers(0, 60))
def test_days_are_days(start: date, count: int) -> None:
    due = CALENDAR.add_days(start, count)
    assert (due.day - start).days == count
    assert (due.next_workday is None) == CALENDAR.is_workday(due.day)
    assert due.next_workday is None or due.next_workday > due.day


def test_what_cannot_be_counted_is_refused() -> None:
    for method in (CALENDAR.add_workdays, CALENDAR.subtract_workdays, CALENDAR.add_days):
        with pytest.raises(CalendarError) as caught:
            method(date(2026, 1, 5), -1)
        assert caught.value.code == "calendar.negative"
    for method in (CALENDAR.add_workdays, CALENDAR.add_days):
        with pytest.raises(CalendarError) as caught:
            method(date(9999, 12, 30), 20)
        assert caught.value.code == "calendar.range"
    assert CALENDAR.workdays_between(date(2026, 3, 16), date(2026, 3, 15)) == 0


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([("2027-02-30", "休", "")], "calendar.date"),
        ([("2027-02-01", "off", "")], "calendar.kind"),
        ([("2027-02-01", "休", ""), ("2027-02-01", "班", "")], "calendar.twice"),
        ([("2028-02-01", "休", "")], "calendar.other_year"),
        ([], "calendar.empty"),
    ],
)
def test_a_wrong_table_is_refused(rows: list[tuple[date | str, str, str]], code: str) -> None:
    with pytest.raises(CalendarError) as caught:
        table_from_rows(2027, rows)
    assert caught.value.code == code


def test_the_json_shape() -> None:
    document = {
        "year": 2027,
        "papers": ["国办发明电〔2026〕0号"],
        "days": [
            {"name": "元旦", "date": "2027-01-03", "isOffDay": False},
            {"name": "元旦", "date": "2027-01-01", "isOffDay": True},
        ],
    }
    expected = YearTable(
        2027,
        (SpecialDay(date(2027, 1, 1), False, "元旦"), SpecialDay(date(2027, 1, 3), True, "元旦")),
        "国办发明电〔2026〕0号",
    )
    assert table_from_holiday_cn(document) == expected
    assert table_from_holiday_cn(json.dumps(document)) == expected
    assert [special.day.day for special in expected.days] == [1, 3]


@pytest.mark.parametrize(
    "document",
    [
        "{",
        "[]",
        b"\xff\xfe",
        "{}",
        '{"year": "2027", "days": []}',
        '{"year": 2027, "days": [{"date": "2027-01-01", "name": "元旦", "isOffDay": "no"}]}',
        '{"year": 2027, "days": [{"date": "2027-01-01"}]}',
    ],
)
def test_other_json_is_refused(document: str | bytes) -> None:
    with pytest.raises(CalendarError) as caught:
        table_from_holiday_cn(document)
    assert caught.value.code == "calendar.shape"


def test_an_empty_calendar_knows_nothing_for_certain() -> None:
    empty = Calendar([])
    assert empty.is_workday(date(2026, 2, 16)) and empty.day(date(2026, 2, 16)).provisional


def test_every_day_of_twenty_years() -> None:
    table = SHARED / "workdays_2007_2026.csv"
    if not table.exists():
        pytest.skip("the day table is not beside the project (shared/data/calendar)")
    with table.open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 7305
    wrong = [
        row["date"]
        for row in rows
        if CALENDAR.is_workday(date.fromisoformat(row["date"])) != (row["is_workday_holiday_cn"] == "1")
    ]
    assert wrong == []


def test_the_official_json_agrees_with_the_package() -> None:
    files = sorted((SHARED / "holiday-cn").glob("20*.json"))
    if not files:
        pytest.skip("the yearly notices are not beside the project (shared/data/calendar/holiday-cn)")
    imported = Calendar(table_from_holiday_cn(file.read_bytes()) for file in files)
    day = date(min(imported.years), 1, 1)
    while day.year in imported.years:
        assert imported.is_workday(day) == CALENDAR.is_workday(day), day
        day += timedelta(days=1)
