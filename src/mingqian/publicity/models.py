"""What the bureau publishes: each row holds, word for word, what the public sees."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from mingqian.accounts.models import Agency
from mingqian.audit.appended import AppendOnly
from mingqian.inspections.models import Inspection
from mingqian.publicity.states import HOLDS, PREPARED, PROPOSED, PUBLICATION, WITHHOLDING


class Kind(models.TextChoices):
    """What is published."""

    ITEMS = "items", "抽查事项清单"
    PLAN = "plan", "年度抽查计划"
    NOTICE = "notice", "抽查任务公告"
    RESULT = "result", "抽查检查结果"
    CORRECTION = "correction", "更正"
    REPORT = "report", "抽查情况通报"
    PENALTY = "penalty", "行政处罚决定"
    WITHDRAWAL = "withdrawal", "处罚决定撤回说明"


class Publication(models.Model):
    """One publication. From `published` on its words never change: triggers refuse it on both databases.

    `content` is exactly what the public sees (shapes in `publicity.content`); `digest` is the SHA-256 of its
    canonical JSON. `with_problem` says of a result whether a problem was found. `number` (公开文号) and `slug` (its public address) are given when it is published, so that neither
    tells how many are being prepared. A correction is a row of its own that `supersedes` the one before it.
    """

    SEALED: ClassVar = (
        "agency",
        "kind",
        "number",
        "slug",
        "title",
        "content",
        "digest",
        "object_kind",
        "object_id",
        "campaign_id",
        "subject_name",
        "subject_code",
        "occurred_on",
        "with_problem",
        "state",
        "prepared_at",
        "prepared_by",
        "prepared_by_id",
        "published_at",
        "published_by",
        "returned_at",
        "returned_by",
        "return_reason",
        "supersedes",
        "reason",
        "signed_by",
    )
    OPENNESS: ClassVar = {
        **dict.fromkeys(
            (
                "agency",
                "kind",
                "number",
                "slug",
                "title",
                "content",
                "digest",
                "subject_name",
                "subject_code",
                "occurred_on",
                "with_problem",
                "published_at",
                "supersedes",
                "reason",
            ),
            "public",
        ),
        **dict.fromkeys(
            (
                "object_kind",
                "object_id",
                "campaign_id",
                "state",
                "prepared_at",
                "prepared_by",
                "prepared_by_id",
                "published_by",
                "returned_at",
                "returned_by",
                "return_reason",
                "signed_by",
            ),
            "internal",
        ),
    }

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="publications", verbose_name="机构")
    kind = models.CharField("类别", max_length=12, choices=Kind.choices)
    number = models.CharField("公开文号", max_length=80, blank=True, default="")
    slug = models.CharField("公开地址", max_length=60, null=True, blank=True, unique=True)
    title = models.CharField("标题", max_length=400)
    content = models.JSONField("公示内容")
    digest = models.CharField("内容摘要", max_length=64)
    object_kind = models.CharField("对象类别", max_length=60)
    object_id = models.BigIntegerField("对象")
    campaign_id = models.BigIntegerField("抽查任务", null=True, blank=True, db_index=True)
    subject_name = models.CharField("检查对象名称", max_length=300, blank=True, default="")
    subject_code = models.CharField("统一社会信用代码", max_length=40, blank=True, default="", db_index=True)
    occurred_on = models.DateField("检查日期", null=True, blank=True)
    with_problem = models.BooleanField("发现问题", default=False)
    state = models.CharField("状态", max_length=10, choices=PUBLICATION.choices, default=PREPARED)
    prepared_at = models.DateTimeField("拟制时间")
    prepared_by = models.CharField("拟制人", max_length=60)
    prepared_by_id = models.BigIntegerField("拟制人编号", null=True, blank=True)
    published_at = models.DateTimeField("公示时间", null=True, blank=True)
    published_by = models.CharField("公示人", max_length=60, blank=True, default="")
    returned_at = models.DateTimeField("退回时间", null=True, blank=True)
    returned_by = models.CharField("退回人", max_length=60, blank=True, default="")
    return_reason = models.TextField("退回理由", blank=True, default="")
    supersedes = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="successors", verbose_name="所更正的公示"
    )
    reason = models.TextField("更正理由", blank=True, default="")
    signed_by = models.CharField("签字确认人", max_length=60, blank=True, default="")

    class Meta:
        verbose_name = "公示"
        ordering = ["-published_at", "-id"]
        indexes = [
            # Newest first, with everything the public search looks at: rows that do not answer are never fetched.
            models.Index(
                fields=[
                    "kind",
                    "state",
                    "-published_at",
                    "-slug",
                    "subject_name",
                    "subject_code",
                    "occurred_on",
                    "with_problem",
                    "id",
                ],
                name="publication_newest",
            ),
            models.Index(fields=["object_kind", "object_id"], name="publication_of_object"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "number"], condition=~models.Q(number=""), name="publication_number"
            ),
            models.UniqueConstraint(
                fields=["object_kind", "object_id", "kind"],
                condition=models.Q(state="prepared"),
                name="prepared_once",
            ),
            models.UniqueConstraint(
                fields=["object_kind", "object_id", "kind"],
                condition=models.Q(state="published"),
                name="in_force_once",
            ),
            models.CheckConstraint(
                name="publication_published_whole",
                condition=(
                    models.Q(
                        state__in=("published", "corrected", "superseded"),
                        published_at__isnull=False,
                        slug__isnull=False,
                    )
                    & ~models.Q(published_by="")
                    & ~models.Q(number="")
                )
                | models.Q(
                    state__in=("prepared", "returned"),
                    published_at__isnull=True,
                    published_by="",
                    slug__isnull=True,
                    number="",
                ),
            ),
            models.CheckConstraint(
                name="publication_returned_pair",
                condition=models.Q(returned_at__isnull=True, returned_by="", return_reason="")
                | (
                    models.Q(returned_at__isnull=False)
                    & ~models.Q(returned_by="")
                    & ~models.Q(return_reason="")
                ),
            ),
            models.CheckConstraint(
                name="correction_signed_with_reason",
                condition=~models.Q(kind="correction")
                | (models.Q(supersedes__isnull=False) & ~models.Q(reason="") & ~models.Q(signed_by="")),
            ),
        ]

    def __str__(self) -> str:
        return self.number or self.title


class PublishedLine(models.Model):
    """One item of a published result, for the public search by item and result. Append-only."""

    APPEND_ONLY: ClassVar = True
    OPENNESS: ClassVar = dict.fromkeys(
        ("publication", "position", "item_code", "item_title", "result", "result_words"), "public"
    )

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="lines", verbose_name="公示")
    position = models.PositiveSmallIntegerField("序号")
    item_code = models.CharField("事项编码", max_length=60, blank=True)
    item_title = models.CharField("抽查事项", max_length=400)
    result = models.CharField("检查结果", max_length=30, blank=True)
    result_words = models.CharField("检查结果用语", max_length=120)

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = "公示事项"
        ordering = ["publication_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["publication", "position"], name="published_line_position")
        ]
        indexes = [
            models.Index(fields=["item_code"], name="published_item"),
            models.Index(fields=["result"], name="published_result"),
        ]

    def __str__(self) -> str:
        return f"{self.publication_id} {self.position}"


class PlaceReceipt(models.Model):
    """One published result entered at a place a document names (信阳 十九): on which day, under which number there.

    Append-only: whoever mistook himself enters it again, and the last one counts.
    """

    APPEND_ONLY: ClassVar = True
    OPENNESS: ClassVar = dict.fromkeys(
        ("publication", "place", "entered_on", "number", "recorded_at", "recorded_by"), "internal"
    )

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="receipts", verbose_name="公示")
    place = models.CharField("公示的地方", max_length=60)
    entered_on = models.DateField("录入日期")
    number = models.CharField("回执号", max_length=120)
    recorded_at = models.DateTimeField("登记时间")
    recorded_by = models.CharField("登记人", max_length=60)

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = "录入回执"
        ordering = ["id"]
        indexes = [models.Index(fields=["publication", "place"], name="receipt_of_publication")]
        constraints = [
            models.CheckConstraint(name="receipt_whole", condition=~models.Q(place="") & ~models.Q(number=""))
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.number}"


class Ground(models.TextChoices):
    """Why the law keeps something from the public, in the words of 《政府信息公开条例》 (2019) 14 to 16."""

    SECRET = "secret", "国家秘密"
    FORBIDDEN = "forbidden", "法律、行政法规禁止公开"
    SECURITY = "security", "公开后可能危及国家安全、公共安全、经济安全、社会稳定"
    TRADE = "trade", "商业秘密"
    PRIVACY = "privacy", "个人隐私"
    CASE_FILE = "case_file", "行政执法案卷信息"


class Withholding(models.Model):
    """不予公开: a result (`whole`), or named pieces of it, kept from the public by law.

    Proposed by the unit that checked, decided by another person. `parts` are pairs of a line's position from 1 and
    `result` or `handling`; empty for the whole. The public learns the ground and how many, of the pieces also the legal
    basis; of a whole result neither the enterprise nor the reason. It may be lifted as it was made: asked for by the unit
    with a reason, decided by another person. The fields of the last request stay.
    """

    SEALED: ClassVar = (
        "agency",
        "inspection",
        "campaign_id",
        "parts",
        "ground",
        "basis",
        "reason",
        "state",
        "proposed_at",
        "proposed_by",
        "proposed_by_id",
        "decided_at",
        "decided_by",
        "decision",
        "lift_reason",
        "lift_asked_at",
        "lift_asked_by",
        "lift_asked_by_id",
        "lift_decided_at",
        "lift_decided_by",
        "lift_decision",
    )
    OPENNESS: ClassVar = {
        **dict.fromkeys(SEALED, "secret"),
        "agency": "public",
        "campaign_id": "internal",
        "ground": "public",
        "state": "internal",
    }

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="机构")
    inspection = models.ForeignKey(
        Inspection, models.PROTECT, related_name="withholdings", verbose_name="检查"
    )
    campaign_id = models.BigIntegerField("抽查任务", db_index=True)
    parts = models.JSONField("不公开的部分", default=list, blank=True)
    ground = models.CharField("事由类别", max_length=12, choices=Ground.choices)
    basis = models.CharField("法律依据", max_length=300)
    reason = models.TextField("理由")
    state = models.CharField("状态", max_length=10, choices=WITHHOLDING.choices, default=PROPOSED)
    proposed_at = models.DateTimeField("提出时间")
    proposed_by = models.CharField("提出人", max_length=60)
    proposed_by_id = models.BigIntegerField("提出人编号", null=True, blank=True)
    decided_at = models.DateTimeField("审定时间", null=True, blank=True)
    decided_by = models.CharField("审定人", max_length=60, blank=True, default="")
    decision = models.TextField("审定意见", blank=True, default="")
    lift_reason = models.TextField("恢复公开的理由", blank=True, default="")
    lift_asked_at = models.DateTimeField("申请恢复时间", null=True, blank=True)
    lift_asked_by = models.CharField("申请恢复人", max_length=60, blank=True, default="")
    lift_asked_by_id = models.BigIntegerField("申请恢复人编号", null=True, blank=True)
    lift_decided_at = models.DateTimeField("恢复审定时间", null=True, blank=True)
    lift_decided_by = models.CharField("恢复审定人", max_length=60, blank=True, default="")
    lift_decision = models.TextField("恢复审定意见", blank=True, default="")

    class Meta:
        verbose_name = "不予公开"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["inspection"], condition=models.Q(state="proposed"), name="withholding_asked_once"
            ),
            models.UniqueConstraint(
                fields=["inspection"], condition=models.Q(state__in=HOLDS), name="withheld_once"
            ),
            models.CheckConstraint(
                name="withholding_decided_pair",
                condition=models.Q(state="proposed", decided_at__isnull=True, decided_by="")
                | (
                    models.Q(
                        state__in=("approved", "declined", "lifting", "lifted"), decided_at__isnull=False
                    )
                    & ~models.Q(decided_by="")
                ),
            ),
            models.CheckConstraint(
                name="withholding_has_grounds",
                condition=~models.Q(ground="") & ~models.Q(basis="") & ~models.Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.inspection_id} {self.ground}"

    @property
    def whole(self) -> bool:
        """The whole result, enterprise included."""
        return not self.parts
