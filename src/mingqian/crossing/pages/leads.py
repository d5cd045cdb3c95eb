"""线索: the list, noting one, the report and what was decided on it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from mingqian.accounts.permissions import Permission
from mingqian.acts.doors import actor_of, page
from mingqian.acts.refusal import Refused
from mingqian.crossing import actions, rules
from mingqian.crossing.forms import DecisionForm, LeadForm, ReportForm
from mingqian.crossing.models import Lead, LeadReport
from mingqian.plans.forms.parts import refuse
from mingqian.plans.pages.common import own_agency

P = Permission
MOST = 200


@page(P.CROSS_LEAD, P.CROSS_DECIDE)
def lead_list(request: HttpRequest) -> HttpResponse:
    """Leads and reports."""
    actor = actor_of(request)
    agency = own_agency(actor)
    rows = Lead.objects.filter(agency=agency).select_related("unit")
    context = {
        "title": "线索",
        "leads": rows[:MOST],
        "total": rows.count(),
        "reports": LeadReport.objects.filter(agency=agency).select_related("decision"),
        "whom": rules.leads_to(agency),
        "may_lead": actor.may(P.CROSS_LEAD),
    }
    return render(request, "crossing/lead_list.html", context)


@page(P.CROSS_LEAD)
def lead_new(request: HttpRequest) -> HttpResponse:
    """登记线索."""
    actor = actor_of(request)
    agency = own_agency(actor)
    form = LeadForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.note_lead(by=actor, agency=agency, **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, "已登记。")
            return HttpResponseRedirect(reverse("crossing:lead_list"))
    context = {"title": "登记线索", "form": form, "back": reverse("crossing:lead_list"), "button": "登记"}
    return render(request, "crossing/form.html", context, status=422 if form.errors else 200)


@page(P.CROSS_LEAD)
def report_new(request: HttpRequest) -> HttpResponse:
    """汇总分析线索，上报."""
    actor = actor_of(request)
    agency = own_agency(actor)
    form = ReportForm(request.POST or None, agency=agency)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data | {"leads": list(form.cleaned_data["leads"])}
        try:
            made = actions.report_leads(by=actor, agency=agency, **given)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, f"已登记上报{made.reported_to}。请打印送阅。")
            return HttpResponseRedirect(reverse("crossing:report", args=[made.pk]))
    whom = rules.leads_to(agency)
    context = {
        "title": "汇总分析线索，上报",
        "form": form,
        "back": reverse("crossing:lead_list"),
        "button": "登记上报",
        "sub": f"报{'、'.join(whom.words)}" if whom.words else "",
        "citation": whom.citation,
    }
    return render(request, "crossing/form.html", context, status=422 if form.errors else 200)


@page(P.CROSS_LEAD, P.CROSS_DECIDE)
def report(request: HttpRequest, report_id: int) -> HttpResponse:
    """One report as a paper; what was decided on it."""
    actor = actor_of(request)
    one = get_object_or_404(
        LeadReport.objects.select_related("agency", "decision").filter(agency=own_agency(actor)), pk=report_id
    )
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.decide_report(by=actor, report=one, **form.cleaned_data)
        except Refused as refused:
            if refused.code == "acts.not_permitted":
                raise
            refuse(form, refused)
        else:
            messages.success(request, "已记下研究意见。")
            return HttpResponseRedirect(reverse("crossing:report", args=[one.pk]))
    context = {
        "title": one.title,
        "report": one,
        "leads": Lead.objects.filter(pk__in=one.lead_ids).select_related("unit").order_by("found_on", "id"),
        "decision": getattr(one, "decision", None),
        "form": form,
        "may_decide": actor.may(P.CROSS_DECIDE),
    }
    return render(request, "crossing/report.html", context, status=422 if form.errors else 200)
