"""Whether a subject may be drawn, and if not, why: asked of the rooms above, which know the campaigns.

Also what the rules make of a field (重点／一般). The register shows the answers beside the row; `plans` registers who gives them when the application starts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from mingqian.acts.actor import Actor
from mingqian.registers.models import Subject


@dataclass(frozen=True)
class Standing:
    """How one subject stands towards one campaign.

    `outcome` and `tone` make the badge, `words` say why, `citation` names the article. It may never tell whether the
    subject has been drawn: that is secret until the list is released.
    """

    campaign: str
    url: str
    outcome: str
    tone: str
    words: str
    citation: str = ""


@dataclass(frozen=True)
class Beside:
    """What the rules say of one field of one subject: `words` and the article; `differs` from what is recorded."""

    words: str
    citation: str
    differs: bool


BesideProvider = Callable[[Subject], Mapping[str, Beside]]

_beside: list[BesideProvider] = []


def register_beside(provider: BesideProvider) -> BesideProvider:
    """Add who says what the rules make of a field; usable as a decorator."""
    if provider not in _beside:
        _beside.append(provider)
    return provider


def beside(subject: Subject) -> dict[str, Beside]:
    """By field, what all of them say."""
    return {name: one for provider in _beside for name, one in provider(subject).items()}


Provider = Callable[[Actor, Subject], Iterable[Standing]]

_providers: list[Provider] = []


def register_standing(provider: Provider) -> Provider:
    """Add who answers; usable as a decorator. Registering the same one twice adds it once."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def standings(actor: Actor, subject: Subject) -> list[Standing]:
    """What all of them answer."""
    return [one for provider in _providers for one in provider(actor, subject)]
