"""Where the results of a campaign have to be public: each place, what stands there, the receipts."""

from __future__ import annotations

import io

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.acts.doors import page
from mingqian.acts.numbers import wholes
from mingqian.acts.refusal import Refused
from mingqian.inspections.pages.common import actor_of, campaign_of
from mingqian.plans.pages.common import workbook_response
from mingqian.publicity import actions, duties
from mingqian.publicity import places as known

P = Permission

SHOWN = 200
"""How many results one page offers to tick; the rest come after these were entered."""


@page(P.RECEIPTS_ENTER)
def places(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """公示的地方: how far the entry has come at each, with a form for the receipts of many results at once."""
    actor = actor_of(request)
    one = campaign_of(request, campaign_id)
    typed = {
        "place": request.POST.get("place", ""),
        "entered_on": request.POST.get("entered_on", ""),
        "number": request.POST.get("number", ""),
    }
    ticked = set(wholes(request.POST.getlist("row")))
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            made = actions.record_receipts(by=actor, campaign=one, publication_ids=ticked, **typed)
        except Refused as refused:
            errors[refused.field or "form"] = refused.words()
        else:
            messages.success(request, f"已登记 {len(made)} 户在{typed['place']}的录入回执。")
            return HttpResponseRedirect(reverse("publicity:places", args=[one.pk]))
    found = known.standing(actor, one)
    waiting = [place for place in found.places if not place.own]
    chosen = typed["place"] or request.GET.get("place", "")
    if chosen not in {place.name for place in waiting}:
        chosen = next((place.name for place in waiting if found.open_at(place.name)), "")
        chosen = chosen or next((place.name for place in waiting), "")
    open_here = found.open_at(chosen)
    return render(
        request,
        "publicity/places.html",
        {
            "title": "公示的地方和录入回执",
            "campaign": one,
            "counts": found.counts,
            "places": waiting,
            "chosen": chosen,
            "open": open_here[:SHOWN],
            "open_count": len(open_here),
            "entered": [entry for entry in found.entries if entry.receipt and entry.place.name == chosen],
            "ticked": ticked,
            "typed": typed,
            "errors": errors,
            "prompt": duties.waiting_promptly(one),
            "today": timezone.localdate(),
        },
        status=409 if errors else 200,
    )


@page(P.RECEIPTS_ENTER)
def places_sheet(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """The published results as a workbook, to be entered there; `place`: those not entered at this place yet."""
    actor = actor_of(request)
    one = campaign_of(request, campaign_id)
    place = request.GET.get("place", "")
    if place:
        rows = [entry.publication for entry in known.standing(actor, one).open_at(place)]
    else:
        rows = list(known.in_force(actor, one))
    if not rows:
        raise Http404
    file = io.BytesIO()
    known.write(file, rows)
    return workbook_response(file, f"{one.number}检查结果（供录入）.xlsx")
