"""合并上门和检查次数: where planned checks overlap, and how much of the year's checks enterprises have borne."""

from __future__ import annotations

from collections import Counter

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.acts.counting import beside
from mingqian.acts.doors import page
from mingqian.acts.numbers import whole
from mingqian.plans import overlaps, overlay
from mingqian.plans.models import Campaign
from mingqian.plans.pages.common import actor_of
from mingqian.plans.pool import budget
from mingqian.registers.models import Subject

NEAR_SHOWN = 200


@page(Permission.PLANS_READ)
@beside
def visits(request: HttpRequest) -> HttpResponse:
    """Overlaps of the year by period, the visit budget as far as it is public, campaigns that depart with a reason."""
    actor = actor_of(request)
    agency_id = actor.agency_id or 0
    today = timezone.localdate()
    given = whole(request.GET.get("year")) or 0
    year = given if 2000 <= given <= 2100 else today.year
    cap = overlay.cap_of(agency_id, today) if agency_id else None
    spent: list[tuple[str, int]] = []
    near: list[tuple[Subject, int, int]] = []
    if cap is not None:
        times = budget.shown(agency_id, year, cap).times()
        own = Subject.objects.filter(pk__in=times).order_by("name")
        numbers = Counter(times[subject.pk] for subject in own)
        spent = [(f"{number} 次", numbers[number]) for number in sorted(numbers)]
        near = [
            (one, times[one.pk], most)
            for one in own
            if (most := cap.most_for(one)) is not None and times[one.pk] >= most - 1
        ][:NEAR_SHOWN]
    departing = Campaign.objects.filter(agency_id=agency_id, line__plan__year=year).exclude(repeat_reason="")
    context = {
        "title": "合并上门和检查次数",
        "year": year,
        "overlaps": overlaps.overlaps(agency_id, year),
        "most": overlaps.MOST,
        "cap": cap,
        "cap_where": overlay.where(cap.citation) if cap else "",
        "spent": spent,
        "near": near,
        "departing": departing.order_by("number"),
    }
    return render(request, "plans/visits.html", context)
