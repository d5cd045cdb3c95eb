"""抽查事项清单: what may be checked, on which basis, by whom."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from mingqian.accounts.models import Agency


class ItemClass(models.TextChoices):
    """重点 or 一般 (xiping 细则 四; gaoqing 5.1.1)."""

    KEY = "key", "重点"
    GENERAL = "general", "一般"


class ItemStatus(models.TextChoices):
    """Whether the item stands on the list."""

    ACTIVE = "active", "在列"
    RETIRED = "retired", "已移出"


class Item(models.Model):
    """One 抽查事项 of an agency's list."""

    SEALED: ClassVar = (
        "agency",
        "code",
        "name",
        "content",
        "basis",
        "subject_scope",
        "item_class",
        "method",
        "body",
        "level",
        "fields",
        "specialty",
        "share",
        "frequency",
        "joint",
        "note",
        "status",
        "retired_at",
        "batch_id",
        "version",
    )
    OPENNESS: ClassVar = {
        **dict.fromkeys(SEALED, "public"),
        "batch_id": "internal",
        "search_text": "internal",
        "updated_at": "internal",
    }

    agency = models.ForeignKey(Agency, models.PROTECT, verbose_name="机构")
    code = models.CharField("编号", max_length=40)
    name = models.CharField("抽查事项", max_length=300)
    content = models.TextField("检查内容", blank=True)
    basis = models.TextField("检查依据", blank=True)
    subject_scope = models.CharField("检查对象", max_length=300, blank=True)
    item_class = models.CharField(
        "事项类别", max_length=10, choices=ItemClass.choices, default=ItemClass.GENERAL
    )
    method = models.CharField("检查方式", max_length=200, blank=True)
    body = models.CharField("检查主体", max_length=200, blank=True)
    level = models.CharField("实施层级", max_length=60, blank=True)
    fields = models.JSONField("监管行业领域", default=list, blank=True)
    """Names of fields; the empty list means every field."""
    specialty = models.CharField("所需业务专长", max_length=120, blank=True)
    share = models.CharField("抽查比例", max_length=300, blank=True)
    frequency = models.CharField("抽查频次", max_length=300, blank=True)
    joint = models.BooleanField("联合抽查事项", default=False)
    note = models.TextField("备注", blank=True)
    status = models.CharField("状态", max_length=10, choices=ItemStatus.choices, default=ItemStatus.ACTIVE)
    retired_at = models.DateTimeField("移出时间", null=True, blank=True)
    batch_id = models.BigIntegerField("收入批次", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1)
    search_text = models.TextField("检索文本", blank=True, default="")
    updated_at = models.DateTimeField("最近修改", auto_now=True)

    class Meta:
        verbose_name = "抽查事项"
        ordering = ["agency_id", "code"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "code"], name="item_code_in_agency"),
            models.CheckConstraint(
                name="item_retired_pair",
                condition=models.Q(status="retired", retired_at__isnull=False)
                | models.Q(status="active", retired_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.name
