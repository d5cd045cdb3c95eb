"""The rows set aside as a spreadsheet: the file's own columns, and why. Corrected there, it is imported again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any

from mingqian.registers.importing import batches
from mingqian.registers.importing.columns import Kind, column
from mingqian.registers.importing.issues import ISSUES, Weight, words
from mingqian.registers.importing.readers.delimited import BROKEN_QUOTES
from mingqian.registers.importing.staging import Fate, Staging
from mingqian.registers.importing.text import NUMERIC
from mingqian.registers.models import ImportBatch
from mingqian.registers.workbooks import workbook, write_sheet

OURS = ("原行号", "列", "原因", "怎么办", "核对无误")
"""The columns put before the file's own. All but the last are passed over when the sheet is imported."""


def reasons(issues: Sequence[Sequence[Any]], kind: Kind, *, at_least: Weight) -> list[dict[str, str]]:
    """Issues in words: column, title, words, advice."""
    found = []
    for code, name, params in issues:
        issue = ISSUES[code]
        weight = Weight.WARN if params.get("confirmed") else issue.weight
        if weight >= at_least:
            heading = column(kind, name).heading if name else ""
            found.append(
                {
                    "code": code,
                    "column": heading,
                    "title": issue.title,
                    "words": words(code, params),
                    "advice": issue.advice,
                    "weight": weight.name.lower(),
                }
            )
    return found


def cells_of(staging: Staging, raw: bytes | None, width: int) -> list[str]:
    """The file's own cells of a row."""
    if raw is None:
        return [""] * width
    cells: list[str] = json.loads(staging.cipher.open(raw))
    plain = [cell[1:] if cell.startswith((NUMERIC, BROKEN_QUOTES)) else cell for cell in cells]
    return [cell.encode("utf-8", "replace").decode() for cell in plain]


def set_aside_rows(staging: Staging) -> Iterator[list[str]]:
    """Every row set aside: our five columns, then the file's cells."""
    kind = Kind(staging.meta("kind"))
    width = len(staging.meta("headings"))
    rows = staging.select(
        "SELECT number, issues, raw FROM rows WHERE fate = ? ORDER BY number", (int(Fate.ASIDE),)
    )
    for number, issues, raw in rows:
        why = reasons(json.loads(issues), kind, at_least=Weight.ASIDE)
        yield [
            str(number),
            "、".join(dict.fromkeys(one["column"] for one in why if one["column"])),
            "；".join(dict.fromkeys(one["words"].rstrip("。") for one in why)),
            "；".join(dict.fromkeys(one["advice"].rstrip("。") for one in why)),
            "",
            *cells_of(staging, raw, width),
        ]


def write_set_aside(batch: ImportBatch, target: IO[bytes] | Path) -> int:
    """Write the rows a batch set aside as XLSX; returns how many. Raises `Refused(registers.file_gone)`."""
    staging = batches.open_staging(batch)
    try:
        headings = [*OURS, *staging.meta("headings")]
        with workbook(target) as book:
            return write_sheet(
                book,
                "搁置的行",
                headings,
                set_aside_rows(staging),
                widths=[8, 18, 50, 44, 10],
                strong=range(len(OURS)),
            )
    finally:
        staging.close()
