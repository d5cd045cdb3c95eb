"""What the bureau keeps about its rules: proposals and their decisions, documents, collisions, the calendar."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from mingqian.accounts.models import Agency
from mingqian.audit.appended import AppendOnly
from mingqian.plans.models.binding import PackBinding


class Layer(models.TextChoices):
    """In which place a pack stands among those that bind an agency."""

    OWN = "own", "本单位的文件"
    SUPERIOR = "superior", "上级的文件"
    JOINT = "joint", "联合检查的方案"
    OVERLAY = "overlay", "国家规定"


class PackProposal(models.Model):
    """Somebody's proposal that a pack bind the agency; a second person decides (`ProposalDecision`)."""

    APPEND_ONLY: ClassVar = True
    OPENNESS: ClassVar = {
        **dict.fromkeys(
            (
                "agency", "pack_id", "pack_version", "pack_digest", "layer", "valid_from", "valid_until", "reason",
                "settings", "proposed_at",
            ),
            "public",
        ),
        "proposed_by": "internal",
        "proposer_id": "internal",
    }  # fmt: skip

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="机构")
    pack_id = models.CharField("规则包", max_length=40)
    pack_version = models.CharField("规则包版本", max_length=40)
    pack_digest = models.CharField("规则包摘要", max_length=64)
    layer = models.CharField("层次", max_length=8, choices=Layer.choices)
    valid_from = models.DateField("适用起始日")
    valid_until = models.DateField("适用终止日", null=True, blank=True)
    reason = models.TextField("理由")
    settings = models.JSONField("拟作的决定", default=dict, blank=True)
    proposed_by = models.CharField("提出人", max_length=60)
    proposer_id = models.BigIntegerField("提出人账号", null=True, blank=True)
    proposed_at = models.DateTimeField("提出时间")

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = "规则适用拟议"
        ordering = ["-id"]
        indexes = [models.Index(fields=["agency", "pack_id", "-id"], name="proposal_newest")]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.pack_id} {self.valid_from}"


class ProposalDecision(models.Model):
    """What the second person decided; an approved proposal has become a binding."""

    APPEND_ONLY: ClassVar = True
    OPENNESS: ClassVar = {
        **dict.fromkeys(("proposal", "approved", "binding", "reason", "decided_at"), "public"),
        "decided_by": "internal",
    }

    proposal = models.OneToOneField(
        PackProposal, models.PROTECT, related_name="decision", verbose_name="拟议"
    )
    approved = models.BooleanField("批准")
    binding = models.OneToOneField(
        PackBinding, models.PROTECT, null=True, blank=True, related_name="decision", verbose_name="适用决定"
    )
    reason = models.TextField("意见", blank=True)
    decided_by = models.CharField("决定人", max_length=60)
    decided_at = models.DateTimeField("决定时间")

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = "拟议的决定"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.approved}"


class AttachedDocument(models.Model):
    """The text of a pack's document, attached by the bureau and shown beside the rules. The newest counts."""

    APPEND_ONLY: ClassVar = True
    OPENNESS: ClassVar = {
        **dict.fromkeys(("agency", "pack_id", "title", "text", "sha256", "attached_at"), "internal"),
        "attached_by": "internal",
    }

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="机构")
    pack_id = models.CharField("规则包", max_length=40)
    title = models.CharField("文件名", max_length=200)
    text = models.TextField("全文")
    sha256 = models.CharField("原件摘要", max_length=64)
    attached_by = models.CharField("附上的人", max_length=60)
    attached_at = models.DateTimeField("附上时间")

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = "文件原文"
        ordering = ["-id"]
        indexes = [models.Index(fields=["agency", "pack_id", "-id"], name="document_newest")]

    def __str__(self) -> str:
        return f"{self.pack_id} {self.title}"


class CollisionDecision(models.Model):
    """How the bureau settled one collision: who, when, why. Falls when what the documents say changes (`digest`)."""

    APPEND_ONLY: ClassVar = True
    OPENNESS: ClassVar = {
        **dict.fromkeys(("agency", "key", "digest", "choice", "reason", "decided_at"), "public"),
        "decided_by": "internal",
    }

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="机构")
    key = models.CharField("问题", max_length=120)
    digest = models.CharField("各方说法的摘要", max_length=64)
    choice = models.TextField("怎样办")
    reason = models.TextField("理由")
    decided_by = models.CharField("决定人", max_length=60)
    decided_at = models.DateTimeField("决定时间")

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = "冲突的决定"
        ordering = ["-id"]
        indexes = [models.Index(fields=["agency", "key", "-id"], name="collision_newest")]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.key}"


class WorkdayTable(models.Model):
    """One year's notice of days off and make-up days, imported here. The newest of a year counts."""

    APPEND_ONLY: ClassVar = True
    OPENNESS: ClassVar = {
        **dict.fromkeys(("year", "days", "source", "sha256", "imported_at"), "public"),
        "imported_by": "internal",
    }

    year = models.PositiveSmallIntegerField("年份")
    days = models.JSONField("放假和补班")
    source = models.TextField("依据", blank=True)
    sha256 = models.CharField("原件摘要", max_length=64)
    imported_by = models.CharField("导入人", max_length=60)
    imported_at = models.DateTimeField("导入时间")

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = "放假安排"
        ordering = ["-id"]
        indexes = [models.Index(fields=["year", "-id"], name="workdays_newest")]

    def __str__(self) -> str:
        return str(self.year)
