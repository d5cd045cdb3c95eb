"""核对一份计划表: a plan in the published form, read from a file and held against the documents. Nothing is kept."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.acts.doors import page
from mingqian.acts.refusal import Refused
from mingqian.law import Pack
from mingqian.law.plan_check import PlanReport, check_plan
from mingqian.law.plan_table import PlanTable
from mingqian.plans import overlay, packs, rulebook
from mingqian.plans.documents.tables import LARGEST
from mingqian.plans.forms.parts import refuse
from mingqian.plans.pages.common import actor_of
from mingqian.plans.planfile import read_plan


class PlanFileForm(forms.Form):
    """A file, the documents to hold it against, the plan's year."""

    file = forms.FileField(
        label="计划表",
        help_text="公开的那种表就行：.xlsx、.xls、.csv，或者用 | 分栏的文本。有表头，至少三个认得的栏目，例如任务名称、抽查比例、抽查数量。",
    )
    packs = forms.MultipleChoiceField(label="按哪几份文件核对", widget=forms.CheckboxSelectMultiple)
    year = forms.IntegerField(
        label="计划年度",
        min_value=2000,
        max_value=2100,
        widget=forms.NumberInput(attrs={"class": "short"}),
    )

    def __init__(self, *given: Any, offered: list[Pack], **arguments: Any) -> None:
        super().__init__(*given, **arguments)
        self.fields["packs"].choices = [(one.id, one.document) for one in offered]  # type: ignore[attr-defined]


@page(Permission.PLANS_READ)
def plan_table(request: HttpRequest) -> HttpResponse:
    """Choose a file; every breach with its row, column and article."""
    actor = actor_of(request)
    today = timezone.localdate()
    offered = packs.available(actor.agency_id)
    bound = rulebook.bound_packs(actor.agency_id, today) if actor.agency_id else []
    begun = {"year": today.year, "packs": [one.pack.id for one in bound]}
    form = PlanFileForm(request.POST or None, request.FILES or None, offered=offered, initial=begun)
    context: dict[str, Any] = {"title": "核对计划表", "form": form}
    if request.method == "POST" and form.is_valid():
        chosen = [
            packs.pack_for(actor.agency_id, one.id) if actor.agency_id else one
            for one in offered
            if one.id in form.cleaned_data["packs"]
        ]
        on = date(form.cleaned_data["year"], 1, 1)
        file = form.cleaned_data["file"]
        try:
            table = read_plan(file.read(LARGEST + 1))
        except Refused as refused:
            refuse(form, refused)
        else:
            items = overlay.published_names(actor.agency_id) if actor.agency_id else None
            context |= _found(table, check_plan(chosen, table, on, items), chosen, on)
            context |= {"name": file.name, "items": len(items) // 2 if items is not None else None}
    return render(request, "plans/plan_table.html", context)


def _found(table: PlanTable, report: PlanReport, chosen: list[Pack], on: date) -> dict[str, Any]:
    by_id = {one.id: one for one in chosen}
    return {
        "table": table,
        "headings": list(table.columns.values()),
        "breaches": [
            {
                "row": one.row,
                "column": one.column,
                "words": one.words,
                "where": packs.cite(by_id[one.pack], one.citation),
                "may_depart": one.citation.strength.departure_allowed,
            }
            for one in report.breaches
        ],
        "unreadable": report.unreadable,
        "not_checked": [
            f"{by_id[name].document}：{words}" if name in by_id else one
            for one in report.not_checked
            for name, _, words in [one.partition("：")]
        ],
        "reference": [one.document for one in chosen if one.is_reference(on)],
    }
