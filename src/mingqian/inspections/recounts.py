"""Terms that were 暂定 and are counted anew: to whoever holds one, which day it was and which day it is now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.acts.actor import Actor
from mingqian.acts.desk import DeskLine
from mingqian.inspections.law import PUBLICATION_EVENTS, pack_of, workdays_left
from mingqian.inspections.models import Inspection
from mingqian.inspections.scope import visible
from mingqian.inspections.states import RECORDED, REVIEWED
from mingqian.inspections.wordbook import day
from mingqian.law import due
from mingqian.plans.models import WorkdayTable
from mingqian.plans.rulebook import calendar_before, known_calendar

NEWS_DAYS = 14
"""How long a notice stays on the desk."""

MOST = 40
"""Terms told one by one."""


def recounted_terms(actor: Actor) -> Iterator[DeskLine]:
    """One line a term of publication that was provisional before the newest notice of days off, old and new day."""
    since = timezone.now() - timedelta(days=NEWS_DAYS)
    table = WorkdayTable.objects.filter(imported_at__gte=since).order_by("id").first()
    if table is None:
        return
    before, now = calendar_before(table), known_calendar()
    for one in _held(actor)[:MOST]:
        assert one.ended_at is not None
        ended = timezone.localdate(one.ended_at)
        pack = pack_of(one.campaign)
        for event in PUBLICATION_EVENTS:
            for was, stands in zip(
                due(pack, before, event, ended), due(pack, now, event, ended), strict=True
            ):
                if not was.provisional or (was.due, was.provisional) == (stands.due, stands.provisional):
                    continue
                change = (
                    f"由{day(was.due)}改为{day(stands.due)}"
                    if was.due != stands.due
                    else f"重算后仍为{day(stands.due)}，不再是暂定"
                )
                yield DeskLine(
                    f"期限重算：{one.number} {stands.to}，{change}",
                    one.campaign.title,
                    reverse("inspections:inspection", args=[one.pk]),
                    due=stands.due,
                    left=workdays_left(stands.due),
                    provisional=stands.provisional,
                )


def _held(actor: Actor) -> list[Inspection]:
    """The inspections whose publication this person has in hand: the unit's head, and 公示审核."""
    rows = visible(actor).filter(ended_at__isnull=False).select_related("campaign__line__plan")
    if actor.may(Permission.TASKS_LEAD):
        return list(
            rows.filter(unit_id=actor.unit_id or 0, state__in=(RECORDED, REVIEWED)).order_by("number")
        )
    if actor.may(Permission.PUBLISH):
        return list(rows.filter(agency_id=actor.agency_id or 0, state=REVIEWED).order_by("number"))
    return []
