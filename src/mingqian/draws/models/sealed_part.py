"""A draw's secret files."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from mingqian.audit.appended import AppendOnly
from mingqian.draws.models.draw import Draw


class SealedPart(models.Model):
    """A piece of a draw's secret files, compressed and encrypted, in order."""

    APPEND_ONLY: ClassVar = True
    OPENNESS: ClassVar = {"draw": "internal", "name": "internal", "number": "internal", "data": "secret"}

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="parts", verbose_name="摇号")
    name = models.CharField("名称", max_length=40)
    number = models.PositiveIntegerField("序号")
    data = models.BinaryField("密文")

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = "封存件"
        ordering = ["draw_id", "name", "number"]
        constraints = [models.UniqueConstraint(fields=["draw", "name", "number"], name="sealed_part_once")]

    def __str__(self) -> str:
        return f"{self.draw_id} {self.name} {self.number}"
