"""What checking one row finds: issues, originals of rewritten cells, columns whose content does not belong."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from mingqian.registers.importing.columns import COLUMNS, Column, Kind, Value
from mingqian.registers.importing.issues import ISSUES, Weight
from mingqian.registers.importing.masking import masked
from mingqian.registers.importing.readers.delimited import BROKEN_QUOTES
from mingqian.registers.importing.text import BLANKS, NUMERIC

Stored = str | int | None
"""What a checked cell becomes: text, a number, or nothing (a blank never overwrites)."""

Reader = Callable[[str, "Found"], Stored]

_ASIDE = Weight.ASIDE


class Found:
    """Collects what is found in one row; emptied and used again for the next."""

    __slots__ = ("heading", "issues", "odd", "original", "weight")

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget the row."""
        self.issues: list[list[Any]] = []
        self.original: dict[str, str] = {}
        self.odd: list[str] = []
        self.weight = 0

    def add(self, code: str, column: str, /, **params: Any) -> None:
        """Note an issue of a column (empty for the row)."""
        if params:
            params = {
                name: masked(value) if isinstance(value, str) else value for name, value in params.items()
            }
        self.issues.append([code, column, params])
        weight = ISSUES[code].weight
        if weight > self.weight:
            self.weight = weight

    def misplaced(self, heading: str) -> None:
        """Note that a cell holds what belongs to some other column."""
        self.odd.append(heading)

    def forgive(self) -> None:
        """A person has confirmed the row: what may be forgiven becomes a warning."""
        self.weight = 0
        for issue in self.issues:
            weight = ISSUES[issue[0]].weight
            if weight is _ASIDE and ISSUES[issue[0]].forgivable:
                issue[2] = {**issue[2], "confirmed": True}
                weight = Weight.WARN
            self.weight = max(self.weight, weight)


class Checked(NamedTuple):
    """One row, checked. `values` stand in the order of the checker's `fields`."""

    number: int
    weight: int
    key: str | None
    issues: list[list[Any]]
    original: dict[str, str]
    values: list[Stored]


class Checker:
    """Checks rows of one register. Subclasses set `kind`, `fields` and read the row."""

    kind: Kind

    def __init__(self, mapping: Mapping[str, int], headings: Sequence[str], *, today: date) -> None:
        self.mapping = dict(mapping)
        self.headings = list(headings)
        self.width = len(self.headings)
        self.today = today
        self.columns: dict[str, Column] = {one.name: one for one in COLUMNS[self.kind]}
        self.fields: list[str] = []
        self.found = Found()
        self.confirmed_at = self.mapping.get("confirmed", -1)

    def personal(self) -> set[str]:
        """The fields that staging keeps encrypted."""
        return {
            name
            for name in self.fields
            if name in self.columns and self.columns[name].value in (Value.PERSON_ID, Value.PHONE)
        }

    def heading(self, name: str) -> str:
        """What the file calls a register column."""
        place = self.mapping.get(name, -1)
        return self.headings[place] if 0 <= place < self.width else self.columns[name].heading

    def __call__(self, number: int, cells: list[str]) -> Checked:
        """Check one row."""
        found = self.found
        if found.issues or found.original or found.odd:
            found.reset()
        if cells[0].startswith(BROKEN_QUOTES):
            cells = [cells[0][1:], *cells[1:]]
            found.add("row.quotes", "")
        if len(cells) != self.width:
            cells = self._fit(cells)
        key, values = self.read(cells, found)
        if found.odd and len(found.odd) > 1:
            found.add("row.shifted", "", columns="、".join(found.odd))
        if found.weight == _ASIDE and self._confirmed(cells):
            found.forgive()
        return Checked(number, found.weight, key, found.issues or [], found.original or {}, values)

    def read(self, cells: list[str], found: Found) -> tuple[str | None, list[Stored]]:
        """The row's key and values; issues go to `found`."""
        raise NotImplementedError

    def _fit(self, cells: list[str]) -> list[str]:
        if len(cells) < self.width:
            return cells + [""] * (self.width - len(cells))
        extra = sum(1 for cell in cells[self.width :] if cell.strip())
        if extra:
            self.found.add("row.extra_cells", "", count=extra)
        return cells[: self.width]

    def _confirmed(self, cells: list[str]) -> bool:
        return self.confirmed_at >= 0 and cells[self.confirmed_at].strip() in (
            "是",
            "√",
            "1",
            "Y",
            "y",
            "已核对",
        )


def blank_row(cells: Sequence[str]) -> bool:
    """Nothing stands in any cell."""
    return not any(cell.strip() for cell in cells)


def exact(cell: str) -> str:
    """The cell without the mark of an over-long number."""
    return cell[1:] if cell.startswith(NUMERIC) else cell


__all__ = ["BLANKS", "Checked", "Checker", "Found", "Reader", "Stored", "blank_row", "exact"]
