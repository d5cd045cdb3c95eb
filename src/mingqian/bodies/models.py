"""Who leads, who answers for what, who organises a joint check. Every row stays; the newest of its kind counts."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from mingqian.accounts.models import Agency, Unit
from mingqian.audit.appended import AppendOnly
from mingqian.plans.models import Campaign


class LeadingGroup(models.Model):
    """领导小组 as one document asks for it (西平 方案 三(二); 鹤壁 六(一)): the newest of an agency and a pack stands.

    `differs` is why head or office are others than the document names.
    """

    APPEND_ONLY: ClassVar = True
    OPENNESS: ClassVar = dict.fromkeys(
        (
            "agency", "pack_id", "name", "head", "head_post", "deputies", "members", "office", "office_head",
            "differs", "paper", "since", "made_by", "made_at",
        ),
        "internal",
    )  # fmt: skip

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="机构")
    pack_id = models.CharField("规则包", max_length=40)
    name = models.CharField("名称", max_length=120)
    head = models.CharField("组长", max_length=60)
    head_post = models.CharField("组长职务", max_length=120)
    deputies = models.TextField("副组长", blank=True)
    members = models.TextField("成员", blank=True)
    office = models.CharField("办公室设在", max_length=120)
    office_head = models.CharField("办公室主任", max_length=60, blank=True)
    differs = models.CharField("与文件不同的理由", max_length=300, blank=True)
    paper = models.CharField("成立的文件和文号", max_length=200)
    since = models.DateField("成立（调整）日期")
    made_by = models.CharField("登记人", max_length=60)
    made_at = models.DateTimeField("登记时间")

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = "领导小组"
        ordering = ["-id"]
        indexes = [models.Index(fields=["agency", "pack_id", "-id"], name="group_newest")]

    def __str__(self) -> str:
        return self.name


class Charge(models.Model):
    """责任分工: which unit answers for one thing a document assigns; which paper introduced a 工作制度.

    `key` and `word` are the rule and its word (`bodies.county_bureau` 指导); `item` is what the bureau itself names
    where the document names only the kind of unit (西平 细则 四: each item has its 责任股室). Without a `unit`, and with
    a `paper`, it is a rule of work that was issued.
    """

    APPEND_ONLY: ClassVar = True
    OPENNESS: ClassVar = dict.fromkeys(
        ("agency", "pack_id", "key", "word", "item", "unit", "paper", "since", "made_by", "made_at"),
        "internal",
    )

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="机构")
    pack_id = models.CharField("规则包", max_length=40)
    key = models.CharField("规则", max_length=60)
    word = models.CharField("职责", max_length=120)
    item = models.CharField("事项或者领域", max_length=120, blank=True)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="责任单位"
    )
    paper = models.CharField("文件和文号", max_length=200, blank=True)
    since = models.DateField("起始日期")
    made_by = models.CharField("登记人", max_length=60)
    made_at = models.DateTimeField("登记时间")

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = "责任分工"
        ordering = ["-id"]
        indexes = [models.Index(fields=["agency", "key", "-id"], name="charge_newest")]

    def __str__(self) -> str:
        return f"{self.word} {self.item}"


class JointArrangement(models.Model):
    """Who organises and who initiates one joint check; the newest of a campaign stands.

    `reason`: why it is another than the document names.
    """

    APPEND_ONLY: ClassVar = True
    OPENNESS: ClassVar = dict.fromkeys(
        ("campaign", "organiser", "initiator", "partner", "reason", "made_by", "made_at"), "internal"
    )

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+", verbose_name="抽查任务")
    organiser = models.CharField("组织、协调", max_length=120, blank=True)
    initiator = models.CharField("发起部门", max_length=120, blank=True)
    partner = models.CharField("配合部门", max_length=300, blank=True)
    reason = models.CharField("与文件不同的理由", max_length=300, blank=True)
    made_by = models.CharField("登记人", max_length=60)
    made_at = models.DateTimeField("登记时间")

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = "联合抽查的组织"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.organiser}"


class Support(models.Model):
    """One thing a joint check is provided with (鹤壁 六(二): 车辆、经费): the newest of a campaign and a word stands."""

    APPEND_ONLY: ClassVar = True
    OPENNESS: ClassVar = dict.fromkeys(
        ("campaign", "word", "said", "settled_on", "made_by", "made_at"), "internal"
    )

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+", verbose_name="抽查任务")
    word = models.CharField("保障", max_length=60)
    said = models.CharField("怎样落实", max_length=300)
    settled_on = models.DateField("落实日期")
    made_by = models.CharField("登记人", max_length=60)
    made_at = models.DateTimeField("登记时间")

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = "联合抽查的保障"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.word}"
