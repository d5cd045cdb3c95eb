"""One inspection and the people who make it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from mingqian.accounts.models import Agency, Unit
from mingqian.audit.appended import AppendOnly
from mingqian.draws.models import Draw, DrawnSubject
from mingqian.inspections.states import ASSIGNED, INSPECTION
from mingqian.plans.models import Campaign
from mingqian.registers.models import Expert, Inspector, Subject


class Inspection(models.Model):
    """One enterprise, one visit. That it exists is secret until its result is public or the list is released.

    `subject_name`, `subject_code` and `subject_address` are the register's words on the day of dispatch: the
    record speaks of the enterprise as it was then.
    """

    SEALED: ClassVar = (
        "agency",
        "campaign",
        "draw",
        "drawn",
        "subject",
        "subject_name",
        "subject_code",
        "subject_address",
        "unit",
        "number",
        "state",
        "dispatched_at",
        "dispatched_by",
        "planned_on",
        "notified_at",
        "notified_by",
        "checked_at",
        "started_by",
        "summary",
        "ended_at",
        "ended_by",
        "result_made_at",
        "sent_back_reason",
        "reviewed_at",
        "reviewed_by",
        "review_note",
        "published_at",
        "published_by",
        "archived_at",
        "archived_by",
    )
    OPENNESS: ClassVar = {
        **dict.fromkeys(("agency", "campaign", "unit"), "internal"),
        **dict.fromkeys(
            (
                "draw",
                "drawn",
                "subject",
                "subject_name",
                "subject_code",
                "subject_address",
                "number",
                "state",
                "planned_on",
                "notified_at",
                "notified_by",
                "checked_at",
                "started_by",
                "summary",
                "ended_at",
                "ended_by",
                "result_made_at",
                "sent_back_reason",
                "reviewed_at",
                "reviewed_by",
                "review_note",
                "published_at",
                "published_by",
                "archived_at",
                "archived_by",
                "dispatched_at",
                "dispatched_by",
            ),
            "secret",
        ),
    }

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="机构")
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="inspections", verbose_name="抽查任务"
    )
    draw = models.ForeignKey(
        Draw, models.PROTECT, null=True, blank=True, related_name="inspections", verbose_name="摇号"
    )
    drawn = models.OneToOneField(
        DrawnSubject,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="inspection",
        verbose_name="抽中记录",
    )
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="+", verbose_name="检查对象")
    subject_name = models.CharField("检查对象名称", max_length=300)
    subject_code = models.CharField("统一社会信用代码", max_length=40, blank=True)
    subject_address = models.CharField("地址", max_length=500, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="任务执行单位")
    number = models.CharField("检查编号", max_length=40)
    state = models.CharField("状态", max_length=12, choices=INSPECTION.choices, default=ASSIGNED)
    dispatched_at = models.DateTimeField("派发时间")
    dispatched_by = models.CharField("派发人", max_length=60)
    planned_on = models.DateField("计划检查日期", null=True, blank=True)
    notified_at = models.DateTimeField("通知时间", null=True, blank=True)
    notified_by = models.CharField("通知人", max_length=60, blank=True)
    checked_at = models.DateTimeField("开始检查时间", null=True, blank=True)
    started_by = models.CharField("开始检查人", max_length=60, blank=True)
    summary = models.TextField("检查情况汇总", blank=True)
    ended_at = models.DateTimeField("检查结束时间", null=True, blank=True)
    ended_by = models.CharField("结束检查人", max_length=60, blank=True)
    result_made_at = models.DateTimeField("形成结果时间", null=True, blank=True)
    sent_back_reason = models.TextField("退回理由", blank=True)
    reviewed_at = models.DateTimeField("审核时间", null=True, blank=True)
    reviewed_by = models.CharField("审核人", max_length=60, blank=True)
    review_note = models.TextField("审核意见", blank=True)
    published_at = models.DateTimeField("公示时间", null=True, blank=True)
    published_by = models.CharField("公示人", max_length=60, blank=True)
    archived_at = models.DateTimeField("归档时间", null=True, blank=True)
    archived_by = models.CharField("归档人", max_length=60, blank=True)

    class Meta:
        verbose_name = "检查"
        ordering = ["campaign_id", "number"]
        indexes = [
            models.Index(fields=["unit", "state"], name="inspection_of_unit"),
            models.Index(fields=["agency", "state"], name="inspection_of_agency"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "subject"], name="one_visit_a_campaign"),
            models.UniqueConstraint(fields=["agency", "number"], name="inspection_number_in_agency"),
            *(
                models.CheckConstraint(
                    name=f"inspection_{at}_pair",
                    condition=models.Q(**{f"{at}__isnull": True, by: ""})
                    | (models.Q(**{f"{at}__isnull": False}) & ~models.Q(**{by: ""})),
                )
                for at, by in (
                    ("notified_at", "notified_by"),
                    ("checked_at", "started_by"),
                    ("ended_at", "ended_by"),
                    ("reviewed_at", "reviewed_by"),
                    ("published_at", "published_by"),
                    ("archived_at", "archived_by"),
                )
            ),
        ]

    def __str__(self) -> str:
        return self.number


class SeatSource(models.TextChoices):
    """How the person came to the seat."""

    VACANT = "vacant", "空缺"
    DRAWN = "drawn", "随机抽取"
    DIRECT = "direct", "直接委派"
    REPLACED = "replaced", "更换"
    REDRAWN = "redrawn", "补抽"
    EXCHANGED = "exchanged", "交换"
    PLATFORM = "platform", "平台抽取"


NOT_RANDOM = "不是随机产生"
RANDOM = (SeatSource.DRAWN, SeatSource.REDRAWN)
"""The lot decided: in the draw of the list, or in a later numbered draw of vacant seats."""


class Seat(models.Model):
    """One place in the team (检查组成员). `name` and `certificate` are as they stood when the person took it."""

    SEALED: ClassVar = (
        "inspection",
        "number",
        "seat",
        "inspector",
        "expert",
        "name",
        "certificate",
        "source",
        "reason",
        "decided_by",
        "decided_at",
    )
    OPENNESS: ClassVar = dict.fromkeys(
        (
            "inspection",
            "number",
            "seat",
            "inspector",
            "expert",
            "name",
            "certificate",
            "source",
            "reason",
            "decided_by",
            "decided_at",
        ),
        "secret",
    )

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="seats", verbose_name="检查")
    number = models.PositiveSmallIntegerField("序号")
    seat = models.CharField("席位", max_length=20)
    inspector = models.ForeignKey(
        Inspector, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="执法检查人员"
    )
    expert = models.ForeignKey(
        Expert, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="专家"
    )
    name = models.CharField("姓名", max_length=60, blank=True)
    certificate = models.CharField("执法证号", max_length=60, blank=True)
    source = models.CharField("来源", max_length=10, choices=SeatSource.choices)
    reason = models.TextField("理由", blank=True)
    decided_by = models.CharField("决定人", max_length=60, blank=True)
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)

    class Meta:
        verbose_name = "检查组席位"
        ordering = ["inspection_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["inspection", "number"], name="team_seat_number"),
            models.UniqueConstraint(
                fields=["inspection", "inspector"],
                condition=models.Q(inspector__isnull=False),
                name="inspector_once_a_team",
            ),
            models.CheckConstraint(
                name="team_seat_one_person",
                condition=models.Q(inspector__isnull=True) | models.Q(expert__isnull=True),
            ),
            models.CheckConstraint(
                name="team_seat_not_random_has_reason",
                condition=models.Q(source__in=("vacant", "drawn"))
                | (~models.Q(reason="") & ~models.Q(decided_by="") & models.Q(decided_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.inspection_id} {self.seat} {self.number}"

    @property
    def vacant(self) -> bool:
        """Nobody sits here."""
        return self.inspector_id is None and self.expert_id is None

    @property
    def random(self) -> bool:
        """Whether the lot put this person here."""
        return self.source in RANDOM

    @property
    def origin(self) -> str:
        """How a person came to the seat, in the words that stand beside the name wherever the team is shown; empty for
        those whom the draw of the list put there.
        """
        if self.source == SeatSource.REDRAWN:
            return "空缺后补抽"
        if self.source == SeatSource.PLATFORM:
            return "官方平台抽取"
        if self.random or self.vacant:
            return ""
        way = self.reason if self.source == SeatSource.EXCHANGED else SeatSource(self.source).label
        return f"{way}，{NOT_RANDOM}"


class Replacement(models.Model):
    """One change of a person on a seat (高青 7.3), kept beside the seat for ever: the drawn name is not lost."""

    APPEND_ONLY: ClassVar = True
    OPENNESS: ClassVar = dict.fromkeys(
        ("inspection", "seat", "before", "before_source", "after", "ground", "reason", "consented_by", "at"),
        "secret",
    )

    inspection = models.ForeignKey(
        Inspection, models.PROTECT, related_name="replacements", verbose_name="检查"
    )
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="replacements", verbose_name="席位")
    before = models.CharField("原人员", max_length=60)
    before_source = models.CharField("原来源", max_length=10, choices=SeatSource.choices)
    after = models.CharField("现人员", max_length=60)
    ground = models.CharField("情形", max_length=20)
    reason = models.TextField("理由")
    consented_by = models.CharField("同意人", max_length=60)
    at = models.DateTimeField("时间")

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = "人员更换"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"
