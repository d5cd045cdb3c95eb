"""后续处理: what waits, the orders, the cases, the objections; and everything about one inspection on one page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.acts.actor import Actor
from mingqian.acts.doors import page
from mingqian.followups import law
from mingqian.followups.duties import next_term, objection_term
from mingqian.followups.models import Case, Objection
from mingqian.followups.queries import waiting_inspections
from mingqian.followups.scope import (
    WITH_FINDINGS,
    WITH_RESULT,
    may_handle,
    visible_cases,
    visible_objections,
    visible_orders,
)
from mingqian.followups.states import OPEN_OBJECTIONS, OPEN_ORDERS, UNDER_WAY
from mingqian.inspections.models import Inspection
from mingqian.inspections.pages.common import actor_of, inspection_of
from mingqian.inspections.pages.inspection import leads, secret
from mingqian.inspections.referrals import problem_lines

P = Permission
ALL = (
    P.RECTIFY,
    P.CASES_HANDLE,
    P.CASES_REVIEW,
    P.CASES_DECIDE,
    P.OBJECTIONS_HANDLE,
    P.OBJECTIONS_REVIEW,
)
MOST = 200
_CASES = (P.CASES_HANDLE, P.CASES_REVIEW, P.CASES_DECIDE)
_OBJECTIONS = (P.OBJECTIONS_HANDLE, P.OBJECTIONS_REVIEW)
_ORDERS = (P.RECTIFY, P.CASES_DECIDE)


def _may(actor: Actor, permissions: Sequence[str]) -> bool:
    return any(actor.may(one) for one in permissions)


@page(*ALL)
def overview(request: HttpRequest) -> HttpResponse:
    """The room's lists behind tabs, what is open first. Only the list that is shown is read."""
    actor, whole = actor_of(request), request.GET.get("all") == "1"
    base, tabs, shown = reverse("followups:overview"), [], request.GET.get("tab", "")
    lists: dict[str, Callable[[], list[Any]]] = {}
    if actor.may(P.CASES_HANDLE):
        waiting, articles = waiting_inspections(actor)
        lists["waiting"] = lambda: [(one, articles[one.campaign_id]) for one in waiting[:MOST]]
        tabs.append({"code": "waiting", "name": "待处理的问题", "count": waiting.count()})
    if _may(actor, _ORDERS):
        orders = visible_orders(actor)
        open_orders = orders.filter(state__in=OPEN_ORDERS)
        lists["orders"] = lambda: list((orders if whole else open_orders).order_by("due_on", "pk")[:MOST])
        tabs.append({"code": "orders", "name": "责令改正", "count": open_orders.count()})
    if _may(actor, _CASES):
        cases = visible_cases(actor)
        lists["cases"] = lambda: _cases(cases, whole)
        tabs.append({"code": "cases", "name": "立案查处", "count": cases.filter(state__in=UNDER_WAY).count()})
    if _may(actor, _OBJECTIONS):
        objections = visible_objections(actor)
        lists["objections"] = lambda: _objections(objections, whole)
        count = objections.filter(state__in=OPEN_OBJECTIONS).count()
        tabs.append({"code": "objections", "name": "异议", "count": count})
    for tab in tabs:
        tab["url"] = f"{base}?tab={tab['code']}"
    if shown not in lists:
        shown = next((str(tab["code"]) for tab in tabs if tab["count"]), str(tabs[0]["code"]))
    rows = lists[shown]()
    return render(
        request,
        "followups/overview.html",
        {
            "title": "后续处理",
            "tabs": tabs,
            "tab": shown,
            "rows": rows,
            "whole": whole,
            "may_note_letter": actor.may(P.CASES_HANDLE),
            "secret_until": _secret(request, rows),
        },
    )


def _cases(cases: QuerySet[Case], whole: bool) -> list[Any]:
    """Each case with its next term, the soonest first; of the closed ones, unless all are asked for, those with one."""
    newest = cases.order_by("-pk").prefetch_related("penalties", "receipts")
    if whole:
        found = [(one, next_term(one)) for one in newest[:MOST]]
    else:  # apart, so that many closed ones never push out one under way
        found = [(one, next_term(one)) for one in newest.filter(state__in=UNDER_WAY)[:MOST]]
        closed = [(one, next_term(one)) for one in newest.filter(state="closed")[:MOST]]
        found += [row for row in closed if row[1] is not None]
    return sorted(found, key=lambda row: (row[1] is None, row[1].due if row[1] else timezone.localdate()))


def _objections(objections: QuerySet[Objection], whole: bool) -> list[Any]:
    some = objections if whole else objections.filter(state__in=OPEN_OBJECTIONS)
    return [(one, objection_term(one)) for one in some.order_by("-pk")[:MOST]]


def _secret(request: HttpRequest, rows: Sequence[Any]) -> str:
    """The mark of secrecy while a list names an enterprise whose drawing is not public."""
    for row in rows:
        one = row[0] if isinstance(row, tuple) else row
        inspection = one if isinstance(one, Inspection) else one.inspection
        if inspection is not None and (until := secret(request, inspection, "后续处理列表")):
            return until
    return ""


@page(*ALL)
def inspection(request: HttpRequest, inspection_id: int) -> HttpResponse:
    """Everything that followed one inspection, and what can be begun."""
    actor = actor_of(request)
    one = inspection_of(request, inspection_id)
    lines = problem_lines(one)
    ready = one.state in WITH_FINDINGS and bool(lines)
    handles = may_handle(actor, one)
    return render(
        request,
        "followups/inspection.html",
        {
            "title": f"{one.subject_name}：后续处理",
            "inspection": one,
            "campaign": one.campaign,
            "lines": lines,
            "orders": one.orders.order_by("-pk"),
            "measures": one.measures.order_by("-pk"),
            "cases": [(case, next_term(case)) for case in one.cases.order_by("-pk")]
            if _may(actor, _CASES)
            else [],
            "objections": [(row, objection_term(row)) for row in one.objections.order_by("-pk")]
            if _may(actor, _OBJECTIONS)
            else [],
            "may_order": ready and handles and actor.may(P.RECTIFY),
            "may_measure": ready
            and handles
            and actor.may(P.RECTIFY)
            and bool(law.other_measures(one.campaign)),
            "may_case": ready and leads(request, one) and actor.may(P.CASES_HANDLE),
            "may_object": one.state in WITH_RESULT and leads(request, one) and actor.may(P.OBJECTIONS_HANDLE),
            "demanded": law.follow_up_demanded(one.campaign),
            "secret_until": secret(request, one, "后续处理"),
        },
    )
