"""补抽空缺: which draw fills seats of which earlier one."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from mingqian.audit.appended import AppendOnly
from mingqian.draws.models.draw import Draw
from mingqian.draws.models.result import DrawnSubject


class WhyVacant(models.TextChoices):
    """Why seats stand open, in words that are public before the list is: they name nobody."""

    NOBODY = "nobody", "摇号时没有人可派"
    RECUSAL = "recusal", "检查人员回避"
    PREVENTED = "prevented", "检查人员不能履行检查任务"


class VacancyDraw(models.Model):
    """Ties a draw of open seats to the draw it repairs; its manifest names that one's m as `parent`.

    A row of its own, not a column of `Draw`: the seals of draws made before there were such draws stand as they are.
    `seats` lists the numbers of the seats in the team, in the order of the seats drawn.
    """

    APPEND_ONLY: ClassVar = True
    OPENNESS: ClassVar = {
        **dict.fromkeys(("draw", "parent", "ground"), "public"),
        **dict.fromkeys(("asked_by", "approved_by", "approved_at"), "internal"),
        **dict.fromkeys(("drawn", "seats"), "secret"),
    }

    draw = models.OneToOneField(Draw, models.PROTECT, related_name="vacancy", verbose_name="补抽")
    parent = models.ForeignKey(
        Draw, models.PROTECT, related_name="vacancy_draws", verbose_name="补的是哪一次"
    )
    drawn = models.ForeignKey(
        DrawnSubject, models.PROTECT, related_name="vacancy_draws", verbose_name="抽中对象"
    )
    seats = models.JSONField("席位序号", default=list)
    ground = models.CharField("空缺的缘由", max_length=12, choices=WhyVacant.choices)
    asked_by = models.CharField("申请人", max_length=60)
    approved_by = models.CharField("批准人", max_length=60)
    approved_at = models.DateTimeField("批准时间")

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = "补抽空缺"
        ordering = ["draw_id"]

    def __str__(self) -> str:
        return f"{self.parent_id} ← {self.draw_id}"
