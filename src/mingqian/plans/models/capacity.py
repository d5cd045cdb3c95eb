"""What a plan's reckoning of working days assumes: who is there, what else they do, how long a visit takes."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from mingqian.plans.models.plan import AnnualPlan


class PlanCapacity(models.Model):
    """The assumptions of one plan's 力量测算; the sums themselves are always computed anew.

    `people`: unit id (as text) → persons. `duties`: a list of `{"unit": id, "kind": "other" | "absent", "label",
    "months": [first, last], "days": "12.5"}`, person-days as exact text. `travel`: township → days a visit there takes
    beyond the check itself. `team`: persons a visit. `days_each`: working days on the spot.
    """

    SEALED: ClassVar = ("plan", "people", "team", "days_each", "travel", "duties", "version")
    OPENNESS: ClassVar = dict.fromkeys(SEALED, "internal")

    plan = models.OneToOneField(AnnualPlan, models.PROTECT, related_name="capacity", verbose_name="计划")
    people = models.JSONField("各单位执法人员数", default=dict)
    team = models.PositiveSmallIntegerField("每户检查人数")
    days_each = models.CharField("每户现场天数", max_length=8)
    travel = models.JSONField("各乡镇每户另加路途天数", default=dict, blank=True)
    duties = models.JSONField("其他执法和非执法工作日", default=list, blank=True)
    version = models.PositiveIntegerField("版次", default=1)

    class Meta:
        verbose_name = "力量测算"

    def __str__(self) -> str:
        return f"{self.plan_id}"
