"""Column by column: which the documents want filled, and in how many rows they are not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from mingqian.registers.entries import EXPERT, INSPECTOR, ITEM, SUBJECT, Sheet
from mingqian.registers.wanted import INSTEAD, Wanted, can_lack, count_lacking, wanted

SHEETS: dict[str, Sheet] = {one.kind: one for one in (ITEM, SUBJECT, INSPECTOR, EXPERT)}


@dataclass(frozen=True)
class Row:
    """One column: what the documents call it and where, what the register calls it (empty: it has no such column),
    how many rows do not say it, and where those are listed.
    """

    words: tuple[str, ...]
    said: tuple[tuple[str, str], ...]
    """(where, our reading) of each document that wants it."""
    label: str
    instead: str
    """What may be said in its place, in words."""
    lacks: int
    url: str

    @property
    def where(self) -> str:
        """Every document that wants it, as they are cited: 高青 5.2.1；信阳 八."""
        return "；".join(dict.fromkeys(where for where, _ in self.said))


@dataclass(frozen=True)
class Columns:
    """A register's columns as the documents want them, and its rows."""

    kind: str
    title: str
    measure: str
    whole: int
    rows: tuple[Row, ...]

    @property
    def shares(self) -> list[tuple[str, int, str]]:
        """What a bar chart shows of the columns that lack something: (column, rows in percent that say it, the others)."""
        whole = self.whole or 1
        return [
            (one.label, (self.whole - one.lacks) * 100 // whole, one.url)
            for one in self.rows
            if one.label and one.lacks
        ]

    @property
    def unknown(self) -> list[Row]:
        """What the register has no column for."""
        return [one for one in self.rows if not one.label]


def columns_of(agency_id: int, kind: str) -> Columns:
    """The columns of one register of an agency."""
    sheet = SHEETS[kind]
    by_column: dict[str, list[Wanted]] = {}
    for one in wanted(agency_id, kind):
        by_column.setdefault(one.field or f"?{one.word}", []).append(one)
    names = [name for name in by_column if not name.startswith("?")]
    counted = count_lacking(agency_id, kind, names)
    listing = reverse(f"registers:{kind}_list")
    rows = [
        _row(sheet, name, found, counted.by_field.get(name, 0), listing) for name, found in by_column.items()
    ]
    rows.sort(key=lambda one: (not one.label, -one.lacks))
    return Columns(kind, sheet.title, sheet.measure, counted.whole, tuple(rows))


def _row(sheet: Sheet, name: str, found: Sequence[Wanted], lacks: int, listing: str) -> Row:
    known = not name.startswith("?")
    others = [sheet.label(one) for one in INSTEAD.get((sheet.kind, name), ())]
    return Row(
        tuple(dict.fromkeys(one.word for one in found)),
        tuple(dict.fromkeys((one.where, one.reading) for one in found)),
        sheet.label(name) if known else "",
        "、".join(others) if known and can_lack(sheet.kind, name) else "",
        lacks,
        f"{listing}?set=1&lacks={name}" if lacks else "",
    )
