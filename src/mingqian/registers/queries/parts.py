"""One part of what is asked of a list: how a row is tested, and, where an index knows, which rows it may be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import Q, QuerySet

NARROW = 20_000
"""Up to so many rows an index names, they are fetched and sorted; beyond, the list is walked in its order."""


class Ids(Protocol):
    """Ids an index knows: as a subquery of at most so many, or counted up to so many."""

    def within(self, limit: int) -> Any:
        """Something to stand behind `pk__in`."""

    def known(self, limit: int) -> list[int]:
        """The ids themselves, at most so many."""

    def count(self, limit: int) -> int:
        """How many, `limit` standing for more."""


@dataclass(frozen=True)
class Part:
    """`test` holds for the rows meant. `ids`, where given, names at least all of them quickly.

    `whole(scope)` counts its rows exactly where that is quick though they are many. `usual` marks what is asked
    unless a person asks otherwise (rows still on the register).
    """

    test: Q
    ids: Ids | None = None
    whole: Callable[[QuerySet[Any]], int] | None = None
    usual: bool = False


class Rows:
    """Ids of a queryset that runs over one index.

    The limit keeps the database from merging the subquery into the rest and choosing another road.
    """

    def __init__(self, rows: QuerySet[Any]) -> None:
        self._rows = rows.order_by()

    def within(self, limit: int) -> Any:
        return self._rows.values("pk")[:limit]

    def known(self, limit: int) -> list[int]:
        return list(self._rows.values_list("pk", flat=True)[:limit])

    def count(self, limit: int) -> int:
        return self._rows.values("pk")[:limit].count()
