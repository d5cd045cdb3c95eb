"""Live rows against their newest seals.

Nothing is locked: a row that does not fit is looked at once more by itself, for somebody may have written it meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.apps import apps
from django.db import models

from mingqian.audit.appended import is_sealed_by_itself
from mingqian.audit.models import Seal
from mingqian.audit.seals import FIELD_BYTES, kind_of, sealed_attributes, sealed_names, sealer, text_of
from mingqian.audit.verify.findings import Finding

ROW_PAGE = 5_000
FILE_PAGE = 8
"""Rows that hold pieces of files, a megabyte each, are read a few at a time."""
SEAL_PAGE = 20_000
LOWEST = -(2**63) + 1
LOOKS = 5

Found = Callable[[Finding], None]
Tick = Callable[[int], None]
Newest = tuple[int, bytes, bytes]
"""Number of the event, row digest, field digests."""


def sealed_models() -> list[type[models.Model]]:
    """Every model whose rows are committed to the chain, by kind."""
    return sorted(
        (m for m in apps.get_models() if getattr(m, "SEALED", None) or is_sealed_by_itself(m)), key=kind_of
    )


class RowCheck:
    """Checks all rows of one kind."""

    def __init__(self, model: type[models.Model], found: Found, tick: Tick) -> None:
        self.model, self.kind = model, kind_of(model)
        self._found, self._tick = found, tick
        self._attributes = sealed_attributes(model)
        self._sealer = sealer(self.kind, len(self._attributes))
        self._unset = [text_of(model._meta.get_field(name).get_default()) for name in sealed_names(model)]  # type: ignore[union-attr]
        files = any(isinstance(field, models.BinaryField) for field in model._meta.local_concrete_fields)
        self._page = FILE_PAGE if files else ROW_PAGE
        self._rows = model._base_manager.order_by("pk").values_list("pk", *self._attributes)

    def run(self) -> int:
        """Check every row; returns how many there are."""
        last, count = LOWEST, 0
        while True:
            page = list(self._rows.filter(pk__gt=last)[: self._page])
            if not page:
                break
            upto = page[-1][0]
            newest = self._newest(Seal.objects.filter(object_id__gt=last, object_id__lte=upto))
            for pk, *values in page:
                seal = newest.pop(pk, None)
                if seal is None or seal[1] != self._sealer.row(
                    pk, [v if type(v) is str else text_of(v) for v in values]
                ):
                    self._look_again(pk)
            for pk, seal in newest.items():
                if seal[1]:
                    self._look_again(pk)
            last, count = upto, count + len(page)
            self._tick(len(page))
        self._check_after(last)
        return count

    def _newest(self, seals: models.QuerySet[Seal]) -> dict[int, Newest]:
        rows = seals.filter(kind=self.kind).order_by("object_id", "number")
        return {
            object_id: (number, bytes(digest), bytes(fields))
            for object_id, number, digest, fields in rows.values_list(
                "object_id", "number", "digest", "fields"
            )
        }

    def _check_after(self, last: int) -> None:
        """Seals of rows beyond the last live row: each must say that its row was removed."""
        while True:
            seals = Seal.objects.filter(kind=self.kind, object_id__gt=last).order_by("object_id", "number")
            page = list(seals.values_list("object_id", flat=True)[:SEAL_PAGE])
            if not page:
                return
            first, upto = page[0], page[-1]
            for pk, seal in self._newest(
                Seal.objects.filter(object_id__gte=first, object_id__lte=upto)
            ).items():
                if seal[1]:
                    self._look_again(pk)
            last = upto

    def _look_again(self, pk: int) -> None:
        """Read the newest seal, the row, and the seal again until nobody wrote in between; then judge."""
        for _ in range(LOOKS):
            seal = self._newest(Seal.objects.filter(object_id=pk)).get(pk)
            row = self._rows.filter(pk=pk).first()
            if self._newest(Seal.objects.filter(object_id=pk)).get(pk) == seal:
                break
        self._judge(pk, row, seal)

    def _judge(self, pk: int, row: Sequence[Any] | None, seal: Newest | None) -> None:
        what = {"what": self._name(pk, row)}
        number, digest, fields = seal or (None, b"", b"")
        if row is None:
            if digest:
                self._found(Finding("row.deleted", number, self.kind, pk, params=what))
            return
        texts = [text_of(value) for value in row[1:]]
        if seal is None:
            self._found(Finding("row.inserted", None, self.kind, pk, params=what))
        elif not digest:
            self._found(Finding("row.returned", number, self.kind, pk, params=what))
        elif digest != self._sealer.row(pk, texts) and not self._sealed_before(pk, texts, digest, fields):
            if len(fields) != FIELD_BYTES * len(texts):
                self._found(Finding("row.structure", number, self.kind, pk, params=what))
            else:
                self._found(
                    Finding("row.changed", number, self.kind, pk, self._changed(texts, fields), params=what)
                )

    def _sealed_before(self, pk: int, texts: Sequence[str], digest: bytes, fields: bytes) -> bool:
        """Whether the seal is of a time when the last fields were not there yet, and these still say nothing."""
        width = len(fields) // FIELD_BYTES
        return (
            0 < width < len(texts)
            and list(texts[width:]) == self._unset[width:]
            and digest == sealer(self.kind, width).row(pk, texts[:width])
        )

    def _changed(self, texts: Sequence[str], fields: bytes) -> tuple[str, ...]:
        now = self._sealer.fields(texts)
        names = sealed_names(self.model)
        return tuple(
            str(self.model._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
            for place, name in enumerate(names)
            if now[place * FIELD_BYTES : (place + 1) * FIELD_BYTES]
            != fields[place * FIELD_BYTES : (place + 1) * FIELD_BYTES]
        )

    def _name(self, pk: int, row: Sequence[Any] | None) -> str:
        """`检查对象 12“某某厂”`: never with anything personal beyond a name."""
        title = ""
        for place, attribute in enumerate(self._attributes, 1):
            if row is not None and attribute in {"name", "title", "number"}:
                title = f"“{row[place]}”"
                break
        return f"{self.model._meta.verbose_name} {pk} 号{title}"


def check_rows(found: Found, tick: Tick) -> dict[str, int]:
    """Check every row of every sealed model; returns the numbers of rows by kind."""
    counts = {}
    for model in sealed_models():
        counts[kind_of(model)] = RowCheck(model, found, tick).run()
    for kind in Seal.objects.order_by("kind").values_list("kind", flat=True).distinct():
        if kind not in counts:
            found(Finding("seals.unknown", kind=kind, params={"kind": kind}))
    return counts
