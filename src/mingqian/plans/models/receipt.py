"""What was done outside this platform, noted here with its receipt: on the official platform, on another site."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from mingqian.accounts.models import Agency
from mingqian.audit.appended import AppendOnly
from mingqian.plans.models.campaign import Campaign
from mingqian.plans.models.plan import AnnualPlan


class ReceiptStep(models.TextChoices):
    """What was done there (高青 5.3, 7.1; 西平 联合 四)."""

    POSTED = "posted", "公示计划"
    PREPARED = "prepared", "设置任务"
    DRAWN = "drawn", "抽取和匹配"
    DISPATCHED = "dispatched", "派发"
    ENTERED = "entered", "录入结果"


class PlatformReceipt(models.Model):
    """One act outside, of a plan or of a campaign: where, when, under which number. Append-only.

    It names no enterprise: whoever may see the campaign may see it.
    """

    APPEND_ONLY: ClassVar = True
    OPENNESS: ClassVar = dict.fromkeys(
        ("agency", "plan", "campaign", "step", "place", "number", "on", "by_name", "at"), "internal"
    )

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="机构")
    plan = models.ForeignKey(
        AnnualPlan, models.PROTECT, null=True, blank=True, related_name="receipts", verbose_name="计划"
    )
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, null=True, blank=True, related_name="receipts", verbose_name="抽查任务"
    )
    step = models.CharField("事项", max_length=12, choices=ReceiptStep.choices)
    place = models.CharField("在哪里", max_length=120)
    number = models.CharField("编号或者网址", max_length=200)
    on = models.DateField("日期")
    by_name = models.CharField("登记人", max_length=60)
    at = models.DateTimeField("登记时间")

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = "平台回执"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="receipt_of_one",
                condition=models.Q(plan__isnull=False, campaign__isnull=True, step="posted")
                | (models.Q(plan__isnull=True, campaign__isnull=False) & ~models.Q(step="posted")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.number}"
