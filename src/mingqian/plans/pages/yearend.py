"""年度计划执行情况: the report, as a page, on paper and as a workbook."""

from __future__ import annotations

import io
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.acts.doors import page
from mingqian.plans import adjusting, states, yearend
from mingqian.plans.pages.common import workbook_response
from mingqian.plans.pages.plans import plan_or_404


def _report(request: HttpRequest, plan_id: int) -> yearend.Report:
    plan = plan_or_404(request, plan_id)
    if plan.approved_at is None:
        raise Http404
    if plan.state == states.SUPERSEDED:
        plan = list(adjusting.family(plan).filter(state__in=states.IN_FORCE))[-1]
    return yearend.report(plan, year_over=timezone.localdate().year > plan.year)


@page(Permission.STATISTICS_READ)
def plan_report(request: HttpRequest, plan_id: int) -> HttpResponse:
    """计划与执行, line by line, with a chart of the months and what was missed."""
    found = _report(request, plan_id)
    months = range(1, 13)
    charts: list[dict[str, Any]] = [
        {
            "title": f"每月{words}",
            "rows": [(f"{m}月", n) for m, n in zip(months, found.months(name), strict=True)],
        }
        for name, words in yearend.MEASURES.items()
        if name in ("drawn", "inspected") and any(number > 0 for number in found.months(name))
    ]
    context = {
        "title": "年度计划执行情况",
        "plan": found.plan,
        "report": found,
        "rows": [
            {
                "row": row,
                "line": row.line,
                "started": any(row.done.values()),
                "notes": yearend.notes_of(row),
                "done": [(words, row.done[name]) for name, words in yearend.MEASURES.items()],
                "months": [
                    (words, row.by_month[name])
                    for name, words in yearend.COUNTED.items()
                    if name in yearend.MEASURES or row.done[name]
                ],
            }
            for row in found.rows
        ],
        "measures": list(yearend.MEASURES.values()),
        "followed": [
            {"row": row, "done": [(words, row.done[name]) for name, words in yearend.FOLLOWED.items()]}
            for row in found.followed
        ],
        "followed_totals": [(words, found.totals[name]) for name, words in yearend.FOLLOWED.items()],
        "figures": [(words, found.totals[name]) for name, words in yearend.MEASURES.items()],
        "months": list(months),
        "charts": charts,
    }
    return render(request, "plans/plan_report.html", context)


@page(Permission.STATISTICS_READ)
def plan_report_sheet(request: HttpRequest, plan_id: int) -> HttpResponse:
    """The same as a workbook."""
    found = _report(request, plan_id)
    file = io.BytesIO()
    yearend.write(file, found)
    name = f"{found.plan.agency.short_name}{found.plan.year}年度计划执行情况.xlsx"
    return workbook_response(file, name)
