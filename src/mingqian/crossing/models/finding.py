"""What the place does with a finding, and how whoever leads follows it up (西平 跨区域 四)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from mingqian.accounts.models import Agency
from mingqian.audit.appended import AppendOnly
from mingqian.crossing.models.activity import Activity
from mingqian.inspections.models import Referral


class Received(models.Model):
    """A finding that another place told us in writing when we were the one checked (迎检)."""

    APPEND_ONLY: ClassVar = True
    OPENNESS: ClassVar = {
        "agency": "internal",
        **dict.fromkeys(
            ("activity", "from_name", "number", "received_on", "subject_name", "facts", "made_by", "made_at"),
            "secret",
        ),
    }

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="机构")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="received", verbose_name="跨区域联动")
    from_name = models.CharField("反馈的单位", max_length=120)
    number = models.CharField("文号", max_length=80, blank=True)
    received_on = models.DateField("收到日期")
    subject_name = models.CharField("检查对象", max_length=300)
    facts = models.TextField("反馈的问题")
    made_by = models.CharField("登记人", max_length=60)
    made_at = models.DateTimeField("登记时间")

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = "收到的问题反馈"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.number or str(self.pk)


def _about(name: str) -> models.CheckConstraint:
    """Either a letter of ours, or one we received."""
    return models.CheckConstraint(
        name=name,
        condition=models.Q(referral__isnull=False, received__isnull=True)
        | models.Q(referral__isnull=True, received__isnull=False),
    )


class Answer(models.Model):
    """What the place says to one of its duties (调查核实…) about a finding. Later ones add to earlier; the newest stands.

    `applies` false: nothing to do under this duty, and `said` is why.
    """

    APPEND_ONLY: ClassVar = True
    OPENNESS: ClassVar = dict.fromkeys(
        ("referral", "received", "duty", "applies", "said", "answered_on", "made_by", "made_at"), "secret"
    )

    referral = models.ForeignKey(
        Referral, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="发出的反馈函"
    )
    received = models.ForeignKey(
        Received, models.PROTECT, null=True, blank=True, related_name="answers", verbose_name="收到的反馈"
    )
    duty = models.CharField("所在地的职责", max_length=60)
    applies = models.BooleanField("涉及", default=True)
    said = models.TextField("情况")
    answered_on = models.DateField("日期")
    made_by = models.CharField("登记人", max_length=60)
    made_at = models.DateTimeField("登记时间")

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = "问题所在地的办理"
        ordering = ["-id"]
        constraints = [_about("answer_about_one")]

    def __str__(self) -> str:
        return self.duty


class Follow(models.Model):
    """One step of following up (督导、约谈、督办), with its day and what came of it."""

    APPEND_ONLY: ClassVar = True
    OPENNESS: ClassVar = dict.fromkeys(
        ("referral", "received", "form", "followed_on", "outcome", "made_by", "made_at"), "secret"
    )

    referral = models.ForeignKey(
        Referral, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="发出的反馈函"
    )
    received = models.ForeignKey(
        Received, models.PROTECT, null=True, blank=True, related_name="follows", verbose_name="收到的反馈"
    )
    form = models.CharField("形式", max_length=60)
    followed_on = models.DateField("日期")
    outcome = models.TextField("结果")
    made_by = models.CharField("登记人", max_length=60)
    made_at = models.DateTimeField("登记时间")

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = "跟踪问效"
        ordering = ["-id"]
        constraints = [_about("follow_about_one")]

    def __str__(self) -> str:
        return self.form
