"""The bureau's decision that a rule pack binds it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from mingqian.accounts.models import Agency
from mingqian.audit.appended import AppendOnly


class PackBinding(models.Model):
    """From when to when a pack binds an agency, and what the bureau decided where the document is silent.

    Append-only: a later decision on the same pack is a new row, and the newest one counts. `settings` maps a
    setting's name in the pack to the value decided (text or whole number).
    """

    APPEND_ONLY: ClassVar = True
    OPENNESS: ClassVar = {
        **dict.fromkeys(
            (
                "agency", "pack_id", "pack_version", "pack_digest", "valid_from", "valid_until", "decided_at",
                "reason", "settings",
            ),
            "public",
        ),
        "decided_by": "internal",
    }  # fmt: skip

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="pack_bindings", verbose_name="机构")
    pack_id = models.CharField("规则包", max_length=40)
    pack_version = models.CharField("规则包版本", max_length=40)
    pack_digest = models.CharField("规则包摘要", max_length=64)
    valid_from = models.DateField("适用起始日")
    valid_until = models.DateField("适用终止日", null=True, blank=True)
    decided_by = models.CharField("决定人", max_length=60)
    decided_at = models.DateTimeField("决定时间")
    reason = models.TextField("理由")
    settings = models.JSONField("本单位的决定", default=dict, blank=True)

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = "规则适用决定"
        ordering = ["-id"]
        indexes = [models.Index(fields=["agency", "pack_id", "-id"], name="binding_newest")]
        constraints = [
            models.CheckConstraint(
                name="binding_dates",
                condition=models.Q(valid_until__isnull=True)
                | models.Q(valid_until__gte=models.F("valid_from")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.pack_id} {self.valid_from}"
