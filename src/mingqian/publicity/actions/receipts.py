"""录入回执: that published results were entered where the documents want them (信阳 十九; 鹤壁 五(五); 卫东 八)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.inspections.limits import text
from mingqian.inspections.wordbook import day
from mingqian.plans.models import Campaign
from mingqian.publicity.models import PlaceReceipt
from mingqian.publicity.places import in_force, places_of


@action(Permission.RECEIPTS_ENTER, event="publicity.receipt.record")
def record_receipts(
    *,
    by: Actor,
    campaign: Campaign,
    place: str,
    publication_ids: Collection[int],
    entered_on: str,
    number: str,
) -> list[PlaceReceipt]:
    """Record that these published results stand at a place since a day, under a number there: all or none.

    Results this person may not know of, and those not in force, are passed over as if they were not there.
    Raises `Refused`: publicity.place_unknown, publicity.place_own, publicity.receipt_day, publicity.receipt_future,
    publicity.receipt_number, publicity.nothing_ticked, publicity.receipt_early.
    """
    known = {one.name: one for one in places_of(campaign)}
    if place not in known:
        raise Refused("publicity.place_unknown", field="place")
    if known[place].own:
        raise Refused("publicity.place_own", field="place", place=place)
    try:
        entered = date.fromisoformat(entered_on.strip())
    except ValueError:
        raise Refused("publicity.receipt_day", field="entered_on") from None
    if entered > timezone.localdate():
        raise Refused("publicity.receipt_future", field="entered_on")
    number = text(number, "number", 120)
    if not number:
        raise Refused("publicity.receipt_number", field="number")
    rows = list(in_force(by, campaign).filter(pk__in=publication_ids))
    if not rows:
        raise Refused("publicity.nothing_ticked", field="row")
    for one in rows:
        if one.occurred_on is not None and entered < one.occurred_on:
            raise Refused(
                "publicity.receipt_early",
                field="entered_on",
                subject=one.subject_name,
                day=day(one.occurred_on),
            )
    made = PlaceReceipt.objects.bulk_create(
        [
            PlaceReceipt(
                publication=one,
                place=place,
                entered_on=entered,
                number=number,
                recorded_at=timezone.now(),
                recorded_by=by.name,
            )
            for one in rows
        ]
    )
    record(
        by=by,
        action="publicity.receipt.record",
        rows=[],
        obj=("plans.campaign", campaign.pk),
        details={"place": place, "count": len(made), "entered_on": str(entered), "receipt": number},
    )
    return list(made)
