"""A notice of days off has come: every held term is counted again, and its holders are told."""

from __future__ import annotations

from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.progress import told
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.plans import recounts, rulebook
from mingqian.plans.models import RecountNotice, RecountSeen, TermRecount, WorkdayTable


@action(Permission.SETTINGS_MANAGE, event="plans.workdays.recount")
def recount_terms(*, by: Actor, table: WorkdayTable) -> TermRecount:
    """Count every held term by the calendar before and after a table, and write a notice to each holder of each that
    was provisional and is so no more, or ends on another day.

    Raises `Refused(plans.recounted_already)`: once a table.
    """
    held = WorkdayTable.objects.select_for_update().get(pk=table.pk)
    if TermRecount.objects.filter(table=held).exists():
        raise Refused("plans.recounted_already", year=held.year)
    before, after = rulebook.calendar_before(held), rulebook.calendar_with(held)
    matters = recounts.held()
    found = [
        (one, term)
        for one in told("逐项重算期限", matters, len(matters))
        for term in recounts.moved(one, before, after)
    ]
    recount = TermRecount.objects.create(
        table=held,
        looked_at=len(matters),
        told=len(found),
        moved=sum(term.was != term.now for _, term in found),
        at=timezone.now(),
    )
    RecountNotice.objects.bulk_create(
        [
            RecountNotice(
                recount=recount,
                agency_id=one.agency_id,
                unit_id=unit_id,
                permission=permission,
                what=f"{one.what} {term.to}"[:300],
                campaign=one.campaign[:300],
                url=one.url,
                was=term.was,
                now=term.now,
                provisional=term.provisional,
            )
            for one, term in found
            for permission, unit_id in one.holders
        ],
        batch_size=500,
    )
    record(
        by=by,
        action="plans.workdays.recount",
        obj=("plans.workdaytable", held.pk),
        details={"year": held.year, "terms": recount.told, "moved": recount.moved},
    )
    return recount


@action(None, event="plans.workdays.seen", why_unguarded="各人对发给自己的通知")
def note_seen(*, by: Actor, recount: TermRecount) -> RecountSeen:
    """This person, in this role, has taken note. Raises `Refused(plans.recount_not_yours)`; a second time changes nothing
    and is refused too.
    """
    if by.user_id is None or not recounts.unread(by).filter(pk=recount.pk).exists():
        raise Refused("plans.recount_not_yours")
    seen = RecountSeen.objects.create(
        recount=recount, user_id=by.user_id, role=by.role, by_name=by.name, at=timezone.now()
    )
    record(
        by=by,
        action="plans.workdays.seen",
        obj=("plans.workdaytable", recount.table_id),
        details={"year": recount.table.year},
    )
    return seen
