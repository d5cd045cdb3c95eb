"""Forms of the year planned by arithmetic: what to reckon with, the proposed lines, working days, the forecast."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any

from django import forms

from mingqian.accounts.models import Agency, Unit
from mingqian.acts.numbers import whole
from mingqian.plans import basis
from mingqian.plans.capacity.reading import Assumed
from mingqian.plans.models import AnnualPlan
from mingqian.plans.models.plan import ItemClass
from mingqian.plans.yearly.proposal import Suggestion
from mingqian.plans.yearly.reckoning import PackChoice
from mingqian.registers.models import Item, ItemStatus

SPLITS = (("field", "一个行业领域一行"), ("class", "重点、一般各一行"))
SPARE_DUTIES = 4
_SHORT = {"class": "short"}


class MonthField(forms.IntegerField):
    """A month, 1 to 12."""

    def __init__(self, **arguments: Any) -> None:
        super().__init__(min_value=1, max_value=12, **arguments)


class BasisForm(forms.Form):
    """What the proposal is reckoned by; sent in the address."""

    packs = forms.MultipleChoiceField(
        label="按哪几份文件算", widget=forms.CheckboxSelectMultiple, required=False
    )
    split = forms.ChoiceField(label="怎样分行", choices=SPLITS, widget=forms.RadioSelect)
    first = MonthField(label="从几月", widget=forms.NumberInput(attrs=_SHORT))
    last = MonthField(label="到几月", widget=forms.NumberInput(attrs=_SHORT))

    def __init__(self, data: Any, choices: Sequence[PackChoice], **keywords: Any) -> None:
        super().__init__(data, **keywords)
        field = self.fields["packs"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [
            (
                one.id,
                f"{one.name}（{one.layer or '未决定适用，只作参考'}{'；本计划依据' if one.own else ''}）",
            )
            for one in choices
        ]

    def clean(self) -> dict[str, Any]:
        """The months in their order."""
        cleaned = super().clean() or {}
        if cleaned.get("first") and cleaned.get("last") and cleaned["first"] > cleaned["last"]:
            self.add_error("last", "结束月份不能早于开始月份。")
        return cleaned


class RowForm(forms.Form):
    """One proposed line; `pool` and the conditions travel with it unseen."""

    take = forms.BooleanField(label="写入", required=False)
    title = forms.CharField(label="抽查任务名称", max_length=120)
    share_percent = forms.CharField(
        label="比例（%）",
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "short"}),
    )
    estimated_count = forms.IntegerField(label="户数", min_value=1, widget=forms.NumberInput(attrs=_SHORT))
    month_from = MonthField(label="开始月份", widget=forms.NumberInput(attrs=_SHORT))
    month_to = MonthField(label="结束月份", widget=forms.NumberInput(attrs=_SHORT))
    unit = forms.ModelChoiceField(label="任务执行单位", queryset=Unit.objects.none(), empty_label="请选择")
    joint = forms.BooleanField(label="部门联合", required=False)
    partners = forms.ModelMultipleChoiceField(
        label="联合部门", queryset=Agency.objects.none(), widget=forms.CheckboxSelectMultiple, required=False
    )
    share_reason = forms.CharField(
        label="不照办的理由",
        max_length=200,
        required=False,
        help_text="文件写“原则上”“一般”的，写明理由可以不照办；理由随计划公开、备案。写“应当”的不能不照办。",
    )
    item_class = forms.ChoiceField(choices=ItemClass.choices, widget=forms.HiddenInput)
    fields_of = forms.CharField(required=False, widget=forms.HiddenInput)
    grades = forms.CharField(required=False, widget=forms.HiddenInput)
    pool = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(
        self,
        *arguments: Any,
        plan: AnnualPlan,
        basis_asked: tuple[Sequence[str], str] = ((), ""),
        **keywords: Any,
    ) -> None:
        """`basis_asked` as `plans.basis.asked` says it, once for all rows."""
        super().__init__(*arguments, **keywords)
        for name, rows in (
            ("unit", plan.agency.units.filter(active=True)),
            ("partners", Agency.objects.filter(active=True).exclude(pk=plan.agency_id)),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows
        self.plan = plan
        self.basis_asked = basis_asked

    @property
    def pool_size(self) -> int:
        """How many subjects the line reaches."""
        return whole(self["pool"].value()) or 0

    def conditions(self) -> dict[str, list[str]]:
        """As `PlanLine.conditions`."""
        cleaned = self.cleaned_data
        found = {"credit_grades": _words(cleaned["grades"]), "fields": _words(cleaned["fields_of"])}
        return {name: values for name, values in found.items() if values}

    def items(self) -> list[Item]:
        """What is checked: the items of the list that fit class and field, and rest on what the documents ask for."""
        lacking = {item.pk for item in self.baseless()}
        return [item for item in self._fitting if item.pk not in lacking]

    def baseless(self) -> list[Item]:
        """The items that would fit and may not be planned: no law, regulation or rule is named for them."""
        return basis.without(self._fitting, self.basis_asked[0]) if self.basis_asked[0] else []

    @property
    def basis_article(self) -> str:
        """Where it stands what items must rest on."""
        return self.basis_asked[1]

    @cached_property
    def _fitting(self) -> list[Item]:
        if self.is_bound:
            cleaned = self.cleaned_data
            klass, fields = cleaned.get("item_class", ""), _words(cleaned.get("fields_of", ""))
            partners = [agency.pk for agency in cleaned.get("partners", ())] if cleaned.get("joint") else []
        else:
            klass, fields = self.initial["item_class"], _words(self.initial["fields_of"])
            partners = [agency.pk for agency in self.initial["partners"]]
        return fitting_items(self.plan.agency_id, klass, fields, partners)

    def values(self) -> dict[str, Any]:
        """The arguments of `actions.add_line`; the items are those of the list that fit class and field."""
        cleaned, wanted = self.cleaned_data, self.conditions()
        partners = [agency.pk for agency in cleaned["partners"]] if cleaned["joint"] else []
        plain = (
            "title", "item_class", "share_percent", "estimated_count", "month_from", "month_to", "unit",
            "share_reason",
        )  # fmt: skip
        return {name: cleaned[name] for name in plain} | {
            "kind": "joint" if cleaned["joint"] else "single",
            "mode": "directed" if wanted else "undirected",
            "conditions": wanted,
            "partner_agency_ids": partners,
            "item_ids": [item.pk for item in self.items()],
        }


def fitting_items(
    agency_id: int, item_class: str, fields: Iterable[str], partners: Sequence[int] = ()
) -> list[Item]:
    """The own active items of a class that concern one of these fields (an item without fields concerns all), and the
    joint ones of the partners; ascending ids.
    """
    wanted = set(fields)
    rows = Item.objects.filter(agency_id__in=[agency_id, *partners], status=ItemStatus.ACTIVE).order_by("pk")
    return [
        item
        for item in rows.only("pk", "agency_id", "name", "item_class", "fields", "joint", "basis")
        if (item.item_class == item_class if item.agency_id == agency_id else item.joint)
        and (not wanted or not item.fields or wanted & set(item.fields))
    ]


def _words(text: str) -> list[str]:
    return sorted(one for one in text.split("\n") if one)


def initial_of(one: Suggestion, unit: Unit | None, partners: Sequence[Agency]) -> dict[str, Any]:
    """How a proposed line stands in its form."""
    return {
        "take": True,
        "title": one.title,
        "share_percent": one.share,
        "estimated_count": one.count or None,
        "month_from": one.months[0],
        "month_to": one.months[1],
        "unit": unit,
        "joint": one.joint,
        "partners": partners if one.joint else [],
        "item_class": one.item_class,
        "fields_of": "\n".join(one.fields),
        "grades": "\n".join(one.grades),
        "pool": one.pool,
    }


class CapacityForm(forms.Form):
    """Who is there and how long a visit takes. Fields `unit_<id>` hold people, `place_<n>` the journey to a township."""

    team = forms.IntegerField(label="每户检查人数", min_value=1, widget=forms.NumberInput(attrs=_SHORT))
    days_each = forms.CharField(
        label="每户现场天数",
        max_length=8,
        help_text="一组人检查一户要几个工作日，例如 0.5。文件没有规定，由本单位按实际填。",
        widget=forms.TextInput(attrs={"inputmode": "decimal", **_SHORT}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *arguments: Any, units: Sequence[Unit], places: Sequence[str], given: Assumed, **keywords: Any
    ) -> None:
        self.unit_names = {f"unit_{unit.pk}": unit for unit in units}
        self.place_names = {f"place_{number}": place for number, place in enumerate(places)}
        keywords["initial"] = {
            "team": given.team,
            "days_each": given.days_each,
            "version": given.version,
            **{name: given.people.get(unit.pk, 0) for name, unit in self.unit_names.items()},
            **{name: given.travel.get(place, "0") for name, place in self.place_names.items()},
        }
        super().__init__(*arguments, **keywords)
        for name, unit in self.unit_names.items():
            self.fields[name] = forms.IntegerField(
                label=unit.name, min_value=0, widget=forms.NumberInput(attrs=_SHORT)
            )
        for name, place in self.place_names.items():
            self.fields[name] = forms.CharField(
                label=place,
                max_length=8,
                widget=forms.TextInput(attrs={"inputmode": "decimal", **_SHORT}),
            )

    def unit_fields(self) -> list[Any]:
        """People of each unit, bound."""
        return [self[name] for name in self.unit_names]

    def place_fields(self) -> list[Any]:
        """The journey to each township, bound."""
        return [self[name] for name in self.place_names]

    def values(self) -> dict[str, Any]:
        """The arguments of `actions.set_capacity` but for the duties."""
        cleaned = self.cleaned_data
        return {
            "people": {unit.pk: cleaned[name] for name, unit in self.unit_names.items()},
            "team": cleaned["team"],
            "days_each": cleaned["days_each"],
            "travel": {place: cleaned[name] for name, place in self.place_names.items()},
            "version": cleaned["version"],
        }


class DutyForm(forms.Form):
    """One deduction; a row without a label and days is no deduction."""

    unit = forms.ModelChoiceField(label="单位", queryset=Unit.objects.none(), required=False, empty_label="—")
    kind = forms.ChoiceField(label="类别", choices=(("other", "其他执法"), ("absent", "非执法")))
    label = forms.CharField(label="事项", max_length=60, required=False)
    month_from = MonthField(label="从几月", required=False, widget=forms.NumberInput(attrs=_SHORT))
    month_to = MonthField(label="到几月", required=False, widget=forms.NumberInput(attrs=_SHORT))
    days = forms.CharField(
        label="人日",
        max_length=10,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", **_SHORT}),
    )

    def __init__(self, *arguments: Any, units: Any, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        field = self.fields["unit"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = units

    @property
    def empty(self) -> bool:
        """Whether nothing was written here."""
        return not any(self.cleaned_data.get(name) for name in ("label", "days", "unit"))

    def value(self) -> dict[str, Any]:
        """As `PlanCapacity.duties`."""
        cleaned = self.cleaned_data
        return {
            "unit": cleaned["unit"].pk if cleaned.get("unit") else 0,
            "kind": cleaned.get("kind", ""),
            "label": cleaned.get("label", ""),
            "months": [cleaned.get("month_from") or 1, cleaned.get("month_to") or 12],
            "days": cleaned.get("days", ""),
        }


class StatedForm(forms.Form):
    """A reckoning written elsewhere, to be checked against itself."""

    people = forms.IntegerField(label="执法人员数", min_value=0)
    workdays = forms.IntegerField(label="法定工作日（天）", min_value=0, max_value=366)
    total = forms.DecimalField(label="总法定工作日", min_value=0)
    other = forms.DecimalField(label="其他执法工作日", min_value=0)
    absent = forms.DecimalField(label="非执法工作日", min_value=0)
    inspection = forms.DecimalField(label="监督检查工作日", min_value=0)
    other_percent = forms.DecimalField(label="其他执法占（%）", required=False, min_value=0)
    absent_percent = forms.DecimalField(label="非执法占（%）", required=False, min_value=0)
    inspection_percent = forms.DecimalField(label="监督检查占（%）", required=False, min_value=0)

    def numbers(self) -> dict[str, Any]:
        """The arguments of `capacity.stated.Stated`."""
        whole = ("people", "workdays")
        return {
            name: value if name in whole or value is None else Fraction(value)
            for name, value in self.cleaned_data.items()
        }


class ForecastForm(forms.Form):
    """What the simulation assumes; sent in the address."""

    newcomers = forms.IntegerField(
        label="每年新增（户）", min_value=0, max_value=10_000_000, widget=forms.NumberInput(attrs=_SHORT)
    )
    leaving = forms.DecimalField(
        label="每年减少（%）",
        min_value=0,
        max_value=100,
        decimal_places=2,
        widget=forms.NumberInput(attrs=_SHORT),
    )
    seed = forms.IntegerField(
        label="种子", min_value=0, max_value=999_999_999, widget=forms.NumberInput(attrs=_SHORT)
    )
