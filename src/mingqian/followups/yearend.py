"""What came after the checks of campaigns, in numbers, for the report of the year: never who."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from django.db.models import Count
from django.db.models.functions import ExtractMonth

from mingqian.followups import states
from mingqian.followups.models import Case, Objection, Penalty, Rectification
from mingqian.plans.yearend import Counts, register_counts


@register_counts
def counted(campaign_ids: Collection[int], year: int) -> Counts:
    """By campaign and month: orders to correct, cases opened, penalties in force, objections.

    What was taken back or revoked since does not count. A case that began with a letter from another department hangs on
    no check, and so on no line of a plan.
    """
    found: Counter[tuple[int, int, str]] = Counter()
    penalties = Penalty.objects.filter(state=states.DECIDED)
    for measure, rows, through, day in (
        ("ordered", Rectification.objects.exclude(state=states.WITHDRAWN), "inspection", "issued_on"),
        ("opened", Case.objects.all(), "inspection", "opened_on"),
        ("punished", penalties, "case__inspection", "decided_on"),
        ("objected", Objection.objects.exclude(state=states.TAKEN_BACK), "inspection", "received_on"),
    ):
        campaign = f"{through}__campaign_id"
        of_year = rows.filter(**{f"{campaign}__in": campaign_ids, f"{day}__year": year}).order_by()
        months = of_year.annotate(month=ExtractMonth(day)).values_list(campaign, "month")
        for campaign_id, month, number in months.annotate(number=Count("pk")):
            found[campaign_id, month, measure] += number
    return found
