"""移送: what was found is handed to whoever has the power to deal with it, by a letter with a number and a date."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from mingqian.accounts.models import Agency
from mingqian.inspections.models.inspection import Inspection
from mingqian.inspections.states import DRAFTED, REFERRAL


class ReferralWay(models.TextChoices):
    """Which of the documents' ways. Offered only where a document that binds the bureau knows it (`referrals.ways`)."""

    JURISDICTION = "jurisdiction", "移送有管辖权的部门"
    CRIME = "crime", "移送涉嫌犯罪案件"
    LICENCE = "licence", "函告许可部门"
    PROBLEMS = "problems", "移交抽查有关问题"
    PLACE = "place", "书面反馈问题所在地"


class Referral(models.Model):
    """One letter about one inspection. From `sent` on what it says never changes; the receiver's answer is added.

    `to_agency` is an agency known here (a department of a joint check), or empty: then `to_name` alone says who.
    `positions` are the record lines it is about, from 1; `facts` what they say to the receiver; `papers` the titles of
    what goes along; `basis` the article as it stands in the letter. `received_on` is when the receiver got it, where
    that is known; `answered_on` when it accepted or returned it; `concluded_on` when it told what became of it.
    """

    SEALED: ClassVar = (
        "inspection",
        "agency",
        "way",
        "to_agency",
        "to_name",
        "copies",
        "positions",
        "facts",
        "papers",
        "basis",
        "contact",
        "state",
        "number",
        "drafted_at",
        "drafted_by",
        "sent_on",
        "sent_at",
        "sent_by",
        "received_on",
        "answered_on",
        "answer",
        "answer_noted_by",
        "concluded_on",
        "outcome",
        "outcome_noted_by",
        "dropped_reason",
    )
    OPENNESS: ClassVar = dict.fromkeys(SEALED, "secret")

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="referrals", verbose_name="检查")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="机构")
    way = models.CharField("方式", max_length=14, choices=ReferralWay.choices)
    to_agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="受移送的部门"
    )
    to_name = models.CharField("受移送的单位", max_length=120)
    copies = models.CharField("抄送、上报", max_length=300, blank=True)
    positions = models.JSONField("所涉事项", default=list)
    facts = models.TextField("事实")
    papers = models.JSONField("随函材料", default=list)
    basis = models.CharField("依据", max_length=300)
    contact = models.CharField("联系人和电话", max_length=120, blank=True)
    state = models.CharField("状态", max_length=10, choices=REFERRAL.choices, default=DRAFTED)
    number = models.CharField("文号", max_length=80, blank=True, default="")
    drafted_at = models.DateTimeField("拟函时间")
    drafted_by = models.CharField("拟函人", max_length=60)
    sent_on = models.DateField("发函日期", null=True, blank=True)
    sent_at = models.DateTimeField("发出时间", null=True, blank=True)
    sent_by = models.CharField("发出人", max_length=60, blank=True, default="")
    received_on = models.DateField("对方收到日期", null=True, blank=True)
    answered_on = models.DateField("答复日期", null=True, blank=True)
    answer = models.TextField("答复内容", blank=True, default="")
    answer_noted_by = models.CharField("登记答复的人", max_length=60, blank=True, default="")
    concluded_on = models.DateField("办结日期", null=True, blank=True)
    outcome = models.TextField("处理结果", blank=True, default="")
    outcome_noted_by = models.CharField("登记结果的人", max_length=60, blank=True, default="")
    dropped_reason = models.TextField("撤掉的理由", blank=True, default="")

    class Meta:
        verbose_name = "移送"
        ordering = ["-id"]
        indexes = [models.Index(fields=["agency", "state"], name="referral_of_agency")]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "number"], condition=~models.Q(number=""), name="referral_number"
            ),
            models.CheckConstraint(
                name="referral_sent_whole",
                condition=models.Q(
                    state__in=("drafted", "dropped"),
                    sent_at__isnull=True,
                    sent_on__isnull=True,
                    sent_by="",
                    number="",
                )
                | (
                    models.Q(
                        state__in=("sent", "accepted", "returned", "concluded"),
                        sent_at__isnull=False,
                        sent_on__isnull=False,
                    )
                    & ~models.Q(sent_by="")
                    & ~models.Q(number="")
                ),
            ),
            models.CheckConstraint(
                name="referral_answered_pair",
                condition=models.Q(answered_on__isnull=True, answer_noted_by="")
                | (models.Q(answered_on__isnull=False) & ~models.Q(answer_noted_by="")),
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"{self.inspection_id} {self.way}"
