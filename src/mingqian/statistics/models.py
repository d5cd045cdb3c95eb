"""What this room keeps: reports with their editions, and the hand-over of record forms."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from mingqian.accounts.models import Agency
from mingqian.audit.appended import AppendOnly
from mingqian.inspections.models import Inspection
from mingqian.plans.models import Campaign
from mingqian.plans.models.pairs import who_and_when
from mingqian.statistics.states import DRAFT, OPEN, REPORT


class ReportKind(models.TextChoices):
    """What is written from a campaign."""

    BULLETIN = "bulletin", "抽查情况通报"
    BRIEF = "brief", "简报"
    SUMMARY = "summary", "总结"


class Report(models.Model):
    """One edition of a 通报 (西平 细则 十五), a 简报 (卫东 九(三)) or a 总结 (鹤壁 六(四)) of one campaign.

    `text` is what was written; `tables` what was counted beside it, `[{"title", "heads": [text], "rows": [[text]]}]`,
    counted anew when it is submitted and fixed from then on. `basis` are the articles that ask for it. A 通报 becomes
    public as a publication of its own (`publication_id`); the others are sent to `sent_to`.
    """

    SEALED: ClassVar = (
        "agency", "campaign", "kind", "edition", "title", "text", "tables", "basis", "state", "written_at",
        "written_by", "written_by_id", "submitted_at", "submitted_by", "approved_at", "approved_by",
        "return_reason", "publication_id", "sent_to", "sent_on", "sent_number", "sent_at", "sent_by",
    )  # fmt: skip
    OPENNESS: ClassVar = {
        **dict.fromkeys(SEALED, "internal"),
        "title": "secret",
        "text": "secret",
        "tables": "secret",
    }

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="机构")
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="reports", verbose_name="抽查任务")
    kind = models.CharField("种类", max_length=10, choices=ReportKind.choices)
    edition = models.PositiveIntegerField("稿次")
    title = models.CharField("标题", max_length=200)
    text = models.TextField("正文")
    tables = models.JSONField("附表", default=list)
    basis = models.CharField("依据", max_length=300, blank=True, default="")
    state = models.CharField("状态", max_length=10, choices=REPORT.choices, default=DRAFT)
    written_at = models.DateTimeField("拟写时间")
    written_by = models.CharField("拟写人", max_length=60)
    written_by_id = models.BigIntegerField("拟写人编号", null=True, blank=True)
    submitted_at = models.DateTimeField("送批时间", null=True, blank=True)
    submitted_by = models.CharField("送批人", max_length=60, blank=True, default="")
    approved_at = models.DateTimeField("批准时间", null=True, blank=True)
    approved_by = models.CharField("批准人", max_length=60, blank=True, default="")
    return_reason = models.TextField("退回理由", blank=True, default="")
    publication_id = models.BigIntegerField("公示", null=True, blank=True)
    sent_to = models.CharField("报送单位", max_length=120, blank=True, default="")
    sent_on = models.DateField("报送日期", null=True, blank=True)
    sent_number = models.CharField("报送文号", max_length=80, blank=True, default="")
    sent_at = models.DateTimeField("登记报送时间", null=True, blank=True)
    sent_by = models.CharField("登记报送的人", max_length=60, blank=True, default="")

    class Meta:
        verbose_name = "通报、简报和总结"
        ordering = ["-id"]
        indexes = [models.Index(fields=["agency", "state"], name="report_of_agency")]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "kind", "edition"], name="report_edition"),
            models.UniqueConstraint(
                fields=["campaign", "kind"], condition=models.Q(state__in=OPEN), name="report_open_once"
            ),
            who_and_when("report_submitted_pair", "submitted_at", "submitted_by"),
            who_and_when("report_approved_pair", "approved_at", "approved_by"),
            who_and_when("report_sent_pair", "sent_at", "sent_by"),
        ]

    def __str__(self) -> str:
        return f"{self.title}（第 {self.edition} 稿）"


class RecordHandover(models.Model):
    """One team's record form handed to the office of the joint check (鹤壁 五(五)): on which day, by whom, to whom."""

    APPEND_ONLY: ClassVar = True
    OPENNESS: ClassVar = dict.fromkeys(
        ("inspection", "handed_on", "handed_by", "received_by", "recorded_at", "recorded_by"), "secret"
    )

    inspection = models.OneToOneField(
        Inspection, models.PROTECT, related_name="handover", verbose_name="检查"
    )
    handed_on = models.DateField("移交日期")
    handed_by = models.CharField("移交人", max_length=60)
    received_by = models.CharField("接收单位", max_length=120)
    recorded_at = models.DateTimeField("登记时间")
    recorded_by = models.CharField("登记人", max_length=60)

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = "检查记录表移交"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.inspection_id} {self.handed_on}"
