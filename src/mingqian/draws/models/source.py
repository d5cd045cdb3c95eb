"""Where the seed comes from."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from mingqian.draws.models.draw import Draw


class Source(models.Model):
    """One source of the seed beside the operator's secret: a witness's value, dice, a public number, a drand round."""

    SEALED: ClassVar = (
        "draw",
        "position",
        "kind",
        "label",
        "digits",
        "user_id",
        "commitment",
        "committed_at",
        "value",
        "revealed_at",
        "entered_by_id",
        "confirmed_at",
    )
    OPENNESS: ClassVar = {
        **dict.fromkeys(
            ("draw", "position", "kind", "label", "digits", "commitment", "committed_at"), "public"
        ),
        **dict.fromkeys(("value",), "secret"),
        **dict.fromkeys(("user_id", "revealed_at", "entered_by_id", "confirmed_at"), "internal"),
    }

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="sources", verbose_name="摇号")
    position = models.PositiveSmallIntegerField("次序")
    kind = models.CharField(
        "种类",
        max_length=10,
        choices=[("witness", "见证人"), ("dice", "掷骰"), ("public", "公开号码"), ("drand", "公共信标")],
    )
    label = models.CharField("名称", max_length=120)
    digits = models.PositiveSmallIntegerField("位数", default=0)
    user_id = models.BigIntegerField("见证人", null=True, blank=True)
    commitment = models.CharField("承诺", max_length=64, blank=True)
    committed_at = models.DateTimeField("承诺时间", null=True, blank=True)
    value = models.CharField("公开值", max_length=200, blank=True)
    revealed_at = models.DateTimeField("公开时间", null=True, blank=True)
    entered_by_id = models.BigIntegerField("第一录入人", null=True, blank=True)
    confirmed_at = models.DateTimeField("第二人核对时间", null=True, blank=True)

    class Meta:
        verbose_name = "随机数来源"
        ordering = ["draw_id", "position"]
        constraints = [models.UniqueConstraint(fields=["draw", "position"], name="source_position")]

    def __str__(self) -> str:
        return self.label

    @property
    def opened(self) -> bool:
        """Whether its value may enter the seed (typed numbers need their second person)."""
        proves_itself = self.kind in ("witness", "drand")
        return self.revealed_at is not None and (proves_itself or self.confirmed_at is not None)
