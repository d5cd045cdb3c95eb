"""The notice to the enterprise (检查通知)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from mingqian.acts.fields import EncryptedTextField
from mingqian.inspections.models.inspection import Inspection


class Channel(models.TextChoices):
    """How the notice went out. Writing, telephone, fax, or not at all where it is unsuitable (卫东 六2)."""

    WRITTEN = "written", "书面"
    TELEPHONE = "telephone", "电话"
    FAX = "fax", "传真"
    OTHER = "other", "其他"
    WITHHELD = "withheld", "不宜告知"


class Notice(models.Model):
    """What the enterprise was told, when, how; or why it was not told.

    `way` is the document's own word for the channel (`checks.notice_forms`), where it has one. `told` holds, by the
    document's own words, what it wants in a notice and no other field holds (`checks.notice_contents`). `late_reason`: why the enterprise is told later than the term of notice (信阳 十一).

    `token` opens the enterprise's own page, which shows this notice and nothing else. It is kept encrypted and
    found again by its keyed digest: whoever reads the database alone cannot open the page.
    """

    SEALED: ClassVar = (
        "inspection",
        "channel",
        "planned_on",
        "planned_time",
        "materials",
        "attend",
        "contact",
        "withheld_reason",
        "sent_at",
        "sent_by",
        "token",
        "token_digest",
        "received_at",
        "received_by",
        "way",
        "told",
        "late_reason",
    )
    OPENNESS: ClassVar = {
        **dict.fromkeys(
            (
                "inspection",
                "channel",
                "planned_on",
                "planned_time",
                "materials",
                "attend",
                "contact",
                "withheld_reason",
                "sent_at",
                "sent_by",
                "token",
                "token_digest",
                "received_at",
                "way",
                "told",
                "late_reason",
            ),
            "secret",
        ),
        "received_by": "personal",
    }

    inspection = models.OneToOneField(Inspection, models.PROTECT, related_name="notice", verbose_name="检查")
    channel = models.CharField("方式", max_length=12, choices=Channel.choices)
    planned_on = models.DateField("检查日期")
    planned_time = models.CharField("检查时间", max_length=60, blank=True)
    materials = models.TextField("应准备的材料", blank=True)
    attend = models.TextField("到场配合的要求", blank=True)
    contact = models.CharField("联系人及办公电话", max_length=120, blank=True)
    withheld_reason = models.TextField("不宜告知的理由", blank=True)
    sent_at = models.DateTimeField("发出时间")
    sent_by = models.CharField("发出人", max_length=60)
    token = EncryptedTextField("专用页面口令", blank=True, default="")
    token_digest = models.CharField("口令摘要", max_length=32, null=True, blank=True, unique=True)
    received_at = models.DateTimeField("确认收到时间", null=True, blank=True)
    received_by = EncryptedTextField("确认收到人", blank=True, default="")
    way = models.CharField("方式的名称", max_length=40, blank=True, default="")
    told = models.JSONField("其他告知的内容", default=dict, blank=True)
    late_reason = models.TextField("迟于期限通知的理由", blank=True, default="")

    class Meta:
        verbose_name = "检查通知"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="notice_withheld_has_reason",
                condition=(models.Q(channel="withheld") & ~models.Q(withheld_reason=""))
                | (~models.Q(channel="withheld") & models.Q(withheld_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.inspection_id} {self.channel}"

    @property
    def channel_words(self) -> str:
        """书面, 电话: the document's word where it had one."""
        return self.way or str(Channel(self.channel).label)
