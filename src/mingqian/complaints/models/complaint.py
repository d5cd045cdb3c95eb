"""投诉举报: what was said, of whom, by whom (apart, encrypted), and what was done about it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from mingqian.accounts.models import Agency, Unit
from mingqian.acts.fields import EncryptedTextField
from mingqian.audit.appended import AppendOnly
from mingqian.complaints.models.shift import Shift
from mingqian.complaints.states import COMPLAINT, TAKEN
from mingqian.registers.models import Subject


class Complaint(models.Model):
    """One complaint. Who complained stands in `Person`, sealed; every step is a `Step`.

    `way`, `about` and `danger` are the document's own words as they stood at intake; `kind` the key of one of its kinds
    of violation and `kind_words` how it was read. `query_blind` is the blinded code by which whoever
    sent it in on the public site asks how it stands, `main` the complaint about the same matter it is handled with.
    `officers`: it is about the bureau's own officers; then `accused`
    holds the accounts of those complained of, who never see it. `counted`: it counts towards "投诉举报多".
    """

    SEALED: ClassVar = (
        "agency",
        "number",
        "way",
        "came_from",
        "about",
        "officers",
        "danger",
        "kind",
        "kind_words",
        "fatal",
        "subject",
        "subject_name",
        "place",
        "content",
        "anonymous",
        "accused",
        "accused_words",
        "received_at",
        "taken_at",
        "taken_by",
        "taken_by_id",
        "shift",
        "state",
        "registered_at",
        "registered_by",
        "unit",
        "to_name",
        "routed_at",
        "result",
        "result_at",
        "reply",
        "reply_way",
        "replied_on",
        "satisfied",
        "reward",
        "closed_at",
        "refusal",
        "query_blind",
        "main",
    )
    OPENNESS: ClassVar = {
        **dict.fromkeys(SEALED, "internal"),
        **dict.fromkeys(
            ("content", "accused", "accused_words", "result", "reply", "officers", "query_blind"), "secret"
        ),
    }

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="机构")
    number = models.CharField("受理编号", max_length=40)
    way = models.CharField("方式", max_length=40)
    came_from = models.CharField("督办、移送机关和文号", max_length=200, blank=True, default="")
    about = models.CharField("反映的事项", max_length=60, blank=True, default="")
    officers = models.BooleanField("反映本机关执法人员", default=False)
    danger = models.CharField("隐患的表现", max_length=60, blank=True, default="")
    kind = models.CharField("违法行为类别代码", max_length=60, blank=True, default="")
    kind_words = models.CharField("违法行为类别", max_length=200, blank=True, default="")
    fatal = models.BooleanField("涉及人员死亡", default=False)
    subject = models.ForeignKey(
        Subject, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="名录里的检查对象"
    )
    subject_name = models.CharField("被反映的单位", max_length=300, blank=True, default="")
    place = models.CharField("地点", max_length=200, blank=True, default="")
    content = models.TextField("反映的内容")
    anonymous = models.BooleanField("匿名", default=False)
    accused = models.JSONField("被反映人的账号", default=list)
    accused_words = models.CharField("被反映的人员", max_length=200, blank=True, default="")
    received_at = models.DateTimeField("收到时间")
    taken_at = models.DateTimeField("受理时间")
    taken_by = models.CharField("受理人", max_length=60)
    taken_by_id = models.BigIntegerField("受理人编号", null=True, blank=True)
    shift = models.ForeignKey(
        Shift, models.PROTECT, null=True, blank=True, related_name="complaints", verbose_name="值班"
    )
    state = models.CharField("状态", max_length=12, choices=COMPLAINT.choices, default=TAKEN)
    registered_at = models.DateTimeField("登记时间", null=True, blank=True)
    registered_by = models.CharField("登记人", max_length=60, blank=True, default="")
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="承办单位"
    )
    to_name = models.CharField("转交的部门", max_length=120, blank=True, default="")
    routed_at = models.DateTimeField("转办时间", null=True, blank=True)
    result = models.TextField("办理结果", blank=True, default="")
    result_at = models.DateTimeField("报结果时间", null=True, blank=True)
    reply = models.TextField("答复内容", blank=True, default="")
    reply_way = models.CharField("答复方式", max_length=60, blank=True, default="")
    replied_on = models.DateField("答复日期", null=True, blank=True)
    satisfied = models.CharField("回访意见", max_length=200, blank=True, default="")
    reward = models.CharField("举报奖励", max_length=200, blank=True, default="")
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)
    refusal = models.TextField("不予受理的理由", blank=True, default="")
    query_blind = models.CharField("查询码（遮蔽）", max_length=32, blank=True, default="")
    main = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name="并入"
    )

    class Meta:
        verbose_name = "投诉举报"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["agency", "state"], name="complaint_by_state"),
            models.Index(fields=["agency", "subject"], name="complaint_of_subject"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["agency", "number"], name="complaint_number"),
            models.UniqueConstraint(
                fields=["query_blind"], condition=~models.Q(query_blind=""), name="complaint_query_once"
            ),
            models.CheckConstraint(
                name="complaint_merged_into_another",
                condition=~models.Q(state="merged") | models.Q(main__isnull=False),
            ),
            models.CheckConstraint(
                name="complaint_registered_pair",
                condition=models.Q(registered_at__isnull=True, registered_by="")
                | (models.Q(registered_at__isnull=False) & ~models.Q(registered_by="")),
            ),
            models.CheckConstraint(
                name="complaint_of_officers_by_itself",
                condition=models.Q(officers=True) | models.Q(accused=[]),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def answerable(self) -> bool:
        """Whether somebody can be answered: who left a name, or who holds a code to ask with."""
        return not self.anonymous or bool(self.query_blind)


class Attachment(models.Model):
    """A picture or paper sent in with a complaint, encrypted; never told apart by the name it came with."""

    APPEND_ONLY: ClassVar = True
    OPENNESS: ClassVar = {
        **dict.fromkeys(("complaint", "number", "content_type", "ending", "size", "digest"), "internal"),
        "data": "secret",
    }

    complaint = models.ForeignKey(
        Complaint, models.PROTECT, related_name="attachments", verbose_name="投诉举报"
    )
    number = models.PositiveSmallIntegerField("序号")
    content_type = models.CharField("类型", max_length=40)
    ending = models.CharField("扩展名", max_length=8)
    size = models.PositiveIntegerField("字节数")
    digest = models.CharField("SHA-256", max_length=64)
    data = models.BinaryField("密文")

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = "投诉举报附件"
        ordering = ["complaint_id", "number"]
        constraints = [models.UniqueConstraint(fields=["complaint", "number"], name="attachment_once")]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.number}"


class Person(models.Model):
    """Who complained. Encrypted, read one at a time, each look an event; never on a list, an export or a paper."""

    SEALED: ClassVar = ("complaint", "name", "phone", "address")
    OPENNESS: ClassVar = {
        "complaint": "internal",
        "name": "personal",
        "phone": "personal",
        "address": "personal",
    }

    complaint = models.OneToOneField(
        Complaint, models.PROTECT, related_name="person", verbose_name="投诉举报"
    )
    name = EncryptedTextField("姓名", blank=True, default="")
    phone = EncryptedTextField("联系电话", blank=True, default="")
    address = EncryptedTextField("联系地址", blank=True, default="")

    class Meta:
        verbose_name = "投诉举报人"

    def __str__(self) -> str:
        return str(self.complaint_id)


class Step(models.Model):
    """One step of a complaint, as those who handle it read it."""

    APPEND_ONLY: ClassVar = True
    OPENNESS: ClassVar = {
        **dict.fromkeys(("complaint", "at", "by", "act", "to"), "internal"),
        "note": "secret",
    }

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="steps", verbose_name="投诉举报")
    at = models.DateTimeField("时间")
    by = models.CharField("办理人", max_length=60)
    act = models.CharField("办理", max_length=40)
    to = models.CharField("交给", max_length=120, blank=True, default="")
    note = models.TextField("说明", blank=True, default="")

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = "办理经过"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.act}"
