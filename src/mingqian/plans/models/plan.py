"""年度抽查计划 and its lines."""

from __future__ import annotations

import hashlib
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from mingqian.accounts.models import Agency, Unit
from mingqian.lot.canonical import canonical
from mingqian.plans import states
from mingqian.plans.models.pairs import who_and_when


class AnnualPlan(models.Model):
    """One agency's plan of one year: scope, basis, lines; approved by someone who did not make it.

    `editors` is a list of `[user id or null, name]` of everyone who wrote into it. `version` counts the
    writes: a form that was opened on an older version is refused.
    """

    SEALED: ClassVar = (
        "agency", "year", "title", "state", "pack_id", "pack_version", "pack_digest", "scope", "basis",
        "editors", "submitted_at", "submitted_by", "approved_at", "approved_by", "returned_at", "returned_by",
        "return_reason", "published_at", "published_by", "filed_with", "filed_number", "filed_on", "version",
    )  # fmt: skip
    OPENNESS: ClassVar = {
        **dict.fromkeys(
            (
                "agency", "year", "title", "state", "pack_id", "pack_version", "pack_digest", "scope",
                "basis", "approved_at", "published_at", "filed_with", "filed_number", "filed_on",
            ),
            "public",
        ),
        **dict.fromkeys(
            (
                "editors", "submitted_at", "submitted_by", "approved_by", "returned_at", "returned_by",
                "return_reason", "published_by", "version",
            ),
            "internal",
        ),
    }  # fmt: skip

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="plans", verbose_name="机构")
    year = models.PositiveSmallIntegerField("年度")
    title = models.CharField("名称", max_length=120)
    state = models.CharField("状态", max_length=12, choices=states.PLAN.choices, default=states.DRAFT)
    pack_id = models.CharField("规则包", max_length=40)
    pack_version = models.CharField("规则包版本", max_length=40)
    pack_digest = models.CharField("规则包摘要", max_length=64)
    scope = models.TextField("抽查范围")
    basis = models.TextField("制定依据")
    editors = models.JSONField("编制人", default=list)
    submitted_at = models.DateTimeField("送审时间", null=True, blank=True)
    submitted_by = models.CharField("送审人", max_length=60, blank=True)
    approved_at = models.DateTimeField("批准时间", null=True, blank=True)
    approved_by = models.CharField("批准人", max_length=60, blank=True)
    returned_at = models.DateTimeField("退回时间", null=True, blank=True)
    returned_by = models.CharField("退回人", max_length=60, blank=True)
    return_reason = models.TextField("退回理由", blank=True)
    published_at = models.DateTimeField("公开时间", null=True, blank=True)
    published_by = models.CharField("公开人", max_length=60, blank=True)
    filed_with = models.CharField("备案机关", max_length=120, blank=True)
    filed_number = models.CharField("备案号", max_length=80, blank=True)
    filed_on = models.DateField("备案日期", null=True, blank=True)
    version = models.PositiveIntegerField("版次", default=1)

    class Meta:
        verbose_name = "年度抽查计划"
        ordering = ["-year", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "year", "title"], name="plan_title_in_year"),
            who_and_when("plan_submitted_pair", "submitted_at", "submitted_by"),
            who_and_when("plan_approved_pair", "approved_at", "approved_by"),
            who_and_when("plan_returned_pair", "returned_at", "returned_by"),
            who_and_when("plan_published_pair", "published_at", "published_by"),
        ]

    def __str__(self) -> str:
        return self.title


class LineKind(models.TextChoices):
    """Whether one department checks, several together (高青 6.2, 8.2), or one away from home (西平 跨区域)."""

    SINGLE = "single", "本部门抽查"
    JOINT = "joint", "部门联合抽查"
    CROSS = "cross", "跨区域执法检查"


class ItemClass(models.TextChoices):
    """重点 or 一般 items (高青 5.1.2)."""

    KEY = "key", "重点检查事项"
    GENERAL = "general", "一般检查事项"


class Mode(models.TextChoices):
    """高青 7.2: from all subjects of the register, or by kind, area and other conditions."""

    UNDIRECTED = "undirected", "不定向"
    DIRECTED = "directed", "定向"


class SpecialOrder(models.TextChoices):
    """高青 6.2: directed checks ordered otherwise are not bound by share and frequency."""

    NONE = "", "无"
    DRIVE = "drive", "专项整治"
    EVENT = "event", "特殊事件"
    SUPERIOR = "superior", "上级指令"


class PlanLine(models.Model):
    """One row of a plan: what is checked, at whom, at which share, when, by which unit.

    `share_percent` is a decimal as text without trailing zeros ("5", "33.3"): the exact number that was
    decided. `conditions` as in `plans.conditions`. `partner_agency_ids` and `item_ids` are ascending lists of
    ids.
    """

    SEALED: ClassVar = (
        "plan", "number", "title", "kind", "item_class", "mode", "conditions", "share_percent",
        "share_citation", "estimated_count", "month_from", "month_to", "unit", "partner_agency_ids",
        "item_ids", "special_order", "special_note", "share_reason",
    )  # fmt: skip
    OPENNESS: ClassVar = dict.fromkeys(SEALED, "public")

    plan = models.ForeignKey(AnnualPlan, models.PROTECT, related_name="lines", verbose_name="计划")
    number = models.PositiveSmallIntegerField("序号")
    title = models.CharField("名称", max_length=120)
    kind = models.CharField("种类", max_length=8, choices=LineKind.choices, default=LineKind.SINGLE)
    item_class = models.CharField("事项类别", max_length=8, choices=ItemClass.choices)
    mode = models.CharField("抽取方式", max_length=12, choices=Mode.choices, default=Mode.UNDIRECTED)
    conditions = models.JSONField("抽取条件", default=dict, blank=True)
    share_percent = models.CharField("抽查比例（%）", max_length=12)
    share_citation = models.CharField("比例依据", max_length=120, blank=True)
    estimated_count = models.PositiveIntegerField("预估数量（户）")
    month_from = models.PositiveSmallIntegerField(
        "开始月份", validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    month_to = models.PositiveSmallIntegerField(
        "结束月份", validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="任务执行单位")
    partner_agency_ids = models.JSONField("联合部门", default=list, blank=True)
    item_ids = models.JSONField("抽查事项", default=list, blank=True)
    special_order = models.CharField(
        "另行部署", max_length=12, choices=SpecialOrder.choices, blank=True, default=""
    )
    special_note = models.CharField("部署依据", max_length=200, blank=True, default="")
    share_reason = models.CharField("低于下限的理由", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "计划行"
        ordering = ["plan_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="line_number_in_plan"),
            models.CheckConstraint(
                name="line_months",
                condition=models.Q(month_from__gte=1, month_to__lte=12, month_from__lte=models.F("month_to")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

    @property
    def months(self) -> str:
        """ "3–6 月" or "3 月"."""
        return (
            f"{self.month_from} 月"
            if self.month_from == self.month_to
            else f"{self.month_from}–{self.month_to} 月"
        )


def line_digest(line: PlanLine) -> str:
    """SHA-256 (hex) over the canonical JSON (RFC 8785) of what the line decides and of its plan's identity.

    It binds every attempt at a draw to the line as it was approved.
    """
    plan = line.plan
    content = {
        "agency": plan.agency.code,
        "plan": {
            "id": plan.pk,
            "year": plan.year,
            "title": plan.title,
            "pack": plan.pack_id,
            "pack_version": plan.pack_version,
            "pack_digest": plan.pack_digest,
        },
        "line": {name: getattr(line, name) for name in PlanLine.SEALED if name not in ("plan", "unit")}
        | {"id": line.pk, "unit": line.unit_id},
    }
    return hashlib.sha256(canonical(content)).hexdigest()
