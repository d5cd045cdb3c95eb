"""作业指导书, the list of items to take along, and the reason for a separate check."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from mingqian.accounts.permissions import Permission
from mingqian.acts.doors import page
from mingqian.acts.refusal import Refused
from mingqian.inspections import actions, queries, sheets
from mingqian.inspections.actions.guide import MOST_GUIDE
from mingqian.inspections.gates import GUIDES, guides_of
from mingqian.inspections.models import WorkGuide
from mingqian.inspections.pages.common import actor_of, campaign_of, inspection_of, to_inspection
from mingqian.inspections.pages.inspection import refuse, sits
from mingqian.plans.governing import governing
from mingqian.registers.models import Item

P = Permission


class GuideForm(forms.Form):
    """How one item is checked."""

    title = forms.CharField(
        label="名称", max_length=200, help_text="例如：工业企业安全生产责任制检查作业指导书。"
    )
    words = forms.CharField(
        label="内容",
        max_length=MOST_GUIDE,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text="按检查的步骤写：先看什么、查哪些资料、到哪些现场、什么算问题。检查人员在手机上逐项看到。",
    )


@page(P.ITEMS_READ)
def guide_list(request: HttpRequest) -> HttpResponse:
    """The items of one's agency, each with its guide or without."""
    actor = actor_of(request)
    agency_id = actor.agency_id or 0
    items = list(Item.objects.filter(agency_id=agency_id, status="active").order_by("code"))
    known = guides_of(item.pk for item in items)
    asked = [one.where for one in governing(agency_id, GUIDES)]
    context = {
        "title": "作业指导书",
        "rows": [(item, known.get(item.pk)) for item in items],
        "missing": sum(item.pk not in known for item in items),
        "asked": "；".join(dict.fromkeys(asked)),
        "may_edit": actor.may(P.ITEMS_EDIT),
    }
    return render(request, "inspections/guides.html", context)


@page(P.ITEMS_READ)
def guide(request: HttpRequest, item_id: int) -> HttpResponse:
    """The guide of one item with its former ones; written by whoever keeps the list of items."""
    actor = actor_of(request)
    item = get_object_or_404(Item, pk=item_id, agency_id=actor.agency_id or 0)
    every = list(WorkGuide.objects.filter(item=item).order_by("-pk"))
    newest = every[0] if every else None
    may_edit = actor.may(P.ITEMS_EDIT)
    initial = {"title": newest.title, "words": newest.text} if newest else {}
    form = GuideForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and may_edit and form.is_valid():
        try:
            actions.write_guide(by=actor, item=item, **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, "已登记。检查人员填记录时在这一项旁边看到。")
            return HttpResponseRedirect(reverse("inspections:guide_list"))
    context = {"title": item.name, "item": item, "every": every, "form": form, "may_edit": may_edit}
    return render(request, "inspections/guide.html", context)


@page(P.TASKS_READ, P.CAMPAIGNS_READ)
def item_paper(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """抽查事项检查表 (信阳 附件1), to print and take along; names no enterprise."""
    campaign = campaign_of(request, campaign_id)
    columns, where = sheets.item_columns(campaign)
    if not columns:
        raise Http404
    context = {
        "title": "抽查事项检查表",
        "campaign": campaign,
        "columns": columns,
        "where": where,
        "rows": sheets.item_rows(columns, queries.items_of(campaign)),
    }
    return render(request, "inspections/item_paper.html", context)


@page(P.INSPECT)
@require_POST
def separate(request: HttpRequest, inspection_id: int) -> HttpResponse:
    """确需分别检查的: the reason, told to the departments of the joint check."""
    one = inspection_of(request, inspection_id)
    if not sits(request, one):
        raise Http404
    try:
        actions.note_separate(by=actor_of(request), inspection=one, reason=request.POST.get("reason", ""))
    except Refused as refused:
        messages.error(request, refused.words())
    else:
        messages.success(request, "已写明理由，联合检查的部门看得到。可以开始检查。")
    return to_inspection(one)
