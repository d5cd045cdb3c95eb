"""自编规则包: packs an agency wrote itself, version by version, as the text of their files."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from mingqian.accounts.models import Agency
from mingqian.audit.appended import AppendOnly


class PackVersion(models.Model):
    """One version of a pack an agency wrote, numbered in its code; offered once a second person approved it
    (`PackVersionDecision`), and never changed.

    `files` is `{name: text}` for `law.load_pack`; `digest` is `Pack.digest()` of what they say. `copied_from` and
    `copied_digest` name the pack it was begun from (empty: none).
    """

    APPEND_ONLY: ClassVar = True
    OPENNESS: ClassVar = {
        **dict.fromkeys(
            ("agency", "pack_id", "number", "version", "name", "digest", "files", "copied_from", "copied_digest", "reason",
             "proposed_at"),
            "public",
        ),
        **dict.fromkeys(("proposed_by", "proposer_id"), "internal"),
    }  # fmt: skip

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="机构")
    pack_id = models.CharField("规则包", max_length=40)
    number = models.PositiveIntegerField("号数")
    version = models.CharField("规则包版本", max_length=40)
    name = models.CharField("名称", max_length=100)
    digest = models.CharField("规则包摘要", max_length=64, db_index=True)
    files = models.JSONField("各文件")
    copied_from = models.CharField("照哪个规则包另立", max_length=40, blank=True)
    copied_digest = models.CharField("所照规则包的摘要", max_length=64, blank=True)
    reason = models.TextField("理由")
    proposed_by = models.CharField("提出人", max_length=60)
    proposer_id = models.BigIntegerField("提出人账号", null=True, blank=True)
    proposed_at = models.DateTimeField("提出时间")

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = "自编规则包"
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["pack_id", "number"], name="pack_version_number")]

    def __str__(self) -> str:
        return f"{self.pack_id} 第 {self.number} 号"


class PackVersionDecision(models.Model):
    """What the second person decided about a version of a pack the agency wrote."""

    APPEND_ONLY: ClassVar = True
    OPENNESS: ClassVar = {
        **dict.fromkeys(("pack_version", "approved", "reason", "decided_at"), "public"),
        "decided_by": "internal",
    }

    pack_version = models.OneToOneField(
        PackVersion, models.PROTECT, related_name="decision", verbose_name="自编规则包"
    )
    approved = models.BooleanField("批准")
    reason = models.TextField("意见", blank=True)
    decided_by = models.CharField("决定人", max_length=60)
    decided_at = models.DateTimeField("决定时间")

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = "自编规则包的决定"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.pack_version_id} {self.approved}"
