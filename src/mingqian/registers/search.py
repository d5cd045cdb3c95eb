"""Writing and asking the look-up structure behind the search box (see `search_tables`)."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from mingqian.audit.copying import copy_in
from mingqian.registers.grams import grams, number_of, numbers_packed, search_text
from mingqian.registers.models import Subject
from mingqian.registers.search_tables import INDEX, TABLE


def text_of_subject(subject: Subject) -> str:
    """The search text of a subject."""
    return search_text(
        subject.name,
        subject.code,
        subject.registration_number,
        subject.legal_person,
        subject.person_in_charge,
        subject.licence_number,
    )


SUBJECT_PARTS = ("name", "code", "registration_number", "legal_person", "person_in_charge", "licence_number")
"""The fields of `text_of_subject`, for writers that have no model instance."""


_INT4 = 23
"""PostgreSQL's number of the type `integer`."""
_ROW = struct.Struct(">hiqiiii")
_DIMENSION = struct.Struct(">ii")
_FOUR = struct.pack(">i", 4)


def _row(object_id: int, numbers: list[bytes]) -> bytes:
    """(id, array) for binary COPY: the array's dimensions, no nulls, type, length, first place, elements."""
    if not numbers:
        return _ROW.pack(2, 8, object_id, 12, 0, 0, _INT4)
    head = _ROW.pack(2, 8, object_id, 20 + 8 * len(numbers), 1, 0, _INT4)
    return head + _DIMENSION.pack(len(numbers), 1) + _FOUR + _FOUR.join(numbers)


def rendered(rows: Iterable[tuple[int, str]]) -> Any:
    """Rows (id, search text) made ready for `write`; touches no database."""
    if connection.vendor == "postgresql":
        return b"".join([_row(object_id, numbers_packed(text)) for object_id, text in rows])
    return [(object_id, " ".join(grams(text))) for object_id, text in rows]


def write(prepared: Any) -> None:
    """Index rows that are not indexed yet, as `rendered` made them."""
    if connection.vendor == "postgresql":
        copy_in(TABLE, "id, grams", prepared)
        return
    with connection.cursor() as cursor:
        cursor.connection.cursor().executemany(
            f"INSERT INTO {TABLE} (rowid, grams) VALUES (?, ?)",  # noqa: S608 -- our table's name
            prepared,
        )


@contextmanager
def filling() -> Iterator[None]:
    """Around very many `write`s of one transaction.

    PostgreSQL sorts what is added to the index in batches; with its small default batches it goes through the whole
    index every few thousand rows and takes twice as long. What waits in the last batch is entered at the end, because
    every search would read it through.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL gin_pending_list_limit = '64MB'")
        cursor.execute("SET LOCAL work_mem = '128MB'")
        yield
        cursor.execute("SELECT gin_clean_pending_list(%s::regclass)", [INDEX])
        cursor.execute("SET LOCAL work_mem TO DEFAULT")
        cursor.execute("SET LOCAL gin_pending_list_limit TO DEFAULT")


def change(rows: Iterable[tuple[int, str, str]]) -> None:
    """Index rows (id, search text before, search text after) anew."""
    rows = [row for row in rows if row[1] != row[2]]
    if not rows:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.executemany(
                f"INSERT INTO {TABLE} (id, grams) VALUES (%s, %s) "  # noqa: S608
                "ON CONFLICT (id) DO UPDATE SET grams = excluded.grams",
                [(object_id, [number_of(one) for one in grams(after)]) for object_id, _, after in rows],
            )
        else:
            raw = cursor.connection.cursor()
            raw.executemany(
                f"INSERT INTO {TABLE} ({TABLE}, rowid, grams) VALUES ('delete', ?, ?)",  # noqa: S608
                [(object_id, " ".join(grams(before))) for object_id, before, _ in rows],
            )
            raw.executemany(
                f"INSERT INTO {TABLE} (rowid, grams) VALUES (?, ?)",  # noqa: S608
                [(object_id, " ".join(grams(after))) for object_id, _, after in rows],
            )


def keep(subject: Subject, before: str) -> None:
    """Index one subject after a single write; `before` is its search text until then (empty for a new one)."""
    if not before:
        write(rendered([(subject.pk, subject.search_text)]))
    else:
        change([(subject.pk, before, subject.search_text)])


__all__ = ["SUBJECT_PARTS", "change", "filling", "keep", "rendered", "text_of_subject", "write"]
