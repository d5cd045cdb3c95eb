"""How a campaign's urns are filled and weighed: their own quotas, the bureau's table of weights."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from mingqian.accounts.models import Agency
from mingqian.audit.appended import AppendOnly
from mingqian.plans.models.campaign import Campaign


class WeightTable(models.Model):
    """A proposed table of weights (see `plans.weights`), numbered in its agency; in force once a second person approved
    it (`WeightDecision`), until a later one is.
    """

    APPEND_ONLY: ClassVar = True
    OPENNESS: ClassVar = {
        **dict.fromkeys(("agency", "number", "table", "basis", "reason", "proposed_at"), "public"),
        **dict.fromkeys(("proposed_by", "proposer_id"), "internal"),
    }

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="机构")
    number = models.PositiveIntegerField("号数")
    table = models.JSONField("权重")
    basis = models.CharField("依据", max_length=200)
    reason = models.TextField("理由")
    proposed_by = models.CharField("提出人", max_length=60)
    proposer_id = models.BigIntegerField("提出人账号", null=True, blank=True)
    proposed_at = models.DateTimeField("提出时间")

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = "权重表"
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["agency", "number"], name="weight_table_number")]

    def __str__(self) -> str:
        return f"第 {self.number} 号权重表"


class WeightDecision(models.Model):
    """What the second person decided about a table of weights."""

    APPEND_ONLY: ClassVar = True
    OPENNESS: ClassVar = {
        **dict.fromkeys(("table", "approved", "reason", "decided_at"), "public"),
        "decided_by": "internal",
    }

    table = models.OneToOneField(WeightTable, models.PROTECT, related_name="decision", verbose_name="权重表")
    approved = models.BooleanField("批准")
    reason = models.TextField("意见", blank=True)
    decided_by = models.CharField("决定人", max_length=60)
    decided_at = models.DateTimeField("决定时间")

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = "权重表的决定"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.table_id} {self.approved}"


class UrnSetting(models.Model):
    """Of one campaign: the urns' own quotas where they differ from its share, and the table it draws by.

    `quotas` is `[[values], text]` as `plans.strata.clean_quotas` keeps it. A campaign without this row draws every urn by
    its share, all alike.
    """

    SEALED: ClassVar = ("campaign", "quotas", "weight_table")
    OPENNESS: ClassVar = dict.fromkeys(SEALED, "public")

    campaign = models.OneToOneField(
        Campaign, models.PROTECT, related_name="urn_setting", verbose_name="抽查任务"
    )
    quotas = models.JSONField("各签筒的抽取数量", default=list, blank=True)
    weight_table = models.ForeignKey(
        WeightTable, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="权重表"
    )

    class Meta:
        verbose_name = "分筒设置"

    def __str__(self) -> str:
        return f"{self.campaign_id}"


def urn_setting_of(campaign: Campaign) -> UrnSetting:
    """The campaign's setting; an empty one, unsaved, where it has none."""
    try:
        return campaign.urn_setting
    except UrnSetting.DoesNotExist:
        return UrnSetting(campaign=campaign)
