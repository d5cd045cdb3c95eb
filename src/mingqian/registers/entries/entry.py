"""One thing that can be filled in: its name, how it is typed, how it is read, how it is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from mingqian.accounts.models import Agency
from mingqian.acts.refusal import Refused


@dataclass(frozen=True)
class Context:
    """What reading an entry may need besides the text: whose register it is, and the day."""

    agency: Agency
    today: date
    confirmed: bool = False
    """A person has compared the code with the licence and says it stands there so."""


Reader = Callable[[str, Context], Any]
Choices = Callable[[Agency], Sequence[tuple[Any, str]]]

TEXT, LONG, CHOICE, FLAG, DATE, COUNT, LIST, PERSONAL = (
    "text",
    "long",
    "choice",
    "flag",
    "date",
    "count",
    "list",
    "personal",
)


@dataclass(frozen=True)
class Entry:
    """`read` makes the stored value of a typed text and raises `Refused` naming this field.

    `control` says how it is typed; `shown` how a stored value is said (codes keep their own spelling).
    `given` tells the choices there are in one agency.
    """

    name: str
    label: str
    control: str
    read: Reader
    required: bool = False
    help: str = ""
    choices: tuple[tuple[Any, str], ...] = ()
    given: Choices | None = None
    full: bool = False
    style: str = ""
    """`code` for identifiers, `region` and `industry` for official codes that have names."""
    words: Callable[[Any], str] | None = field(default=None, repr=False)
    """How a stored value is said, where neither its text nor a choice's name does."""

    @property
    def personal(self) -> bool:
        """An ID or telephone number: kept encrypted, never shown unasked."""
        return self.control == PERSONAL

    def options(self, agency: Agency) -> list[tuple[Any, str]]:
        """The choices in one agency."""
        return list(self.given(agency)) if self.given is not None else list(self.choices)

    def value_of(self, text: Any, context: Context) -> Any:
        """The stored value of what was given: a text as typed, or a flag, day, number or list.

        Raises `Refused` with this entry's name as field.
        """
        typed = as_text(text)
        if not typed and self.required:
            raise Refused("registers.required", field=self.name, label=self.label)
        try:
            return self.read(typed, context)
        except Refused as refused:
            refused.field = self.name
            raise


@dataclass(frozen=True)
class Group:
    """Entries that stand together under one heading."""

    title: str
    entries: tuple[Entry, ...]


def as_text(value: Any) -> str:
    """What a person would have typed for a value."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return "；".join(str(one) for one in value)
    if hasattr(value, "pk"):
        return str(value.pk)
    return str(value).strip()


def chinese_date(day: date) -> str:
    """2026年11月21日."""
    return f"{day.year}年{day.month}月{day.day}日"


def words_of(entry: Entry, value: Any) -> str:
    """A stored value in words; empty where there is none."""
    if value is None or value == "" or value == []:
        return ""
    if entry.words is not None:
        return entry.words(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return chinese_date(value)
    if isinstance(value, list | tuple):
        return "、".join(str(one) for one in value)
    if entry.choices:
        return str(dict(entry.choices).get(value, value))
    if isinstance(value, int):
        return f"{value:,}"
    return str(value)
