"""Pages of the national overlay: the head approves checks, the team scans in or says why it cannot wait."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from mingqian.accounts.permissions import Permission
from mingqian.acts.doors import page
from mingqian.acts.numbers import wholes
from mingqian.acts.refusal import Refused
from mingqian.inspections import actions
from mingqian.inspections.outside import internal
from mingqian.inspections.overlay import conditions_of, to_approve
from mingqian.inspections.pages.common import actor_of, inspection_of, look, to_inspection
from mingqian.inspections.pages.inspection import notice_of, secret, sits

P = Permission
SHOWN = 200


@page(P.PLANS_APPROVE)
def approvals(request: HttpRequest) -> HttpResponse:
    """每次检查的批准: what waits, ticked and approved together."""
    actor = actor_of(request)
    waiting = to_approve(actor.agency_id or 0)
    error, typed = "", request.POST.get("note", "")
    ticked: set[int] = set()
    if request.method == "POST":
        ticked = set(wholes(request.POST.getlist("row")))
        try:
            count = actions.approve_checks(
                by=actor, inspections=[one for one in waiting if one.pk in ticked], note=typed
            )
        except Refused as refused:
            error = refused.words()
        else:
            messages.success(request, f"已批准 {count} 户的检查。")
            return HttpResponseRedirect(reverse("inspections:approvals"))
    shown = waiting[:SHOWN]
    urgent = {one.pk: asked.urgent for one in shown if (asked := conditions_of(one)).urgent}
    context = {
        "title": "批准检查",
        "rows": [(one, urgent.get(one.pk)) for one in shown],
        "total": len(waiting),
        "asked": conditions_of(shown[0]) if shown else None,
        "error": error,
        "typed": typed,
        "ticked": ticked,
    }
    if shown:
        context["secret_until"] = look(
            request,
            next((one.draw for one in shown if one.draw is not None), None),
            outside=any(internal(one) for one in shown),
            kind="accounts.agency",
            object_id=actor.agency_id or 0,
            what="待批准的检查",
        )
    return render(request, "inspections/approvals.html", context, status=422 if error else 200)


@page(P.INSPECT)
def enter(request: HttpRequest, inspection_id: int) -> HttpResponse:
    """扫码入企: the code of the notice fills itself in when scanned, or is typed."""
    one = inspection_of(request, inspection_id)
    if not sits(request, one):
        raise Http404
    error, typed = "", request.POST.get("code", request.GET.get("code", ""))[:120]
    if request.method == "POST":
        try:
            actions.enter_site(by=actor_of(request), inspection=one, code=typed)
        except Refused as refused:
            error = refused.words()
        else:
            messages.success(request, "已登记入企。")
            return to_inspection(one)
    context = {
        "title": "扫码入企",
        "inspection": one,
        "campaign": one.campaign,
        "notice": notice_of(one),
        "asked": conditions_of(one),
        "error": error,
        "typed": typed,
        "secret_until": secret(request, one, "检查任务"),
    }
    return render(request, "inspections/enter.html", context, status=422 if error else 200)


@page(P.INSPECT)
@require_POST
def urgent(request: HttpRequest, inspection_id: int) -> HttpResponse:
    """情况紧急: begin without the approval, with the reason; the head approves afterwards."""
    one = inspection_of(request, inspection_id)
    if not sits(request, one):
        raise Http404
    try:
        actions.note_urgent(by=actor_of(request), inspection=one, reason=request.POST.get("reason", ""))
    except Refused as refused:
        messages.error(request, refused.words())
    else:
        messages.success(request, "已记下紧急情况，可以开始检查；负责人事后补批。")
    return to_inspection(one)
