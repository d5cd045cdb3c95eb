"""What the pool's pages may not tell: whom a list drawn and not yet released names.

A pool leaves out whoever has been drawn as often as the rules allow. Shown before that list is released, the
exclusion, or the gap it leaves among the candidates, would name the drawn enterprises to everybody who may look at a
pool. So the counts and lists on pages reckon with released lists alone; locking reckons with all of them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

from mingqian.plans.models import DrawHistory

Released = Callable[[], QuerySet[Any, Any]]
"""The ids of the campaigns whose drawn lists are public, as a query."""

_released: list[Released] = []


def register_released(found: Released) -> Released:
    """Say who knows which lists are released: the draws, when the application starts. Usable as a decorator."""
    _released[:] = [found]
    return found


def told(history: QuerySet[DrawHistory]) -> QuerySet[DrawHistory]:
    """Of this history only what released lists say. Without anybody who knows, nothing is released."""
    return history.filter(campaign_id__in=_released[0]()) if _released else history.none()


def untold_count(history: QuerySet[DrawHistory]) -> int:
    """How many subjects of this history stand on lists that are not released."""
    return untold_of(history).values("subject_id").distinct().count()


def untold_of(history: QuerySet[DrawHistory]) -> QuerySet[DrawHistory]:
    """Of this history only what lists say that are not released."""
    return history.exclude(campaign_id__in=_released[0]()) if _released else history
