"""What is made of one campaign: its internal forms, the hand-over of record forms, its 通报, 简报 and 总结."""

from __future__ import annotations

import io

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.acts.actor import Actor
from mingqian.acts.counting import beside
from mingqian.acts.doors import actor_of, page
from mingqian.acts.numbers import wholes
from mingqian.acts.refusal import Refused
from mingqian.draws.queries import current_draw
from mingqian.inspections.pages.common import campaign_of, look
from mingqian.plans.models import Campaign
from mingqian.plans.pages.common import workbook_response
from mingqian.publicity.actions.report import list_is_open
from mingqian.statistics import actions, compose, forms
from mingqian.statistics.handing import handing
from mingqian.statistics.models import Report, ReportKind
from mingqian.statistics.scope import heads, reports_for, rows_for
from mingqian.statistics.states import OPEN

P = Permission
READERS = (P.TASKS_LEAD, P.DRAWN_LIST_READ, P.PERSONAL_READ)


def _secret(request: HttpRequest, one: Campaign, what: str) -> str:
    return look(
        request, current_draw(one), kind="plans.campaign", object_id=one.pk, what=what, number=one.number
    )


def _filling(actor: Actor, one: Campaign, *, personal: bool = False) -> forms.Filling:
    rows = rows_for(actor, one)
    return forms.Filling(one, rows, personal and actor.may(P.PERSONAL_READ))


@page(*READERS)
@beside
def campaign(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """表式、通报和总结 of one campaign."""
    actor = actor_of(request)
    one = campaign_of(request, campaign_id)
    typed = {
        "handed_on": request.POST.get("handed_on", ""),
        "handed_by": request.POST.get("handed_by", ""),
        "received_by": request.POST.get("received_by", ""),
    }
    ticked = set(wholes(request.POST.getlist("row")))
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            if request.POST.get("act") == "begin":
                made = actions.begin_report(by=actor, campaign=one, kind=request.POST.get("kind", ""))
                return HttpResponseRedirect(reverse("statistics:report", args=[made.pk]))
            done = actions.hand_over_records(by=actor, campaign=one, inspection_ids=ticked, **typed)
        except Refused as refused:
            errors[refused.field or "form"] = refused.words()
        else:
            messages.success(request, f"已登记 {len(done)} 户的检查记录表移交{typed['received_by']}。")
            return HttpResponseRedirect(reverse("statistics:campaign", args=[one.pk]))
    rows = rows_for(actor, one)
    there = rows.exists()
    found = handing(one) if there and not _only_personal(actor) else None
    if found and not typed["received_by"]:
        typed["received_by"] = found.office
    reports = list(reports_for(actor).filter(campaign=one).order_by("kind", "-edition"))
    return render(
        request,
        "statistics/campaign.html",
        {
            "title": "表式、通报和总结",
            "campaign": one,
            "forms": forms.forms_of(_filling(actor, one)) if there else [],
            "may_personal": actor.may(P.PERSONAL_READ),
            "handing": found,
            "heads": heads(actor, one),
            "kinds": _kinds(one, reports) if actor.may(P.REPORTS_WRITE) and heads(actor, one) else [],
            "reports": reports,
            "ticked": ticked,
            "typed": typed,
            "errors": errors,
            "today": timezone.localdate(),
            "secret_until": _secret(request, one, "内部表式") if there else "",
        },
        status=409 if errors else 200,
    )


def _only_personal(actor: Actor) -> bool:
    return not (actor.may(P.TASKS_LEAD) or actor.may(P.DRAWN_LIST_READ))


def _kinds(one: Campaign, reports: list[Report]) -> list[dict[str, object]]:
    """What may be written, with the articles that ask for it, and why it may not be begun now."""
    opened = {report.kind for report in reports if report.state in OPEN}
    released = list_is_open(one)
    found = []
    for kind in ReportKind:
        why_not = "已有一稿还没有办完。" if kind in opened else ""
        if kind == ReportKind.BULLETIN and not released:
            why_not = "抽取名单公开之后才能拟写通报。"
        found.append(
            {
                "code": kind.value,
                "name": kind.label,
                "where": compose.basis_of(one, kind),
                "why_not": why_not,
                "again": any(report.kind == kind for report in reports),
            }
        )
    return found


def _form(actor: Actor, one: Campaign, code: str, *, personal: bool) -> forms.Form:
    if code not in forms.FORMS or not rows_for(actor, one).exists():
        raise Http404
    made = forms.FORMS[code](_filling(actor, one, personal=personal))
    if made is None:
        raise Http404
    return made


@page(*READERS)
def form_paper(request: HttpRequest, campaign_id: int, code: str) -> HttpResponse:
    """One form on paper. With `personal` (posted by who may read them) ID and telephone numbers stand on it."""
    actor = actor_of(request)
    one = campaign_of(request, campaign_id)
    personal = request.method == "POST" and actor.may(P.PERSONAL_READ)
    made = _form(actor, one, code, personal=personal)
    actions.note_form_taken(by=actor, campaign=one, form=made.title, rows=len(made.rows), personal=personal)
    response = render(
        request,
        "statistics/form_paper.html",
        {
            "title": made.title,
            "campaign": one,
            "form": made,
            "may_personal": actor.may(P.PERSONAL_READ) and code in ("inspectors", "statistics"),
            "personal": personal,
            "secret_until": _secret(request, one, made.title),
        },
    )
    if personal:
        response["Cache-Control"] = "no-store"
    return response


@page(*READERS)
def form_sheet(request: HttpRequest, campaign_id: int, code: str) -> HttpResponse:
    """The same as a workbook."""
    actor = actor_of(request)
    one = campaign_of(request, campaign_id)
    personal = request.method == "POST" and actor.may(P.PERSONAL_READ)
    made = _form(actor, one, code, personal=personal)
    actions.note_form_taken(by=actor, campaign=one, form=made.title, rows=len(made.rows), personal=personal)
    file = io.BytesIO()
    forms.write(file, [made])
    response = workbook_response(file, f"{one.number}{made.title}.xlsx")
    response["Cache-Control"] = "no-store"
    return response


@page(P.TASKS_LEAD, P.DRAWN_LIST_READ)
def package(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """The written summary with statistics, summary, records and sorted problems, as one workbook (鹤壁 六(四))."""
    actor = actor_of(request)
    one = campaign_of(request, campaign_id)
    filling = _filling(actor, one)
    if not filling.rows.exists():
        raise Http404
    last = (
        reports_for(actor)
        .filter(campaign=one, kind=ReportKind.SUMMARY)
        .exclude(state="dropped")
        .order_by("-edition")
        .first()
    )
    made = [*forms.forms_of(filling), forms.records(filling)]
    rows = sum(len(form.rows) for form in made)
    actions.note_form_taken(by=actor, campaign=one, form="总结材料", rows=rows, personal=False)
    file = io.BytesIO()
    forms.write(file, made, [last.title, *compose.paragraphs(last.text)] if last else ())
    response = workbook_response(file, f"{one.number}总结材料.xlsx")
    response["Cache-Control"] = "no-store"
    return response
