"""How many rows answer to what is asked: exactly where that is cheap, else "so many and more"."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import Q, QuerySet

from mingqian.registers.queries.parts import Part, Rows
from mingqian.registers.queries.walking import narrowest, reached_by_ids, rows_among
from mingqian.registers.serials import serial_of

KEPT_SECONDS = 3600
COUNTED = 10_000
"""How many of very many are counted before "and more" is said."""

LOOKED = 5_000
"""How many rows are looked at where no index knows which are meant."""

SMALL = 100_000
"""Registers up to this size are counted through, whatever is asked (a city; some dozens of milliseconds)."""


@dataclass(frozen=True)
class Count:
    """`number` rows, or at least so many where `exact` is False."""

    number: int
    exact: bool = True

    def __str__(self) -> str:
        return f"{self.number:,}" if self.exact else f"{self.number:,} 以上"


def count_of(
    scope: QuerySet[Any], parts: Sequence[Part], *, kind: str, agency_id: int | None, asked: str, large: bool
) -> Count:
    """The count of a list as `listing` shows it. Kept until the register moves; `asked` names what is asked."""
    serial = serial_of(agency_id, kind) if agency_id is not None else 0
    key = f"registers.count:{agency_id}:{kind}:{serial}:{hash_of(asked)}"
    if serial:
        kept = cache.get(key)
        if kept is not None:
            return Count(*kept)
    found = _count(scope, parts, agency_id if large else None)
    if serial:
        cache.set(key, (found.number, found.exact), KEPT_SECONDS)
    return found


def hash_of(asked: str) -> str:
    """A short name of what is asked, fit for a cache key."""
    return hashlib.blake2b(asked.encode(), digest_size=12).hexdigest()


def _count(scope: QuerySet[Any], parts: Sequence[Part], large_of: int | None) -> Count:
    if large_of is not None and len(parts) == 1 and parts[0].whole is not None:
        return Count(parts[0].whole(scope))
    if large_of is None or not parts or scope.order_by().values("pk")[: SMALL + 1].count() <= SMALL:
        for part in parts:
            scope = scope.filter(part.test)
        return Count(scope.count())
    with reached_by_ids():
        narrow = narrowest(parts)
        if narrow is not None:
            return Count(rows_among(scope.model, narrow, parts, large_of).count())
        known = next((part for part in parts if part.ids is not None), None)
        if known is None:
            # No index knows: count among the first of the register.
            return Count(
                rows_among(scope.model, Part(Q(), Rows(scope)), parts, large_of, within=LOOKED).count(),
                exact=False,
            )
        # Every index names more than NARROW: count among the first of them.
        return Count(rows_among(scope.model, known, parts, large_of, within=COUNTED).count(), exact=False)
