"""Hours of the documents against the calendar."""

from __future__ import annotations

from datetime import datetime, time

import pytest

from mingqian.complaints.hours import opening, spans
from mingqian.workdays import announced_calendar

HOURS = ("8:30-11:30", "15:00-17:00")


def test_spans_are_read_in_any_spelling_and_other_words_give_none():
    assert [(one.start, one.end) for one in spans(("15：00－17：00", "8: 30-11: 30"))] == [
        (time(8, 30), time(11, 30)),
        (time(15), time(17)),
    ]
    assert spans(("24 小时", "25:00-26:00", "")) == []
    assert opening(("24 小时",), announced_calendar(), datetime(2026, 3, 16, 9)) is None


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 3, 16, 8, 29), "现在不在受理时间内，今天 8:30 开始"),
        (datetime(2026, 3, 16, 8, 30), "现在在受理时间内，到今天 11:30"),
        (datetime(2026, 3, 16, 11, 30), "现在不在受理时间内，今天 15:00 开始"),
        (datetime(2026, 3, 20, 17, 0), "现在不在受理时间内，3月23日 8:30 开始"),
        (datetime(2026, 3, 22, 9, 0), "现在不在受理时间内，明天（3月23日） 8:30 开始"),
        (datetime(2026, 2, 14, 9, 0), "现在在受理时间内，到今天 11:30"),
    ],
)
def test_open_now_or_from_when(moment, words):
    """A Saturday that is worked (2026-02-14) is open; a Friday evening waits for Monday."""
    found = opening(HOURS, announced_calendar(), moment)
    assert found is not None and found.words == words
