"""A plan, and a list of items, read from a file in the published form."""

from __future__ import annotations

import re
from typing import Final

from mingqian.acts.refusal import Refused
from mingqian.law.plan_table import COLUMNS, PlanTable, plan_table
from mingqian.plans.documents.tables import Lines, is_workbook, piped, tables_of, text_of

LONGEST: Final = 10_000
"""Lines of a table: a plan or a list of items has some dozens, and each line is held against every rule."""
ITEM_HEADINGS: Final = (
    "抽查事项",
    "检查事项",
    "事项名称",
    "抽查事项名称",
    "检查事项名称",
    "检查内容",
    "抽查内容",
)


def read_plan(data: bytes) -> PlanTable:
    """The plan: the first table with a heading that is known. Raises `Refused`: plans.planfile_unknown, plans.sheet_long, and as `tables_of`."""
    for lines in _tables(data):
        texts = [[_words(cell) for cell in line] for line in lines]
        if not is_workbook(data) and piped(text_of(data)):
            texts = _one_table(texts)
        table = plan_table(texts)
        if table is not None:
            return table
    known = "、".join(words[0] for words in COLUMNS.values())
    raise Refused("plans.planfile_unknown", field="file", known=known)


def read_items(data: bytes) -> list[str]:
    """The names of a list of items: the column headed so, else the first of every line.

    Raises `Refused`: plans.itemfile_empty, plans.sheet_long, and as `tables_of`.
    """
    found: list[str] = []
    for lines in _tables(data):
        place, start = _item_column(lines)
        found += [_words(line[place]).strip() for line in lines[start:] if place < len(line)]
    names = [name for name in dict.fromkeys(found) if name]
    if not names:
        raise Refused("plans.itemfile_empty", field="items")
    return names


def _tables(data: bytes) -> list[Lines]:
    found = tables_of(data)
    rows = max((len(lines) for lines in found), default=0)
    if rows > LONGEST:
        raise Refused("plans.sheet_long", field="file", rows=rows, limit=LONGEST)
    return found


def _item_column(lines: Lines) -> tuple[int, int]:
    """Which column the names stand in, and the line below its heading."""
    for at, line in enumerate(lines):
        for place, cell in enumerate(line):
            if re.sub(r"\s|（.*?）", "", _words(cell)) in ITEM_HEADINGS:
                return place, at + 1
    return 0, 0


def _words(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):  # a share kept as a number with a format
        return f"{value * 100:g}%" if 0 < value < 1 else f"{value:g}"
    return str(value)


def _one_table(cells: list[list[str]]) -> list[list[str]]:
    """Of a text with several tables the one with the known heading, down to the first line without columns; the lines
    before it stay, empty, so that rows keep their numbers.
    """
    start = next((at for at in range(len(cells)) if plan_table(cells[at : at + 1]) is not None), None)
    if start is None:
        return cells
    length = next((n for n, line in enumerate(cells[start:]) if len(line) == 1), len(cells) - start)
    return [[""]] * start + cells[start : start + length]
