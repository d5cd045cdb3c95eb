"""Who was drawn, for the once-a-year rule."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.plans.actions.locking import own
from mingqian.plans.models import Campaign, DrawHistory

BATCH = 2000


@action(None, event="plans.history.note", why_unguarded="由派发动作在同一事务中调用，权限由派发动作核对")
def note_drawn(*, by: Actor, campaign: Campaign, subject_ids: Iterable[int], drawn_on: date) -> int:
    """Note the subjects of a dispatched list and return how many. The event names their number only.

    Raises `Refused(plans.already_drawn_in_campaign)`: a campaign's list is noted once.
    """
    own(by, campaign.agency_id)
    if campaign.history.exists():
        raise Refused("plans.already_drawn_in_campaign")
    kind = campaign.kind
    rows = [
        DrawHistory(
            agency_id=campaign.agency_id, subject_id=pk, campaign=campaign, drawn_on=drawn_on, kind=kind
        )
        for pk in sorted(set(subject_ids))
    ]
    DrawHistory.objects.bulk_create(rows, batch_size=BATCH)
    record(
        by=by,
        action="plans.history.note",
        obj=("plans.campaign", campaign.pk),
        details={"number": campaign.number, "subjects": len(rows), "on": drawn_on.isoformat()},
    )
    return len(rows)
