"""The task of a 非随机检查: numbered apart, without a line of the plan, carried out from the start."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils import timezone

from mingqian.accounts.models import Agency, Unit
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.trail import record
from mingqian.plans import states
from mingqian.plans.actions.progress import add_step
from mingqian.plans.models import Campaign
from mingqian.plans.models.plan import SpecialOrder

PREFIX = "非随机"


@action(None, event="plans.outside.open", why_unguarded="由开展非随机检查的动作调用，权限在那里核对")
def open_outside_task(
    *,
    by: Actor,
    unit: Unit,
    ground: str,
    ground_pack: str,
    superior: bool,
    superior_note: str,
    title: str,
    item_ids: Sequence[int],
    members: int,
    experts: int,
    check_from: date,
    check_to: date,
) -> Campaign:
    """Make the task, dispatched to its unit. `number` counts apart: “非随机2026-003”."""
    agency = Agency.objects.select_for_update().get(pk=unit.agency_id)
    start = f"{PREFIX}{check_from.year}-"
    taken = Campaign.objects.filter(agency=agency, number__startswith=start).values_list("number", flat=True)
    last = max((int(number.rpartition("-")[2]) for number in taken), default=0)
    seats = [{"name": "leader", "count": 1}, {"name": "member", "count": members}]
    campaign = Campaign.objects.create(
        agency=agency,
        number=f"{start}{last + 1:03d}",
        title=title,
        state=states.DISPATCHED,
        item_ids=list(item_ids),
        team={"seats": [*seats, {"name": "expert", "count": experts}] if experts else seats, "max_load": 1},
        expert_seat=bool(experts),
        unit=unit,
        check_from=check_from,
        check_to=check_to,
        special_order=SpecialOrder.SUPERIOR if superior else SpecialOrder.NONE,
        special_note=superior_note if superior else "",
        made_by=by.name,
        made_at=timezone.now(),
        ground=ground,
        ground_pack=ground_pack,
    )
    add_step(campaign, by=by, step="dispatch", note=f"不经抽取，由{unit.name}执行")
    record(
        by=by,
        action="plans.outside.open",
        rows=[campaign],
        details={"number": campaign.number, "title": campaign.title},
    )
    return campaign
