"""Others' work an item's result rests on: an entrusted body's report, another authority's conclusion (西平 联合 五)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from mingqian.audit.appended import AppendOnly
from mingqian.inspections.models.record import RecordLine
from mingqian.registers.models import Expert


class RelianceKind(models.TextChoices):
    """Whether the bureau had somebody check, or takes over what somebody has concluded of itself."""

    ENTRUSTED = "entrusted", "委托专业机构检查"
    CONCLUSION = "conclusion", "采信他人结论"


class Reliance(models.Model):
    """One report or conclusion a line of the record rests on (高青 10.2 d asks for it when a report proves false).

    `words` is the kind as the document names it, `body` who gave it; of an entrusted body also the qualification and the
    contract. Taken back by a row of its own while the record is open: what was once relied on stays readable.
    """

    APPEND_ONLY: ClassVar = True
    OPENNESS: ClassVar = dict.fromkeys(
        (
            "line", "kind", "words", "citation", "body", "expert", "qualification", "contract", "document",
            "document_date", "conclusion", "noted_by", "at",
        ),
        "secret",
    )  # fmt: skip

    line = models.ForeignKey(RecordLine, models.PROTECT, related_name="reliances", verbose_name="检查记录")
    kind = models.CharField("种类", max_length=12, choices=RelianceKind.choices)
    words = models.CharField("结论的种类", max_length=120)
    citation = models.CharField("依据", max_length=120)
    body = models.CharField("机构名称", max_length=200)
    expert = models.ForeignKey(
        Expert, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="专家库中的人员"
    )
    qualification = models.CharField("资质", max_length=200, blank=True)
    contract = models.CharField("委托合同或者编号", max_length=120, blank=True)
    document = models.CharField("报告或者文书文号", max_length=120)
    document_date = models.DateField("报告或者文书日期")
    conclusion = models.TextField("结论")
    noted_by = models.CharField("记录人", max_length=60)
    at = models.DateTimeField("时间")

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = "委托检查和采信的结论"
        ordering = ["line_id", "id"]
        constraints = [
            models.CheckConstraint(
                name="reliance_whole",
                condition=~models.Q(body="") & ~models.Q(document="") & ~models.Q(conclusion=""),
            ),
            models.CheckConstraint(
                name="entrusted_is_qualified",
                condition=~models.Q(kind="entrusted")
                | (~models.Q(qualification="") & ~models.Q(contract="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body} {self.document}"

    @property
    def in_force(self) -> bool:
        """Whether it was not taken back."""
        return not hasattr(self, "dropped")

    @property
    def said(self) -> str:
        """In one line, as it is printed and published."""
        day = f"{self.document_date.year}年{self.document_date.month}月{self.document_date.day}日"
        more = f"，资质：{self.qualification}" if self.qualification else ""
        return f"{self.words}：{self.body}{more}，{self.document}，{day}"


class RelianceDropped(models.Model):
    """A reliance taken back before the record was closed, and why."""

    APPEND_ONLY: ClassVar = True
    OPENNESS: ClassVar = dict.fromkeys(("reliance", "reason", "by_name", "at"), "secret")

    reliance = models.OneToOneField(
        Reliance, models.PROTECT, related_name="dropped", verbose_name="采信的结论"
    )
    reason = models.TextField("理由")
    by_name = models.CharField("办理人", max_length=60)
    at = models.DateTimeField("时间")

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = "撤回的采信"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.reliance_id}"
