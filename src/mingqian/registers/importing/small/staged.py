"""Staged rows of a smaller register with their personal values opened."""

from __future__ import annotations

from collections.abc import Iterator

from mingqian.registers.importing.small.shapes import Row
from mingqian.registers.importing.staging import Fate, Staging


def staged_rows(
    staging: Staging, fate: Fate
) -> Iterator[tuple[int, int | None, str | None, bytes | None, Row]]:
    """(number, object id, key, original, values with personal ones opened) of the rows of one fate."""
    fields = staging.fields
    personal = set(staging.meta("personal") or ())
    columns = ", ".join(f"f_{name}" for name in fields)
    rows = staging.db.execute(
        f"SELECT number, object_id, key, original, {columns} FROM rows WHERE fate = ? "  # noqa: S608
        "ORDER BY object_id, number",
        (int(fate),),
    ).fetchall()
    for number, object_id, key, original, *values in rows:
        row = {
            name: staging.cipher.open(value) if name in personal and value is not None else value
            for name, value in zip(fields, values, strict=True)
        }
        yield number, object_id, key, original, row
