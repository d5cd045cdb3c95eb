"""Who was there."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from mingqian.draws.models.draw import Draw


class PresenceSignature(models.Model):
    """Someone present at the draw signs its results: in the office `office`, on a device or on the paper record.

    An invited witness has no account, so no `user_id`.
    """

    SEALED: ClassVar = ("draw", "user_id", "name", "office", "over", "signed_at")
    OPENNESS: ClassVar = {
        "draw": "public",
        "user_id": "internal",
        "name": "public",
        "office": "public",
        "over": "public",
        "signed_at": "public",
    }

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="signatures", verbose_name="摇号")
    user_id = models.BigIntegerField("人员", null=True, blank=True)
    name = models.CharField("姓名", max_length=60)
    office = models.CharField("身份", max_length=120)
    over = models.CharField("所签摘要", max_length=64)
    signed_at = models.DateTimeField("签字时间")

    class Meta:
        verbose_name = "在场签字"
        ordering = ["draw_id", "id"]
        constraints = [models.UniqueConstraint(fields=["draw", "user_id"], name="signed_once")]

    def __str__(self) -> str:
        return self.name
