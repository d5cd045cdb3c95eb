"""One attempt at the draw of one campaign."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from mingqian.accounts.models import Agency
from mingqian.draws import states
from mingqian.plans.models import Campaign
from mingqian.plans.packs import title_of


class Draw(models.Model):
    """One attempt (次) at the draw of one campaign.

    `manifest` is the exact canonical text whose hash `m` was published before any source was opened.
    """

    SEALED: ClassVar = (
        "campaign",
        "agency",
        "number",
        "attempt",
        "state",
        "hash_name",
        "locked_at",
        "locked_by",
        "counts",
        "plan_digest",
        "pack",
        "register",
        "urns",
        "people_count",
        "people_root",
        "team",
        "operator_commitment",
        "previous",
        "reason",
        "manifest",
        "manifest_hash",
        "committed_at",
        "drawn_at",
        "drawn_by",
        "reveals_hash",
        "results_hash",
        "load",
        "signed_at",
        "dispatched_at",
        "abort_reason",
        "abort_asked_at",
        "abort_asked_by",
        "abort_asked_by_id",
        "aborted_at",
        "aborted_by",
        "opening",
        "released_at",
        "released_by",
        "release_reason",
    )
    OPENNESS: ClassVar = {
        **dict.fromkeys(
            (
                "campaign",
                "agency",
                "number",
                "attempt",
                "state",
                "hash_name",
                "locked_at",
                "urns",
                "people_count",
                "people_root",
                "team",
                "operator_commitment",
                "previous",
                "reason",
                "manifest",
                "manifest_hash",
                "committed_at",
                "drawn_at",
                "abort_reason",
                "aborted_at",
                "opening",
                "released_at",
                "released_by",
                "release_reason",
                "pack",
                "register",
                "plan_digest",
            ),
            "public",
        ),
        **dict.fromkeys(
            (
                "locked_by",
                "drawn_by",
                "signed_at",
                "dispatched_at",
                "abort_asked_at",
                "abort_asked_by",
                "abort_asked_by_id",
                "aborted_by",
                "counts",
                "load",
                "reveals_hash",
                "results_hash",
            ),
            "internal",
        ),
    }

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="draws", verbose_name="抽查任务")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="机构")
    number = models.CharField("摇号编号", max_length=80)
    attempt = models.PositiveIntegerField("第几次")
    state = models.CharField("状态", max_length=12, choices=states.DRAW.choices, default=states.LOCKED)
    hash_name = models.CharField("摘要算法", max_length=8, default="sha256")
    locked_at = models.DateTimeField("锁库时间")
    locked_by = models.CharField("锁库人", max_length=60)
    counts = models.JSONField("锁库时的统计", default=dict)
    plan_digest = models.CharField("计划行摘要", max_length=64)
    pack = models.JSONField("规则包", default=dict)
    register = models.JSONField("名录库状态", default=dict)
    urns = models.JSONField("签筒", default=list)
    people_count = models.PositiveIntegerField("人员数", default=0)
    people_root = models.CharField("人员根", max_length=64, blank=True)
    team = models.JSONField("席位", default=dict)
    operator_commitment = models.CharField("操作员承诺", max_length=64)
    previous = models.ForeignKey("self", models.PROTECT, null=True, blank=True, verbose_name="前一次")
    reason = models.TextField("重新摇号的理由", blank=True)
    manifest = models.TextField("锁库清单", blank=True)
    manifest_hash = models.CharField("锁库摘要", max_length=64, blank=True, db_index=True)
    committed_at = models.DateTimeField("公布锁库摘要时间", null=True, blank=True)
    drawn_at = models.DateTimeField("摇号时间", null=True, blank=True)
    drawn_by = models.CharField("摇号人", max_length=60, blank=True)
    reveals_hash = models.CharField("公开值摘要", max_length=64, blank=True)
    results_hash = models.CharField("结果摘要", max_length=64, blank=True)
    load = models.PositiveIntegerField("最小负荷", default=0)
    signed_at = models.DateTimeField("签字完成时间", null=True, blank=True)
    dispatched_at = models.DateTimeField("派发时间", null=True, blank=True)
    abort_reason = models.TextField("中止理由", blank=True)
    abort_asked_at = models.DateTimeField("申请中止时间", null=True, blank=True)
    abort_asked_by = models.CharField("申请中止人", max_length=60, blank=True)
    abort_asked_by_id = models.BigIntegerField("申请中止人编号", null=True, blank=True)
    aborted_at = models.DateTimeField("中止时间", null=True, blank=True)
    aborted_by = models.CharField("批准中止人", max_length=60, blank=True)
    opening = models.JSONField("中止后公开的随机数", default=dict, blank=True)
    released_at = models.DateTimeField("名单公开时间", null=True, blank=True)
    released_by = models.CharField("决定公开人", max_length=60, blank=True)
    release_reason = models.TextField("公开依据", blank=True)

    class Meta:
        verbose_name = "摇号"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign"],
                condition=models.Q(state__in=states.UNDER_WAY),
                name="one_draw_under_way",
            ),
            models.UniqueConstraint(
                fields=["campaign", "attempt"],
                condition=~models.Q(state=states.WITHDRAWN),
                name="attempts_are_numbered",
            ),
            models.CheckConstraint(
                name="draw_drawn_pair",
                condition=models.Q(drawn_at__isnull=True, drawn_by="")
                | (models.Q(drawn_at__isnull=False) & ~models.Q(drawn_by="")),
            ),
            models.CheckConstraint(
                name="draw_released_pair",
                condition=models.Q(released_at__isnull=True, released_by="")
                | (models.Q(released_at__isnull=False) & ~models.Q(released_by="")),
            ),
            models.CheckConstraint(
                name="draw_aborted_pair",
                condition=models.Q(aborted_at__isnull=True, aborted_by="")
                | (models.Q(aborted_at__isnull=False) & ~models.Q(aborted_by="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} 第{self.attempt}次"

    @property
    def pack_name(self) -> str:
        """What people call the rules it was locked under: 高青."""
        return title_of(str(self.pack.get("pack", "")))

    @property
    def fills_vacancies(self) -> bool:
        """Whether it draws seats of an earlier draw's team, not the campaign's list (补抽空缺)."""
        return hasattr(self, "vacancy")

    @property
    def from_platform(self) -> bool:
        """Whether the list was drawn on the official platform and entered here (平台抽取): there is no proof of ours."""
        return hasattr(self, "platform")

    @property
    def title(self) -> str:
        """What is drawn, as the manifest has it. Nothing in it names an enterprise."""
        return f"{self.campaign.title}（补抽空缺）" if self.fills_vacancies else self.campaign.title

    @property
    def released(self) -> bool:
        """Whether the drawn list is public."""
        return self.released_at is not None
