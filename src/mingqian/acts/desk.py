"""What waits on a person's desk, and what the search box finds.

The lower rooms know their own work; the desk (`staff`) stands above them and only gathers. Each room
registers its providers here when the application starts. A provider looks at the actor's permissions and
scope itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from mingqian.acts.actor import Actor


@dataclass(frozen=True)
class DeskLine:
    """One line of the desk: what this person is to do, in which campaign, where, who goes on when it is done, by when.

    `waits_for` is never the reader: it names who has the next step, and is empty where nobody has.
    `due` is None where no term runs. `left` is how many working days remain, where the room has counted them
    (negative when past); without it the desk counts days. `provisional` marks a term that reaches into a year
    whose calendar is not yet announced.
    """

    what: str
    campaign: str
    url: str
    waits_for: str = ""
    due: date | None = None
    left: int | None = None
    provisional: bool = False


@dataclass(frozen=True)
class Found:
    """One thing the search box found: kind in words (检查对象), title, a note (code, unit), address."""

    kind: str
    title: str
    note: str
    url: str


DeskProvider = Callable[[Actor], Iterable[DeskLine]]
SearchProvider = Callable[[Actor, str], Iterable[Found]]

SEARCH_LIMIT = 8
"""How many finds one provider gives at most; its last may be a link to its own list."""

_desk: list[DeskProvider] = []
_search: list[SearchProvider] = []


def register_desk(provider: DeskProvider) -> DeskProvider:
    """Add a provider of desk lines; usable as a decorator. Registering the same one twice adds it once."""
    if provider not in _desk:
        _desk.append(provider)
    return provider


def register_search(provider: SearchProvider) -> SearchProvider:
    """Add a provider of finds; usable as a decorator."""
    if provider not in _search:
        _search.append(provider)
    return provider


def desk_lines(actor: Actor) -> Iterator[DeskLine]:
    """Every line waiting for the actor, in no particular order."""
    for provider in _desk:
        yield from provider(actor)


def search(actor: Actor, words: str) -> Iterator[Found]:
    """Everything found for these words (trimmed, not empty), room by room."""
    for provider in _search:
        for place, found in enumerate(provider(actor, words)):
            if place >= SEARCH_LIMIT:
                break
            yield found
