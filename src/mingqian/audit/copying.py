"""PostgreSQL's binary COPY format: very many rows without writing and reading their numbers and bytes as text."""

from __future__ import annotations

import struct
from typing import Final

from django.db import connection

_HEADER: Final = b"PGCOPY\n\xff\r\n\x00" + struct.pack(">ii", 0, 0)
_END: Final = struct.pack(">h", -1)


def copy_in(table: str, columns: str, rows: bytes) -> None:
    """Add rows, each packed as the number of its columns (int16) and for each the length (int32) and the bytes."""
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({columns}) FROM STDIN WITH (FORMAT binary)") as copy,
    ):
        copy.write(_HEADER)
        copy.write(rows)
        copy.write(_END)


__all__ = ["copy_in"]
