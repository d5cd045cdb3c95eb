"""异议: an enterprise says a result is wrong; somebody who was not there looks again (高青 9.2)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from mingqian.accounts.models import Agency
from mingqian.followups.states import OBJECTION, RECEIVED
from mingqian.inspections.models import Inspection


class Outcome(models.TextChoices):
    """What the review found."""

    RIGHT = "right", "原结果正确，予以维持"
    WRONG = "wrong", "确有错误，予以更正"


class Objection(models.Model):
    """One objection to the result of one inspection. `corrected_number` is filled in when the correction is published."""

    SEALED: ClassVar = (
        "inspection",
        "agency",
        "number",
        "received_on",
        "applicant",
        "capacity",
        "grounds",
        "materials",
        "late_reason",
        "state",
        "entered_at",
        "entered_by",
        "outcome",
        "opinion",
        "reviewed_on",
        "reviewed_by",
        "told_on",
        "told_way",
        "told_by",
        "corrected_on",
        "corrected_number",
        "taken_back_on",
        "taken_back_note",
    )
    OPENNESS: ClassVar = {**dict.fromkeys(SEALED, "secret"), "applicant": "personal"}

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="objections", verbose_name="检查")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="机构")
    number = models.CharField("编号", max_length=60)
    received_on = models.DateField("收到日期")
    applicant = models.CharField("提出人", max_length=60)
    capacity = models.CharField("身份", max_length=60, blank=True, default="")
    grounds = models.TextField("异议和理由")
    materials = models.TextField("随附材料", blank=True, default="")
    late_reason = models.TextField("逾期受理的理由", blank=True, default="")
    state = models.CharField("状态", max_length=12, choices=OBJECTION.choices, default=RECEIVED)
    entered_at = models.DateTimeField("登记时间")
    entered_by = models.CharField("登记人", max_length=60)
    outcome = models.CharField("复核结果", max_length=6, choices=Outcome.choices, blank=True, default="")
    opinion = models.TextField("复核意见", blank=True, default="")
    reviewed_on = models.DateField("复核日期", null=True, blank=True)
    reviewed_by = models.CharField("复核人", max_length=60, blank=True, default="")
    told_on = models.DateField("反馈日期", null=True, blank=True)
    told_way = models.CharField("反馈方式", max_length=120, blank=True, default="")
    told_by = models.CharField("反馈登记人", max_length=60, blank=True, default="")
    corrected_on = models.DateField("更正公示日期", null=True, blank=True)
    corrected_number = models.CharField("更正公示文号", max_length=80, blank=True, default="")
    taken_back_on = models.DateField("撤回日期", null=True, blank=True)
    taken_back_note = models.TextField("撤回说明", blank=True, default="")

    class Meta:
        verbose_name = "异议"
        ordering = ["-id"]
        indexes = [models.Index(fields=["agency", "state"], name="objection_of_agency")]
        constraints = [
            models.UniqueConstraint(fields=["agency", "number"], name="objection_number"),
            models.UniqueConstraint(
                fields=["inspection"],
                condition=models.Q(state__in=("received", "reviewed")),
                name="one_open_objection",
            ),
            models.CheckConstraint(
                name="objection_reviewed_pair",
                condition=models.Q(reviewed_on__isnull=True, reviewed_by="", outcome="")
                | (models.Q(reviewed_on__isnull=False) & ~models.Q(reviewed_by="") & ~models.Q(outcome="")),
            ),
            models.CheckConstraint(
                name="objection_told_pair",
                condition=models.Q(told_on__isnull=True, told_by="")
                | (models.Q(told_on__isnull=False) & ~models.Q(told_by="")),
            ),
        ]

    def __str__(self) -> str:
        return self.number
