"""The sandboxed child that reads one workbook. No Django, no keys, no database.

    python -m mingqian.plans.documents.sheets < file.xlsx     one JSON object on standard output: {"sheets": [[[cell, …], …], …]},
                                                              or {"failed": code}

A cell is a text, a number, true, false, or a day as 2026-03-16. One cell in the last corner of a sheet makes the reader ask
for all the room before it: here that ends this process, not the one that serves everybody.
"""

from __future__ import annotations

import io
import json
import sys
import zipfile
from datetime import date, datetime
from typing import Any, Final

MEMORY_BYTES: Final = 1 << 30
CPU_SECONDS: Final = 30
MOST_UNPACKED: Final = 200_000_000
MOST_CELLS: Final = 2_000_000


def read(data: bytes) -> dict[str, Any]:
    """The cells of every sheet, or why there are none."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        if data[:2] == b"PK":
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                if sum(one.file_size for one in archive.infolist()) > MOST_UNPACKED:
                    return {"failed": "plans.sheet_heavy"}
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = []
        room = MOST_CELLS
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            room -= (sheet.total_height or 0) * (sheet.total_width or 0)
            if room < 0:
                return {"failed": "plans.sheet_heavy"}
            sheets.append([[_cell(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)])
    except (CalamineError, zipfile.BadZipFile, OSError, ValueError):
        return {"failed": "plans.sheet_broken"}
    return {"sheets": sheets}


def _cell(value: object) -> object:
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, str | int | float | bool) else str(value)


def main() -> int:
    """Read the file on standard input. 0 also when it is unreadable: the answer says so."""
    from mingqian.registers.importing.child import confine

    data = sys.stdin.buffer.read()
    confine({"memory_bytes": MEMORY_BYTES, "cpu_seconds": CPU_SECONDS})
    try:
        answer = read(data)
    except MemoryError:
        answer = {"failed": "plans.sheet_heavy"}
    sys.stdout.write(json.dumps(answer))
    return 0


if __name__ == "__main__":
    sys.exit(main())
