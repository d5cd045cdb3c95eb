"""Which unit takes and registers what, and where the public may turn: the bureau's own decision, kept each time."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from mingqian.accounts.models import Agency, Unit
from mingqian.audit.appended import AppendOnly


class Arrangement(models.Model):
    """One decision; the newest of an agency holds (西平 投诉 五, 七; 安全生产法 73).

    `office` is the unit that registers everything, `officers_unit` the one that alone handles what is said about the
    bureau's own officers. What the public reads stands in the other fields; empty: there is none.
    """

    APPEND_ONLY: ClassVar = True
    OPENNESS: ClassVar = {
        **dict.fromkeys(
            (
                "agency",
                "office",
                "officers_unit",
                "telephone",
                "email",
                "letterbox",
                "platform",
                "address",
                "officers_telephone",
                "officers_address",
                "discipline",
            ),
            "public",
        ),
        **dict.fromkeys(("decided_at", "decided_by"), "internal"),
    }

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="机构")
    office = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="统一登记的单位"
    )
    officers_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="登记反映执法人员的单位"
    )
    telephone = models.CharField("举报投诉电话", max_length=60, blank=True, default="")
    email = models.CharField("电子邮件地址", max_length=120, blank=True, default="")
    letterbox = models.CharField("信箱（来信地址、邮编）", max_length=200, blank=True, default="")
    platform = models.CharField("网络举报平台", max_length=200, blank=True, default="")
    address = models.CharField("来访地址", max_length=200, blank=True, default="")
    officers_telephone = models.CharField("反映执法人员的电话", max_length=60, blank=True, default="")
    officers_address = models.CharField("反映执法人员的来信来访地址", max_length=200, blank=True, default="")
    discipline = models.CharField("派驻纪检组的名称和电话", max_length=200, blank=True, default="")
    decided_at = models.DateTimeField("决定时间")
    decided_by = models.CharField("决定人", max_length=60)

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = "投诉举报受理安排"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.decided_at:%Y-%m-%d}"

    @property
    def any_channel(self) -> bool:
        """Whether the public can turn anywhere."""
        return any((self.telephone, self.email, self.letterbox, self.platform, self.address))
