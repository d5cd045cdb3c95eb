"""Which teams still have to hand in their record forms, until when (鹤壁 五(五))."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from mingqian.inspections.law import Term, terms
from mingqian.inspections.models import Inspection
from mingqian.inspections.queries import last_ended
from mingqian.law import Event
from mingqian.plans.governing import governing, ruled_words
from mingqian.plans.models import Campaign
from mingqian.statistics.models import RecordHandover

KEY = "clocks.records_handed_over"


@dataclass(frozen=True)
class Handing:
    """The hand-over of one campaign: who asks for it, what waits, what is in, the term once the campaign has ended."""

    where: str
    office: str
    waiting: list[Inspection]
    done: list[RecordHandover]
    term: Term | None

    @property
    def late(self) -> int:
        """How many came in after the term."""
        due = self.term.due if self.term else None
        return sum(due is not None and one.handed_on > due for one in self.done)


def handing(campaign: Campaign) -> Handing | None:
    """None where no document asks for it."""
    where = "；".join(dict.fromkeys(one.where for one in governing(campaign, KEY)))
    if not where:
        return None
    ended = Inspection.objects.filter(campaign=campaign, ended_at__isnull=False).order_by("number")
    done = RecordHandover.objects.filter(inspection__campaign=campaign).select_related("inspection")
    last = last_ended(campaign)
    found = terms(campaign, Event.CAMPAIGN_ENDED, last) if last else []
    return Handing(
        where,
        next(iter(ruled_words(campaign, "bodies.joint_organiser")), ""),
        list(ended.filter(handover__isnull=True)),
        list(done.order_by("handed_on", "pk")),
        next((one for one in found if one.key == KEY), None),
    )


def today_text() -> str:
    """Today as a date field has it."""
    return timezone.localdate().isoformat()
