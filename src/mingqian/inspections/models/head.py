"""What stands over and under the lines of a record: how and where it was checked, who showed their certificates."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from mingqian.audit.appended import AppendOnly
from mingqian.inspections.models.inspection import Inspection, Seat


class RecordHead(models.Model):
    """The part of a record that belongs to no single item.

    `methods` and `form` are the documents' own words for how it was checked (`checks.methods`, `checks.forms`); `place`
    is empty where it was checked at the registered address. `promised`: the team has promised to keep the rules of
    conduct named in `promise`. `evaluation`, `opinion`, `advice` are asked for where a document asks for them.
    """

    SEALED: ClassVar = (
        "inspection",
        "methods",
        "form",
        "place",
        "promised",
        "promise",
        "evaluation",
        "opinion",
        "advice",
        "revision",
        "written_at",
        "written_by",
    )
    OPENNESS: ClassVar = dict.fromkeys(SEALED, "secret")

    inspection = models.OneToOneField(Inspection, models.PROTECT, related_name="head", verbose_name="检查")
    methods = models.JSONField("检查方式", default=list, blank=True)
    form = models.CharField("联查方式", max_length=60, blank=True)
    place = models.CharField("检查地点", max_length=300, blank=True)
    promised = models.BooleanField("已承诺", default=False)
    promise = models.TextField("承诺遵守", blank=True)
    evaluation = models.TextField("守法情况评价", blank=True)
    opinion = models.TextField("处理意见和建议", blank=True)
    advice = models.TextField("咨询服务", blank=True)
    revision = models.PositiveIntegerField("修改次数", default=0)
    written_at = models.DateTimeField("填写时间")
    written_by = models.CharField("填写人", max_length=60)

    class Meta:
        verbose_name = "检查记录表头"
        ordering = ["inspection_id"]

    def __str__(self) -> str:
        return f"{self.inspection_id} {self.revision}"


class Showing(models.Model):
    """One member showed the certificate to the enterprise (安全生产法 67). Name and number as they stood then."""

    APPEND_ONLY: ClassVar = True
    OPENNESS: ClassVar = dict.fromkeys(
        ("inspection", "seat", "name", "certificate", "citation", "at", "noted_by"), "secret"
    )

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="showings", verbose_name="检查")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="showings", verbose_name="席位")
    name = models.CharField("姓名", max_length=60)
    certificate = models.CharField("执法证号", max_length=60)
    citation = models.CharField("依据", max_length=120)
    at = models.DateTimeField("时间")
    noted_by = models.CharField("登记人", max_length=60)

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = "出示执法证件"
        ordering = ["inspection_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["inspection", "seat", "name"], name="certificate_shown_once"),
        ]

    def __str__(self) -> str:
        return f"{self.inspection_id} {self.name}"
