"""Workbooks the registers give out: templates, exports, the rows set aside. Every cell is text.

A code of 18 digits must stay text, and a cell that begins with `=` must not become a formula.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO, Any

import xlsxwriter

from mingqian.registers.importing.columns import Value

WIDE = {Value.LONG: 50, Value.CODE: 22, Value.DATE: 12, Value.FLAG: 10, Value.COUNT: 10}
MAX_ROWS = 1_048_575
"""Rows below the headings that a worksheet can hold."""


def workbook(target: IO[bytes] | Path) -> Any:
    """A workbook written row by row, with cells taken as text."""
    return xlsxwriter.Workbook(
        target if not isinstance(target, Path) else str(target),
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
            "default_date_format": "yyyy-mm-dd",
        },
    )


def write_sheet(
    book: Any,
    name: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    widths: Sequence[int] = (),
    strong: Sequence[int] = (),
) -> int:
    """One worksheet of text with a fixed heading row; returns how many rows it holds.

    `strong` are the columns (from 0) set off as ours. Rows past what a worksheet holds are left out.
    """
    sheet = book.add_worksheet(name[:31])
    head = book.add_format(
        {"bold": True, "bg_color": "#E8F0FB", "border": 1, "num_format": "@", "text_wrap": True}
    )
    marked = book.add_format({"bold": True, "bg_color": "#FDF1E3", "border": 1, "num_format": "@"})
    text = book.add_format({"num_format": "@"})
    for place, heading in enumerate(headings):
        width = widths[place] if place < len(widths) else min(max(len(heading) * 2 + 2, 12), 40)
        sheet.set_column(place, place, width, text)
    sheet.freeze_panes(1, 0)
    for place, heading in enumerate(headings):
        sheet.write_string(0, place, heading, marked if place in strong else head)
    count = 0
    for row in rows:
        if count >= MAX_ROWS:
            break
        count += 1
        for place, value in enumerate(row):
            if value:
                sheet.write_string(count, place, value[:32_000], text)
    return count
