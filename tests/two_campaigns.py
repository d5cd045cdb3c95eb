"""Two dispatched campaigns of the same enterprises: what one visit, or two, are made of."""

from __future__ import annotations

from typing import Any

from ready_bureau import make_campaign

from mingqian.inspections.models import Inspection
from mingqian.plans.models import Campaign, PlanLine
from mingqian.registers.models import Subject


def two_lists(world: Any, *, second_unit: bool) -> Any:
    """Two dispatched campaigns of the same enterprises; the second executed by the other unit, if asked for."""
    Subject.objects.filter(agency=world.agency).exclude(
        pk__in=[subject.pk for subject in world.subjects[:3]]
    ).update(status="cancelled")
    Campaign.objects.filter(pk=world.campaign.pk).update(share_percent="100")
    world.draw_now()
    world.dispatch()
    world.first = world.campaign
    world.campaign = make_campaign(world, plan="（二）", repeat_reason="与第一次合并上门")
    Campaign.objects.filter(pk=world.campaign.pk).update(share_percent="100")
    if second_unit:
        unit = world.other_unit
        PlanLine.objects.filter(pk=world.campaign.line_id).update(unit=unit)
        Campaign.objects.filter(pk=world.campaign.pk).update(unit=unit)
        world.campaign.refresh_from_db()
    world.draw_now()
    world.dispatch()
    world.second = world.campaign
    return world


def both(world: Any) -> list[Inspection]:
    """One enterprise's inspections in both campaigns."""
    one = Inspection.objects.filter(campaign=world.first).order_by("number")
    for inspection in one:
        other = Inspection.objects.filter(campaign=world.second, subject=inspection.subject).first()
        if other is not None:
            return [inspection, other]
    raise AssertionError("no enterprise on both lists")
