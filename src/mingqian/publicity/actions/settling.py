"""When the last result of a campaign has its place, public or not, the drawn list may stop being secret."""

from __future__ import annotations

from mingqian.acts.actor import Actor
from mingqian.draws.actions import release
from mingqian.inspections.models import Inspection
from mingqian.inspections.states import SETTLED, UNDISCLOSED


def release_if_last(by: Actor, campaign_id: int) -> None:
    """Release the list with the last result. Where one is withheld whole the list would name it: the head decides."""
    inspections = Inspection.objects.filter(campaign_id=campaign_id)
    if inspections.exclude(state__in=SETTLED).exists() or inspections.filter(state=UNDISCLOSED).exists():
        return
    first = inspections.select_related("draw").first()
    if first is not None and first.draw is not None and not first.draw.released:
        release(by=by, draw=first.draw, reason="全部检查结果已经公示", last_result=True)
