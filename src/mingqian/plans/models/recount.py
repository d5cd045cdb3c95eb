"""重算: a notice of days off came, and terms that were 暂定 got their day; whoever holds one is told which."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from mingqian.accounts.models import Agency, Unit
from mingqian.audit.appended import AppendOnly
from mingqian.plans.models.rules import WorkdayTable


class TermRecount(models.Model):
    """That every held term was counted again after one table came, and how many moved or stopped being provisional."""

    APPEND_ONLY: ClassVar = True
    OPENNESS: ClassVar = dict.fromkeys(("table", "looked_at", "told", "moved", "at"), "internal")

    table = models.OneToOneField(
        WorkdayTable, models.PROTECT, related_name="recount", verbose_name="放假安排"
    )
    looked_at = models.PositiveIntegerField("在办的期限")
    told = models.PositiveIntegerField("原来暂定的期限")
    moved = models.PositiveIntegerField("改了日子的期限")
    at = models.DateTimeField("时间")

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = "期限重算"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.table_id} {self.told}"


class RecountNotice(models.Model):
    """One term to one kind of holder: whoever holds `permission` in the agency, of one unit where it is given.

    `what` names the matter by its number, never an enterprise: lists may still be secret.
    """

    APPEND_ONLY: ClassVar = True
    OPENNESS: ClassVar = dict.fromkeys(
        ("recount", "agency", "unit", "permission", "what", "campaign", "url", "was", "now", "provisional"),
        "internal",
    )

    recount = models.ForeignKey(TermRecount, models.PROTECT, related_name="notices", verbose_name="重算")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="机构")
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="单位"
    )
    permission = models.CharField("承办权限", max_length=40)
    what = models.CharField("事项", max_length=300)
    campaign = models.CharField("所属", max_length=300, blank=True)
    url = models.CharField("地址", max_length=200)
    was = models.DateField("原来到期日")
    now = models.DateField("现在到期日")
    provisional = models.BooleanField("仍是暂定")

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = "重算通知"
        ordering = ["now", "id"]
        indexes = [models.Index(fields=["recount", "agency", "permission"], name="recount_of_holder")]

    def __str__(self) -> str:
        return f"{self.what} {self.now}"


class RecountSeen(models.Model):
    """One person, in one role, has taken note."""

    APPEND_ONLY: ClassVar = True
    OPENNESS: ClassVar = dict.fromkeys(("recount", "user_id", "role", "by_name", "at"), "internal")

    recount = models.ForeignKey(TermRecount, models.PROTECT, related_name="seen", verbose_name="重算")
    user_id = models.BigIntegerField("人员")
    role = models.CharField("角色", max_length=30)
    by_name = models.CharField("姓名", max_length=60)
    at = models.DateTimeField("时间")

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = "重算通知已阅"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["recount", "user_id", "role"], name="recount_seen_once")
        ]

    def __str__(self) -> str:
        return f"{self.recount_id} {self.user_id}"
