"""留痕材料: what the file of a campaign holds besides what is written here, and what is missing from it and why."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from mingqian.audit.appended import AppendOnly
from mingqian.inspections.models.inspection import Inspection
from mingqian.plans.models import Campaign


class Purpose(models.TextChoices):
    """Whether it is something more than a paper in the file."""

    KEPT = "", "存档"
    COLLECTIVE = "collective", "结果集体研究"


class Material(models.Model):
    """A photograph, a video, minutes of a meeting: what it is, where it is kept, by which digest it is known again.

    `kind` is the documents' own word (`checks.archive_contents`, `checks.recorded`). `inspection` is empty for what
    belongs to the whole campaign. The thing itself stays where it is (`kept_at`); minutes may be written here (`text`).
    """

    SEALED: ClassVar = (
        "campaign",
        "inspection",
        "kind",
        "purpose",
        "title",
        "made_on",
        "people",
        "text",
        "kept_at",
        "digest",
        "noted_at",
        "noted_by",
        "struck_at",
        "struck_by",
        "struck_reason",
    )
    OPENNESS: ClassVar = dict.fromkeys(SEALED, "secret")

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="materials", verbose_name="抽查任务")
    inspection = models.ForeignKey(
        Inspection, models.PROTECT, null=True, blank=True, related_name="materials", verbose_name="检查"
    )
    kind = models.CharField("类别", max_length=60)
    purpose = models.CharField("用途", max_length=12, choices=Purpose.choices, blank=True, default="")
    title = models.CharField("题名", max_length=200)
    made_on = models.DateField("形成日期")
    people = models.CharField("参加人员", max_length=500, blank=True)
    text = models.TextField("内容", blank=True)
    kept_at = models.CharField("存放处", max_length=200, blank=True)
    digest = models.CharField("文件摘要（SHA-256）", max_length=64, blank=True)
    noted_at = models.DateTimeField("登记时间")
    noted_by = models.CharField("登记人", max_length=60)
    struck_at = models.DateTimeField("划去时间", null=True, blank=True)
    struck_by = models.CharField("划去人", max_length=60, blank=True)
    struck_reason = models.TextField("划去的理由", blank=True)

    class Meta:
        verbose_name = "留痕材料"
        ordering = ["campaign_id", "id"]
        constraints = [
            models.CheckConstraint(
                name="material_struck_with_reason",
                condition=models.Q(struck_at__isnull=True, struck_by="", struck_reason="")
                | (models.Q(struck_at__isnull=False) & ~models.Q(struck_by="") & ~models.Q(struck_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class MissingContent(models.Model):
    """What a document wants in the file and the file lacks: why, as it was said when it was closed."""

    APPEND_ONLY: ClassVar = True
    OPENNESS: ClassVar = dict.fromkeys(
        ("campaign", "content", "citation", "reason", "by_name", "at"), "internal"
    )

    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="missing_contents", verbose_name="抽查任务"
    )
    content = models.CharField("缺少的内容", max_length=60)
    citation = models.CharField("依据", max_length=120)
    reason = models.TextField("理由")
    by_name = models.CharField("办理人", max_length=60)
    at = models.DateTimeField("时间")

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = "归档缺件说明"
        ordering = ["campaign_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "content"], name="missing_content_said_once"),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.content}"
