"""执法检查人员名录库, 专家库, and who must stand aside from whom."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from mingqian.accounts.models import Agency, Unit
from mingqian.acts.fields import EncryptedTextField
from mingqian.registers.models.subject import Subject


class InspectorStatus(models.TextChoices):
    """Whether an inspector can be drawn."""

    ACTIVE = "active", "在岗"
    AWAY = "away", "暂不参加"
    RETIRED = "retired", "已停用"


class Inspector(models.Model):
    """One 执法检查人员 (gaoqing 5.2.2; xinyang 九; hebi 附件 1)."""

    SEALED: ClassVar = (
        "agency",
        "unit",
        "name",
        "sex",
        "id_number",
        "phone",
        "post",
        "certificate_number",
        "certificate_valid_until",
        "certified",
        "specialties",
        "areas",
        "level",
        "affiliated",
        "status",
        "status_note",
        "retired_at",
        "original",
        "batch_id",
        "version",
        "task_limit",
    )
    OPENNESS: ClassVar = {
        **dict.fromkeys(SEALED, "internal"),
        "name": "public",
        "certificate_number": "public",
        "unit": "public",
        "agency": "public",
        "id_number": "personal",
        "phone": "personal",
        "id_blind": "personal",
        "phone_blind": "personal",
        "original": "personal",
        "search_text": "internal",
        "updated_at": "internal",
    }

    agency = models.ForeignKey(Agency, models.PROTECT, verbose_name="机构")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, verbose_name="所在单位")
    name = models.CharField("姓名", max_length=60)
    sex = models.CharField("性别", max_length=2, blank=True)
    id_number = EncryptedTextField("身份证号", blank=True, default="")
    phone = EncryptedTextField("联系电话", blank=True, default="")
    post = models.CharField("职务", max_length=120, blank=True)
    certificate_number = models.CharField("执法证号", max_length=40, blank=True)
    certificate_valid_until = models.DateField("执法证有效期至", null=True, blank=True)
    certified = models.BooleanField("具有行政执法资格", default=False)
    specialties = models.JSONField("业务专长", default=list, blank=True)
    areas = models.JSONField("执法区域", default=list, blank=True)
    """Township names or region codes; the empty list means everywhere."""
    task_limit = models.PositiveIntegerField("本人任务上限", null=True, blank=True)
    """At most this many tasks of one draw, at least 1; nothing: the campaign's limit alone."""
    level = models.CharField("层级", max_length=20, blank=True)
    affiliated = models.BooleanField("局属二级机构", default=False)
    status = models.CharField(
        "状态", max_length=10, choices=InspectorStatus.choices, default=InspectorStatus.ACTIVE
    )
    status_note = models.CharField("状态说明", max_length=60, blank=True)
    retired_at = models.DateTimeField("停用时间", null=True, blank=True)
    original = EncryptedTextField("原文", blank=True, default="")
    batch_id = models.BigIntegerField("收入批次", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1)
    id_blind = models.CharField("身份证号索引", max_length=32, blank=True, default="")
    phone_blind = models.CharField("联系电话索引", max_length=32, blank=True, default="")
    search_text = models.TextField("检索文本", blank=True, default="")
    updated_at = models.DateTimeField("最近修改", auto_now=True)

    class Meta:
        verbose_name = "执法检查人员"
        ordering = ["agency_id", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "certificate_number"],
                condition=~models.Q(certificate_number=""),
                name="certificate_in_agency",
            ),
            models.UniqueConstraint(
                fields=["agency", "id_blind"], condition=~models.Q(id_blind=""), name="inspector_id_in_agency"
            ),
            models.CheckConstraint(
                name="inspector_retired_pair",
                condition=models.Q(status="retired", retired_at__isnull=False)
                | (~models.Q(status="retired") & models.Q(retired_at__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ExpertStatus(models.TextChoices):
    """Whether an expert can be asked."""

    ACTIVE = "active", "在聘"
    AWAY = "away", "暂不参加"
    RETIRED = "retired", "已停聘"


class Expert(models.Model):
    """One 专家 (xiping 联合 三; xinyang 十二; gaoqing 7.3)."""

    SEALED: ClassVar = (
        "agency",
        "name",
        "sex",
        "employer",
        "specialties",
        "title",
        "qualification",
        "phone",
        "id_number",
        "appointed_on",
        "status",
        "status_note",
        "retired_at",
        "original",
        "batch_id",
        "version",
    )
    OPENNESS: ClassVar = {
        **dict.fromkeys(SEALED, "internal"),
        "id_number": "personal",
        "phone": "personal",
        "id_blind": "personal",
        "phone_blind": "personal",
        "original": "personal",
        "search_text": "internal",
        "updated_at": "internal",
    }

    agency = models.ForeignKey(Agency, models.PROTECT, verbose_name="机构")
    name = models.CharField("姓名", max_length=60)
    sex = models.CharField("性别", max_length=2, blank=True)
    employer = models.CharField("工作单位", max_length=200, blank=True)
    specialties = models.JSONField("专业领域", default=list, blank=True)
    title = models.CharField("职称", max_length=120, blank=True)
    qualification = models.CharField("执业资格", max_length=200, blank=True)
    phone = EncryptedTextField("联系电话", blank=True, default="")
    id_number = EncryptedTextField("身份证号", blank=True, default="")
    appointed_on = models.DateField("聘任日期", null=True, blank=True)
    status = models.CharField(
        "状态", max_length=10, choices=ExpertStatus.choices, default=ExpertStatus.ACTIVE
    )
    status_note = models.CharField("状态说明", max_length=60, blank=True)
    retired_at = models.DateTimeField("停聘时间", null=True, blank=True)
    original = EncryptedTextField("原文", blank=True, default="")
    batch_id = models.BigIntegerField("收入批次", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1)
    id_blind = models.CharField("身份证号索引", max_length=32, blank=True, default="")
    phone_blind = models.CharField("联系电话索引", max_length=32, blank=True, default="")
    search_text = models.TextField("检索文本", blank=True, default="")
    updated_at = models.DateTimeField("最近修改", auto_now=True)

    class Meta:
        verbose_name = "专家"
        ordering = ["agency_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "name", "employer"], name="expert_in_agency"),
            models.CheckConstraint(
                name="expert_retired_pair",
                condition=models.Q(status="retired", retired_at__isnull=False)
                | (~models.Q(status="retired") & models.Q(retired_at__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RecusalCase(models.TextChoices):
    """The five cases of xinyang 第十五条."""

    WORKED_THERE = "1", "（一）本人曾工作过的单位"
    PART_TIME = "2", "（二）本人在其中兼职的单位"
    SUPERVISED = "3", "（三）本人曾管辖过的单位"
    INTEREST = "4", "（四）与本人或亲属有直接利害关系的单位"
    OTHER = "5", "（五）其他需要回避的情形"


class Recusal(models.Model):
    """One inspector must not inspect one subject (xinyang 十五)."""

    SEALED: ClassVar = ("inspector", "subject", "case", "note", "active", "batch_id", "version")
    OPENNESS: ClassVar = {**dict.fromkeys(SEALED, "internal"), "updated_at": "internal"}

    inspector = models.ForeignKey(
        Inspector, models.PROTECT, related_name="recusals", verbose_name="执法检查人员"
    )
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="recusals", verbose_name="检查对象")
    case = models.CharField("回避情形", max_length=1, choices=RecusalCase.choices)
    note = models.CharField("说明", max_length=300, blank=True)
    active = models.BooleanField("有效", default=True)
    batch_id = models.BigIntegerField("收入批次", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1)
    updated_at = models.DateTimeField("最近修改", auto_now=True)

    class Meta:
        verbose_name = "回避关系"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["inspector", "subject", "case"], name="recusal_once"),
        ]

    def __str__(self) -> str:
        return f"{self.inspector_id} {self.subject_id}"
