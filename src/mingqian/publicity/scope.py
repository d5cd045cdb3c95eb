"""Whose a publication is while it is not public yet."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from mingqian.accounts.permissions import Permission
from mingqian.acts.actor import Actor
from mingqian.followups.models import Penalty
from mingqian.followups.scope import visible_cases
from mingqian.inspections.scope import is_system
from mingqian.inspections.scope import visible as visible_inspections
from mingqian.plans.models import Campaign
from mingqian.publicity.models import Kind, Publication
from mingqian.publicity.states import PUBLIC


def visible(by: Actor) -> QuerySet[Publication]:
    """The publications this person may open in the office.

    What is public: everyone of the agency. What is being prepared names a drawn enterprise, so only 公示审核, whoever
    corrects, and the head of the unit whose inspection (or 通报) it is may see it.
    """
    rows = Publication.objects.select_related("agency", "supersedes")
    if is_system(by):
        return rows
    own = Q(agency_id=by.agency_id)
    allowed = own & Q(state__in=PUBLIC)
    if by.may(Permission.PUBLISH) or by.may(Permission.CORRECT):
        allowed |= own
    if by.may(Permission.RESULTS_REVIEW):
        mine = visible_inspections(by).values("pk")
        allowed |= own & Q(object_kind="inspections.inspection", object_id__in=mine)
        led = Campaign.objects.filter(unit_id=by.unit_id or 0)
        allowed |= own & Q(kind=Kind.REPORT, campaign_id__in=led.values("pk"))
    if by.may(Permission.CASES_HANDLE):
        decided = Penalty.objects.filter(case__in=visible_cases(by))
        allowed |= own & Q(object_kind="followups.penalty", object_id__in=decided.values("pk"))
    return rows.filter(allowed)
