"""The pool builder: conditions on the left, live counts on the right; and the lists behind the counts."""

from __future__ import annotations

import copy
import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from mingqian.accounts.permissions import Permission
from mingqian.acts.counting import beside
from mingqian.acts.doors import page
from mingqian.acts.numbers import whole
from mingqian.acts.refusal import Refused
from mingqian.jobs.pages import carry_out
from mingqian.plans import actions, campaigns, packs, share, states, strata
from mingqian.plans.forms import CampaignForm
from mingqian.plans.forms.parts import refuse
from mingqian.plans.models import Campaign, urn_setting_of
from mingqian.plans.pages.campaigns import campaign_or_404, to_campaign
from mingqian.plans.pages.common import actor_of, address_of
from mingqian.plans.pool import Survey, survey
from mingqian.plans.pool.members import MEMBERS_SHOWN, members
from mingqian.plans.pool.survey import DIMENSIONS
from mingqian.plans.pool.terms import OUT_OF_SCOPE, terms_of
from mingqian.plans.works import CONFIRM
from mingqian.registers.models import Inspector, InspectorStatus

BARS_SHOWN = 10
NARROW = ("share_percent", "unclassed_as", "mode", "conditions")
"""What the counts depend on."""


def counts_context(campaign: Campaign, counted: Survey) -> dict[str, Any]:
    """What the counts on the right show."""
    dimensions = []
    for code, name in DIMENSIONS.items():
        bars = [bar for bar in counted.bars[code] if bar.candidates]
        if len(bars) < 2:  # one bar compares with nothing
            continue
        dimensions.append(
            {
                "name": name,
                "first": [(bar.label, bar.candidates) for bar in bars[:BARS_SHOWN]],
                "rest": [(bar.label, bar.candidates) for bar in bars[BARS_SHOWN:]],
                "most": bars[0].candidates if bars else 0,
            }
        )
    on = counted.terms.on
    pack = counted.terms.pack
    minimum, citation = share.minimum_percent(pack, campaign.planned.item_class, on, campaign.conditions)
    return {
        "campaign": campaign,
        "counted": counted,
        "staffing": staffing(campaign, counted.quota),
        "dimensions": dimensions,
        "minimum": minimum,
        "minimum_article": packs.cite(pack, citation),
        "minimum_reading": citation.reading,
    }


def staffing(campaign: Campaign, drawn: int) -> dict[str, Any]:
    """Whether there are people enough for so many subjects: seats to fill, certified inspectors, tasks each could take.

    Areas and recusals are not reckoned with here: a few seats may still stay vacant.
    """
    seats = drawn * sum(seat["count"] for seat in campaign.team["seats"] if seat["name"] != "expert")
    load = int(campaign.team["max_load"])
    people = Inspector.objects.filter(
        agency_id__in=[campaign.agency_id, *campaign.partner_agency_ids],
        status=InspectorStatus.ACTIVE,
        certified=True,
    ).count()
    return {
        "seats": seats,
        "people": people,
        "room": people * load,
        "load": load,
        "short": seats > people * load,
        "over": max(0, seats - people * load),
        "needed": -(-seats // people) if people else 0,
    }


def _seen(form: CampaignForm, campaign: Campaign) -> tuple[Campaign, str]:
    """An unsaved copy of the campaign as it is typed, and why it cannot be as typed (in words, or empty)."""
    typed = copy.copy(campaign)
    typed._state = copy.copy(campaign._state)
    typed._state.fields_cache = dict(campaign._state.fields_cache)
    setting = copy.copy(urn_setting_of(campaign))
    typed._state.fields_cache["urn_setting"] = setting  # nothing typed touches what is kept
    refusal = ""
    if form.is_valid():
        for name, value in form.values().items():
            setattr(typed, name, value)
    else:
        for name in NARROW:
            if name in form.cleaned_data:
                setattr(typed, name, form.cleaned_data[name])
        refusal = "有几项填得不对，统计没有把它们算进去。" if form.is_bound else ""
    if form.is_bound:
        typed.stratify_by = ",".join(form.cleaned_data.get("stratify_by", ()))
        setting.weight_table = form.cleaned_data.get("weight_table", setting.weight_table)
    try:
        campaigns.check(typed)
        if form.is_bound:
            setting.quotas = strata.clean_quotas(typed.stratify_by, form.quotas())
    except Refused as refused:
        refusal = refusal or refused.words()
        if refused.field == "share_percent":
            typed.share_percent = campaign.share_percent
        elif refused.field in ("mode", "conditions"):
            typed.conditions = typed.conditions if typed.mode == "directed" else {}
        elif refused.field == "stratify_by":
            typed.stratify_by = campaign.stratify_by
    return typed, refusal


def urn_rows(counted: Survey, form: CampaignForm) -> list[dict[str, Any]]:
    """A line to type in for each urn, with what was typed for it, be it good or not."""
    if not counted.terms.fields or counted.terms.crossing or len(counted.urns) > strata.MOST_URNS:
        return []
    typed = {json.dumps(values): text for values, text in form.quotas()}
    kept = {json.dumps(values): text for values, text in urn_setting_of(counted.terms.campaign).quotas}
    rows = []
    for urn in counted.urns:
        values = json.dumps(strata.values_of(urn.key))
        text = typed.get(values, kept.get(values, "")) if form.is_bound else kept.get(values, "")
        rows.append({"urn": urn, "values": values, "typed": text})
    return rows


@page(Permission.CAMPAIGNS_EDIT)
@require_POST
@beside
def campaign_urns(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """The lines to type in for the urns of what is chosen, without saving anything."""
    campaign = campaign_or_404(request, campaign_id)
    form = CampaignForm(request.POST, campaign=campaign)
    typed, _ = _seen(form, campaign)
    rows = urn_rows(survey(typed, on=timezone.localdate()), form)
    return render(request, "plans/_urns.html", {"campaign": typed, "urn_rows": rows})


@page(Permission.CAMPAIGNS_EDIT)
@require_POST
@beside
def campaign_counts(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """The counts for what is typed, without saving anything."""
    campaign = campaign_or_404(request, campaign_id)
    typed, refusal = _seen(CampaignForm(request.POST, campaign=campaign), campaign)
    context = counts_context(typed, survey(typed, on=timezone.localdate()))
    return render(request, "plans/_counts.html", context | {"refusal": refusal})


def _save(request: HttpRequest, campaign: Campaign, form: CampaignForm) -> bool:
    """Save what was typed; False when it was refused (then the form says why). Raises `Refused` at the wrong
    moment.
    """
    try:
        actions.edit_campaign(
            by=actor_of(request),
            campaign=campaign,
            version=form.cleaned_data["version"],
            quotas=form.quotas(),
            weight_table=form.cleaned_data["weight_table"],
            **form.values(),
        )
    except Refused as refused:
        if refused.code == "acts.wrong_state":
            raise
        refuse(form, refused)
        return False
    return True


def _confirm(request: HttpRequest, campaign: Campaign, form: CampaignForm) -> HttpResponse | None:
    """Confirm the pool just saved; None when it was refused (then the form says why)."""
    seen = request.POST.get("seen", "")
    asked = {"seen_candidates": whole(seen)}
    try:
        return carry_out(request, CONFIRM, campaign.pk, asked)
    except Refused as refused:
        refuse(form, refused)
        return None


@page(Permission.CAMPAIGNS_EDIT)
@beside
def campaign_edit(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """设置抽取范围."""
    campaign = campaign_or_404(request, campaign_id)
    why_not = states.CAMPAIGN.why_not("confirm_pool", campaign.state)
    if request.method == "GET" and why_not:
        messages.info(request, why_not)
        return to_campaign(campaign.pk)
    typed, refusal = campaign, ""
    form = CampaignForm(campaign=campaign)
    if request.method == "POST":
        act = request.POST.get("act", "save")
        sent = request.POST.copy()
        form = CampaignForm(sent, campaign=campaign)
        try:
            saved = act != "preview" and form.is_valid() and _save(request, campaign, form)
        except Refused as refused:
            messages.error(request, refused.words())
            return to_campaign(campaign.pk)
        if saved and act == "save":
            messages.success(request, "已保存。")
            return HttpResponseRedirect(reverse("plans:campaign_edit", args=[campaign.pk]))
        if saved and (confirmed := _confirm(request, campaign, form)):
            return confirmed
        if saved:
            sent["version"] = str(campaign.version)  # only the confirmation was refused
        typed, refusal = _seen(form, campaign)
    counted = survey(typed, on=timezone.localdate())
    context = counts_context(typed, counted) | {
        "title": campaign.title,
        "form": form,
        "conditions": [form[name] for name in form.condition_names],
        "urn_rows": urn_rows(counted, form),
        "refusal": refusal,
        "rules_url": address_of(actor_of(request), "plans:rule", campaign.pack_id),
    }
    return render(request, "plans/campaign_edit.html", context)


def _tab(code: str, name: str, number: int) -> dict[str, Any]:
    return {"code": code, "name": name, "count": number, "url": "?" + urlencode({"show": code})}


@page(Permission.CAMPAIGNS_READ)
@beside
def campaign_pool(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Who may be drawn, who may not and why: the subjects behind the counts, and one subject looked up."""
    campaign = campaign_or_404(request, campaign_id)
    actor = actor_of(request)
    terms = terms_of(campaign, on=timezone.localdate())
    show = request.GET.get("show", "candidates")
    words = request.GET.get("q", "").strip()[:80]
    after = request.GET.get("after", "")
    counted = survey(campaign, on=terms.on)
    tabs = [_tab("candidates", "候选", counted.candidates)]
    tabs += [_tab(one.reason.code, one.reason.name, one.count) for one in counted.excluded]
    if counted.out_of_scope:
        tabs.append(_tab(OUT_OF_SCOPE, "不在范围", counted.out_of_scope))
    if show not in {tab["code"] for tab in tabs}:
        show = "candidates"
    rows = members(terms, show=show, words=words, after=whole(after) or 0)
    more = len(rows) > MEMBERS_SHOWN
    rows = rows[:MEMBERS_SHOWN]
    here = {"show": show, "q": words}
    context = {
        "title": f"{campaign.title}：抽取范围",
        "campaign": campaign,
        "counted": counted,
        "tabs": tabs,
        "show": show,
        "words": words,
        "rows": [(row, address_of(actor, "registers:subject_open", row.subject_id)) for row in rows],
        "older": "?" + urlencode(here | {"after": rows[-1].subject_id}) if more else "",
        "newer": "?" + urlencode(here) if after else "",
        "frozen": campaign.state not in (states.DRAFT, states.READY),
    }
    return render(request, "plans/campaign_pool.html", context)
