"""A bureau that only one document binds, and the steps of a check up to its record."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from mingqian.acts.refusal import Refused
from mingqian.inspections import actions
from mingqian.inspections.models import Inspection, WorkGuide
from mingqian.plans import actions as plans
from mingqian.plans import packs
from mingqian.plans.models import Campaign
from mingqian.plans.telling import may_be_told


def decide(world: Any, pack_id: str, **settings: str) -> Any:
    """The campaign as if its plan had been made under a pack; returns the bureau with the campaign read anew."""
    validity = packs.load(pack_id).validity
    plans.bind_pack(
        by=world.actor("approver"), agency=world.agency, pack_id=pack_id,
        valid_from=validity.valid_from or date(timezone.localdate().year, 1, 1), valid_until=validity.valid_until,
        settings=settings, reason="局办公会决定",
    )  # fmt: skip
    world.campaign.line.plan.pack_id = pack_id
    type(world.campaign.line.plan).objects.filter(pk=world.campaign.line.plan_id).update(pack_id=pack_id)
    world.campaign = Campaign.objects.select_related("line__plan").get(pk=world.campaign.pk)
    return world


def alone(world: Any, pack_id: str) -> Any:
    """As `decide`, and the first document withdrawn: only this one binds, so that nothing collides."""
    plans.bind_pack(
        by=world.actor("approver"), agency=world.agency, pack_id="gaoqing", valid_from=date(2020, 1, 1),
        valid_until=date(2020, 12, 31), settings={}, reason="不再适用",
    )  # fmt: skip
    decide(world, pack_id)
    for one in Inspection.objects.filter(campaign=world.campaign):
        for item in world.items:
            if not WorkGuide.objects.filter(item=item).exists():
                actions.write_guide(
                    by=world.actor("registrar"), item=item, title="作业指导书", words="先查制度，再看现场。"
                )
        one.refresh_from_db()
    return world


def refused(call: Any, **arguments: Any) -> Refused:
    with pytest.raises(Refused) as raised:
        call(**arguments)
    assert raised.value.words()
    return raised.value


def telling(world: Any, **said: Any) -> dict[str, Any]:
    return {
        "by": world.actor("unit_head"), "inspection": world.inspections()[0],
        "planned_on": timezone.localdate(), "channel": "written", "materials": "营业执照", "attend": "负责人到场",
        "late_reason": "派发当日检查",
    } | said  # fmt: skip


def begun(world: Any) -> Inspection:
    """Told or not as the document has it, and begun."""
    one = world.inspections()[0]
    if may_be_told(world.campaign):
        world.notify(one)
    else:
        actions.withhold_notice(
            by=world.actor("unit_head"), inspection=one, planned_on=timezone.localdate(), reason=""
        )
        one.refresh_from_db()
    return world.start(one)
