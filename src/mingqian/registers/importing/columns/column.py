"""One column of a register's files."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """The registers that can be imported."""

    SUBJECT = "subject"
    ITEM = "item"
    INSPECTOR = "inspector"
    EXPERT = "expert"
    RECUSAL = "recusal"


class Value(StrEnum):
    """What a column holds, and so how its cells are read."""

    TEXT = "text"
    LONG = "long"
    CODE = "code"
    PERSON_ID = "person_id"
    PHONE = "phone"
    DATE = "date"
    COUNT = "count"
    FLAG = "flag"
    CHOICE = "choice"
    LIST = "list"


@dataclass(frozen=True)
class Column:
    """One column a register can take.

    `stored` is False for columns that only help to read the others (province, confirmation). `limit` is the
    greatest length of the stored text. `note` explains the column in the template.
    """

    name: str
    heading: str
    others: tuple[str, ...] = ()
    value: Value = Value.TEXT
    required: bool = False
    stored: bool = True
    limit: int = 0
    note: str = ""
    example: str = ""
    in_template: bool = True

    @property
    def personal(self) -> bool:
        """Holds ID or telephone numbers."""
        return self.value in (Value.PERSON_ID, Value.PHONE)


def split(text: str) -> tuple[str, ...]:
    """Headings that stand in one text, parted by blanks."""
    return tuple(text.split())


CONFIRMED: Final = Column(
    "confirmed",
    "核对无误",
    split("确认无误 已核对"),
    Value.FLAG,
    stored=False,
    note="只用于搁置的行：核对后确认照此收入的，填“是”",
    in_template=False,
)
