"""What the packs that bind an agency want every row of its registers to say, told to the registers' forms, lists and imports."""

from __future__ import annotations

from collections.abc import Iterator

from mingqian.plans.governing import Ruled, governing
from mingqian.registers.wanted import Said, register_wanted

KEYS = {
    "item": ("registers.item_fields",),
    "subject": ("registers.subject_fields", "registers.licence_fields", "registers.subject_divisions"),
    "inspector": (
        "registers.inspector_fields",
        "registers.inspector_labels",
        "registers.inspector_specialty",
    ),
}
SPECIALTY = "业务专长"


def words_of(one: Ruled) -> tuple[str, ...]:
    """What a rule names; 高青 5.2.2 says of the specialty that people are marked by it, and names no column."""
    return one.values or ((SPECIALTY,) if one.parameter.key == "registers.inspector_specialty" else ())


@register_wanted
def wanted_by_rules(agency_id: int, kind: str) -> Iterator[Said]:
    """Each word of each bound pack on the columns of a register."""
    for one in governing(agency_id, *KEYS.get(kind, ())):
        for word in words_of(one):
            yield word, one.where, one.parameter.citation.reading
