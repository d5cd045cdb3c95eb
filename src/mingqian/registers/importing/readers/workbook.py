"""XLSX, XLS, XLSB and ODS by calamine, behind a cap on what they unpack to."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

from mingqian.registers.importing.readers.source import BATCH, Batch, Source, Unreadable
from mingqian.registers.importing.text import NUMERIC

MAX_UNPACKED: Final = 1200 << 20
MAX_RATIO: Final = 250
"""A workbook of a real register shrinks to a tenth or a thirtieth."""


def open_workbook(path: Path, *, zipped: bool) -> Source:
    """The rows of the first sheet that holds anything. Raises `Unreadable`."""
    if zipped:
        _check_archive(path)
    import python_calamine as calamine

    try:
        book = calamine.load_workbook(str(path))
    except calamine.PasswordError as error:
        raise Unreadable("registers.file_password") from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise Unreadable("registers.file_broken", format="Excel") from error
    notices: list[tuple[str, dict[str, object]]] = []
    chosen: Any = None
    for name in book.sheet_names:
        try:
            sheet = book.get_sheet_by_name(name)
        except (calamine.CalamineError, OSError, ValueError) as error:
            raise Unreadable("registers.file_broken", format="Excel") from error
        if sheet.height and sheet.width:
            if chosen is None:
                chosen = sheet
            else:
                notices.append(("sheet_ignored", {"sheet": name, "rows": sheet.height}))
    if chosen is None:
        raise Unreadable("registers.file_empty")
    total = max(int(chosen.height), 1)
    position = [0]

    def batches() -> Iterator[Batch]:
        first = int(chosen.start[0]) + 1 if chosen.start else 1
        batch: Batch = []
        blank = 0
        for number, cells in enumerate(chosen.iter_rows(), first):
            texts = [_text(cell) for cell in cells]
            position[0] = number
            if not any(texts):
                blank += 1  # formatted but empty rows at the end are no rows
                continue
            width = len(texts)
            for gap in range(blank):
                batch.append((number - blank + gap, [""] * width))
            blank = 0
            batch.append((number, texts))
            if len(batch) >= BATCH:
                yield batch
                batch = []
        if batch:
            yield batch

    return Source("Excel", batches(), lambda: min(position[0] / total, 1.0), total, notices)


def _check_archive(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError) as error:
        raise Unreadable("registers.file_broken", format="Excel") from error
    names = {entry.filename for entry in entries}
    if not names & {"[Content_Types].xml", "mimetype", "content.xml"}:
        raise Unreadable("registers.file_packed")
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(path.stat().st_size, 1)
    if unpacked > MAX_UNPACKED or (unpacked > 50 << 20 and unpacked / packed > MAX_RATIO):
        raise Unreadable("registers.file_unpacks_too_large", limit=MAX_UNPACKED >> 20)


def _text(cell: Any) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        if cell.is_integer():
            return str(int(cell)) if abs(cell) < 1e15 else f"{NUMERIC}{cell:.0f}"
        return repr(cell)
    if isinstance(cell, int):
        return str(cell) if abs(cell) < 10**15 else f"{NUMERIC}{cell}"
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, time | timedelta):
        return str(cell)
    return "" if cell is None else str(cell)
