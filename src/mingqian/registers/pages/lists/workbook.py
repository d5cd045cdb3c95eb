"""Registers as spreadsheets: exports and empty templates. Text stays text: nothing becomes a formula, link or number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import IO, Any, Final

from mingqian.registers.entries.entry import as_text
from mingqian.registers.importing.columns import COLUMNS, NAMES, Column, Kind, Value
from mingqian.registers.workbooks import WIDE, workbook, write_sheet

TEMPLATE_ROWS: Final = 5_000
"""So many rows of a template carry choice lists."""


def export_columns(kind: Kind, *, personal: bool) -> list[Column]:
    """The columns an export carries: those an import takes, so that it can come back corrected."""
    return [
        one
        for one in COLUMNS[kind]
        if (one.stored or one.name in ("unit", "agency")) and (personal or not one.personal)
    ]


def cell_of(row: Any, column: Column) -> str:
    """A row's value as files write it."""
    if column.name == "unit":
        return row.unit.name if row.unit_id else ""
    if column.name == "agency":
        return str(row.agency.name)
    if column.name == "code" and getattr(row, "code_kind", "") == "person":
        return ""
    value = getattr(row, column.name)
    if column.value is Value.FLAG:
        return "是" if value else "否"
    if column.value is Value.CHOICE and hasattr(row, f"get_{column.name}_display"):
        return str(getattr(row, f"get_{column.name}_display")())
    return as_text(value)


def write_export(file: IO[bytes], kind: Kind, rows: Iterable[Any], *, personal: bool) -> int:
    """Write rows as one sheet; returns how many."""
    columns = export_columns(kind, personal=personal)
    with workbook(file) as book:
        return write_sheet(
            book,
            NAMES[kind],
            [one.heading for one in columns],
            ([cell_of(row, one) for one in columns] for row in rows),
            widths=_widths(columns),
        )


def write_template(file: IO[bytes], kind: Kind) -> None:
    """An empty sheet with our headings (required ones set off) and choice lists, and one that explains each column."""
    columns = [one for one in COLUMNS[kind] if one.in_template]
    with workbook(file) as book:
        write_sheet(
            book,
            NAMES[kind],
            [one.heading for one in columns],
            [],
            widths=_widths(columns),
            strong=[place for place, one in enumerate(columns) if one.required],
        )
        for place, column in enumerate(columns):
            choices = choices_of(column)
            if choices:
                rule = {"validate": "list", "source": choices, "error_type": "warning"}
                book.worksheets()[0].data_validation(1, place, TEMPLATE_ROWS, place, rule)
        write_sheet(
            book,
            "填写说明",
            ["列", "必填", "怎样填写", "示例"],
            [
                *([one.heading, "必填" if one.required else "", one.note, one.example] for one in columns),
                [],
                ["每行一条，从第二行填起。列的次序可以改，不用的列可以删去，标题不要改。"],
            ],
            widths=[24, 8, 70, 30],
        )


def _widths(columns: Sequence[Column]) -> list[int]:
    return [WIDE.get(one.value, 34 if one.name == "name" else 16) for one in columns]


def choices_of(column: Column) -> list[str]:
    """What may be chosen in a column, in the words of its note; empty where anything may stand."""
    if column.value is Value.FLAG:
        return ["是", "否"]
    return list(CHOICES.get(column.name, ())) if column.value is Value.CHOICE else []


CHOICES: Final[dict[str, Sequence[str]]] = {
    "kind": ("企业", "个体工商户", "农民专业合作社", "事业单位", "自然人", "产品", "项目", "行为"),
    "supervision_class": ("重点", "一般"),
    "item_class": ("重点", "一般"),
    "credit_grade": ("A", "B", "C", "D"),
    "oversight": ("央企", "省管", "市管"),
    "sex": ("男", "女"),
}
