"""Writing very many rows of one model: fixed columns in the statement, the others by COPY or executemany."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, models

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def copy_text(value: Any) -> str:
    """One value in PostgreSQL's COPY text format."""
    if value is None:
        return "\\N"
    if value is True:
        return "t"
    if value is False:
        return "f"
    text = str(value)
    if "\\" in text or "\n" in text or "\t" in text or "\r" in text:
        return text.translate(_ESCAPES)
    return text


def _copy_line(row: Sequence[Any]) -> str:
    """Values in COPY text format, tabs between; hardly any row has a sign that must be written otherwise."""
    line = "\t".join([value if value.__class__ is str else copy_text(value) for value in row])
    if line.count("\\") == row.count(None) and line.count("\t") == len(row) - 1 and "\r" not in line:
        return line.replace("\n", "\\n")
    return "\t".join([copy_text(value) for value in row])


def literal(value: Any) -> str:
    """A fixed value in an SQLite statement."""
    if value is None:
        return "NULL"
    if isinstance(value, bool | int):
        return str(int(value))
    text = str(value)
    if "\x00" in text:
        raise ValueError("no NUL in a literal")
    return "'" + text.replace("'", "''") + "'"


class BulkInsert:
    """Inserts rows of a model: `columns` vary (the first is `id`), `fixed` are the same in every row."""

    def __init__(self, model: type[models.Model], columns: Sequence[str], fixed: dict[str, Any]) -> None:
        quote = connection.ops.quote_name
        table = quote(model._meta.db_table)
        names = ", ".join(quote(name) for name in (*columns, *fixed))
        self._postgres = connection.vendor == "postgresql"
        if self._postgres:
            self._statement = f"COPY {table} ({names}) FROM STDIN"
            self._tail = "".join("\t" + copy_text(value) for value in fixed.values()) + "\n"
        else:
            marks = ", ".join(["?"] * len(columns) + [literal(value) for value in fixed.values()])
            self._statement = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608

    def rendered(self, rows: Sequence[Sequence[Any]]) -> Any:
        """Rows of the varying columns made ready for `write`; touches no database."""
        if self._postgres:
            tail = self._tail
            return "".join([_copy_line(row) + tail for row in rows]).encode()
        return [tuple(row) for row in rows]

    def write(self, rendered: Any) -> None:
        """Insert what `rendered` made."""
        with connection.cursor() as cursor:
            if self._postgres:
                with cursor.copy(self._statement) as copy:
                    copy.write(rendered)
            else:
                cursor.connection.cursor().executemany(self._statement, rendered)


@contextmanager
def references_checked_at_once() -> Iterator[None]:
    """Around very many rows: PostgreSQL looks a chunk's references up while the next chunk is made ready.

    Left to the end of the transaction, as Django has it, a million look-ups come when nothing else is left to do.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        yield
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


class NewIds:
    """Ascending ids nobody else gets. Made and used inside the one writing transaction."""

    def __init__(self, model: type[models.Model]) -> None:
        self._table = model._meta.db_table
        self._next = 0
        if connection.vendor != "postgresql":
            # SQLite has one writer at a time, and AUTOINCREMENT takes note of ids given explicitly.
            with connection.cursor() as cursor:
                cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [self._table])
                row = cursor.fetchone()
            self._next = (row[0] if row else 0) + 1

    def take(self, count: int) -> list[int]:
        """The next `count` ids."""
        if connection.vendor != "postgresql":
            first = self._next
            self._next += count
            return list(range(first, first + count))
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [self._table])
            sequence = cursor.fetchone()[0]
            cursor.execute("SELECT nextval(%s::regclass) FROM generate_series(1, %s)", [sequence, count])
            return [row[0] for row in cursor.fetchall()]
