"""A plan read from a file: a spreadsheet, a CSV in whatever encoding, or text with | between the columns."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from mingqian.cli.law.packs import NotAnswered
from mingqian.law.plan_table import COLUMNS, PlanTable, plan_table

LARGEST = 20_000_000


def read(path: Path) -> PlanTable:
    """The plan. Raises NotAnswered with what to do when it cannot be read."""
    try:
        if path.stat().st_size > LARGEST:
            raise NotAnswered(f"{path.name} 超过 20 MB，不像一份计划表。")
        data = path.read_bytes()
    except OSError as error:
        raise NotAnswered(f"读不了 {path}：{error.strerror or error}") from error
    sheets = _workbook(data, path) if data[:2] in (b"PK", b"\xd0\xcf") else [_text(data, path)]
    for lines in sheets:
        table = plan_table(lines)
        if table is not None:
            return table
    known = "、".join(words[0] for words in COLUMNS.values())
    raise NotAnswered(f"{path.name} 里没有找到表头（至少要有三个认得的栏目）。认得的栏目：{known}等。")


def _workbook(data: bytes, path: Path) -> list[list[list[str]]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return [
            [
                [_cell(cell) for cell in row]
                for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            ]
            for name in book.sheet_names
        ]
    except (CalamineError, OSError, ValueError) as error:
        raise NotAnswered(f"{path.name} 不是能读的表格：另存为 .xlsx 或 .csv 再试。") from error


def _cell(value: object) -> str:
    if isinstance(value, float):
        return (
            f"{value * 100:g}%" if 0 < value < 1 else f"{value:g}"
        )  # a share kept as a number with a format
    return str(value)


def _text(data: bytes, path: Path) -> list[list[str]]:
    for encoding in ("utf-8-sig", "gb18030", "utf-16"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise NotAnswered(f"{path.name} 的文字编码认不出来：另存为 UTF-8 再试。")
    lines = text.splitlines()
    if sum(line.count("|") for line in lines[:50]) > sum(line.count(",") for line in lines[:50]):
        return _piped(lines)
    separator = "\t" if text.count("\t") > text.count(",") else ","
    return [list(row) for row in csv.reader(io.StringIO(text), delimiter=separator)]


def _piped(lines: list[str]) -> list[list[str]]:
    """The table written with |: from its heading to the first line without one."""
    cells = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines]
    start = next((at for at in range(len(cells)) if plan_table(cells[at : at + 1]) is not None), None)
    if start is None:
        return cells
    length = next((n for n, line in enumerate(lines[start:]) if "|" not in line), len(lines) - start)
    return [[""]] * start + cells[start : start + length]
