"""Versions of register rows, and the serial that tells whether a register has moved."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from django.db import models

from mingqian.accounts.models import Agency
from mingqian.audit.appended import AppendOnly


class Revision(models.Model):
    """One change of one row: who, when, why, and each field before and after.

    Version 1 of a row has no revision of its own when an import took it in: its `batch_id` says who and when.
    Append-only (triggers). Personal fields are named, never shown: `["", ""]` with `"personal": true`.
    """

    APPEND_ONLY: ClassVar = True
    OPENNESS: ClassVar = dict.fromkeys(
        ("kind", "object_id", "version", "event_number", "by_name", "at", "reason", "changes"), "internal"
    )

    kind = models.CharField("类别", max_length=20)
    object_id = models.BigIntegerField("对象")
    version = models.PositiveIntegerField("版本")
    event_number = models.BigIntegerField("审计事件")
    by_name = models.CharField("修改人", max_length=60)
    at = models.DateTimeField("时间")
    reason = models.TextField("理由", blank=True)
    changes = models.TextField("改动", blank=True)
    """JSON: {field: [before, after]}; a personal field is {field: null}: 已变更."""

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = "版本"
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id", "version"], name="revision_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id} v{self.version}"

    def changed(self) -> dict[str, list[Any] | None]:
        """The changes as a mapping."""
        found: dict[str, list[Any] | None] = json.loads(self.changes) if self.changes else {}
        return found


class RegisterSerial(models.Model):
    """Counts up with every write to one register of one agency.

    An import compares with the register as it stood at one serial and is applied only while it still stands
    there; counts shown on pages are cached by it.
    """

    UNSEALED: ClassVar = "计数器，名录的每一行各有封记"
    OPENNESS: ClassVar = dict.fromkeys(("agency", "kind", "serial"), "internal")

    agency = models.ForeignKey(Agency, models.PROTECT, verbose_name="机构")
    kind = models.CharField("类别", max_length=20)
    serial = models.BigIntegerField("序号", default=0)

    class Meta:
        verbose_name = "名录序号"
        constraints = [models.UniqueConstraint(fields=["agency", "kind"], name="serial_of_register")]

    def __str__(self) -> str:
        return f"{self.kind} {self.serial}"
