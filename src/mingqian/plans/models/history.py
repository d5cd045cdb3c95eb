"""Who was drawn when: what the once-a-year rule reads."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from mingqian.accounts.models import Agency
from mingqian.audit.appended import AppendOnly
from mingqian.plans.models.campaign import Campaign
from mingqian.plans.models.plan import LineKind
from mingqian.registers.models import Subject


class DrawHistory(models.Model):
    """One subject drawn in one campaign, written when its list is dispatched. Secret until the list is
    released.
    """

    APPEND_ONLY: ClassVar = True
    OPENNESS: ClassVar = dict.fromkeys(("agency", "subject", "campaign", "drawn_on", "kind"), "secret")

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="机构")
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="+", verbose_name="检查对象")
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="history", verbose_name="抽查任务")
    drawn_on = models.DateField("抽中日期")
    kind = models.CharField("种类", max_length=8, choices=LineKind.choices)

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = "抽中记录"
        ordering = ["id"]
        indexes = [models.Index(fields=["subject", "agency", "drawn_on"], name="drawn_of_subject")]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "subject"], name="history_once_a_campaign")
        ]

    def __str__(self) -> str:
        return f"{self.subject_id} {self.drawn_on}"
