"""Whose what follows is: who may know of it, who may act on it. Of an inspection's own it is as secret as the inspection."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from mingqian.accounts.permissions import Permission
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.followups.models import Case, Objection, Rectification
from mingqian.followups.states import PROPOSED
from mingqian.inspections.models import Inspection
from mingqian.inspections.scope import is_system, visible
from mingqian.inspections.states import (
    ARCHIVED,
    CHECKING,
    PUBLISHED,
    RECORDED,
    REVIEWED,
    UNDISCLOSED,
)

WITH_FINDINGS = (CHECKING, RECORDED, REVIEWED, PUBLISHED, UNDISCLOSED, ARCHIVED)
"""The team has begun: there may be something to correct at once."""
WITH_RESULT = (REVIEWED, PUBLISHED, UNDISCLOSED, ARCHIVED)
"""The result exists and was passed: an enterprise may object to it."""


def visible_orders(by: Actor) -> QuerySet[Rectification]:
    """The orders this person may know of, in this role."""
    return Rectification.objects.filter(inspection__in=visible(by)).select_related(
        "inspection__campaign__line__plan", "inspection__unit"
    )


def visible_cases(by: Actor) -> QuerySet[Case]:
    """The cases this person may know of: of the inspections within their sight; of letters those of their unit, or of the
    agency for whoever decides; and for the legal reviewer those that wait for the review.
    """
    rows = Case.objects.select_related("inspection__campaign__line__plan", "unit", "agency")
    if is_system(by):
        return rows
    own = Q(agency_id=by.agency_id)
    allowed = Q(pk__in=[])
    if by.may(Permission.CASES_HANDLE):
        allowed |= Q(inspection__in=visible(by)) | (own & Q(inspection=None, unit_id=by.unit_id))
    if by.may(Permission.CASES_DECIDE):
        allowed |= Q(inspection__in=visible(by)) | (own & Q(inspection=None))
    if by.may(Permission.CASES_REVIEW):
        waiting = Case.objects.filter(penalties__state=PROPOSED).exclude(penalties__review_cases=[])
        allowed |= own & Q(pk__in=waiting.values("pk"))
    return rows.filter(allowed)


def visible_objections(by: Actor) -> QuerySet[Objection]:
    """The objections this person may know of, in this role."""
    return Objection.objects.filter(inspection__in=visible(by)).select_related(
        "inspection__campaign__line__plan", "inspection__unit"
    )


def may_handle(by: Actor, inspection: Inspection) -> bool:
    """Whether this person acts for the inspection: the head of its unit, or one who sits on its team."""
    if is_system(by):
        return True
    if by.may(Permission.TASKS_LEAD):
        return by.agency_id == inspection.agency_id and by.unit_id == inspection.unit_id
    if by.may(Permission.INSPECT) and by.inspector_id is not None:
        return inspection.seats.filter(inspector_id=by.inspector_id).exists()
    return False


def require_handler(by: Actor, inspection: Inspection) -> None:
    """Raise `Refused(inspections.not_yours)` unless this person acts for the inspection."""
    if not may_handle(by, inspection):
        raise Refused("inspections.not_yours")


def may_handle_case(by: Actor, case: Case) -> bool:
    """Whether a case is the business of this person's unit."""
    return is_system(by) or (by.agency_id == case.agency_id and by.unit_id == case.unit_id)


def require_case(by: Actor, case: Case) -> None:
    """Raise `Refused(inspections.not_yours)` unless the case is the business of this person's unit."""
    if not may_handle_case(by, case):
        raise Refused("inspections.not_yours")


def on_team(by: Actor, inspection: Inspection) -> bool:
    """Whether this person sat on the team that checked."""
    return by.inspector_id is not None and inspection.seats.filter(inspector_id=by.inspector_id).exists()
