"""Reading a whole register of subjects, a million rows at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import CharField, F, Func, QuerySet, Value
from django.db.models.expressions import Combinable

from mingqian.acts import progress
from mingqian.registers.models import Subject
from mingqian.registers.queries.standing import subjects_of

CHUNK = 20_000
SEPARATOR = "\x1f"
"""ASCII's own unit separator: stands in no register."""


def whole_register(agency_id: int) -> QuerySet[Any]:
    """Every subject of an agency, for questions that look at most of the rows.

    SQLite would look each row up through an index on the agency and then sort them; hidden from that index, the
    condition lets it read the table once in the order of its ids, three times as fast.
    """
    if connection.vendor == "sqlite":
        return Subject.objects.alias(of_agency=F("agency_id") + Value(0)).filter(of_agency=agency_id)
    return Subject.objects.filter(agency_id=agency_id)


def joined(names: Iterable[str]) -> Func:
    """These columns as one text. (`Concat` would wrap each of them against nulls, which none of them is.)"""
    parts: list[Combinable] = []
    for name in names:
        parts += [Value(SEPARATOR), F(name)]
    return Func(*parts[1:], template="%(expressions)s", arg_joiner=" || ", output_field=CharField())


def tallied(agency_id: int, texts: QuerySet[Any, Any]) -> Counter[str]:
    """How often each text occurs among the rows of a whole register, telling how far the reading is."""
    found: Counter[str] = Counter()
    rows, whole, done = texts.iterator(chunk_size=CHUNK), subjects_of(agency_id), 0
    while chunk := list(islice(rows, CHUNK)):
        found.update(chunk)
        done += len(chunk)
        progress.tell("正在逐户读名录", done, whole)
    return found
