"""What proves when something was: the log of digests, time stamps, the signed paper."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from mingqian.audit.appended import AppendOnly
from mingqian.draws.models.draw import Draw
from mingqian.draws.models.witness import OVER


class LogEntry(models.Model):
    """One digest in the installation's transparency log (RFC 6962), in the order they came to be."""

    APPEND_ONLY: ClassVar = True
    OPENNESS: ClassVar = dict.fromkeys(("index", "draw", "what", "record", "logged_at"), "public")

    index = models.BigIntegerField("序号", primary_key=True)
    draw = models.ForeignKey(Draw, models.PROTECT, related_name="log_entries", verbose_name="摇号")
    what = models.CharField("内容", max_length=8, choices=OVER)
    record = models.CharField("摘要", max_length=64)
    logged_at = models.DateTimeField("记入时间")

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = "摇号日志"
        ordering = ["index"]
        constraints = [models.UniqueConstraint(fields=["draw", "what"], name="logged_once")]

    def __str__(self) -> str:
        return f"{self.index} {self.what}"


class TimeStamp(models.Model):
    """An RFC 3161 token of an outside authority over one logged digest."""

    SEALED: ClassVar = ("draw", "what", "authority", "token", "stamped_at")
    OPENNESS: ClassVar = dict.fromkeys(SEALED, "public")

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="stamps", verbose_name="摇号")
    what = models.CharField("内容", max_length=8, choices=OVER)
    authority = models.CharField("时间戳机构", max_length=120)
    token = models.BinaryField("时间戳")
    stamped_at = models.DateTimeField("时间戳时间")

    class Meta:
        verbose_name = "时间戳"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["draw", "what"], name="stamped_once")]

    def __str__(self) -> str:
        return f"{self.draw_id} {self.what}"


class SignedScan(models.Model):
    """A scan of the paper record that those present signed; its bytes are a sealed part."""

    SEALED: ClassVar = (
        "draw",
        "number",
        "file_name",
        "content_type",
        "size",
        "digest",
        "offices",
        "uploaded_by",
        "uploaded_at",
    )
    OPENNESS: ClassVar = dict.fromkeys(SEALED, "internal")

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="scans", verbose_name="摇号")
    number = models.PositiveSmallIntegerField("序号")
    file_name = models.CharField("文件名", max_length=120)
    content_type = models.CharField("类型", max_length=40)
    size = models.PositiveIntegerField("字节数")
    digest = models.CharField("文件摘要", max_length=64)
    offices = models.JSONField("纸上签字的人", default=list)
    uploaded_by = models.CharField("上传人", max_length=60)
    uploaded_at = models.DateTimeField("上传时间")

    class Meta:
        verbose_name = "签字扫描件"
        ordering = ["draw_id", "number"]
        constraints = [models.UniqueConstraint(fields=["draw", "number"], name="scan_number")]

    def __str__(self) -> str:
        return self.file_name
