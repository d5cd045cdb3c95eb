"""What can be filled in for one row of each register: one table a register, read by forms, actions and open pages."""

from __future__ import annotations

from mingqian.registers.entries.entry import Context, Entry, Group, words_of
from mingqian.registers.entries.item import ITEM
from mingqian.registers.entries.people import EXPERT, INSPECTOR
from mingqian.registers.entries.sheet import Sheet
from mingqian.registers.entries.subject import SUBJECT

SHEETS: dict[str, Sheet] = {sheet.kind: sheet for sheet in (ITEM, SUBJECT, INSPECTOR, EXPERT)}
"""By kind, in the order of the registers."""

__all__ = [
    "EXPERT",
    "INSPECTOR",
    "ITEM",
    "SHEETS",
    "SUBJECT",
    "Context",
    "Entry",
    "Group",
    "Sheet",
    "words_of",
]
