"""责令改正 and the other measures: what was ordered, in which form, until when, and what was found when looking again."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from mingqian.accounts.models import Agency
from mingqian.audit.appended import AppendOnly
from mingqian.followups.states import ISSUED, RECTIFICATION
from mingqian.inspections.models import Inspection


class Rectification(models.Model):
    """One order to correct what a record found. Its words never change; terms are moved by `Extension`, results are
    `Recheck`.

    `measure` and `form` are the documents' own words (卫东 六3、六4; 鹤壁 五(四)), `citation` where they stand. `due_on` is
    the day the inspector set; of what was to be done at once it is the day of the order, and `at_once` says so.
    `follow_up` says who looks after it from now on (卫东 八; 西平 联合 六), where a document asks.
    """

    SEALED: ClassVar = (
        "inspection",
        "agency",
        "number",
        "positions",
        "measure",
        "form",
        "content",
        "citation",
        "at_once",
        "issued_on",
        "due_on",
        "follow_up",
        "state",
        "issued_at",
        "issued_by",
        "issued_by_id",
        "withdrawn_reason",
    )
    OPENNESS: ClassVar = dict.fromkeys(SEALED, "secret")

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="orders", verbose_name="检查")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="机构")
    number = models.CharField("文号", max_length=80, blank=True, default="")
    positions = models.JSONField("所涉事项", default=list)
    measure = models.CharField("措施", max_length=60)
    form = models.CharField("形式", max_length=30, blank=True, default="")
    content = models.TextField("改正的内容")
    citation = models.CharField("依据", max_length=120, blank=True, default="")
    at_once = models.BooleanField("当场改正", default=False)
    issued_on = models.DateField("责令日期")
    due_on = models.DateField("改正期限")
    follow_up = models.CharField("后续监管", max_length=120, blank=True, default="")
    state = models.CharField("状态", max_length=12, choices=RECTIFICATION.choices, default=ISSUED)
    issued_at = models.DateTimeField("登记时间")
    issued_by = models.CharField("登记人", max_length=60)
    issued_by_id = models.BigIntegerField("登记人编号", null=True, blank=True)
    withdrawn_reason = models.TextField("撤回的理由", blank=True, default="")

    class Meta:
        verbose_name = "责令改正"
        ordering = ["-id"]
        indexes = [models.Index(fields=["agency", "state"], name="order_of_agency")]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "number"], condition=~models.Q(number=""), name="order_number"
            ),
            models.CheckConstraint(
                name="order_withdrawn_with_reason",
                condition=(models.Q(state="withdrawn") & ~models.Q(withdrawn_reason=""))
                | (~models.Q(state="withdrawn") & models.Q(withdrawn_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"{self.inspection_id} {self.measure}"


class Recheck(models.Model):
    """复查: one look at whether an order was obeyed."""

    APPEND_ONLY: ClassVar = True
    OPENNESS: ClassVar = dict.fromkeys(("order", "on", "passed", "found", "by_name", "at"), "secret")

    order = models.ForeignKey(Rectification, models.PROTECT, related_name="rechecks", verbose_name="责令改正")
    on = models.DateField("复查日期")
    passed = models.BooleanField("合格")
    found = models.TextField("复查情况")
    by_name = models.CharField("复查人", max_length=60)
    at = models.DateTimeField("登记时间")

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = "复查"
        ordering = ["order_id", "id"]

    def __str__(self) -> str:
        return f"{self.order_id} {self.on} {self.passed}"


class Extension(models.Model):
    """延期: the term of an order moved, with the reason."""

    APPEND_ONLY: ClassVar = True
    OPENNESS: ClassVar = dict.fromkeys(("order", "before", "until", "reason", "by_name", "at"), "secret")

    order = models.ForeignKey(
        Rectification, models.PROTECT, related_name="extensions", verbose_name="责令改正"
    )
    before = models.DateField("原期限")
    until = models.DateField("新期限")
    reason = models.TextField("理由")
    by_name = models.CharField("延期人", max_length=60)
    at = models.DateTimeField("登记时间")

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = "延期"
        ordering = ["order_id", "id"]

    def __str__(self) -> str:
        return f"{self.order_id} {self.until}"


class Measure(models.Model):
    """One other measure taken about a finding: a record made on the spot, evidence taken, 通报, 约谈. `kind` and `form`
    in the documents' words.
    """

    APPEND_ONLY: ClassVar = True
    OPENNESS: ClassVar = dict.fromkeys(
        ("inspection", "positions", "kind", "form", "note", "citation", "taken_on", "by_name", "at"), "secret"
    )

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="measures", verbose_name="检查")
    positions = models.JSONField("所涉事项", default=list)
    kind = models.CharField("措施", max_length=60)
    form = models.CharField("形式", max_length=30, blank=True, default="")
    note = models.TextField("内容")
    citation = models.CharField("依据", max_length=120, blank=True, default="")
    taken_on = models.DateField("日期")
    by_name = models.CharField("登记人", max_length=60)
    at = models.DateTimeField("登记时间")

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = "处置措施"
        ordering = ["inspection_id", "id"]

    def __str__(self) -> str:
        return f"{self.inspection_id} {self.kind}"
