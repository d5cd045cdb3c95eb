"""抽查任务: one planned batch on its way from the plan to the archive."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from mingqian.accounts.models import Agency, Unit
from mingqian.audit.appended import AppendOnly
from mingqian.plans import states
from mingqian.plans.models.pairs import who_and_when
from mingqian.plans.models.plan import LineKind, Mode, PlanLine, SpecialOrder


class Unclassed(models.TextChoices):
    """What becomes of subjects whose 重点/一般 class is unknown."""

    UNDECIDED = "", "尚未决定"
    GENERAL = "general", "按一般检查对象抽取"
    LEFT_OUT = "left_out", "暂不列入"


class Specialty(models.TextChoices):
    """Who on a team must have the specialty an item of the list asks for: no document says."""

    NOBODY = "", "不作要求"
    LEADER = "leader", "组长"
    ALL = "all", "每名检查人员"


def default_team() -> dict[str, object]:
    """高青 7.3: at least two inspectors a subject, one of them leader."""
    return {"seats": [{"name": "leader", "count": 1}, {"name": "member", "count": 1}], "max_load": 6}


class Campaign(models.Model):
    """One batch drawn from one plan line. `number` counts in the year of its agency ("2026-03").

    A task outside the lottery (非随机检查) has no line but a `ground`: the key of the rule of `ground_pack` that lets it be
    checked without a draw (西平 细则 五; 高青 4.3). Nothing that draws ever meets one; whoever may, asks `pack_id`, not the line.

    `team` is `{"seats": [{"name": "leader"|"member"|"expert", "count": int}], "max_load": int}`; max_load is
    tasks a person at most; `specialty`, where set, says who must have what the items ask for. `repeat_reason` departs from 原则上 once a year (高青 6.2), with the reason. `pool_summary` is what was seen and confirmed: counts only, no subject.
    """

    SEALED: ClassVar = (
        "agency", "line", "number", "title", "state", "mode", "conditions", "item_ids", "share_percent",
        "stratify_by", "team", "expert_seat", "unit", "partner_agency_ids", "check_from", "check_to",
        "notice_allowed", "unclassed_as", "special_order", "special_note", "repeat_reason", "made_by",
        "made_at", "confirmed_by", "confirmed_at", "pool_summary", "version", "ground", "ground_pack",
    )  # fmt: skip
    OPENNESS: ClassVar = {
        **dict.fromkeys(
            (
                "agency", "line", "number", "title", "state", "mode", "conditions", "item_ids",
                "share_percent", "stratify_by", "team", "expert_seat", "unit", "partner_agency_ids",
                "check_from", "check_to", "special_order", "special_note", "repeat_reason", "unclassed_as",
                "ground", "ground_pack",
            ),
            "public",
        ),
        **dict.fromkeys(
            (
                "notice_allowed", "made_by", "made_at", "confirmed_by", "confirmed_at", "pool_summary",
                "version",
            ),
            "internal",
        ),
    }  # fmt: skip

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="campaigns", verbose_name="机构")
    line: models.ForeignKey[PlanLine | None, PlanLine | None] = models.ForeignKey(
        PlanLine, models.PROTECT, null=True, blank=True, related_name="campaigns", verbose_name="计划行"
    )
    number = models.CharField("任务编号", max_length=20)
    title = models.CharField("名称", max_length=120)
    state = models.CharField("状态", max_length=12, choices=states.CAMPAIGN.choices, default=states.DRAFT)
    mode = models.CharField("抽取方式", max_length=12, choices=Mode.choices)
    conditions = models.JSONField("抽取条件", default=dict, blank=True)
    item_ids = models.JSONField("抽查事项", default=list)
    share_percent = models.CharField("抽查比例（%）", max_length=12)
    stratify_by = models.CharField("分筒", max_length=80, blank=True, default="")
    """Codes of `plans.strata`, joined by commas; each urn (签筒) has its own quota."""
    team = models.JSONField("检查组", default=default_team)
    expert_seat = models.BooleanField("需要专家", default=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="任务执行单位")
    partner_agency_ids = models.JSONField("联合部门", default=list, blank=True)
    check_from = models.DateField("检查开始日期")
    check_to = models.DateField("检查结束日期")
    notice_allowed = models.BooleanField("可以事先通知检查对象", default=True)
    unclassed_as = models.CharField(
        "类别不明的检查对象", max_length=10, choices=Unclassed.choices, blank=True, default=""
    )
    special_order = models.CharField(
        "另行部署", max_length=12, choices=SpecialOrder.choices, blank=True, default=""
    )
    special_note = models.CharField("部署依据", max_length=200, blank=True, default="")
    repeat_reason = models.CharField("抽中过的仍参加抽取的理由", max_length=200, blank=True, default="")
    made_by = models.CharField("设置人", max_length=60)
    made_at = models.DateTimeField("设置时间")
    confirmed_by = models.CharField("确认人", max_length=60, blank=True, default="")
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    pool_summary = models.JSONField("确认时的统计", default=dict, blank=True)
    version = models.PositiveIntegerField("版次", default=1)
    ground = models.CharField("不经抽取的情形", max_length=60, blank=True, default="")
    ground_pack = models.CharField("所依据的规则包", max_length=40, blank=True, default="")

    class Meta:
        verbose_name = "抽查任务"
        ordering = ["-id"]
        indexes = [models.Index(fields=["agency", "state"], name="campaign_by_state")]
        constraints = [
            models.UniqueConstraint(fields=["agency", "number"], name="campaign_number"),
            models.CheckConstraint(
                name="campaign_dates", condition=models.Q(check_to__gte=models.F("check_from"))
            ),
            who_and_when("campaign_confirmed_pair", "confirmed_at", "confirmed_by"),
            models.CheckConstraint(
                name="campaign_planned_or_grounded",
                condition=models.Q(line__isnull=False, ground="", ground_pack="")
                | (models.Q(line__isnull=True) & ~models.Q(ground="") & ~models.Q(ground_pack="")),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def outside(self) -> bool:
        """Whether this is a 非随机检查: nobody was drawn for it."""
        return bool(self.ground)

    @property
    def planned(self) -> PlanLine:
        """The line of the plan it carries out. Raises `ValueError` for a check outside the lottery: it has none."""
        if self.line is None:
            raise ValueError(f"{self.number} is outside the lottery and carries out no line of a plan")
        return self.line

    @property
    def kind(self) -> str:
        """The kind of its plan line (单独、联合、跨区域); empty outside the lottery."""
        return "" if self.outside else str(self.planned.kind)

    @property
    def joint(self) -> bool:
        """Whether several departments check together."""
        return bool(self.partner_agency_ids) or self.kind == LineKind.JOINT

    @property
    def pack_id(self) -> str:
        """The pack it is carried out under: its plan's, or the one that names its ground."""
        return self.ground_pack or self.planned.plan.pack_id

    @property
    def excluded_count(self) -> int:
        """Subjects that met the conditions and were kept out, when the pool was confirmed."""
        return sum(self.pool_summary.get("excluded", {}).values())


class CampaignStep(models.Model):
    """One step a campaign took: what, when, by whom, in which role. Append-only."""

    APPEND_ONLY: ClassVar = True
    OPENNESS: ClassVar = dict.fromkeys(("campaign", "step", "at", "by_name", "by_role", "note"), "internal")

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="steps", verbose_name="抽查任务")
    step = models.CharField("步骤", max_length=12, choices=list(states.STEP_NAMES.items()))
    at = models.DateTimeField("时间")
    by_name = models.CharField("办理人", max_length=60)
    by_role = models.CharField("角色", max_length=60)
    note = models.TextField("说明", blank=True)

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = "任务步骤"
        ordering = ["campaign_id", "id"]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.step}"
