"""非随机检查: what lets an enterprise be checked though nobody drew it (西平 细则 五; 高青 4.3)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from mingqian.audit.appended import AppendOnly
from mingqian.plans.models import Campaign


class OutsideOrder(models.Model):
    """Why and on what a task outside the lottery was opened, once and for ever. `words` is the ground as the document
    has it, `citation` where it stands; `basis` says what happened, the four fields after it name the paper it rests on.
    """

    APPEND_ONLY: ClassVar = True
    OPENNESS: ClassVar = {
        **dict.fromkeys(("campaign", "words", "citation"), "public"),
        **dict.fromkeys(
            (
                "basis",
                "document",
                "document_number",
                "document_date",
                "ordered_by",
                "team_reason",
                "opened_by",
                "opened_at",
            ),
            "internal",
        ),
    }

    campaign = models.OneToOneField(
        Campaign, models.PROTECT, related_name="outside_order", verbose_name="检查任务"
    )
    words = models.CharField("不经抽取的情形", max_length=300)
    citation = models.CharField("依据条款", max_length=120)
    basis = models.TextField("事由")
    document = models.CharField("所依据的文书", max_length=200, blank=True)
    document_number = models.CharField("文号或登记号", max_length=80, blank=True)
    document_date = models.DateField("文书日期", null=True, blank=True)
    ordered_by = models.CharField("交办、移送或批准的机关", max_length=120, blank=True)
    team_reason = models.TextField("指定检查人员的理由")
    opened_by = models.CharField("开具人", max_length=60)
    opened_at = models.DateTimeField("开具时间")

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = "非随机检查依据"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="outside_order_says_why",
                condition=~models.Q(words="")
                & ~models.Q(citation="")
                & ~models.Q(basis="")
                & ~models.Q(team_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.words}"

    @property
    def paper(self) -> str:
        """The paper in one line: who ordered, what, number, date; empty where none was named."""
        parts = [self.ordered_by, f"《{self.document}》" if self.document else "", self.document_number]
        if self.document_date:
            parts.append(f"{self.document_date.year}年{self.document_date.month}月{self.document_date.day}日")
        return " ".join(filter(None, parts))
