"""What checks outside the lottery (非随机检查) weigh against the yearly cap, for the pools of draws."""

from __future__ import annotations

from django.db.models import Count, Max, Q, QuerySet

from mingqian.inspections.models import Inspection, VisitPart
from mingqian.inspections.states import AGREED, SETTLED
from mingqian.plans.models import DrawHistory
from mingqian.plans.models.plan import SpecialOrder
from mingqian.plans.overlay import CASES, Cap
from mingqian.plans.pool.budget import OutsideChecks


def outside(agency_id: int) -> QuerySet[Inspection]:
    """The checks of an agency for which nobody was drawn."""
    return Inspection.objects.filter(agency_id=agency_id).exclude(campaign__ground="")


def counting(rows: QuerySet[Inspection], cap: Cap) -> QuerySet[Inspection]:
    """Of these inspections those that count at all: not what is ordered from above, nor complaints and cases, where they
    do not.
    """
    if not cap.superior_counts:
        rows = rows.exclude(campaign__special_order=SpecialOrder.SUPERIOR)
    return rows if cap.cases_count else rows.exclude(campaign__ground__in=CASES)


def counted(agency_id: int, year: int, cap: Cap, drawn: QuerySet[DrawHistory]) -> QuerySet[Inspection]:
    """Those that count in a year: begun in it, or ordered for it and not begun. What is one visit with an entry of
    `drawn`, or with another of these, does not count again.
    """
    ordered = Q(checked_at__isnull=True, campaign__check_from__year=year)
    rows = outside(agency_id).filter(Q(checked_at__year=year) | ordered)
    rows = counting(rows, cap)
    again = _again(rows, drawn)
    return rows.exclude(pk__in=again) if again else rows


def _again(rows: QuerySet[Inspection], drawn: QuerySet[DrawHistory]) -> list[int]:
    """Of these inspections those made in one visit with something that counts already."""
    parts = VisitPart.objects.filter(visit__state=AGREED)
    own = dict(parts.filter(inspection__in=rows.values("pk")).values_list("inspection_id", "visit_id"))
    if not own:
        return []
    places = list(
        parts.filter(visit_id__in=set(own.values())).values_list(
            "visit_id", "inspection__campaign_id", "inspection__subject_id"
        )
    )
    here = drawn.filter(subject_id__in={subject for *_, subject in places})
    known = set(here.values_list("campaign_id", "subject_id"))
    seen = {visit for visit, campaign, subject in places if (campaign, subject) in known}
    again = []
    for pk, visit in sorted(own.items()):
        if visit in seen:
            again.append(pk)
        seen.add(visit)
    return again


def public(rows: QuerySet[Inspection]) -> QuerySet[Inspection]:
    """Of these the ones whose result is public."""
    return rows.filter(published_at__isnull=False)


def under_way(agency_id: int) -> QuerySet[Inspection]:
    """Those whose result is neither public nor withheld for good."""
    return outside(agency_id).exclude(state__in=SETTLED)


def moved(agency_id: int) -> str:
    """A text that changes with every check opened, begun, made public or joined to another."""
    rows = outside(agency_id).aggregate(Max("pk"), Count("checked_at"), Count("published_at"))
    joined = VisitPart.objects.filter(visit__state=AGREED).aggregate(Max("pk"), Count("pk"))
    return f"{list(rows.values())}{list(joined.values())}"


OUTSIDE_CHECKS = OutsideChecks(counted, public, under_way, moved)
