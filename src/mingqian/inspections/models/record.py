"""The record of the check (检查记录): a line an item, and who signed it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models

from mingqian.accounts.models import Agency
from mingqian.acts.fields import EncryptedTextField
from mingqian.audit.appended import AppendOnly
from mingqian.inspections.models.inspection import Inspection, Seat
from mingqian.registers.models import Item

if TYPE_CHECKING:
    from mingqian.inspections.models.reliance import Reliance


class Finding(models.TextChoices):
    """What the inspectors found on one item. Nothing is preset."""

    NO_PROBLEM = "no_problem", "无问题"
    PROBLEM = "problem", "有问题"
    NOT_APPLICABLE = "not_applicable", "不适用"


class Filing(models.TextChoices):
    """Whether a case is to be filed."""

    YES = "yes", "是"
    NO = "no", "否"


class RecordLine(models.Model):
    """One item checked at one enterprise. A result belongs to an item and a department.

    `item_words` is the item as it stood at dispatch ({code, title, basis, content, method}); `result` is the pack's
    canonical code, empty until an inspector chooses it; `revision` counts the writes, so that two phones cannot
    overwrite one another. `assigned` is the member the leader gave the item to (高青 8.2); `filing` whether a case is to
    be filed, where the form of the document asks it (信阳 附件 2).
    """

    SEALED: ClassVar = (
        "inspection",
        "position",
        "item",
        "item_words",
        "agency",
        "finding",
        "problem",
        "measure",
        "result",
        "handling",
        "revision",
        "filled_at",
        "filled_by",
        "assigned",
        "filing",
    )
    OPENNESS: ClassVar = dict.fromkeys(
        (
            "inspection",
            "position",
            "item",
            "item_words",
            "agency",
            "finding",
            "problem",
            "measure",
            "result",
            "handling",
            "revision",
            "filled_at",
            "filled_by",
            "assigned",
            "filing",
        ),
        "secret",
    )

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="lines", verbose_name="检查")
    position = models.PositiveSmallIntegerField("序号")
    item = models.ForeignKey(Item, models.PROTECT, related_name="+", verbose_name="抽查事项")
    item_words = models.JSONField("事项内容")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="检查部门")
    finding = models.CharField("检查情况", max_length=16, choices=Finding.choices, blank=True)
    problem = models.TextField("发现问题", blank=True)
    measure = models.TextField("现场措施", blank=True)
    result = models.CharField("检查结果", max_length=30, blank=True)
    handling = models.TextField("处理", blank=True)
    revision = models.PositiveIntegerField("修改次数", default=0)
    filled_at = models.DateTimeField("填写时间", null=True, blank=True)
    filled_by = models.CharField("填写人", max_length=60, blank=True)
    assigned = models.ForeignKey(
        Seat, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="负责的检查人员"
    )
    filing = models.CharField("是否立案", max_length=4, choices=Filing.choices, blank=True, default="")

    class Meta:
        verbose_name = "检查记录"
        ordering = ["inspection_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["inspection", "item"], name="item_once_an_inspection"),
            models.UniqueConstraint(fields=["inspection", "position"], name="record_position"),
            models.CheckConstraint(
                name="record_filled_pair",
                condition=models.Q(filled_at__isnull=True, filled_by="")
                | (models.Q(filled_at__isnull=False) & ~models.Q(filled_by="")),
            ),
            models.CheckConstraint(
                name="record_nothing_preset",
                condition=models.Q(filled_at__isnull=False) | models.Q(finding="", result="", problem=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.inspection_id} {self.position}"

    @property
    def relied(self) -> list[Reliance]:
        """The reports and conclusions of others it rests on, those taken back left out, in the order they were noted."""
        rows = sorted(self.reliances.all(), key=lambda one: one.pk)
        return [one for one in rows if one.in_force]


class SignatureKind(models.TextChoices):
    """Who signed, or that the enterprise refused."""

    MEMBER = "member", "检查组成员"
    SUBJECT = "subject", "检查对象"
    SEAL = "seal", "检查对象盖章"
    REFUSAL = "refusal", "检查对象未签字（注明情况）"


class Signature(models.Model):
    """One signature over one version of the record.

    `over` is the digest of the record as it stood (`record.digest`): a record changed afterwards is no longer
    signed. A seal stands on the printed record: here is kept who put it there. `strokes` is the handwriting as lists of points (personal data, encrypted); a member who signs from
    their own account needs none.
    """

    APPEND_ONLY: ClassVar = True
    OPENNESS: ClassVar = {
        **dict.fromkeys(
            ("inspection", "kind", "seat", "capacity", "note", "over", "at", "noted_by"), "secret"
        ),
        **dict.fromkeys(("name", "strokes"), "personal"),
    }

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="signatures", verbose_name="检查")
    kind = models.CharField("类别", max_length=10, choices=SignatureKind.choices)
    seat = models.ForeignKey(
        Seat, models.PROTECT, null=True, blank=True, related_name="signatures", verbose_name="席位"
    )
    name = models.CharField("姓名", max_length=60, blank=True)
    capacity = models.CharField("身份", max_length=60, blank=True)
    strokes = EncryptedTextField("笔迹", blank=True, default="")
    note = models.TextField("说明", blank=True)
    over = models.CharField("所签摘要", max_length=64)
    at = models.DateTimeField("时间")
    noted_by = models.CharField("经手人", max_length=60)

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = "签字"
        ordering = ["inspection_id", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["inspection", "seat", "over"],
                condition=models.Q(kind="member"),
                name="member_signs_once",
            ),
            models.UniqueConstraint(
                fields=["inspection", "over"],
                condition=models.Q(kind__in=("subject", "seal", "refusal")),
                name="subject_answers_once",
            ),
            models.CheckConstraint(
                name="refusal_has_note", condition=~models.Q(kind="refusal") | ~models.Q(note="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.inspection_id} {self.kind}"
