"""The file of a campaign (归档): what is in it, each paper with its digest."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from mingqian.audit.appended import AppendOnly
from mingqian.plans.models import Campaign


class ArchivedPaper(models.Model):
    """One paper in the file. `digest` is the SHA-256 of what it said on the day it was filed."""

    APPEND_ONLY: ClassVar = True
    OPENNESS: ClassVar = dict.fromkeys(
        (
            "campaign",
            "position",
            "kind",
            "title",
            "object_kind",
            "object_id",
            "digest",
            "filed_at",
            "filed_by",
        ),
        "internal",
    )

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="papers", verbose_name="抽查任务")
    position = models.PositiveIntegerField("序号")
    kind = models.CharField("类别", max_length=40)
    title = models.CharField("题名", max_length=400)
    object_kind = models.CharField("对象类别", max_length=60)
    object_id = models.BigIntegerField("对象")
    digest = models.CharField("摘要", max_length=64)
    filed_at = models.DateTimeField("归档时间")
    filed_by = models.CharField("归档人", max_length=60)

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = "归档材料"
        ordering = ["campaign_id", "position"]
        constraints = [models.UniqueConstraint(fields=["campaign", "position"], name="paper_position")]

    def __str__(self) -> str:
        return self.title
