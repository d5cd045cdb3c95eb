"""合并上门: several campaigns' inspections of one enterprise made on one day, in one visit (进一次门、查多项事)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from mingqian.accounts.models import Unit
from mingqian.inspections.models.inspection import Inspection
from mingqian.inspections.states import JOINT_VISIT, LIVE_VISITS, PROPOSED
from mingqian.plans.models import Campaign


class VisitOffer(models.Model):
    """A campaign whose executing unit is willing to visit together with others.

    Two units learn that both go to the same enterprise only where both campaigns carry this: neither list is told to
    whoever has not offered its own.
    """

    SEALED: ClassVar = ("campaign", "willing", "offered_by", "offered_at")
    OPENNESS: ClassVar = dict.fromkeys(SEALED, "internal")

    campaign = models.OneToOneField(
        Campaign, models.PROTECT, related_name="visit_offer", verbose_name="抽查任务"
    )
    willing = models.BooleanField("愿意合并上门", default=True)
    offered_by = models.CharField("提出人", max_length=60)
    offered_at = models.DateTimeField("提出时间")

    class Meta:
        verbose_name = "合并上门的意愿"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.willing}"


class JointVisit(models.Model):
    """One visit instead of several: the day on which all its inspections are made. Each of them keeps its own record,
    result, terms and publication.
    """

    SEALED: ClassVar = (
        "state",
        "planned_on",
        "reason",
        "proposed_by",
        "proposed_by_id",
        "proposed_at",
        "ended_by",
        "ended_at",
        "ended_reason",
    )
    OPENNESS: ClassVar = dict.fromkeys(SEALED, "secret")

    state = models.CharField("状态", max_length=12, choices=JOINT_VISIT.choices, default=PROPOSED)
    planned_on = models.DateField("上门日期")
    reason = models.TextField("理由")
    proposed_by = models.CharField("提议人", max_length=60)
    proposed_by_id = models.BigIntegerField("提议人编号", null=True, blank=True)
    proposed_at = models.DateTimeField("提议时间")
    ended_by = models.CharField("不同意或者拆开的人", max_length=60, blank=True)
    ended_at = models.DateTimeField("不同意或者拆开的时间", null=True, blank=True)
    ended_reason = models.TextField("不同意或者拆开的理由", blank=True)

    class Meta:
        verbose_name = "合并上门"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="joint_visit_ended_with_reason",
                condition=models.Q(ended_at__isnull=True, ended_by="", ended_reason="")
                | (models.Q(ended_at__isnull=False) & ~models.Q(ended_by="") & ~models.Q(ended_reason="")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"

    @property
    def live(self) -> bool:
        """Whether it is proposed or agreed."""
        return self.state in LIVE_VISITS


class VisitPart(models.Model):
    """One inspection of a joint visit, and who agreed for its unit. `live` as long as the visit is."""

    SEALED: ClassVar = ("visit", "inspection", "unit", "live", "agreed_by", "agreed_by_id", "agreed_at")
    OPENNESS: ClassVar = dict.fromkeys(SEALED, "secret")

    visit = models.ForeignKey(JointVisit, models.PROTECT, related_name="parts", verbose_name="合并上门")
    inspection = models.ForeignKey(
        Inspection, models.PROTECT, related_name="visit_parts", verbose_name="检查"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="任务执行单位")
    live = models.BooleanField("有效", default=True)
    agreed_by = models.CharField("同意人", max_length=60, blank=True)
    agreed_by_id = models.BigIntegerField("同意人编号", null=True, blank=True)
    agreed_at = models.DateTimeField("同意时间", null=True, blank=True)

    class Meta:
        verbose_name = "合并上门的检查"
        ordering = ["visit_id", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["inspection"], condition=models.Q(live=True), name="one_live_visit_an_inspection"
            ),
            models.CheckConstraint(
                name="visit_part_agreed_pair",
                condition=models.Q(agreed_at__isnull=True, agreed_by="")
                | (models.Q(agreed_at__isnull=False) & ~models.Q(agreed_by="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.inspection_id}"
