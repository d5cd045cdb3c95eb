"""Forms of the annual plan."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from mingqian.accounts.models import Agency, Unit
from mingqian.plans import packs, share
from mingqian.plans.forms.parts import (
    DateField,
    condition_fields,
    conditions_from,
    conditions_initial,
    item_field,
)
from mingqian.plans.models import AnnualPlan, PlanLine
from mingqian.plans.models.plan import ItemClass, LineKind, Mode, SpecialOrder


class PlanForm(forms.Form):
    """The head of a plan."""

    year = forms.IntegerField(label="年度", widget=forms.NumberInput(attrs={"class": "short"}))
    title = forms.CharField(label="名称", max_length=120)
    scope = forms.CharField(
        label="抽查范围",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="计划应当写明的第一项；会向社会公开。",
    )
    basis = forms.CharField(label="制定依据", widget=forms.Textarea(attrs={"rows": 3}))
    pack_id = forms.ChoiceField(label="依据的规则")
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *arguments: Any, plan: AnnualPlan | None = None, agency_id: int | None = None, **keywords: Any
    ) -> None:
        if plan is None:
            year = timezone.localdate().year
            keywords["initial"] = {"year": year, "title": f"{year}年度“双随机、一公开”抽查计划"}
        else:
            keywords["initial"] = {
                "year": plan.year, "title": plan.title, "scope": plan.scope, "basis": plan.basis,
                "version": plan.version,
            }  # fmt: skip
        super().__init__(*arguments, **keywords)
        if plan is None:
            pack_field = self.fields["pack_id"]
            assert isinstance(pack_field, forms.ChoiceField)
            pack_field.choices = [
                (pack.id, pack.name)
                for pack in packs.available(agency_id)
                if share.serves(pack, timezone.localdate())
            ]
        else:
            del self.fields["pack_id"]


class LineForm(forms.Form):
    """One line of a plan."""

    title = forms.CharField(label="抽查任务名称", max_length=120)
    item_class = forms.ChoiceField(label="事项类别", choices=ItemClass.choices, widget=forms.RadioSelect)
    kind = forms.ChoiceField(label="种类", choices=LineKind.choices, widget=forms.RadioSelect)
    partner_agency_ids = forms.ModelMultipleChoiceField(
        label="联合部门", queryset=Agency.objects.none(), widget=forms.CheckboxSelectMultiple, required=False
    )
    share_percent = forms.CharField(
        label="抽查比例（%）",
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "short", "autocomplete": "off"}),
    )
    estimated_count = forms.IntegerField(
        label="预估数量（户）", min_value=1, widget=forms.NumberInput(attrs={"class": "short"})
    )
    month_from = forms.IntegerField(
        label="开始月份", min_value=1, max_value=12, widget=forms.NumberInput(attrs={"class": "short"})
    )
    month_to = forms.IntegerField(
        label="结束月份", min_value=1, max_value=12, widget=forms.NumberInput(attrs={"class": "short"})
    )
    unit = forms.ModelChoiceField(label="任务执行单位", queryset=Unit.objects.none(), empty_label="请选择")
    mode = forms.ChoiceField(label="抽取方式", choices=Mode.choices, widget=forms.RadioSelect)
    special_order = forms.ChoiceField(
        label="另行部署",
        choices=SpecialOrder.choices,
        required=False,
        help_text="因专项整治、特殊事件或上级指令另行部署的定向抽查，不受比例和频次限制；其余选“无”。",
    )
    special_note = forms.CharField(label="部署依据", max_length=200, required=False)
    share_reason = forms.CharField(
        label="低于下限的理由",
        max_length=200,
        required=False,
        help_text="文件写“原则上”“一般”的，写明理由可以低于下限；写“应当”的，只在本单位已决定低风险检查对象可以低于下限、且条件只选低风险时有用。",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *arguments: Any, plan: AnnualPlan, line: PlanLine | None = None, **keywords: Any
    ) -> None:
        chosen = line.conditions if line else {}
        initial: dict[str, Any] = {"version": plan.version}
        if line is None:
            initial |= {"kind": "single", "mode": "undirected", "month_from": 3, "month_to": 11}
        else:
            names = (
                "title", "item_class", "kind", "partner_agency_ids", "share_percent", "estimated_count",
                "month_from", "month_to", "mode", "special_order", "special_note", "share_reason", "item_ids",
            )  # fmt: skip
            initial |= {name: getattr(line, name) for name in names}
            initial |= {"unit": line.unit_id, **conditions_initial(line.conditions)}
        keywords["initial"] = initial
        super().__init__(*arguments, **keywords)
        partners = Agency.objects.filter(active=True).exclude(pk=plan.agency_id)
        for name, rows in (
            ("partner_agency_ids", partners),
            ("unit", plan.agency.units.filter(active=True)),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows
        self.condition_names = list(
            conditions := condition_fields(plan.agency_id, plan.pack_id, plan.year, chosen)
        )
        self.fields.update(conditions)
        self.fields["item_ids"] = item_field(plan.agency_id, partners.values_list("pk", flat=True))

    def values(self) -> dict[str, Any]:
        """The arguments of `actions.add_line`."""
        cleaned = self.cleaned_data
        plain = (
            "title", "item_class", "kind", "share_percent", "estimated_count", "month_from", "month_to",
            "unit", "mode", "special_order", "special_note", "share_reason",
        )  # fmt: skip
        return {name: cleaned[name] for name in plain} | {
            "partner_agency_ids": [agency.pk for agency in cleaned["partner_agency_ids"]],
            "item_ids": [item.pk for item in cleaned["item_ids"]],
            "conditions": conditions_from(cleaned),
        }


class FilingForm(forms.Form):
    """备案 with the market regulator."""

    filed_with = forms.CharField(label="备案机关", max_length=120)
    filed_number = forms.CharField(label="备案号或收文编号", max_length=80)
    filed_on = DateField(label="备案日期")
