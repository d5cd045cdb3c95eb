"""移交检查记录表 (鹤壁 五(五)): the office notes which teams have handed theirs in."""

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
from mingqian.inspections.models import Inspection
from mingqian.inspections.wordbook import day
from mingqian.plans.models import Campaign
from mingqian.statistics.models import RecordHandover
from mingqian.statistics.scope import require_head


@action(Permission.TASKS_LEAD, event="statistics.records.hand_over")
def hand_over_records(
    *,
    by: Actor,
    campaign: Campaign,
    inspection_ids: Collection[int],
    handed_on: str,
    handed_by: str,
    received_by: str,
) -> list[RecordHandover]:
    """Note that the record forms of these inspections were handed in on a day, by whom and to whom: all or none.

    Raises `Refused`: statistics.not_yours, statistics.handed_on, statistics.handed_early, statistics.handed_by,
    statistics.received_by, statistics.nothing_ticked.
    """
    require_head(by, campaign)
    try:
        on = date.fromisoformat(handed_on.strip())
    except ValueError:
        raise Refused("statistics.handed_on", field="handed_on") from None
    if on > timezone.localdate():
        raise Refused("statistics.handed_on", field="handed_on")
    who, office = text(handed_by, "handed_by", 60), text(received_by, "received_by", 120)
    if not who:
        raise Refused("statistics.handed_by", field="handed_by")
    if not office:
        raise Refused("statistics.received_by", field="received_by")
    rows = list(
        Inspection.objects.select_for_update(of=("self",))
        .filter(pk__in=inspection_ids, campaign=campaign, ended_at__isnull=False, handover__isnull=True)
        .order_by("number")
    )
    if not rows:
        raise Refused("statistics.nothing_ticked", field="row")
    for one in rows:
        assert one.ended_at is not None
        ended = timezone.localdate(one.ended_at)
        if on < ended:
            raise Refused(
                "statistics.handed_early", field="handed_on", subject=one.subject_name, day=day(ended)
            )
    made = RecordHandover.objects.bulk_create(
        [
            RecordHandover(
                inspection=one,
                handed_on=on,
                handed_by=who,
                received_by=office,
                recorded_at=timezone.now(),
                recorded_by=by.name,
            )
            for one in rows
        ]
    )
    record(
        by=by,
        action="statistics.records.hand_over",
        obj=("plans.campaign", campaign.pk),
        details={"count": len(made), "handed_on": str(on), "received_by": office},
    )
    return list(made)
