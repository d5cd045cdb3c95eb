"""立案: a suspected violation from the finding (or the letter that told of it) to the closed case; what was done when."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from mingqian.accounts.models import Agency, Unit
from mingqian.audit.appended import AppendOnly
from mingqian.followups.models.order import Rectification
from mingqian.followups.states import CASE, NOTED
from mingqian.inspections.models import Inspection


class Origin(models.TextChoices):
    """Where the suspicion comes from."""

    FINDING = "finding", "本机关检查发现"
    LETTER = "letter", "收到移交、移送函"


class Case(models.Model):
    """One suspected violation. Of an own finding it belongs to the inspection and is as secret as that; of a letter from
    elsewhere it has none.

    `number` is ours (线索编号), `case_number` the bureau's own from 立案 on. `confirmed_on` starts the seven days of 鹤壁
    五(六), or `letter_received_on` where the bureau reads it so. `decide_by` is the longer term of 行政处罚法 60, with the
    provision it rests on.
    """

    SEALED: ClassVar = (
        "agency",
        "unit",
        "inspection",
        "order",
        "origin",
        "number",
        "subject_name",
        "subject_code",
        "positions",
        "facts",
        "letter_from",
        "letter_number",
        "letter_received_on",
        "state",
        "noted_at",
        "noted_by",
        "inquiry_on",
        "inquiry_by",
        "report",
        "report_on",
        "report_by",
        "established",
        "confirmed_on",
        "confirmed_note",
        "confirmed_by",
        "reply_to",
        "reply_number",
        "replied_on",
        "reply_by",
        "case_number",
        "opened_on",
        "opened_by",
        "decide_by",
        "decide_by_basis",
        "closed_on",
        "outcome",
        "closed_by",
    )
    OPENNESS: ClassVar = dict.fromkeys(SEALED, "secret")

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="机构")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="承办单位")
    inspection = models.ForeignKey(
        Inspection, models.PROTECT, null=True, blank=True, related_name="cases", verbose_name="检查"
    )
    order = models.ForeignKey(
        Rectification, models.PROTECT, null=True, blank=True, related_name="cases", verbose_name="责令改正"
    )
    origin = models.CharField("来源", max_length=10, choices=Origin.choices)
    number = models.CharField("线索编号", max_length=60)
    subject_name = models.CharField("检查对象名称", max_length=300)
    subject_code = models.CharField("统一社会信用代码", max_length=40, blank=True)
    positions = models.JSONField("所涉事项", default=list)
    facts = models.TextField("涉嫌违法的事实")
    letter_from = models.CharField("来函单位", max_length=120, blank=True, default="")
    letter_number = models.CharField("来函文号", max_length=80, blank=True, default="")
    letter_received_on = models.DateField("收到日期", null=True, blank=True)
    state = models.CharField("状态", max_length=10, choices=CASE.choices, default=NOTED)
    noted_at = models.DateTimeField("登记时间")
    noted_by = models.CharField("登记人", max_length=60)
    inquiry_on = models.DateField("初步调查日期", null=True, blank=True)
    inquiry_by = models.CharField("初步调查登记人", max_length=60, blank=True, default="")
    report = models.TextField("调查报告", blank=True, default="")
    report_on = models.DateField("报告日期", null=True, blank=True)
    report_by = models.CharField("报告人", max_length=60, blank=True, default="")
    established = models.BooleanField("认定成立", null=True, blank=True)
    confirmed_on = models.DateField("认定日期", null=True, blank=True)
    confirmed_note = models.TextField("认定意见", blank=True, default="")
    confirmed_by = models.CharField("认定登记人", max_length=60, blank=True, default="")
    reply_to = models.CharField("回复单位", max_length=120, blank=True, default="")
    reply_number = models.CharField("回复文号", max_length=80, blank=True, default="")
    replied_on = models.DateField("回复日期", null=True, blank=True)
    reply_by = models.CharField("回复登记人", max_length=60, blank=True, default="")
    case_number = models.CharField("立案号", max_length=80, blank=True, default="")
    opened_on = models.DateField("立案日期", null=True, blank=True)
    opened_by = models.CharField("立案登记人", max_length=60, blank=True, default="")
    decide_by = models.DateField("延长后的办案期限", null=True, blank=True)
    decide_by_basis = models.TextField("延长的依据", blank=True, default="")
    closed_on = models.DateField("结案日期", null=True, blank=True)
    outcome = models.TextField("办理结果", blank=True, default="")
    closed_by = models.CharField("结案登记人", max_length=60, blank=True, default="")

    class Meta:
        verbose_name = "立案查处"
        ordering = ["-id"]
        indexes = [models.Index(fields=["agency", "state"], name="case_of_agency")]
        constraints = [
            models.UniqueConstraint(fields=["agency", "number"], name="case_clue_number"),
            models.UniqueConstraint(
                fields=["agency", "case_number"], condition=~models.Q(case_number=""), name="case_number"
            ),
            models.CheckConstraint(
                name="case_from_somewhere",
                condition=models.Q(origin="finding", inspection__isnull=False)
                | (models.Q(origin="letter", letter_received_on__isnull=False) & ~models.Q(letter_from="")),
            ),
            *(
                models.CheckConstraint(
                    name=f"case_{on}_pair",
                    condition=models.Q(**{f"{on}__isnull": True, by: ""})
                    | (models.Q(**{f"{on}__isnull": False}) & ~models.Q(**{by: ""})),
                )
                for on, by in (
                    ("inquiry_on", "inquiry_by"),
                    ("report_on", "report_by"),
                    ("confirmed_on", "confirmed_by"),
                    ("replied_on", "reply_by"),
                    ("opened_on", "opened_by"),
                    ("closed_on", "closed_by"),
                    ("decide_by", "decide_by_basis"),
                )
            ),
        ]

    def __str__(self) -> str:
        return self.case_number or self.number


class Receipt(models.Model):
    """That one of the things due about a case was done: where, when, under which number. The latest of a key counts."""

    APPEND_ONLY: ClassVar = True
    OPENNESS: ClassVar = dict.fromkeys(
        ("case", "key", "what", "done_on", "number", "note", "by_name", "at"), "secret"
    )

    case = models.ForeignKey(Case, models.PROTECT, related_name="receipts", verbose_name="立案查处")
    key = models.CharField("期限", max_length=120)
    what = models.CharField("应办的事", max_length=300)
    done_on = models.DateField("办理日期")
    number = models.CharField("回执编号", max_length=120)
    note = models.TextField("说明", blank=True, default="")
    by_name = models.CharField("登记人", max_length=60)
    at = models.DateTimeField("登记时间")

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = "办理回执"
        ordering = ["case_id", "id"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.key}"
