"""平台抽取: a list that was drawn on the official platform and is entered here."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from mingqian.audit.appended import AppendOnly
from mingqian.draws.models.draw import Draw


class PlatformList(models.Model):
    """Where a list comes from that this platform did not draw, and has no proof of (西平 联合 一, 卫东 五(一), 鹤壁 五(一)).

    A row of its own, not columns of `Draw`: see `VacancyDraw`. `file_digest` is SHA-256 of the file as it was handed in,
    which is sealed beside the draw. `departure`: why enterprises outside the campaign's pool, or too few, are taken.
    """

    APPEND_ONLY: ClassVar = True
    OPENNESS: ClassVar = {
        **dict.fromkeys(("draw", "platform", "reference", "drawn_on", "file_digest"), "public"),
        **dict.fromkeys(("registered_by", "registered_by_id", "departure"), "internal"),
        "file_name": "secret",
    }

    draw = models.OneToOneField(Draw, models.PROTECT, related_name="platform", verbose_name="名单")
    platform = models.CharField("抽取平台", max_length=120)
    reference = models.CharField("平台任务编号", max_length=80)
    drawn_on = models.DateField("抽取日期")
    file_name = models.CharField("文件名", max_length=200)
    file_digest = models.CharField("文件摘要", max_length=64)
    departure = models.TextField("与抽取范围不一致的理由", blank=True)
    registered_by = models.CharField("登记人", max_length=60)
    registered_by_id = models.BigIntegerField("登记人编号", null=True, blank=True)

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = "平台抽取名单"
        ordering = ["draw_id"]

    def __str__(self) -> str:
        return f"{self.platform} {self.reference}"
