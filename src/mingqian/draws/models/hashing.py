"""Which hash an agency's draws use."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from mingqian.accounts.models import Agency
from mingqian.audit.appended import AppendOnly


class HashName(models.TextChoices):
    """The two of the protocol."""

    SHA256 = "sha256", "SHA-256（国际通用）"
    SM3 = "sm3", "SM3（国密，GB/T 32905）"


class HashChoice(models.Model):
    """The agency's decision by which hash its draws are locked from now on. The newest counts; without one, SHA-256."""

    APPEND_ONLY: ClassVar = True
    OPENNESS: ClassVar = {
        **dict.fromkeys(("agency", "hash_name", "reason", "decided_at"), "public"),
        "decided_by": "internal",
    }

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="机构")
    hash_name = models.CharField("摘要算法", max_length=8, choices=HashName.choices)
    reason = models.TextField("理由")
    decided_by = models.CharField("决定人", max_length=60)
    decided_at = models.DateTimeField("决定时间")

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = "摘要算法的决定"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.hash_name}"


def hash_of(agency_id: int) -> str:
    """The name of the hash by which an agency's next draw is locked."""
    newest = HashChoice.objects.filter(agency_id=agency_id).order_by("-id").first()
    return newest.hash_name if newest else HashName.SHA256.value
