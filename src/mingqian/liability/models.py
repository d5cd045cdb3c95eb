"""What people state about a case the record alone does not settle."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from mingqian.accounts.models import Agency
from mingqian.audit.appended import AppendOnly
from mingqian.inspections.models import Inspection
from mingqian.plans.models import Campaign


class Statement(models.Model):
    """A reasoned statement to one case of liability or exemption, with the numbers of its documents. As secret as the list.

    `key` and `citation` are the rule (`liability.exempt_no_causal_link`, 高青 10.2 c)); without an `inspection` it is
    about the whole campaign. Statements are added, never changed.
    """

    APPEND_ONLY: ClassVar = True
    OPENNESS: ClassVar = {
        **dict.fromkeys(("agency", "campaign", "key", "citation"), "internal"),
        **dict.fromkeys(("inspection", "said", "papers", "made_by", "made_role", "made_at"), "secret"),
    }

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="机构")
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+", verbose_name="抽查任务")
    inspection = models.ForeignKey(
        Inspection, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="检查"
    )
    key = models.CharField("规则", max_length=60)
    citation = models.CharField("依据", max_length=120)
    said = models.TextField("说明")
    papers = models.JSONField("文件和文号", default=list)
    made_by = models.CharField("说明人", max_length=60)
    made_role = models.CharField("角色", max_length=60)
    made_at = models.DateTimeField("时间")

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = "履职说明"
        ordering = ["-id"]
        indexes = [models.Index(fields=["campaign", "key"], name="statement_of_case")]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.key}"
