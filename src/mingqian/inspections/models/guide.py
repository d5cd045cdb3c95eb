"""作业指导书 by which an item is checked; and a separate check of an enterprise that a joint team has just checked."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from mingqian.audit.appended import AppendOnly
from mingqian.inspections.models.inspection import Inspection
from mingqian.registers.models import Item


class WorkGuide(models.Model):
    """How one item is checked, step by step (鹤壁 五(三)). A later one replaces it from now on; both stay."""

    APPEND_ONLY: ClassVar = True
    OPENNESS: ClassVar = dict.fromkeys(("item", "title", "text", "by_name", "at"), "internal")

    item = models.ForeignKey(Item, models.PROTECT, related_name="guides", verbose_name="抽查事项")
    title = models.CharField("名称", max_length=200)
    text = models.TextField("内容")
    by_name = models.CharField("登记人", max_length=60)
    at = models.DateTimeField("登记时间")

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = "作业指导书"
        ordering = ["item_id", "-id"]

    def __str__(self) -> str:
        return self.title


class SeparateCheck(models.Model):
    """Why an enterprise is checked again by one department after a joint team was there (高青 8.2; 安全生产法 69).

    Both inspections show it: that is how the departments tell each other.
    """

    APPEND_ONLY: ClassVar = True
    OPENNESS: ClassVar = dict.fromkeys(
        ("inspection", "after", "citation", "reason", "by_name", "at"), "secret"
    )

    inspection = models.OneToOneField(
        Inspection, models.PROTECT, related_name="separate", verbose_name="检查"
    )
    after = models.ForeignKey(
        Inspection, models.PROTECT, related_name="separate_after", verbose_name="联合检查"
    )
    citation = models.CharField("依据", max_length=200)
    reason = models.TextField("理由")
    by_name = models.CharField("办理人", max_length=60)
    at = models.DateTimeField("时间")

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = "分别检查的说明"
        ordering = ["inspection_id"]

    def __str__(self) -> str:
        return f"{self.inspection_id} {self.after_id}"
