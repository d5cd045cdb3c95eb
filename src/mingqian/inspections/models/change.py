"""检查组变动: asked for by one, decided by another."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from mingqian.draws.models import Draw
from mingqian.inspections.models.inspection import Inspection, Seat
from mingqian.inspections.states import ASKED, OPEN_CHANGES, TEAM_CHANGE
from mingqian.registers.models import Expert, Inspector, RecusalCase


class ChangeKind(models.TextChoices):
    """Which way."""

    VACANCY = "vacancy", "补抽空缺"
    EXCHANGE = "exchange", "交换检查对象"
    ASSIGN = "assign", "回避后指派"


class TeamChange(models.Model):
    """Vacant seats to be drawn anew, two inspectors to change places (recusal, 西平细则 七), or another person to be
    assigned for one who stands aside (行政处罚法 43: the head of the agency decides).

    `seat` and `leaver` (or `leaver_expert`) are the seat given up and who gives it up; all empty where the lot had left
    it vacant. `recusal_case` is the case under which the register is to note that the leaver stands aside from this
    subject, once approved; empty where that was not asked for.
    `other_seat` and `other` are the other half of an exchange; of an assignment `other` alone, who is to come. Names are as they stood when it was asked for.
    """

    SEALED: ClassVar = (
        "inspection",
        "kind",
        "state",
        "seat",
        "leaver",
        "leaver_name",
        "other_seat",
        "other",
        "other_name",
        "ground",
        "reason",
        "asked_by",
        "asked_by_id",
        "asked_at",
        "decided_by",
        "decided_by_id",
        "decided_at",
        "note",
        "draw",
        "done_at",
        "leaver_expert",
        "recusal_case",
    )
    OPENNESS: ClassVar = dict.fromkeys(SEALED, "secret")

    inspection = models.ForeignKey(
        Inspection, models.PROTECT, related_name="team_changes", verbose_name="检查"
    )
    kind = models.CharField("方式", max_length=10, choices=ChangeKind.choices)
    state = models.CharField("状态", max_length=12, choices=TEAM_CHANGE.choices, default=ASKED)
    seat = models.ForeignKey(
        Seat, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="让出的席位"
    )
    leaver = models.ForeignKey(
        Inspector, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="让出的人"
    )
    leaver_name = models.CharField("让出的人姓名", max_length=60, blank=True)
    other_seat = models.ForeignKey(
        Seat, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="交换的席位"
    )
    other = models.ForeignKey(
        Inspector, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="交换的人"
    )
    other_name = models.CharField("交换的人姓名", max_length=60, blank=True)
    ground = models.CharField("情形", max_length=20)
    reason = models.TextField("理由")
    asked_by = models.CharField("申请人", max_length=60)
    asked_by_id = models.BigIntegerField("申请人编号", null=True, blank=True)
    asked_at = models.DateTimeField("申请时间")
    decided_by = models.CharField("批准人", max_length=60, blank=True)
    decided_by_id = models.BigIntegerField("批准人编号", null=True, blank=True)
    decided_at = models.DateTimeField("批准时间", null=True, blank=True)
    note = models.TextField("批准意见", blank=True)
    draw = models.ForeignKey(
        Draw, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="补抽的摇号"
    )
    done_at = models.DateTimeField("办结时间", null=True, blank=True)
    leaver_expert = models.ForeignKey(
        Expert, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="让出的专家"
    )
    recusal_case = models.CharField(
        "登记的回避情形", max_length=1, choices=RecusalCase.choices, blank=True, default=""
    )

    class Meta:
        verbose_name = "检查组变动"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["inspection"],
                condition=models.Q(state__in=OPEN_CHANGES),
                name="one_open_change_a_team",
            ),
            models.CheckConstraint(
                name="team_change_decided_pair",
                condition=models.Q(decided_at__isnull=True, decided_by="")
                | (models.Q(decided_at__isnull=False) & ~models.Q(decided_by="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.inspection_id} {self.kind}"

    @property
    def pair(self) -> str:
        """Both people of an exchange: 张三与李四."""
        return f"{self.leaver_name}与{self.other_name}" if self.other_name else self.leaver_name
