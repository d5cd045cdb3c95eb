"""The overload in one sentence, for the page on which a plan is signed."""

from __future__ import annotations

from datetime import date

from mingqian.plans.capacity.reading import capacity
from mingqian.plans.capacity.sums import shown
from mingqian.plans.models import AnnualPlan


def overload(plan: AnnualPlan, today: date) -> str:
    """Which units lack days in which months, in words; empty when they suffice or the plan has no line."""
    if not plan.lines.exists():
        return ""
    found = capacity(plan, today)
    if not found.overloaded:
        return ""
    words = "；".join(
        f"{one.unit} {'、'.join(str(month.month) for month in one.months if month.over)} 月差 {shown(one.total('over'))} 人日"
        for one in found.overloaded
    )
    return words + ("（人数和天数是按名录估的，还没有核对）" if found.assumed.proposed else "")
