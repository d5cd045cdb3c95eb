"""按规则核对名录: the registers beside what the packs that bind the agency ask of them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.acts.counting import beside
from mingqian.acts.doors import page
from mingqian.plans.completeness.columns import columns_of
from mingqian.plans.completeness.whole import findings
from mingqian.plans.pages.common import actor_of, own_agency
from mingqian.plans.rulebook import bound_packs

READ = {
    "item": Permission.ITEMS_READ,
    "subject": Permission.SUBJECTS_READ,
    "inspector": Permission.INSPECTORS_READ,
    "expert": Permission.EXPERTS_READ,
}


@page(*READ.values())
@beside
def completeness(request: HttpRequest) -> HttpResponse:
    """Every register the role may read: column by column, then as a whole."""
    actor = actor_of(request)
    agency = own_agency(actor)
    sections = [
        (columns_of(agency.pk, kind), findings(agency.pk, kind))
        for kind, permission in READ.items()
        if actor.may(permission)
    ]
    context = {
        "title": "按规则核对名录",
        "sections": [
            {"columns": columns, "findings": found} for columns, found in sections if columns.rows or found
        ],
        "packs": [one.pack for one in bound_packs(agency, timezone.localdate())],
    }
    return render(request, "plans/completeness.html", context)
