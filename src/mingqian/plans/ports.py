"""Where rooms above take part in the life of a campaign: plans must not know them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from mingqian.acts.actor import Actor
from mingqian.plans.models import Campaign


@dataclass(frozen=True)
class CardLine:
    """One line of a card: its name, what it says, the article it rests on."""

    name: str
    words: str
    citation: str = ""


@dataclass(frozen=True)
class Card:
    """What a room above has to say on the page of a campaign: its lines, and where it is dealt with.

    `near` is what is still to be done there, in a sentence; empty where nothing waits.
    """

    title: str
    lines: tuple[CardLine, ...] = field(default=())
    near: str = ""
    url: str = ""
    link: str = ""


BEFORE_CONFIRM: list[Callable[[Campaign, date], None]] = []
"""Called before a pool is confirmed, inside its transaction; each may raise `Refused`."""

CARDS: list[Callable[[Actor, Campaign], Iterable[Card]]] = []
"""Cards for the page of a campaign, as the reader's role may see them."""


def require_prepared(campaign: Campaign, on: date) -> None:
    """Raise the first refusal of the rooms above."""
    for check in BEFORE_CONFIRM:
        check(campaign, on)


def cards(actor: Actor, campaign: Campaign) -> list[Card]:
    """Every card of a campaign for this reader."""
    return [card for provider in CARDS for card in provider(actor, campaign)]
