"""Small tables from uploaded files: a workbook, a CSV in whatever encoding, or text with | between the columns."""

from __future__ import annotations

import csv
import io
from typing import Any, Final

from mingqian.acts.refusal import Refused
from mingqian.plans.documents.asking import ask_child

LARGEST: Final = 20_000_000
"""Bytes of a file."""

Lines = list[list[Any]]
"""The cells of one sheet, line by line."""


def is_workbook(data: bytes) -> bool:
    """Whether it begins like XLSX or XLS."""
    return data[:2] in (b"PK", b"\xd0\xcf")


def sheets_of(data: bytes) -> list[Lines]:
    """Every sheet of a workbook, days as 2026-03-16. Raises `Refused(plans.sheet_broken | plans.sheet_heavy)`."""
    answer = ask_child("mingqian.plans.documents.sheets", data) or {"failed": "plans.sheet_heavy"}
    if "failed" in answer:
        raise Refused(answer["failed"], field="file")
    found: list[Lines] = answer["sheets"]
    return found


def text_of(data: bytes) -> str:
    """The text of a file that is no workbook. Raises `Refused(plans.sheet_encoding)`."""
    for encoding in ("utf-8-sig", "gb18030", "utf-16"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused("plans.sheet_encoding", field="file")


def piped(text: str) -> bool:
    """Whether the columns stand between |."""
    head = text.splitlines()[:50]
    return sum(line.count("|") for line in head) > sum(line.count(",") for line in head)


def lines_of(text: str) -> Lines:
    """The cells of a text: between | where those are more than commas, else of a CSV, tabs or commas."""
    if piped(text):
        return [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in text.splitlines()]
    separator = "\t" if text.count("\t") > text.count(",") else ","
    try:
        return [list(row) for row in csv.reader(io.StringIO(text), delimiter=separator)]
    except csv.Error as error:
        raise Refused("plans.sheet_broken", field="file") from error


def tables_of(data: bytes) -> list[Lines]:
    """Every table of a file: each sheet of a workbook, or the one text.

    Raises `Refused(plans.sheet_size | plans.sheet_empty | plans.sheet_broken | plans.sheet_heavy | plans.sheet_encoding)`.
    """
    if len(data) > LARGEST:
        raise Refused("plans.sheet_size", field="file", limit=LARGEST // 1_000_000)
    if not data.strip():
        raise Refused("plans.sheet_empty", field="file")
    return sheets_of(data) if is_workbook(data) else [lines_of(text_of(data))]
