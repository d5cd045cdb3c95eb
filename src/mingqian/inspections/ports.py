"""Where rooms above take part in what happens here: inspections must not know them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from mingqian.acts.actor import Actor
from mingqian.plans.models import Campaign


@dataclass(frozen=True)
class Paper:
    """One paper for the file of a campaign; `digest` is the hex SHA-256 of what it says."""

    kind: str
    title: str
    object_kind: str
    object_id: int
    digest: str


AFTER_DISPATCH: list[Callable[[Actor, Campaign], None]] = []
"""Called inside the dispatching transaction (高青 7.2: the task notice appears with the dispatch)."""

PAPERS: list[Callable[[Campaign], Iterable[Paper]]] = []
"""Papers of rooms above that belong into a campaign's file, each list in its own order."""
