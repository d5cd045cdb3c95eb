"""The columns of each register as its files carry them: heading, other headings seen, what kind of value.

The first heading is ours: templates and exports carry it. The others are what the official forms and real files
call the same thing (hebi 附件 1, 2; the provincial templates; exports of the registration system, also in English).
"""

from __future__ import annotations

from typing import Final

from mingqian.registers.importing.columns.column import CONFIRMED, Column, Kind, Value
from mingqian.registers.importing.columns.item import ITEM
from mingqian.registers.importing.columns.people import EXPERT, INSPECTOR, RECUSAL
from mingqian.registers.importing.columns.subject import SUBJECT

__all__ = [
    "COLUMNS",
    "CONFIRMED",
    "EXPERT",
    "INSPECTOR",
    "ITEM",
    "NAMES",
    "RECUSAL",
    "SUBJECT",
    "Column",
    "Kind",
    "Value",
    "column",
]

COLUMNS: Final[dict[Kind, tuple[Column, ...]]] = {
    Kind.SUBJECT: SUBJECT,
    Kind.ITEM: ITEM,
    Kind.INSPECTOR: INSPECTOR,
    Kind.EXPERT: EXPERT,
    Kind.RECUSAL: RECUSAL,
}

NAMES: Final[dict[Kind, str]] = {
    Kind.SUBJECT: "检查对象名录库",
    Kind.ITEM: "抽查事项清单",
    Kind.INSPECTOR: "执法检查人员名录库",
    Kind.EXPERT: "专家库",
    Kind.RECUSAL: "回避关系",
}


def column(kind: Kind, name: str) -> Column:
    """The column of a register. Raises KeyError where it has none of that name."""
    for one in COLUMNS[kind]:
        if one.name == name:
            return one
    raise KeyError(name)
