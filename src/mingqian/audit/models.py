"""Audit rows hold no foreign keys: they outlive whatever they speak of."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Event(models.Model):
    """One action: who, in which role, when, from where, what, with which digests and why.

    Append-only: triggers refuse UPDATE and DELETE on both databases. `hash` covers every other column and
    the hash of the event before.
    """

    APPEND_ONLY: ClassVar = True
    OPENNESS: ClassVar = dict.fromkeys(
        (
            "number",
            "at",
            "actor_id",
            "actor_name",
            "role",
            "agency_id",
            "origin",
            "action",
            "object_kind",
            "object_id",
            "before",
            "after",
            "reason",
            "details",
            "seals",
            "seals_digest",
            "previous",
            "hash",
        ),
        "internal",
    )

    number = models.BigIntegerField("序号", primary_key=True)
    at = models.CharField("时间", max_length=32)
    actor_id = models.BigIntegerField("人员", null=True)
    actor_name = models.CharField("姓名", max_length=60)
    role = models.CharField("角色", max_length=30)
    agency_id = models.BigIntegerField("机构", null=True)
    origin = models.CharField("来处", max_length=64)
    action = models.CharField("动作", max_length=60, db_index=True)
    object_kind = models.CharField("对象类别", max_length=60, blank=True)
    object_id = models.BigIntegerField("对象", null=True)
    before = models.CharField("之前摘要", max_length=64, blank=True)
    after = models.CharField("之后摘要", max_length=64, blank=True)
    reason = models.TextField("理由", blank=True)
    details = models.TextField("详情", blank=True)
    seals = models.BigIntegerField("封记条数", default=0)
    seals_digest = models.CharField("封记摘要", max_length=64, blank=True)
    previous = models.CharField("前一摘要", max_length=64)
    hash = models.CharField("摘要", max_length=64)

    class Meta:
        verbose_name = "审计事件"
        ordering = ["number"]
        indexes = [models.Index(fields=["object_kind", "object_id", "number"], name="event_of_object")]

    def __str__(self) -> str:
        return f"{self.number} {self.action}"


class Seal(models.Model):
    """The commitment of one live row after one event.

    `digest` is HMAC-SHA256 over the whole row; `fields` holds four keyed bytes a field, so that a changed field can
    be named. An empty digest says that the row was removed by that event. Append-only.
    """

    APPEND_ONLY: ClassVar = True
    OPENNESS: ClassVar = dict.fromkeys(("kind", "object_id", "number", "digest", "fields"), "internal")

    kind = models.CharField("类别", max_length=40)
    object_id = models.BigIntegerField("对象")
    number = models.BigIntegerField("事件序号")
    digest = models.BinaryField("摘要")
    fields = models.BinaryField("逐项摘要")

    class Meta:
        verbose_name = "封记"
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id", "number"], name="seal_once_an_event")
        ]
        indexes = [models.Index(fields=["number"], name="seal_of_event")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


class Head(models.Model):
    """The last event's number and hash: the row that writers lock, one after another."""

    UNSEALED: ClassVar = "链尾指针，由链本身核验"
    OPENNESS: ClassVar = dict.fromkeys(("number", "hash"), "internal")

    id = models.SmallIntegerField(primary_key=True)
    number = models.BigIntegerField("最后序号")
    hash = models.CharField("最后摘要", max_length=64)

    class Meta:
        verbose_name = "链尾"

    def __str__(self) -> str:
        return str(self.number)


class Verification(models.Model):
    """One run of the verification started from a page: how far it is, and what it found."""

    UNSEALED: ClassVar = "核验的进度和结果，随时可以重新核验得出；每次开始和结束另有审计事件"
    OPENNESS: ClassVar = dict.fromkeys(
        (
            "started_at",
            "started_by",
            "phase",
            "done",
            "whole",
            "beat_at",
            "ended_at",
            "failure",
            "finding_count",
            "report",
        ),
        "internal",
    )

    started_at = models.DateTimeField("开始时间")
    started_by = models.CharField("核验人", max_length=60)
    phase = models.CharField("正在核对", max_length=60, blank=True)
    done = models.BigIntegerField("已核对", default=0)
    whole = models.BigIntegerField("共", default=0)
    beat_at = models.DateTimeField("最近进展")
    ended_at = models.DateTimeField("结束时间", null=True)
    failure = models.TextField("未能完成的原因", blank=True)
    finding_count = models.BigIntegerField("不一致处", default=0)
    report = models.JSONField("结果", default=dict)

    class Meta:
        verbose_name = "核验"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M} {self.started_by}"
