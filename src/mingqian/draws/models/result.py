"""Who was drawn."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from mingqian.draws.models.draw import Draw
from mingqian.draws.seats import seat_name
from mingqian.registers.models import Expert, Inspector, Subject

FROM_PLATFORM = "官方平台抽取"
"""What stands for an urn where the official platform drew: no urn of ours bears this name."""


class DrawnSubject(models.Model):
    """One drawn enterprise: a task."""

    SEALED: ClassVar = ("draw", "position", "urn", "subject", "entry_hash", "ticket", "chance")
    OPENNESS: ClassVar = dict.fromkeys(
        ("draw", "position", "urn", "subject", "entry_hash", "ticket", "chance"), "secret"
    )

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="drawn", verbose_name="摇号")
    position = models.PositiveIntegerField("次序")
    urn = models.CharField("签筒", max_length=80)
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="+", verbose_name="检查对象")
    entry_hash = models.CharField("签条", max_length=64)
    ticket = models.CharField("签号", max_length=64)
    chance = models.CharField("机会", max_length=60)

    class Meta:
        verbose_name = "抽中对象"
        ordering = ["draw_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["draw", "position"], name="drawn_position"),
            models.UniqueConstraint(fields=["draw", "subject"], name="drawn_once"),
        ]

    def __str__(self) -> str:
        return f"{self.draw_id} #{self.position}"


class SeatFilled(models.Model):
    """One seat of one team: who was drawn for it, out of how many, or vacant, or directly appointed (not random)."""

    SEALED: ClassVar = (
        "drawn",
        "seat",
        "number",
        "inspector",
        "expert",
        "candidates",
        "forced",
        "shut_out",
        "direct",
        "direct_reason",
        "appointed_by",
    )
    OPENNESS: ClassVar = dict.fromkeys(
        (
            "drawn",
            "seat",
            "number",
            "inspector",
            "expert",
            "candidates",
            "forced",
            "shut_out",
            "direct",
            "direct_reason",
            "appointed_by",
        ),
        "secret",
    )

    drawn = models.ForeignKey(DrawnSubject, models.PROTECT, related_name="seats", verbose_name="任务")
    seat = models.CharField("席位", max_length=20)
    number = models.PositiveSmallIntegerField("序号")
    inspector = models.ForeignKey(
        Inspector, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="执法检查人员"
    )
    expert = models.ForeignKey(
        Expert, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="专家"
    )
    candidates = models.PositiveIntegerField("候选人数")
    forced = models.BooleanField("别无人选", default=False)
    shut_out = models.JSONField("无人可派的原因", default=dict, blank=True)
    direct = models.BooleanField("直接委派", default=False)
    direct_reason = models.TextField("直接委派的理由", blank=True)
    appointed_by = models.CharField("委派人", max_length=60, blank=True)

    class Meta:
        verbose_name = "席位"
        ordering = ["drawn_id", "number"]
        constraints = [models.UniqueConstraint(fields=["drawn", "number"], name="seat_number")]

    def __str__(self) -> str:
        return f"{self.drawn_id} {self.seat}"

    @property
    def seat_name(self) -> str:
        """组长、组员、专家、联合部门组员."""
        return seat_name(self.seat)

    @property
    def person_name(self) -> str:
        """Who sits here; empty when vacant."""
        return self.inspector.name if self.inspector else self.expert.name if self.expert else ""

    @property
    def vacant(self) -> bool:
        """Nobody sits here."""
        return self.inspector_id is None and self.expert_id is None

    @property
    def how(self) -> str:
        """How the person came to the seat, as it stands beside the name everywhere."""
        if self.vacant:
            return "空缺"
        if self.direct:
            return "直接委派，不是随机产生"
        if self.drawn.urn == FROM_PLATFORM:
            return "平台抽取，没有本平台的证明"
        return f"{self.candidates} 人中抽取{'，别无人选' if self.forced else ''}"
