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


class PackDraft(models.Model):
    """A pack being written, rule by rule, until it is proposed as a version (`version`); then it stays as it was.

    `files` are the files as text, each of them well-formed TOML, though rules in them may still be wrong. `removed` is
    `{theme.name: reason}` of what was taken out; `writers` is a list of `[user id or null, name]` of everyone who wrote into
    it, none of whom decides on the version.
    """

    SEALED: ClassVar = (
        "agency", "pack_id", "name", "files", "copied_from", "copied_digest", "removed", "writers", "begun_by", "begun_at",
        "changed_by", "changed_at", "version",
    )  # fmt: skip
    OPENNESS: ClassVar = dict.fromkeys(SEALED, "internal")

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="机构")
    pack_id = models.CharField("规则包", max_length=40)
    name = models.CharField("名称", max_length=100)
    files = models.JSONField("各文件")
    copied_from = models.CharField("照哪个规则包另立", max_length=40, blank=True)
    copied_digest = models.CharField("所照规则包的摘要", max_length=64, blank=True)
    removed = models.JSONField("删去的条目和理由", default=dict, blank=True)
    writers = models.JSONField("起草人", default=list)
    begun_by = models.CharField("开始的人", max_length=60)
    begun_at = models.DateTimeField("开始时间")
    changed_by = models.CharField("最后修改的人", max_length=60)
    changed_at = models.DateTimeField("最后修改时间")
    version = models.OneToOneField(
        PackVersion, models.PROTECT, null=True, blank=True, related_name="draft", verbose_name="提出的一版"
    )

    class Meta:
        verbose_name = "规则包草稿"
        ordering = ["-changed_at"]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.pack_id}"
