"""线索: gathered by every unit, analysed together, reported to those who lead the bureau (西平 跨区域 三)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from mingqian.accounts.models import Agency, Unit
from mingqian.audit.appended import AppendOnly


class Lead(models.Model):
    """One lead, from whatever channel."""

    APPEND_ONLY: ClassVar = True
    OPENNESS: ClassVar = dict.fromkeys(
        ("agency", "unit", "found_on", "channel", "area", "field", "what", "made_by", "made_at"), "internal"
    )

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="机构")
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="收集的股室"
    )
    found_on = models.DateField("日期")
    channel = models.CharField("来自什么渠道", max_length=120)
    area = models.CharField("地区", max_length=120, blank=True)
    field = models.CharField("行业领域", max_length=60, blank=True)
    what = models.TextField("什么问题")
    made_by = models.CharField("登记人", max_length=60)
    made_at = models.DateTimeField("登记时间")

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = "跨区域线索"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.found_on} {self.channel}"


class Weight(models.TextChoices):
    """What the leads show together (西平 跨区域 三)."""

    COMMON = "common", "普遍性问题"
    GRAVE = "grave", "突出风险"
    BOTH = "both", "普遍性问题和突出风险"
    NEITHER = "neither", "尚不构成普遍性问题或者突出风险"


class LeadReport(models.Model):
    """Leads gathered and analysed, reported to `reported_to` (the document's word: 局领导班子)."""

    APPEND_ONLY: ClassVar = True
    OPENNESS: ClassVar = dict.fromkeys(
        (
            "agency", "title", "lead_ids", "weight", "analysis", "advice", "reported_to", "basis", "reported_on",
            "made_by", "made_by_id", "made_at",
        ),
        "internal",
    )  # fmt: skip

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="机构")
    title = models.CharField("名称", max_length=120)
    lead_ids = models.JSONField("线索")
    weight = models.CharField("研判", max_length=8, choices=Weight.choices)
    analysis = models.TextField("分析")
    advice = models.TextField("建议")
    reported_to = models.CharField("报给谁", max_length=60)
    basis = models.CharField("依据", max_length=120)
    reported_on = models.DateField("上报日期")
    made_by = models.CharField("上报人", max_length=60)
    made_by_id = models.BigIntegerField("上报人账号", null=True, blank=True)
    made_at = models.DateTimeField("登记时间")

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = "线索报告"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.title


class LeadDecision(models.Model):
    """What was decided on a report: whether people are drawn off to organise a check."""

    APPEND_ONLY: ClassVar = True
    OPENNESS: ClassVar = dict.fromkeys(
        ("report", "organise", "words", "paper", "decided_on", "made_by", "made_at"), "internal"
    )

    report = models.OneToOneField(
        LeadReport, models.PROTECT, related_name="decision", verbose_name="线索报告"
    )
    organise = models.BooleanField("组织抽调人员检查")
    words = models.TextField("意见")
    paper = models.CharField("会议纪要或者批示编号", max_length=200, blank=True)
    decided_on = models.DateField("日期")
    made_by = models.CharField("登记人", max_length=60)
    made_at = models.DateTimeField("登记时间")

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = "线索报告的研究意见"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.report_id} {self.organise}"
