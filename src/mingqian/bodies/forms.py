"""Forms of this room."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from mingqian.accounts.models import Agency, Unit
from mingqian.bodies.standing import Arranged, Duty, Group
from mingqian.plans.forms.parts import DateField

_LINES = forms.Textarea(attrs={"rows": 2})


class GroupForm(forms.Form):
    """领导小组."""

    name = forms.CharField(label="名称", max_length=120)
    head = forms.CharField(label="组长", max_length=60)
    head_post = forms.CharField(label="组长职务", max_length=120)
    deputies = forms.CharField(label="副组长", required=False, max_length=1000, widget=_LINES)
    members = forms.CharField(label="成员", required=False, max_length=2000, widget=_LINES)
    office = forms.CharField(label="办公室设在", max_length=120)
    office_head = forms.CharField(label="办公室主任", required=False, max_length=60)
    paper = forms.CharField(label="成立的文件和文号", max_length=200)
    since = DateField(label="成立（调整）日期")
    differs = forms.CharField(
        label="与文件不同的理由",
        required=False,
        max_length=300,
        help_text="组长职务、办公室设在哪里与文件写的一样，就不用填。",
    )

    def __init__(self, *arguments: Any, group: Group, **keywords: Any) -> None:
        stands = group.recorded
        keywords["initial"] = (
            {name: getattr(stands, name) for name in self.base_fields}
            if stands
            else {
                "name": group.name.words,
                "head_post": group.head.words if group.head else "",
                "office": group.office.words if group.office else "",
            }
        )
        super().__init__(*arguments, **keywords)
        for name, asked in (("name", group.name), ("head_post", group.head), ("office", group.office)):
            if asked is not None:
                self.fields[name].help_text = f"文件：{asked.words}（{asked.citation}）"


class ChargeForm(forms.Form):
    """责任分工."""

    item = forms.CharField(label="事项或者领域", required=False, max_length=120)
    unit = forms.ModelChoiceField(
        label="责任单位", queryset=Unit.objects.none(), required=False, empty_label="（没有）"
    )
    paper = forms.CharField(label="文件和文号", required=False, max_length=200)
    since = DateField(label="起始日期")

    def __init__(self, *arguments: Any, agency: Agency, duty: Duty, **keywords: Any) -> None:
        keywords["initial"] = {"since": timezone.localdate()}
        super().__init__(*arguments, **keywords)
        units = self.fields["unit"]
        assert isinstance(units, forms.ModelChoiceField)
        units.queryset = agency.units.filter(active=True)
        if not duty.by_item:
            del self.fields["item"]
        if duty.rule_of_work:
            del self.fields["unit"]
            self.fields["paper"].required = True


class JointForm(forms.Form):
    """Who organises a joint check."""

    organiser = forms.CharField(label="组织、协调", max_length=120)
    initiator = forms.CharField(label="发起部门", required=False, max_length=120)
    partner = forms.CharField(label="配合部门", required=False, max_length=300)
    reason = forms.CharField(
        label="与文件不同的理由", required=False, max_length=300, help_text="照文件定的，不用填。"
    )

    def __init__(self, *arguments: Any, stands: Arranged, partners: str, **keywords: Any) -> None:
        keywords["initial"] = {
            "organiser": stands.said("organiser"),
            "initiator": stands.said("initiator"),
            "partner": stands.said("partner") or partners,
            "reason": stands.recorded.reason if stands.recorded else "",
        }
        super().__init__(*arguments, **keywords)
        for name in ("organiser", "initiator", "partner"):
            asked = getattr(stands, name)
            if asked is not None:
                self.fields[name].help_text = f"文件：{asked.words}（{asked.citation}）"
        self.fields["initiator"].required = stands.initiator is not None


class ProvideForm(forms.Form):
    """One provision."""

    said = forms.CharField(label="怎样落实", max_length=300)
    settled_on = DateField(label="落实日期")
