"""统计: the year in figures and charts, what the results say, and the same to take away."""

from __future__ import annotations

import io
from urllib.parse import quote, urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from mingqian.accounts.models import Agency, Unit
from mingqian.accounts.permissions import Permission
from mingqian.acts.counting import beside
from mingqian.acts.doors import actor_of, page
from mingqian.acts.numbers import whole
from mingqian.plans.governing import governing
from mingqian.plans.models.plan import LineKind
from mingqian.plans.pages.common import workbook_response
from mingqian.statistics import counting, sheets
from mingqian.statistics.pages.campaign import READERS

P = Permission

BARS = 12
"""How many bars a chart shows; the table under it has them all."""


def _asked(request: HttpRequest) -> counting.Asked:
    agency = Agency.objects.filter(pk=actor_of(request).agency_id or 0).first()
    if agency is None:
        raise Http404
    year, unit = whole(request.GET.get("year")) or 0, whole(request.GET.get("unit"))
    kind = request.GET.get("kind", "")
    own = Unit.objects.filter(agency=agency)
    return counting.Asked(
        agency,
        year if 2000 <= year <= 2100 else timezone.localdate().year,
        unit if own.filter(pk=unit or 0).exists() else None,
        kind if kind in LineKind.values else "",
    )


@page(P.STATISTICS_READ)
@beside
def overview(request: HttpRequest) -> HttpResponse:
    """统计 of one year: what is public, counted."""
    asked = _asked(request)
    found = counting.figures(asked)
    query = {"year": asked.year, "unit": asked.unit_id or "", "kind": asked.kind}
    return render(
        request,
        "statistics/overview.html",
        {
            "title": "统计",
            "agency": asked.agency,
            "asked": asked,
            "found": found,
            "years": counting.years_of(asked.agency),
            "units": Unit.objects.filter(agency=asked.agency).order_by("pk"),
            "kinds": LineKind.choices,
            "charts": [(group, group.bars[:BARS]) for group in found.groups],
            "few": counting.FEW,
            "opens_forms": any(actor_of(request).may(one) for one in READERS),
            "analysed": found.analysed,
            "asks_analysis": any(governing(asked.agency, "publication.results_analysed")),
            "query": urlencode({name: value for name, value in query.items() if value}),
        },
    )


@page(P.STATISTICS_READ)
@beside
def sheet(request: HttpRequest) -> HttpResponse:
    """The same as a workbook."""
    asked = _asked(request)
    file = io.BytesIO()
    sheets.write(file, counting.figures(asked))
    return workbook_response(file, f"{asked.agency.short_name}{asked.year}年抽查统计.xlsx")


@page(P.STATISTICS_READ)
@beside
def data(request: HttpRequest) -> HttpResponse:
    """The same as CSV, with the mark by which spreadsheets know UTF-8."""
    asked = _asked(request)
    said = "\ufeff" + sheets.as_csv(counting.figures(asked))
    response = HttpResponse(said, content_type="text/csv; charset=utf-8")
    name = quote(f"{asked.agency.short_name}{asked.year}年抽查统计.csv")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response
