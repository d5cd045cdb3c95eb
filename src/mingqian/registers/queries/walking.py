"""A page of a list, however large the register.

Walking the list in its order is quick where enough rows match; asking an index is quick where few do. So the page is
looked for in the next couple of thousand rows first; only if they do not fill it are the indexes asked which condition
names the fewest rows. Where every condition names very many and yet hardly any row answers to all, the walk goes on
for a bounded stretch and the page says that it is unfinished.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.db.models import F, QuerySet, Value

from mingqian.registers.queries.keyset import Cursor, Page, Segment, Sort, page_of, segments, take
from mingqian.registers.queries.parts import NARROW, Ids, Part

STRETCHES = (2_000, 4_000, 8_000, 16_000)
"""How many rows are walked at first, and how many more each time."""


def listing(
    scope: QuerySet[Any],
    parts: Sequence[Part],
    sort: Sort,
    *,
    descending: bool = False,
    cursor: Cursor | None = None,
    size: int = 50,
    large_of: int | None = None,
) -> Page:
    """One page of the rows of `scope` (those the actor may see) that answer to all parts.

    `large_of`: the register may hold a million rows, `scope` is this agency's, and each sort has its index.
    """
    ranges = segments(sort, descending=descending, cursor=cursor)
    if not parts or large_of is None:
        rows = scope
        for part in parts:
            rows = rows.filter(part.test)
        return page_of(list(take(rows, ranges, size + 1)), size, sort, cursor)
    walk = _Walk(scope, parts, sort, ranges, size + 1)
    found, done = walk.on(STRETCHES[0])
    if len(found) <= size and not done:
        narrow = narrowest(parts)
        if narrow is not None:
            with reached_by_ids():
                found = list(take(rows_among(scope.model, narrow, parts, large_of), ranges, size + 1))
            return page_of(found, size, sort, cursor)
        for stretch in STRETCHES[1:]:
            found, done = walk.on(stretch)
            if len(found) > size or done:
                break
    ended_at = None
    if not done and len(found) <= size and walk.last is not None:
        value, pk = walk.last
        ended_at = Cursor(value, pk, cursor is not None and cursor.back)
    return page_of(found, size, sort, cursor, ended_at=ended_at)


def narrowest(parts: Sequence[Part]) -> Part | None:
    """The part whose index names the fewest rows, if it names few enough."""
    best, fewest = None, NARROW + 1
    for part in parts:
        if part.ids is None:
            continue
        count = part.ids.count(fewest)
        if count < fewest:
            best, fewest = part, count
        if fewest == 0:
            break
    return best


def rows_among(
    model: Any, narrow: Part, parts: Sequence[Part], agency_id: int, *, within: int = NARROW + 1
) -> QuerySet[Any]:
    """The rows of an agency that answer to all parts, reached by the ids one of them names (the first so many).

    The look-up structure of the search box knows no agencies, so the agency is asked of each row; as a sum, because
    its plain name would invite the database to walk the whole register along an index that begins with it.
    """
    assert narrow.ids is not None
    rows: QuerySet[Any, Any] = model.objects.alias(of_agency=F("agency_id") + Value(0))
    rows = _with_ids(rows, narrow.ids, within).filter(of_agency=agency_id)
    for part in parts:
        rows = rows.filter(part.test)
    return rows


def _with_ids(rows: QuerySet[Any], ids: Ids, within: int) -> QuerySet[Any]:
    """The rows of these ids. PostgreSQL is given the ids themselves: a subquery it would join the wrong way round."""
    if connection.vendor != "postgresql":
        return rows.filter(pk__in=ids.within(within))
    table = connection.ops.quote_name(rows.model._meta.db_table)
    return rows.extra(where=[f"{table}.id = ANY(%s)"], params=[ids.known(within)])  # noqa: S610 -- our own table


@contextmanager
def reached_by_ids() -> Iterator[None]:
    """Around a query of `rows_among`: PostgreSQL fetches the rows by their ids one by one.

    Left to itself it reckons thousands of single look-ups dearer than reading the whole register, which takes ten times
    as long where the register is in memory.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        yield
        cursor.execute("SET LOCAL enable_seqscan = on")


class _Walk:
    """A walk along the list's order, stretch by stretch."""

    def __init__(
        self, scope: QuerySet[Any], parts: Sequence[Part], sort: Sort, ranges: Sequence[Segment], want: int
    ) -> None:
        self._scope, self._parts, self._sort, self._want = scope, parts, sort, want
        self._left = list(ranges)
        self._walked = 0
        self._found: list[Any] = []
        self.last: tuple[Any, int] | None = None
        """Value and id of the row the walk stopped at."""

    def on(self, stretch: int) -> tuple[list[Any], bool]:
        """Walk over the next `stretch` rows; (what has been found so far, whether the list has ended)."""
        while self._left and stretch > 0 and len(self._found) < self._want:
            here = self._left[0]
            inner = self._scope.filter(here.where).order_by(*here.order)
            start, end = self._walked, self._walked + stretch
            # The range once more outside: PostgreSQL joins by id and would begin at the first row of the register.
            rows = self._scope.model.objects.filter(here.where, pk__in=inner.values("pk")[start:end])
            for part in self._parts:
                rows = rows.filter(part.test)
            self._found += rows.order_by(*here.order)[: self._want - len(self._found)]
            edge = list(inner.values_list(self._sort.field, "pk")[end - 1 : end])
            if edge:
                self.last = edge[0]
                self._walked = end
                break
            stretch -= inner.values("pk")[start:end].count()
            self._left.pop(0)
            self._walked = 0
        return self._found, not self._left
