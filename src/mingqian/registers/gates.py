"""What may not be taken into a register for now: asked of the rooms above, which know the rules that bind the agency.

`plans` registers who answers when the application starts; without anybody everything passes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

Gate = Callable[[int, str], None]
"""(agency, question as the packs key it): raises `Refused` while the documents answer it differently."""

_gates: list[Gate] = []


def register_gate(gate: Gate) -> Gate:
    """Add who answers; usable as a decorator."""
    if gate not in _gates:
        _gates.append(gate)
    return gate


def questions(kind: str, row: Any) -> Iterable[str]:
    """What has to be settled before a row of this kind is taken in: only what concerns this very row."""
    if kind == "inspector":
        if not row.certified:
            yield "registers.inspector_certificate"
        if row.level.startswith("乡"):
            yield "registers.inspector_levels"


def pass_row(kind: str, row: Any) -> None:
    """Raises `Refused` while a question about this row is not settled."""
    for question in questions(kind, row):
        pass_question(row.agency_id, question)


def pass_question(agency_id: int, question: str) -> None:
    """Raises `Refused` while this question is not settled."""
    for gate in _gates:
        gate(agency_id, question)
