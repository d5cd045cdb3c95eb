"""What the national overlay asks of each single check: that the head approved it, that the team scanned in."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from mingqian.audit.appended import AppendOnly
from mingqian.inspections.models.inspection import Inspection


class Permit(models.TextChoices):
    """Approved; or begun without, because it was urgent, to be approved afterwards."""

    APPROVED = "approved", "批准"
    URGENT = "urgent", "情况紧急，事后补批"


class CheckPermit(models.Model):
    """The head approved one check, or the team said why it could not wait. `note` is the opinion or the urgency."""

    APPEND_ONLY: ClassVar = True
    OPENNESS: ClassVar = dict.fromkeys(("inspection", "kind", "note", "citation", "by_name", "at"), "secret")

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="permits", verbose_name="检查")
    kind = models.CharField("种类", max_length=10, choices=Permit.choices)
    note = models.TextField("意见", blank=True)
    citation = models.CharField("依据", max_length=120)
    by_name = models.CharField("办理人", max_length=60)
    at = models.DateTimeField("时间")

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = "检查审批"
        ordering = ["inspection_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["inspection", "kind"], name="permit_once_of_a_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.inspection_id} {self.kind}"


class EntryWay(models.TextChoices):
    """What was scanned or typed at the door."""

    NOTICE = "notice", "通知书上的入企码"
    LICENCE = "licence", "营业执照上的代码"


class SiteEntry(models.Model):
    """扫码入企: an inspector of the team was at this very enterprise, and when."""

    APPEND_ONLY: ClassVar = True
    OPENNESS: ClassVar = dict.fromkeys(("inspection", "way", "citation", "by_name", "at"), "secret")

    inspection = models.OneToOneField(
        Inspection, models.PROTECT, related_name="site_entry", verbose_name="检查"
    )
    way = models.CharField("方式", max_length=10, choices=EntryWay.choices)
    citation = models.CharField("依据", max_length=120)
    by_name = models.CharField("检查人员", max_length=60)
    at = models.DateTimeField("时间")

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = "入企登记"
        ordering = ["inspection_id"]

    def __str__(self) -> str:
        return f"{self.inspection_id} {self.at}"
