"""The four registers by their kinds."""

from __future__ import annotations

from django.http import Http404

from mingqian.registers.pages.lists.item import ITEMS
from mingqian.registers.pages.lists.people import EXPERTS, INSPECTORS
from mingqian.registers.pages.lists.register import Register
from mingqian.registers.pages.lists.subject import SUBJECTS

REGISTERS: dict[str, Register] = {one.kind: one for one in (ITEMS, SUBJECTS, INSPECTORS, EXPERTS)}


def register_of(kind: str) -> Register:
    """The register of a kind. Raises `Http404`."""
    found = REGISTERS.get(kind)
    if found is None:
        raise Http404
    return found
