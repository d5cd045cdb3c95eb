"""Compared rows of a smaller register into it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from mingqian.audit.chain import BulkSeals
from mingqian.audit.seals import seal_of
from mingqian.registers import gates
from mingqian.registers.importing.columns import Kind
from mingqian.registers.importing.small.shapes import SHAPES
from mingqian.registers.importing.small.staged import staged_rows
from mingqian.registers.importing.staging import Fate, Staging
from mingqian.registers.models import Revision


class SmallApplier:
    """Applies one compared staging file of a smaller register inside the caller's transaction."""

    def __init__(
        self,
        staging: Staging,
        *,
        agency_id: int,
        batch_id: int,
        by_name: str,
        at: datetime,
        reason: str,
        progress: Callable[[int], None] | None = None,
    ) -> None:
        self.staging = staging
        self.batch_id = batch_id
        self.by_name = by_name
        self.at = at
        self.reason = reason
        self.progress = progress
        self.shape = SHAPES[Kind(staging.meta("kind"))](
            agency_id, everywhere=bool(staging.meta("everywhere"))
        )

    def changed(self, seals: BulkSeals) -> None:
        """Rows the register knows, each with its revision."""
        shape, model = self.shape, self.shape.model
        written: list[Any] = []
        revisions: list[Revision] = []
        diffs = dict(
            self.staging.db.execute("SELECT number, diff FROM rows WHERE fate = ?", (int(Fate.CHANGED),))
        )
        for number, object_id, _, original, row in staged_rows(self.staging, Fate.CHANGED):
            instance = model.objects.get(pk=object_id)
            diff = json.loads(diffs[number])
            values = shape.values(row, lambda *a, **k: None)
            for name in diff:
                setattr(instance, name, values[name])
            self._original(instance, original, set(diff))
            instance.version += 1
            instance.batch_id = self.batch_id
            instance.updated_at = self.at
            shape.complete(instance, new=False)
            instance.save()
            written.append(instance)
            revisions.append(
                Revision(
                    kind=shape.kind.value,
                    object_id=instance.pk,
                    version=instance.version,
                    event_number=seals.number,
                    by_name=self.by_name,
                    at=self.at,
                    reason=self.reason,
                    changes=diffs[number],
                )
            )
        Revision.objects.bulk_create(revisions, batch_size=2000)
        seals.store((one.pk, *seal_of(one)) for one in written)
        self._tell(len(written))

    def new(self, seals: BulkSeals) -> None:
        """Rows the register does not know."""
        shape, model = self.shape, self.shape.model
        made: list[Any] = []
        for _, _, _, original, row in staged_rows(self.staging, Fate.NEW):
            instance = model(batch_id=self.batch_id, **shape.values(row, lambda *a, **k: None))
            instance.updated_at = self.at
            self._original(instance, original, None)
            shape.complete(instance, new=True)
            gates.pass_row(shape.kind.value, instance)
            made.append(instance)
        made = model.objects.bulk_create(made, batch_size=500)
        seals.store((one.pk, *seal_of(one)) for one in sorted(made, key=lambda one: one.pk))
        self._tell(len(made))

    def _original(self, instance: Any, original: bytes | None, only: set[str] | None) -> None:
        if original is None or not hasattr(instance, "original"):
            return
        found = json.loads(self.staging.cipher.open(original))
        if only is not None:
            found = {name: text for name, text in found.items() if name in only}
        if found:
            kept = json.loads(instance.original) if instance.original else {}
            instance.original = json.dumps({**kept, **found}, ensure_ascii=False, sort_keys=True)

    def _tell(self, count: int) -> None:
        if self.progress is not None:
            self.progress(count)
