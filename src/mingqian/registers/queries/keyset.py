"""Paging by the last row seen instead of by counting: stable while rows are added, as quick at the end as at the start.

The order is always (value, id), so ties break the same way every time; rows without a value stand last. A page's
continuation is made of plain ranges ("segments"): the rest of the same value, then what lies beyond it, then the rows
without a value. Each is one walk along an index, on either database.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet

LONGEST_CURSOR = 2000


@dataclass(frozen=True)
class Sort:
    """One order a list can stand in. `field` is a concrete field; `nullable` when it may be empty."""

    code: str
    field: str
    nullable: bool = False
    down: bool = False
    """Descending first when its head is clicked."""


@dataclass(frozen=True)
class Cursor:
    """Where a page begins: beyond the row with this value and id, forwards or back."""

    value: Any
    pk: int
    back: bool = False

    def text(self) -> str:
        """For an address."""
        value = self.value.isoformat() if isinstance(self.value, date) else self.value
        raw = json.dumps([value, self.pk], ensure_ascii=False, separators=(",", ":"))
        return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")

    @classmethod
    def read(cls, text: str, model: type[Model], sort: Sort, *, back: bool) -> Cursor | None:
        """The cursor of an address; None for anything that is none (the list begins at its start then)."""
        if not text or len(text) > LONGEST_CURSOR:
            return None
        try:
            value, pk = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
            if not isinstance(pk, int) or not isinstance(value, str | int | None) or abs(pk) >= 1 << 63:
                return None
            if value is not None:
                value = model._meta.get_field(sort.field).to_python(value)  # type: ignore[union-attr]
        except (ValueError, TypeError, binascii.Error, ValidationError):
            return None
        if value is None and not sort.nullable:
            return None
        if isinstance(value, datetime) and value.tzinfo is None:
            return None
        return cls(value, pk, back)


@dataclass(frozen=True)
class Segment:
    """One range of the order and how it is walked."""

    where: Q
    order: tuple[str, ...]


def segments(sort: Sort, *, descending: bool, cursor: Cursor | None) -> list[Segment]:
    """The ranges that follow the cursor (all of the order without one), in the order of walking."""
    back = cursor is not None and cursor.back
    up = descending == back
    sign, beyond = ("", "gt") if up else ("-", "lt")
    field = sort.field
    ordered = (sign + field, sign + "pk")
    by_id = (sign + "pk",)
    empty = Q(**{f"{field}__isnull": True})
    full = Q(**{f"{field}__isnull": False}) if sort.nullable else Q()
    if cursor is None:
        return [Segment(full, ordered), *([Segment(empty, by_id)] if sort.nullable else [])]
    further = Q(**{f"pk__{beyond}": cursor.pk})
    if cursor.value is None:
        return [Segment(empty & further, by_id), *([Segment(full, ordered)] if back else [])]
    found = [
        Segment(Q(**{field: cursor.value}) & further, by_id),
        Segment(Q(**{f"{field}__{beyond}": cursor.value}), ordered),
    ]
    if sort.nullable and not back:
        found.append(Segment(empty, by_id))
    return found


@dataclass
class Page:
    """Rows in their order, and the cursors to both sides (None where the list ends)."""

    rows: list[Any]
    newer: Cursor | None = None
    older: Cursor | None = None
    unfinished: bool = False
    """The page is short because little was found in the stretch walked; `older` goes on behind it."""


def cursor_of(row: Any, sort: Sort, *, back: bool) -> Cursor:
    """The cursor beside a row."""
    return Cursor(getattr(row, sort.field), row.pk, back)


def take(rows: QuerySet[Any], ranges: list[Segment], want: int) -> Iterator[Any]:
    """The first rows along the ranges."""
    for one in ranges:
        if want <= 0:
            return
        for row in rows.filter(one.where).order_by(*one.order)[:want]:
            want -= 1
            yield row


def page_of(
    found: list[Any], size: int, sort: Sort, cursor: Cursor | None, *, ended_at: Cursor | None = None
) -> Page:
    """The page of up to size + 1 rows found along the walk. `ended_at`: the walk stopped there, unfinished."""
    more = len(found) > size
    rows = found[:size]
    back = cursor is not None and cursor.back
    if back:
        rows.reverse()
    page = Page(rows)
    ahead = cursor_of(found[size - 1], sort, back=back) if more else ended_at
    if ended_at is not None and not more:
        page.unfinished = True
    if back:
        page.newer = ahead
        page.older = cursor_of(rows[-1], sort, back=False) if rows else Cursor(cursor.value, cursor.pk)  # type: ignore[union-attr]
    else:
        page.older = ahead
        if cursor is not None:
            page.newer = (
                cursor_of(rows[0], sort, back=True) if rows else Cursor(cursor.value, cursor.pk, True)
            )
    return page
