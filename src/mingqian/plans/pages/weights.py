"""权重表: the table in force, what waits for a decision, proposing another."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from mingqian.accounts.permissions import Permission
from mingqian.acts.counting import beside
from mingqian.acts.doors import page
from mingqian.acts.refusal import Refused
from mingqian.lot.entries import MAX_WEIGHT
from mingqian.plans import actions, choices, queries, weights
from mingqian.plans.actions.second import proposed
from mingqian.plans.actions.weights import in_force
from mingqian.plans.forms.parts import refuse
from mingqian.plans.pages.common import actor_of, own_agency

CONDITION_OF = {"credit_grade": "credit_grades", "risk_level": "risk_levels"}
GRADES = ("A", "B", "C", "D")


class WeightsForm(forms.Form):
    """A weight for each grade and level that the register holds, and what a decision needs."""

    combine = forms.ChoiceField(
        label="一户两项都有权重时",
        choices=list(weights.COMBINE.items()),
        widget=forms.RadioSelect,
        initial="max",
    )
    basis = forms.CharField(
        label="依据",
        max_length=200,
        help_text="哪份文件哪一条要求按信用或者风险决定抽取概率。没有依据的，分筒各定比例就够了，不要加权。",
    )
    reason = forms.CharField(label="理由", widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *arguments: Any, agency_id: int, present: weights.Table, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        held = choices.held(agency_id)
        self.values: dict[str, dict[str, str]] = {}
        for factor, words in weights.FACTORS.items():
            own = [value for value, _ in held[CONDITION_OF[factor]]][: weights.MOST_VALUES - 1]
            known = GRADES if factor == "credit_grade" else ()
            named = [value for value in present.get(factor, {}) if value]
            listed = [*sorted({*own, *known, *named}), weights.OTHER] if {*own, *known, *named} else []
            self.values[factor] = {}
            for at, value in enumerate(listed):
                name = f"{factor}_{at}"
                self.values[factor][name] = value
                self.fields[name] = forms.CharField(
                    label=weights.value_words(factor, value),
                    required=False,
                    max_length=5,
                    initial=present.get(factor, {}).get(value, ""),
                    widget=forms.TextInput(
                        attrs={"inputmode": "numeric", "class": "input tiny", "autocomplete": "off", "aria-label": f"{words} {weights.value_words(factor, value)}"}
                    ),
                )  # fmt: skip

    def groups(self) -> list[dict[str, Any]]:
        """The fields by factor."""
        return [
            {"name": weights.FACTORS[factor], "fields": [self[name] for name in names]}
            for factor, names in self.values.items()
            if names
        ]

    def table(self) -> dict[str, dict[str, str]]:
        """What was typed, by factor and value."""
        return {
            factor: {value: self.cleaned_data.get(name, "") for name, value in names.items()}
            for factor, names in self.values.items()
        }


def shown(request: HttpRequest, form: WeightsForm | None = None) -> HttpResponse:
    """The page; `form` brings back what was refused."""
    actor = actor_of(request)
    present = in_force(actor.agency_id) if actor.agency_id else None
    may_propose = actor.may(Permission.PLANS_EDIT) and actor.agency_id is not None
    if form is None and may_propose and actor.agency_id is not None:
        form = WeightsForm(agency_id=actor.agency_id, present=present.table if present else {})
    tables: list[dict[str, Any]] = [
        {
            "table": one,
            "factors": weights.rows_of(one.table),
            "combine": weights.COMBINE[one.table["combine"]] if len(one.table) > 2 else "",
            "decision": getattr(one, "decision", None),
            "own": proposed(one, actor),
        }
        for one in queries.visible_weights(actor)[:30]
    ]
    context = {
        "title": "权重表",
        "present": next((one for one in tables if present and one["table"].pk == present.pk), None),
        "waiting": [one for one in tables if one["decision"] is None],
        "history": [one for one in tables if one["decision"] is not None],
        "form": form,
        "groups": form.groups() if form else [],
        "may_decide": actor.may(Permission.PLANS_APPROVE),
        "most": MAX_WEIGHT,
    }
    return render(request, "plans/weight_list.html", context)


@page(Permission.LAW_READ)
@beside
def weight_list(request: HttpRequest) -> HttpResponse:
    """权重表."""
    if request.method != "POST":
        return shown(request)
    actor = actor_of(request)
    actor.require(Permission.PLANS_EDIT)
    agency = own_agency(actor)
    present = in_force(agency)
    form = WeightsForm(request.POST, agency_id=agency.pk, present=present.table if present else {})
    if form.is_valid():
        cleaned = form.cleaned_data
        try:
            actions.propose_weights(
                by=actor, agency=agency, table=form.table(), combine=cleaned["combine"], basis=cleaned["basis"],
                reason=cleaned["reason"],
            )  # fmt: skip
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, "拟议已经记下，等审批领导决定。决定之前一切照旧。")
            return HttpResponseRedirect(reverse("plans:weight_list"))
    return shown(request, form)


@page(Permission.PLANS_APPROVE)
@require_POST
def weight_decide(request: HttpRequest, table_id: int) -> HttpResponse:
    """Approve a table or turn it down."""
    actor = actor_of(request)
    table = get_object_or_404(queries.visible_weights(actor), pk=table_id)
    approve = "approve" in request.POST
    try:
        actions.decide_weights(by=actor, table=table, approve=approve, reason=request.POST.get("reason", ""))
    except Refused as refused:
        messages.error(request, refused.words())
    else:
        words = "已批准。以后设置的抽查任务可以按这张表抽取。" if approve else "已退回。"
        messages.success(request, words)
    return HttpResponseRedirect(reverse("plans:weight_list"))
