"""One 跨区域联动: the notice that came, the way, what it is for, how the bureau got ready, the campaigns that belong to it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from mingqian.accounts.models import Agency
from mingqian.audit.appended import AppendOnly
from mingqian.crossing.models.lead import LeadReport
from mingqian.plans.models import Campaign


class Part(models.TextChoices):
    """What the bureau does in it (西平 跨区域 三: send people, or get ready to be checked)."""

    SEND = "send", "派员参加执法"
    HOST = "host", "迎检：本地接受检查"


class Activity(models.Model):
    """One activity. `way` is the rule (`cross_region.way_mutual`), `way_words` its name, `basis` its article.

    `organiser` is the document's word, or 本局 where the bureau itself organises after a report of leads. `field` is
    the one field of industry it is confined to; empty: all subjects of the place.
    """

    SEALED: ClassVar = (
        "agency", "title", "way", "way_words", "basis", "organiser", "organiser_name", "part", "purpose", "field",
        "place", "lead_unit", "notice_number", "received_on", "from_on", "to_on", "lead_report", "made_by", "made_at",
        "closed_by", "closed_at", "closing",
    )  # fmt: skip
    OPENNESS: ClassVar = dict.fromkeys(SEALED, "internal")

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="机构")
    title = models.CharField("名称", max_length=120)
    way = models.CharField("规则", max_length=60)
    way_words = models.CharField("方式", max_length=60)
    basis = models.CharField("依据", max_length=120)
    organiser = models.CharField("组织", max_length=60)
    organiser_name = models.CharField("组织单位名称", max_length=120)
    part = models.CharField("本局做什么", max_length=8, choices=Part.choices)
    purpose = models.TextField("针对什么")
    field = models.CharField("只针对的行业领域", max_length=60, blank=True)
    place = models.CharField("检查地", max_length=120)
    lead_unit = models.CharField("牵头的股室或者二级机构", max_length=120)
    notice_number = models.CharField("通知文号", max_length=120, blank=True)
    received_on = models.DateField("收到通知日期")
    from_on = models.DateField("开始日期")
    to_on = models.DateField("结束日期")
    lead_report = models.ForeignKey(
        LeadReport, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="线索报告"
    )
    made_by = models.CharField("登记人", max_length=60)
    made_at = models.DateTimeField("登记时间")
    closed_by = models.CharField("办结人", max_length=60, blank=True, default="")
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)
    closing = models.TextField("办结说明", blank=True, default="")

    class Meta:
        verbose_name = "跨区域联动"
        ordering = ["-id"]
        indexes = [models.Index(fields=["agency", "closed_at"], name="activity_open")]
        constraints = [
            models.CheckConstraint(name="activity_dates", condition=models.Q(to_on__gte=models.F("from_on"))),
            models.CheckConstraint(
                name="activity_closed_pair",
                condition=models.Q(closed_at__isnull=True, closed_by="")
                | (models.Q(closed_at__isnull=False) & ~models.Q(closed_by="")),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Preparation(models.Model):
    """One line of getting ready on notice (成立专班…): the newest of an activity and a word stands.

    `needed` false: it does not apply, and `said` is why.
    """

    APPEND_ONLY: ClassVar = True
    OPENNESS: ClassVar = dict.fromkeys(
        ("activity", "word", "needed", "said", "who", "paper", "done_on", "made_by", "made_at"), "internal"
    )

    activity = models.ForeignKey(
        Activity, models.PROTECT, related_name="preparations", verbose_name="跨区域联动"
    )
    word = models.CharField("准备", max_length=60)
    needed = models.BooleanField("需要", default=True)
    said = models.CharField("怎样办的", max_length=500)
    who = models.CharField("谁", max_length=300, blank=True)
    paper = models.CharField("文件和文号", max_length=200, blank=True)
    done_on = models.DateField("日期")
    made_by = models.CharField("登记人", max_length=60)
    made_at = models.DateTimeField("登记时间")

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = "跨区域联动的准备"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.activity_id} {self.word}"


class Listing(models.Model):
    """A campaign belongs to an activity: the newest of a campaign stands."""

    APPEND_ONLY: ClassVar = True
    OPENNESS: ClassVar = dict.fromkeys(("activity", "campaign", "made_by", "made_at"), "internal")

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="listings", verbose_name="跨区域联动")
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+", verbose_name="抽查任务")
    made_by = models.CharField("登记人", max_length=60)
    made_at = models.DateTimeField("登记时间")

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = "列入联动的任务"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.activity_id} {self.campaign_id}"
