"""The list of publications, and the pages that publish item lists, plans and notices."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from mingqian.accounts.models import Agency
from mingqian.accounts.permissions import Permission
from mingqian.acts.doors import page
from mingqian.acts.numbers import whole
from mingqian.acts.refusal import Refused
from mingqian.draws.models import Draw
from mingqian.draws.states import DISPATCHED
from mingqian.inspections.pages.common import actor_of, look
from mingqian.plans.adjusting import root_of
from mingqian.plans.models import AnnualPlan
from mingqian.plans.states import APPROVED, IN_FORCE
from mingqian.publicity import actions
from mingqian.publicity.actions.lists import current
from mingqian.publicity.content import digest, items_content, plan_content
from mingqian.publicity.models import Kind, Publication
from mingqian.publicity.scope import visible
from mingqian.publicity.states import PREPARED, PUBLIC, PUBLICATION

P = Permission

PAGE = 50


@page(P.PUBLISH, P.CORRECT, P.RESULTS_REVIEW)
def publication_list(request: HttpRequest) -> HttpResponse:
    """公示: what waits, and what is public."""
    actor = actor_of(request)
    rows = visible(actor)
    state = request.GET.get("state", PREPARED)
    if state not in PUBLICATION.states and state != "":
        state = PREPARED
    kind = request.GET.get("kind", "")
    shown = rows.filter(state=state) if state else rows
    if kind in Kind.values:
        shown = shown.filter(kind=kind)
    after = whole(request.GET.get("after"))
    if after is not None:
        shown = shown.filter(pk__lt=after)
    found = list(shown.order_by("-pk")[: PAGE + 1])
    older = ""
    if len(found) > PAGE:
        query = request.GET.copy()
        query["after"] = str(found[PAGE - 1].pk)
        older = f"?{query.urlencode()}"
    found = found[:PAGE]
    base = reverse("publicity:publication_list")
    tabs = [
        {
            "code": code,
            "name": one.name,
            "count": rows.filter(state=code).count(),
            "url": f"{base}?state={code}",
        }
        for code, one in PUBLICATION.states.items()
    ]
    publishes = actor.may(P.PUBLISH)
    return render(
        request,
        "publicity/publication_list.html",
        {
            "title": "公示",
            "rows": found,
            "tabs": tabs,
            "state": state,
            "older": older,
            "plans": list(AnnualPlan.objects.filter(agency_id=actor.agency_id or 0, state=APPROVED))
            if publishes
            else [],
            "items_stale": publishes and _items_stale(actor.agency_id),
            "publishes": publishes,
            "secret_until": _secret(request, found),
        },
    )


def _secret(request: HttpRequest, found: list[Publication]) -> str:
    """The mark of secrecy when the list names an enterprise whose result is not public yet."""
    shown = next(
        (row for row in found if row.state not in PUBLIC and row.campaign_id and row.subject_name), None
    )
    if shown is None:
        return ""
    draw = Draw.objects.filter(
        campaign_id=shown.campaign_id or 0, state=DISPATCHED, vacancy__isnull=True
    ).first()
    return look(request, draw, kind="plans.campaign", object_id=shown.campaign_id or 0, what="待公示结果列表")


def _items_stale(agency_id: int | None) -> bool:
    """Whether the item list of the agency differs from what is public (or was never published)."""
    agency = Agency.objects.filter(pk=agency_id or 0).first()
    if agency is None:
        return False
    content = items_content(agency)
    known = current(Kind.ITEMS, "accounts.agency", agency.pk)
    return bool(content["items"]) and (known is None or known.digest != digest(content))


@page(P.PUBLISH)
def items(request: HttpRequest) -> HttpResponse:
    """公示抽查事项清单: what the public will see, and the button."""
    actor = actor_of(request)
    agency = get_object_or_404(Agency, pk=actor.agency_id or 0)
    error = ""
    if request.method == "POST":
        try:
            made = actions.publish_items(by=actor, agency=agency)
        except Refused as refused:
            error = refused.words()
        else:
            messages.success(request, f"抽查事项清单已公示：{made.number}。")
            return HttpResponseRedirect(reverse("publicity:publication", args=[made.pk]))
    known = current(Kind.ITEMS, "accounts.agency", agency.pk)
    content = items_content(agency)
    why_not = ""
    if not content["items"]:
        why_not = "清单里没有在列的事项。"
    elif known is not None and known.digest == digest(content):
        why_not = f"与已公示的（{known.number}）相同，不需要重新公示。"
    return render(
        request,
        "publicity/publish.html",
        {
            "title": "公示抽查事项清单",
            "content": content,
            "known": known,
            "error": error,
            "why_not": why_not,
            "consequence": "以上内容立即公开。以前的版本保留可查，标明“已有新版”。",
        },
    )


@page(P.PUBLISH)
def plan(request: HttpRequest, plan_id: int) -> HttpResponse:
    """公示年度抽查计划."""
    actor = actor_of(request)
    one = get_object_or_404(AnnualPlan.objects.filter(agency_id=actor.agency_id or 0), pk=plan_id)
    if one.state not in IN_FORCE:
        raise Http404
    error = ""
    if request.method == "POST":
        try:
            made = actions.publish_plan(by=actor, plan=one)
        except Refused as refused:
            error = refused.words()
        else:
            messages.success(request, f"年度抽查计划已公示：{made.number}。")
            return HttpResponseRedirect(reverse("publicity:publication", args=[made.pk]))
    known = current(Kind.PLAN, "plans.annualplan", root_of(one).pk)
    again = known is not None and one.state == APPROVED
    return render(
        request,
        "publicity/publish.html",
        {
            "title": "公示年度抽查计划",
            "content": plan_content(one),
            "known": known,
            "error": error,
            "why_not": f"已公示（{known.number}）。" if known and not again else "",
            "consequence": "以上内容立即公开。以前的版本保留可查，标明“已有新版”。"
            if again
            else "以上内容立即公开。",
        },
    )
