"""Whose a publication is while it is not public yet."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from mingqian.accounts.permissions import Permission
from mingqian.acts.actor import Actor
from mingqian.inspections.scope import is_system
from mingqian.inspections.scope import visible as visible_inspections
from mingqian.publicity.models import Publication
from mingqian.publicity.states import PUBLIC


def visible(by: Actor) -> QuerySet[Publication]:
    """The publications this person may open in the office.

    What is public: everyone of the agency. What is being prepared names a drawn enterprise, so only 公示审核, whoever
    corrects, and the head of the unit whose inspection it is may see it.
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
    return rows.filter(allowed)
