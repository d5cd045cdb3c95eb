"""组织机构与职责: the overview, a leading group, a charge, the arrangement of a joint check."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from mingqian.accounts.models import Agency
from mingqian.accounts.permissions import Permission
from mingqian.acts.doors import actor_of, page
from mingqian.acts.refusal import Refused
from mingqian.bodies import actions
from mingqian.bodies.forms import ChargeForm, GroupForm, JointForm, ProvideForm
from mingqian.bodies.models import Charge, LeadingGroup
from mingqian.bodies.standing import WORK_RULES, arranged, duties, groups, provisions, unread
from mingqian.plans import queries
from mingqian.plans.forms.parts import refuse
from mingqian.plans.models.plan import LineKind
from mingqian.plans.pages.common import own_agency

P = Permission


def _agency(request: HttpRequest) -> Agency:
    return own_agency(actor_of(request))


@page(P.LAW_READ)
def overview(request: HttpRequest) -> HttpResponse:
    """What the documents ask for, beside what is recorded."""
    agency = _agency(request)
    given = duties(agency)
    context = {
        "title": "组织机构与职责",
        "agency": agency,
        "groups": groups(agency),
        "duties": [one for one in given if one.key != WORK_RULES],
        "rules_of_work": [one for one in given if one.key == WORK_RULES],
        "unread": unread(agency),
        "may_edit": actor_of(request).may(P.BODIES_EDIT),
        "earlier_groups": LeadingGroup.objects.filter(agency=agency).order_by("-id")[:20],
        "earlier_charges": Charge.objects.filter(agency=agency).select_related("unit").order_by("-id")[:40],
    }
    return render(request, "bodies/overview.html", context)


def _done(request: HttpRequest, words: str) -> HttpResponseRedirect:
    messages.success(request, words)
    return HttpResponseRedirect(reverse("bodies:overview"))


@page(P.BODIES_EDIT)
def group(request: HttpRequest, pack_id: str) -> HttpResponse:
    """登记领导小组."""
    agency = _agency(request)
    asked = next((one for one in groups(agency) if one.pack_id == pack_id), None)
    if asked is None:
        raise Http404
    form = GroupForm(request.POST or None, group=asked)
    if request.method == "POST" and form.is_valid():
        try:
            actions.record_group(by=actor_of(request), agency=agency, pack_id=pack_id, **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            return _done(request, "已登记。以前登记的都保留着。")
    context = {"title": "登记领导小组", "form": form, "asked": asked, "agency": agency}
    return render(request, "bodies/group.html", context, status=422 if form.errors else 200)


@page(P.BODIES_EDIT)
def charge(request: HttpRequest) -> HttpResponse:
    """登记责任分工."""
    agency = _agency(request)
    named = tuple(request.GET.get(name, "") for name in ("pack", "key", "word"))
    duty = next((one for one in duties(agency) if (one.pack_id, one.key, one.word) == named), None)
    if duty is None:
        raise Http404
    form = ChargeForm(request.POST or None, agency=agency, duty=duty)
    if request.method == "POST" and form.is_valid():
        try:
            actions.record_charge(
                by=actor_of(request),
                agency=agency,
                pack_id=duty.pack_id,
                key=duty.key,
                word=duty.word,
                **form.cleaned_data,
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            return _done(request, f"已登记：{duty.word}。")
    context = {"title": f"登记：{duty.word}", "form": form, "duty": duty}
    return render(request, "bodies/charge.html", context, status=422 if form.errors else 200)


@page(P.CAMPAIGNS_EDIT)
def joint(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Who organises a joint check, and how it is provided for."""
    actor = actor_of(request)
    campaign = get_object_or_404(queries.visible_campaigns(actor), pk=campaign_id)
    if campaign.kind != LineKind.JOINT:
        raise Http404
    stands = arranged(campaign)
    partners = "、".join(one.name for one in queries.partners_of(campaign))
    act = request.POST.get("act", "")
    form = JointForm(request.POST if act == "arrange" else None, stands=stands, partners=partners)
    needed: list[tuple[Any, ProvideForm]] = []
    refused_any = False
    for number, one in enumerate(provisions(campaign)):
        mine = act == f"provide-{number}"
        given = ProvideForm(
            request.POST if mine else None,
            prefix=str(number),
            initial={
                "said": one.recorded.said if one.recorded else "",
                "settled_on": one.recorded.settled_on if one.recorded else timezone.localdate(),
            },
        )
        if mine and given.is_valid():
            try:
                actions.provide(by=actor, campaign=campaign, word=one.word, **given.cleaned_data)
            except Refused as refused:
                refuse(given, refused)
            else:
                messages.success(request, f"已登记：{one.word}。")
                return HttpResponseRedirect(reverse("bodies:joint", args=[campaign.pk]))
        refused_any |= mine
        needed.append((one, given))
    if act == "arrange" and form.is_valid():
        try:
            actions.arrange_joint(by=actor, campaign=campaign, **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, "已登记由谁组织。")
            return HttpResponseRedirect(reverse("bodies:joint", args=[campaign.pk]))
    context = {
        "title": "联合抽查的组织和保障",
        "campaign": campaign,
        "form": form,
        "stands": stands,
        "needed": needed,
    }
    return render(request, "bodies/joint.html", context, status=422 if form.errors or refused_any else 200)
