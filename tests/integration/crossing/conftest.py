"""The small bureau of the inspections' tests, bound by 西平."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import plan_chain
import pytest
from django.utils import timezone
from ready_bureau import built, quick_passwords, world

from mingqian.crossing import actions
from mingqian.crossing.models import Activity
from mingqian.plans import actions as plans
from mingqian.plans.models import PlanLine

__all__ = ["built", "quick_passwords", "world"]

XIPING = {
    "year_means": "calendar_year", "cycle_starts": "2025", "newcomers": "join_now", "third_year": "all_left",
    "key_inspectors": "drawn", "high_risk_means": "重大、较大", "many_complaints": "3", "raised_share_percent": "50",
}  # fmt: skip


@pytest.fixture
def xiping(world: Any) -> Any:
    """The bureau with 西平 binding it, and nothing that collides left open."""
    plans.bind_pack(
        by=world.actor("approver"), agency=world.agency, pack_id="xiping", valid_from=date(2024, 1, 1),
        settings=XIPING, reason="局办公会决定",
    )  # fmt: skip
    return world


@pytest.fixture
def activity(xiping: Any) -> Activity:
    """A mutual check ordered by the city, registered, nothing prepared yet."""
    return open_one(xiping)


def open_one(world: Any, **changes: Any) -> Activity:
    """Register an activity as the planner."""
    today = timezone.localdate()
    given = {
        "title": "危化品互查", "way": "cross_region.way_mutual", "organiser": "市局", "organiser_name": "某市应急管理局",
        "part": "send", "purpose": "较大事故之后的专项整治", "place": "邻县", "lead_unit": "市局危化科",
        "notice_number": "市应急〔2026〕9号", "received_on": today, "from_on": today, "to_on": today + timedelta(days=9),
    } | changes  # fmt: skip
    return actions.open_activity(by=world.actor("unit_head"), agency=world.agency, **given)


def make_ready(world: Any, activity: Activity) -> None:
    """Record every line of getting ready."""
    from mingqian.crossing.queries import unprepared

    for word in unprepared(activity):
        actions.prepare(
            by=world.actor("unit_head"), activity=activity, word=word, said="办了", who="某甲、某乙",
            done_on=timezone.localdate(),
        )  # fmt: skip


def cross_campaign(world: Any, **values: Any) -> Any:
    """A cross-region campaign of an approved plan under 西平, still being set."""
    planner, today = world.actor("planner"), timezone.localdate()
    plan = plans.create_plan(
        by=planner, agency=world.agency, year=today.year, title="跨区域计划", scope="全县", basis="细则", pack_id="xiping"
    )  # fmt: skip
    line = plans.add_line(
        by=planner, plan=plan, title="跨区域互查", kind="cross", item_class="general", share_percent="50",
        estimated_count=6, month_from=1, month_to=12, unit=world.unit, item_ids=[one.pk for one in world.items],
    )  # fmt: skip
    plan_chain.approve(plan, planner, world.actor("approver"))
    return plans.create_campaign(
        by=planner, line=PlanLine.objects.get(pk=line.pk),
        **({"check_from": today, "check_to": today + timedelta(days=9)} | values),
    )  # fmt: skip
