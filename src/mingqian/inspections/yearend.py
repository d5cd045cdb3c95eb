"""What became of campaigns, in numbers, for the report of the year: never who."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from django.db.models import Count, Exists, OuterRef
from django.db.models.functions import ExtractMonth

from mingqian.inspections.models import Finding, Inspection, RecordLine
from mingqian.plans.yearend import Counts, register_counts, register_fields


@register_counts
def counted(campaign_ids: Collection[int], year: int) -> Counts:
    """By campaign and month: checks ended, results made public, checks with a problem, those of them handled.

    A problem counts in the month in which the check ended; it is handled when every line with a problem says how.
    """
    found: Counter[tuple[int, int, str]] = Counter()
    problem = RecordLine.objects.filter(inspection=OuterRef("pk"), finding=Finding.PROBLEM)
    ended = Inspection.objects.filter(campaign_id__in=campaign_ids, ended_at__year=year)
    sick = ended.filter(Exists(problem))
    public = Inspection.objects.filter(campaign_id__in=campaign_ids, published_at__year=year)
    for measure, rows, when in (
        ("inspected", ended, "ended_at"),
        ("published", public, "published_at"),
        ("problems", sick, "ended_at"),
        ("handled", sick.exclude(Exists(problem.filter(handling=""))), "ended_at"),
    ):
        months = rows.order_by().annotate(month=ExtractMonth(when)).values_list("campaign_id", "month")
        for campaign, month, number in months.annotate(number=Count("pk")):
            found[campaign, month, measure] += number
    return found


@register_fields
def fields_seen(agency_id: int, year: int) -> set[str]:
    """The fields of industry in which a result is public."""
    rows = Inspection.objects.filter(agency_id=agency_id, published_at__year=year)
    return set(rows.order_by().values_list("subject__field", flat=True).distinct())
