"""The terms this room has in hand: cases with everything due about them, objections to review and to answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from django.db.models import Q
from django.urls import reverse

from mingqian.accounts.permissions import Permission
from mingqian.followups.duties import duties, objection_term
from mingqian.followups.models import Case, Objection
from mingqian.followups.states import OPEN_OBJECTIONS, UNDER_WAY
from mingqian.plans.recounts import Ends, Held, register_held
from mingqian.workdays import Calendar

HANDLER, OBJECTIONS = str(Permission.CASES_HANDLE), str(Permission.OBJECTIONS_HANDLE)


def _of_case(case: Case, calendar: Calendar) -> list[Ends]:
    return [
        Ends(one.term.key, one.what, one.term.due, one.term.provisional)
        for one in duties(case, calendar)
        if one.open
    ]


def _of_objection(objection: Objection, calendar: Calendar) -> list[Ends]:
    term = objection_term(objection, calendar)
    return [Ends(term.key, term.what, term.due, term.provisional)] if term else []


def _held(
    agency_id: int,
    holder: tuple[str, int | None],
    what: str,
    title: str,
    url: str,
    ends: Callable[[Calendar], list[Ends]],
) -> Held:
    return Held(agency_id, (holder,), what, title, url, ends)


@register_held
def cases() -> Iterator[Held]:
    """Cases under way, and those decided or closed with something still due: the head of the unit that handles them."""
    rows = Case.objects.filter(Q(state__in=UNDER_WAY) | Q(state="closed"))
    for case in rows.select_related("inspection__campaign__line__plan").order_by("agency_id", "pk"):
        yield _held(
            case.agency_id,
            (HANDLER, case.unit_id),
            case.case_number or case.number,
            case.inspection.campaign.title if case.inspection else case.letter_from,
            reverse("followups:case", args=[case.pk]),
            partial(_of_case, case),
        )


@register_held
def objections() -> Iterator[Held]:
    """Objections that wait for their review, or whose review has not been told: the head of the unit that checked."""
    rows = Objection.objects.filter(state__in=OPEN_OBJECTIONS)
    for one in rows.select_related("inspection__campaign__line__plan").order_by("agency_id", "pk"):
        yield _held(
            one.agency_id,
            (OBJECTIONS, one.inspection.unit_id),
            one.number,
            one.inspection.campaign.title,
            reverse("followups:objection", args=[one.pk]),
            partial(_of_objection, one),
        )
