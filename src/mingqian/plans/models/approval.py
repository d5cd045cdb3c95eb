"""How a plan was approved, step by step, and how an approved plan was adjusted.

These are tables of their own, and no columns of `AnnualPlan`: the seals of plans approved before they existed stay
true.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from mingqian.accounts.models import Unit
from mingqian.audit.appended import AppendOnly
from mingqian.plans.models.plan import AnnualPlan


class PlanSubmission(models.Model):
    """One sending up (送审) of a plan, with the chain of stages it must pass as the rules stood then.

    `chain` is a list of `{"code": "unit"|"legal"|"leader"|"conference", "name", "unit": id or null, "citation",
    "why"}` in the order of the stages; neighbours with the same code are open at the same time.
    """

    APPEND_ONLY: ClassVar = True
    OPENNESS: ClassVar = dict.fromkeys(("plan", "chain", "at", "by_name", "by_id"), "internal")

    plan = models.ForeignKey(AnnualPlan, models.PROTECT, related_name="submissions", verbose_name="计划")
    chain = models.JSONField("审批环节")
    at = models.DateTimeField("送审时间")
    by_name = models.CharField("送审人", max_length=60)
    by_id = models.BigIntegerField("送审人账号", null=True, blank=True)

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = "计划送审"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.at}"


class Decision(models.TextChoices):
    """What somebody decided at a stage."""

    PASSED = "passed", "同意"
    RETURNED = "returned", "退回"


class PlanStep(models.Model):
    """One decision at one stage of a submission: `place` counts the stages of its chain from 0.

    `held_on` and `paper` are the day and the minutes of the joint conference, for that stage alone.
    """

    APPEND_ONLY: ClassVar = True
    OPENNESS: ClassVar = dict.fromkeys(
        (
            "submission", "place", "code", "unit", "decision", "at", "by_name", "by_id", "by_role", "note", "held_on",
            "paper",
        ),
        "internal",
    )  # fmt: skip

    submission = models.ForeignKey(
        PlanSubmission, models.PROTECT, related_name="steps", verbose_name="计划送审"
    )
    place = models.PositiveSmallIntegerField("第几个环节")
    code = models.CharField("环节", max_length=12)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="单位"
    )
    decision = models.CharField("意见", max_length=10, choices=Decision.choices)
    at = models.DateTimeField("时间")
    by_name = models.CharField("办理人", max_length=60)
    by_id = models.BigIntegerField("办理人账号", null=True, blank=True)
    by_role = models.CharField("角色", max_length=60)
    note = models.TextField("意见或理由", blank=True)
    held_on = models.DateField("会议日期", null=True, blank=True)
    paper = models.CharField("会议纪要编号", max_length=120, blank=True)

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = "计划审批"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "place"], name="plan_stage_decided_once"),
            models.CheckConstraint(
                name="plan_return_has_reason",
                condition=models.Q(decision="passed") | ~models.Q(note=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.code} {self.decision}"


class PlanAdjustment(models.Model):
    """That a plan is the next version of an approved one (计划调整), and why.

    A line keeps its number from version to version: line 3 of version 2 continues line 3 of version 1. `root` is the
    first version; the first version itself has no row here.
    """

    SEALED: ClassVar = ("plan", "root", "amends", "number", "reason", "made_at", "made_by")
    OPENNESS: ClassVar = {
        **dict.fromkeys(("plan", "root", "amends", "number", "reason"), "public"),
        **dict.fromkeys(("made_at", "made_by"), "internal"),
    }

    plan = models.OneToOneField(
        AnnualPlan, models.PROTECT, related_name="adjustment", verbose_name="调整后的计划"
    )
    root = models.ForeignKey(AnnualPlan, models.PROTECT, related_name="versions", verbose_name="第一版")
    amends = models.ForeignKey(
        AnnualPlan, models.PROTECT, related_name="adjusted", verbose_name="调整前的计划"
    )
    number = models.PositiveSmallIntegerField("第几版")
    reason = models.TextField("调整理由")
    made_at = models.DateTimeField("提出时间")
    made_by = models.CharField("提出人", max_length=60)

    class Meta:
        verbose_name = "计划调整"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(name="adjustment_has_reason", condition=~models.Q(reason="")),
            models.CheckConstraint(name="adjustment_from_second", condition=models.Q(number__gte=2)),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} ← {self.amends_id}"
