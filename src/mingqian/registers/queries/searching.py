"""Words typed into a search box as parts of what is asked.

Subjects have a look-up structure (`search_tables`): every pair of neighbouring characters of names, every aligned
group of four of codes. It names candidates; the row itself is tested. The smaller registers are searched as they are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

from mingqian.registers.grams import CODE_SHORTEST, normalised, number_of, query_groups, query_pairs
from mingqian.registers.models import Subject
from mingqian.registers.queries.parts import Part
from mingqian.registers.search_tables import TABLE

MOST_WORDS = 6
LONGEST_WORD = 60
_CODE_PART = re.compile("[0-9a-z]+")


def words_of(text: str) -> list[str]:
    """The words of a search text, each in the spelling they are searched by; at most six."""
    found = [normalised(word)[:LONGEST_WORD] for word in text.split()]
    return list(dict.fromkeys(word for word in found if word))[:MOST_WORDS]


def subject_parts(text: str, agency_id: int | None) -> list[Part]:
    """One part a word: the subject's name, code, old number, people or licence contains it.

    Part of a code shorter than seven characters is looked for at its start only (the structure knows no more).
    """
    return [_subject_part(word, agency_id) for word in words_of(text)]


def _subject_part(word: str, agency_id: int | None) -> Part:
    if len(word) < 2:
        return Part(Q(search_text__contains=word))
    if _CODE_PART.fullmatch(word) is None:
        return Part(Q(search_text__contains=word), Candidates([query_pairs(word)]))
    if len(word) >= CODE_SHORTEST:
        roads = [query_pairs(word), *query_groups(word)]
        return Part(Q(search_text__contains=word), Candidates(roads))
    upper = word.upper()
    test = (
        Q(code__startswith=upper)
        | Q(name__icontains=word)
        | Q(legal_person__icontains=word)
        | Q(person_in_charge__icontains=word)
    )
    return Part(test, Candidates([query_pairs(word)], code_start=upper, agency_id=agency_id))


def after_prefix(prefix: str) -> str | None:
    """The first code that no longer begins with a prefix of digits and capital letters; None where there is none."""
    while prefix:
        last = prefix[-1]
        if last == "Z":
            prefix = prefix[:-1]
            continue
        return prefix[:-1] + ("A" if last == "9" else chr(ord(last) + 1))
    return None


class Candidates:
    """Ids the look-up structure names: any of several roads, each a list of keys a row must all have.

    `code_start` adds the rows whose code begins so. Some ids may come twice.
    """

    def __init__(
        self, roads: Sequence[Sequence[str]], *, code_start: str = "", agency_id: int | None = None
    ) -> None:
        self._branches = [_look_up(roads)]
        self._asked: tuple[int, list[int]] | None = None
        if code_start:
            table = connection.ops.quote_name(Subject._meta.db_table)
            sql = f"SELECT id FROM {table} WHERE code >= %s"  # noqa: S608 -- our own table's name
            params: list[Any] = [code_start]
            end = after_prefix(code_start)
            if end is not None:
                sql, params = sql + " AND code < %s", [*params, end]
            if agency_id is not None:
                sql, params = sql + " AND agency_id = %s", [*params, agency_id]
            self._branches.append((sql, params))

    def _limited(self, limit: int) -> tuple[str, list[Any]]:
        """Each branch stops at the limit: whoever reaches it is called wide anyway."""
        parts: list[str] = []
        params: list[Any] = []
        for place, (sql, own) in enumerate(self._branches):
            parts.append(f"SELECT id FROM ({sql} LIMIT %s) AS branch{place}")  # noqa: S608 -- our own SQL
            params += [*own, limit]
        return " UNION ALL ".join(parts), params

    def within(self, limit: int) -> RawSQL:
        sql, params = self._limited(limit)
        return RawSQL(sql, params)  # noqa: S611 -- values go as parameters

    def known(self, limit: int) -> list[int]:
        """The first of them. PostgreSQL lists all before it gives one, so they are asked for once a page."""
        if self._asked is None or len(self._asked[1]) >= self._asked[0] < limit:
            sql, params = self._limited(limit)
            with connection.cursor() as cursor:
                cursor.execute(sql, params)
                self._asked = limit, [row[0] for row in cursor.fetchall()]
        return self._asked[1][:limit]

    def count(self, limit: int) -> int:
        if connection.vendor == "postgresql":
            return len(self.known(limit))
        sql, params = self._limited(limit)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM ({sql}) AS known", params)  # noqa: S608 -- our own SQL
            return min(int(cursor.fetchone()[0]), limit)


def _look_up(roads: Sequence[Sequence[str]]) -> tuple[str, list[Any]]:
    if connection.vendor == "postgresql":
        one = f"SELECT id FROM {TABLE} WHERE "  # noqa: S608 -- our own table's name
        return one + " OR ".join(["grams @> %s::integer[]"] * len(roads)), [
            [number_of(key) for key in keys] for keys in roads
        ]
    # keys are single words without quotes: letters, digits and Chinese characters
    match = " OR ".join("(" + " AND ".join(f'"{key}"' for key in keys) + ")" for keys in roads)
    return f"SELECT rowid AS id FROM {TABLE} WHERE {TABLE} MATCH %s", [match]  # noqa: S608


def plain_parts(text: str, fields: Sequence[str]) -> list[Part]:
    """For the smaller registers: each word as typed stands in one of the fields, capitals or not."""
    found = []
    for word in text.split()[:MOST_WORDS]:
        test = Q()
        for field in fields:
            test |= Q(**{f"{field}__icontains": word[:LONGEST_WORD]})
        found.append(Part(test))
    return found
