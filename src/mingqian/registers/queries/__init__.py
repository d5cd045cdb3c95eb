"""Every read of the registers worth a name. All are limited to what the actor may see."""

from mingqian.registers.queries.counting import Count, count_of
from mingqian.registers.queries.keyset import Cursor, Page, Sort
from mingqian.registers.queries.parts import Part
from mingqian.registers.queries.scope import (
    visible_batches,
    visible_experts,
    visible_inspectors,
    visible_items,
    visible_recusals,
    visible_subjects,
)
from mingqian.registers.queries.versions import Version, versions_of
from mingqian.registers.queries.walking import listing

__all__ = [
    "Count",
    "Cursor",
    "Page",
    "Part",
    "Sort",
    "Version",
    "count_of",
    "listing",
    "versions_of",
    "visible_batches",
    "visible_experts",
    "visible_inspectors",
    "visible_items",
    "visible_recusals",
    "visible_subjects",
]
