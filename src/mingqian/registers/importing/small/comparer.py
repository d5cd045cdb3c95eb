"""Each staged row of a smaller register against the file itself and the register."""

from __future__ import annotations

import json
from typing import Any

from mingqian.audit.seals import text_of
from mingqian.registers.importing.columns import Kind
from mingqian.registers.importing.compare import Progress, RowNotes, forget
from mingqian.registers.importing.small.shapes import SHAPES, Row, Unplaced
from mingqian.registers.importing.small.staged import staged_rows
from mingqian.registers.importing.staging import Fate, Staging


class SmallComparer:
    """Compares one staging file of a smaller register."""

    def __init__(self, staging: Staging, agency_id: int, *, everywhere: bool = False) -> None:
        self.staging = staging
        self.shape = SHAPES[Kind(staging.meta("kind"))](agency_id, everywhere=everywhere)
        self.notes = RowNotes(staging)
        self.agency_id = agency_id

    def run(self, progress: Progress | None = None) -> None:
        """Decide the fate of every row."""
        db = self.staging.db
        db.execute("BEGIN")
        forget(self.staging)
        db.execute(
            "INSERT OR REPLACE INTO meta VALUES ('everywhere', ?)", (json.dumps(self.shape.everywhere),)
        )
        seen: dict[str, tuple[int, Row]] = {}
        claimed: dict[int, int] = {}
        for number, _, key, _, row in staged_rows(self.staging, Fate.UNDECIDED):
            if self._repeated(seen, number, str(key), row):
                continue
            try:
                self._settle(number, row, claimed)
            except Unplaced as unplaced:
                self.notes.add(number, unplaced.code, unplaced.column, **unplaced.params)
        db.execute("COMMIT")
        if progress is not None:
            progress(1.0)

    def _repeated(self, seen: dict[str, tuple[int, Row]], number: int, key: str, row: Row) -> bool:
        if key.startswith("N:"):  # people known by name alone may share it
            key = json.dumps(row, ensure_ascii=False, sort_keys=True, default=str)
        first = seen.setdefault(key, (number, row))
        if first[0] == number:
            return False
        code = "row.duplicate" if first[1] == row else "row.duplicate_differs"
        self.notes.add(number, code, "", row=first[0])
        if code == "row.duplicate_differs":
            self.notes.add(first[0], "row.repeated", "", row=number)
        return True

    def _settle(self, number: int, row: Row, claimed: dict[int, int]) -> None:
        def note(code: str, column: str, **params: Any) -> None:
            self.notes.add(number, code, column, **params)

        db = self.staging.db
        existing = self.shape.find(row, note)
        values = self.shape.values(row, note)
        if existing is None:
            db.execute("UPDATE rows SET fate = ? WHERE number = ?", (int(Fate.NEW), number))
            return
        if existing.pk in claimed:
            self.notes.add(number, "row.duplicate_differs", "", row=claimed[existing.pk])
            return
        claimed[existing.pk] = number
        if getattr(existing, "retired_at", None) is not None and values.get("status") in (None, "retired"):
            note("register.retired", "")
        diff: dict[str, list[str] | None] = {}
        for name, value in values.items():
            before, after = text_of(getattr(existing, name)), text_of(value)
            if before != after:
                diff[name] = None if name in self.shape.encrypted else [before, after]
        db.execute(
            "UPDATE rows SET fate = ?, object_id = ?, diff = ? WHERE number = ?",
            (
                int(Fate.CHANGED if diff else Fate.UNCHANGED),
                existing.pk,
                json.dumps(diff, ensure_ascii=False) if diff else None,
                number,
            ),
        )
