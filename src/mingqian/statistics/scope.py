"""Whose the forms and reports of a campaign are."""

from __future__ import annotations

from django.db.models import QuerySet

from mingqian.accounts.permissions import Permission
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.inspections.models import Inspection
from mingqian.inspections.scope import is_system, visible
from mingqian.plans.models import Campaign
from mingqian.statistics.models import Report


def rows_for(by: Actor, campaign: Campaign) -> QuerySet[Inspection]:
    """The inspections of a campaign this person may have on a form.

    Whoever heads the unit or reads drawn lists: as everywhere. Whoever reads personal data without a part in tasks:
    those whose list is released.
    """
    rows = Inspection.objects.filter(campaign=campaign).order_by("number")
    if is_system(by) or by.may(Permission.TASKS_LEAD) or by.may(Permission.DRAWN_LIST_READ):
        return rows.filter(pk__in=visible(by).values("pk"))
    if by.may(Permission.PERSONAL_READ):
        return rows.filter(agency_id=by.agency_id or 0, draw__released_at__isnull=False)
    return rows.none()


def heads(by: Actor, campaign: Campaign) -> bool:
    """Whether this person heads the unit that executes a campaign."""
    if is_system(by):
        return True
    return by.may(Permission.TASKS_LEAD) and by.unit_id == campaign.unit_id


def require_head(by: Actor, campaign: Campaign) -> None:
    """Raise `Refused(statistics.not_yours)` unless the campaign is this person's unit's."""
    if not heads(by, campaign):
        raise Refused("statistics.not_yours")


def reports_for(by: Actor) -> QuerySet[Report]:
    """The reports this person may open: those of their own unit's campaigns; of whoever approves, what was submitted."""
    rows = Report.objects.select_related("campaign__line__plan", "campaign__unit", "agency")
    if is_system(by):
        return rows
    rows = rows.filter(agency_id=by.agency_id or 0)
    if by.may(Permission.REPORTS_WRITE):
        return rows.filter(campaign__unit_id=by.unit_id or 0)
    if by.may(Permission.REPORTS_APPROVE):
        return rows.exclude(submitted_at__isnull=True)
    return rows.none()
