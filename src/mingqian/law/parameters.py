"""One rule as data: a value with its citation; and a setting, where a document leaves the value open."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from mingqian.law.errors import LawError
from mingqian.law.vocabulary import Applies, Bound, Direction, Event, Strength, Unit, Verified

Value = int | str | bool | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a rule stands: document, article, the few characters that carry it, and our reading in one
    sentence.
    """

    pack: str
    document: str
    article: str
    anchor: str
    reading: str
    strength: Strength
    verified: Verified


@dataclass(frozen=True, slots=True)
class Parameter:
    """One value of a pack, valid from ``valid_from`` to ``valid_until`` (both included; None: as the pack).

    ``event``, ``to`` and ``direction`` are set for terms (theme ``clocks``), ``position`` for result codes
    and list items (the document's own letter or number). ``applies``: the value holds only there.
    ``settled_by``: the document says two things of one matter, and this setting decides which counts.
    ``fields``: the fields of industry it concerns (empty: all).
    """

    key: str
    value: Value
    citation: Citation
    unit: Unit | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    event: Event | None = None
    to: str = ""
    direction: Direction = Direction.AFTER
    position: str = ""
    bound: Bound | None = None
    applies: Applies | None = None
    settled_by: str = ""
    fields: tuple[str, ...] = ()

    @property
    def switched_off(self) -> bool:
        """True when its text was never read: it is shown and does not count until somebody enters the text."""
        return self.citation.verified is Verified.UNREAD

    @property
    def name(self) -> str:
        """The key without its theme."""
        return self.key.partition(".")[2]

    def covers(self, on: date) -> bool:
        """True when the value's own dates include ``on``."""
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_until is None or on <= self.valid_until
        )

    def number(self) -> int:
        """The value as a whole number. Raises LawError ``law.value`` when it is something else."""
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            raise LawError("law.value", key=self.key)
        return self.value

    def share(self) -> Fraction:
        """A value as an exact share: 5 in percent becomes 1/20, ``1/3`` stays. Raises LawError ``law.value``."""
        if self.unit not in (Unit.PERCENT, Unit.SHARE) or isinstance(self.value, bool | tuple):
            raise LawError("law.value", key=self.key)
        return Fraction(self.value) / (100 if self.unit is Unit.PERCENT else 1)

    def words(self) -> tuple[str, ...]:
        """The value as a list of words. Raises LawError ``law.value`` when it is a number."""
        if isinstance(self.value, tuple):
            return self.value
        if isinstance(self.value, str):
            return (self.value,)
        raise LawError("law.value", key=self.key)


@dataclass(frozen=True, slots=True)
class Entered:
    """What an administrator read in the text itself: it switches a rule on that we have not read."""

    article: str
    anchor: str
    value: Value | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """What the document leaves open and the bureau decides. ``options`` are (token, wording); empty: a free
    value.

    ``silent``: the document says nothing of it (then there is no citation). ``default``: our proposal, None
    when the bureau must decide; ``decided``: what it did decide.
    """

    key: str
    question: str
    reading: str
    options: tuple[tuple[str, str], ...]
    default: str | int | None
    silent: bool
    citation: Citation | None
    decided: str | int | None = None

    @property
    def value(self) -> str | int | None:
        """The decision, else the default, else None: ask."""
        return self.default if self.decided is None else self.decided
