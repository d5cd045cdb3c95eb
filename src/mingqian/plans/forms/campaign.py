"""Forms of a campaign."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django import forms

from mingqian.accounts.models import Agency, Unit
from mingqian.plans import strata, weights
from mingqian.plans.actions.weights import in_force
from mingqian.plans.forms.parts import (
    DateField,
    condition_fields,
    conditions_from,
    conditions_initial,
    item_field,
)
from mingqian.plans.models import Campaign, PlanLine, WeightTable, urn_setting_of
from mingqian.plans.models.campaign import Specialty, Unclassed
from mingqian.plans.models.plan import Mode
from mingqian.plans.teams import MAX_LOAD, MAX_MEMBERS, MAX_REASON
from mingqian.plans.telling import telling_of


class NewCampaignForm(forms.Form):
    """What a campaign needs to begin; the rest comes from the line of the plan."""

    title = forms.CharField(label="任务名称", max_length=120)
    check_from = DateField(label="检查开始日期")
    check_to = DateField(label="检查结束日期")

    def __init__(self, *arguments: Any, line: PlanLine, **keywords: Any) -> None:
        year = line.plan.year
        last = date(year + line.month_to // 12, line.month_to % 12 + 1, 1).toordinal() - 1
        keywords["initial"] = {
            "title": line.title,
            "check_from": date(year, line.month_from, 1),
            "check_to": date.fromordinal(last),
        }
        super().__init__(*arguments, **keywords)


class TableChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not subscriptable when run
    """A table of weights, told in full."""

    def label_from_instance(self, table: WeightTable) -> str:
        return f"按第 {table.number} 号权重表：{weights.in_words(table.table)}"


class CampaignForm(forms.Form):
    """Everything that is set of a campaign; `preview` fills an unsaved campaign for the live counts."""

    title = forms.CharField(label="任务名称", max_length=120)
    mode = forms.ChoiceField(label="抽取方式", choices=Mode.choices, widget=forms.RadioSelect)
    share_percent = forms.CharField(
        label="抽查比例（%）",
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "short", "autocomplete": "off"}),
    )
    stratify_by = forms.MultipleChoiceField(
        label="分筒",
        choices=[(field.code, field.name) for field in strata.FIELDS],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="选一项就按它分成几个签筒，选两三项就交叉着分；一项不选就都放在一个签筒里。"
        "每个签筒各按比例抽取、各自向上取整，保证每一类都抽到。",
    )
    weight_table = TableChoice(
        label="同一签筒里每户的机会",
        queryset=WeightTable.objects.none(),
        required=False,
        empty_label="完全相同",
    )
    unclassed_as = forms.ChoiceField(
        label="看不出重点还是一般的检查对象",
        choices=Unclassed.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    repeat_reason = forms.CharField(
        label="本年抽中过的也参加抽取，理由是",
        required=False,
        max_length=200,
        help_text="文件写的是“原则上”一年不超过一次。要例外就写明理由，理由会随任务公开；不例外就不填。",
    )
    unit = forms.ModelChoiceField(label="任务执行单位", queryset=Unit.objects.none(), empty_label=None)
    check_from = DateField(label="检查开始日期")
    check_to = DateField(label="检查结束日期")
    notice_allowed = forms.BooleanField(
        label="可以事先通知检查对象",
        required=False,
        help_text="不宜事先告知的（例如突击检查）请取消，任务执行单位就不能发检查通知。",
    )
    members = forms.IntegerField(
        label="每组组员（组长 1 人之外）",
        min_value=0,
        max_value=MAX_MEMBERS,
        widget=forms.NumberInput(attrs={"class": "short"}),
    )
    team_reason = forms.CharField(
        label="检查组人数超过文件一般的数，理由是",
        required=False,
        max_length=MAX_REASON,
        help_text="文件写“一般”几人的（信阳 十四：2 至 5 人，联合部门每家一人也算），要多就写明理由；不超过就不填。",
    )
    max_load = forms.IntegerField(
        label="每人最多任务数",
        min_value=1,
        max_value=MAX_LOAD,
        widget=forms.NumberInput(attrs={"class": "short"}),
    )
    specialty = forms.ChoiceField(
        label="事项要求业务专长的，谁必须有",
        choices=Specialty.choices,
        required=False,
        widget=forms.RadioSelect,
        help_text="抽查事项清单写了“所需业务专长”的才有作用；文件没有说谁必须有，由本单位定。",
    )
    expert_seat = forms.BooleanField(
        label="每组选取一名专家",
        required=False,
        help_text="按本单位的决定随机选取；决定了直接委派的，派发之后由任务执行单位负责人委派。",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *arguments: Any, campaign: Campaign, **keywords: Any) -> None:
        line = campaign.planned
        counts = {seat["name"]: seat["count"] for seat in campaign.team.get("seats", [])}
        names = (
            "title", "mode", "share_percent", "unclassed_as", "check_from", "check_to",
            "notice_allowed", "expert_seat", "repeat_reason", "version", "item_ids",
        )  # fmt: skip
        initial = {name: getattr(campaign, name) for name in names}
        initial |= {
            "unit": campaign.unit_id,
            "stratify_by": [field.code for field in strata.fields_of(campaign.stratify_by)],
            "weight_table": urn_setting_of(campaign).weight_table_id,
            "members": counts.get("member", 1),
            "max_load": campaign.team.get("max_load", 6),
            "specialty": campaign.team.get("specialty", ""),
            "team_reason": campaign.team.get("reason", ""),
            **conditions_initial(campaign.conditions),
        }
        keywords["initial"] = initial
        super().__init__(*arguments, **keywords)
        unit_field = self.fields["unit"]
        assert isinstance(unit_field, forms.ModelChoiceField)
        unit_field.queryset = campaign.agency.units.filter(active=True)
        self._offer_weights(campaign)
        self._fix_telling(campaign)
        chosen = {
            key: [*campaign.conditions.get(key, []), *line.conditions.get(key, [])]
            for key in {*campaign.conditions, *line.conditions}
        }
        conditions = condition_fields(campaign.agency_id, line.plan.pack_id, line.plan.year, chosen)
        self.condition_names = list(conditions)
        self.fields.update(conditions)
        known = Agency.objects.filter(pk__in=campaign.partner_agency_ids).values_list("pk", flat=True)
        self.fields["item_ids"] = item_field(campaign.agency_id, known, item_class=line.item_class)

    def _fix_telling(self, campaign: Campaign) -> None:
        """Where the document says whether enterprises are told beforehand, nothing is left to choose."""
        rule = telling_of(campaign)
        if rule.fixed:
            field = self.fields["notice_allowed"]
            field.disabled = True
            self.initial["notice_allowed"] = rule.required
            said = "检查之前应当通知检查对象" if rule.required else "检查之前不得通知检查对象"
            field.help_text = f"文件已经定了：{said}（{rule.where}）。"

    def _offer_weights(self, campaign: Campaign) -> None:
        """All alike, the table in force, and the one this campaign has already."""
        field = self.fields["weight_table"]
        assert isinstance(field, forms.ModelChoiceField)
        present = in_force(campaign.agency_id)
        ids = [present.pk if present else None, urn_setting_of(campaign).weight_table_id]
        field.queryset = WeightTable.objects.filter(pk__in=[pk for pk in ids if pk])
        if not field.queryset:
            field.help_text = "要按信用等级、风险等级加权，先在“规则 → 权重表”提出，由审批领导决定。"

    def quotas(self) -> list[list[Any]]:
        """What was typed for the urns, as sent: the values of each as JSON in `stratum`, the text in `stratum_quota`."""
        if not self.is_bound:
            return []
        named = self.data.getlist("stratum")  # type: ignore[attr-defined]
        typed = self.data.getlist("stratum_quota")  # type: ignore[attr-defined]
        return [[_values(one), text] for one, text in zip(named, typed, strict=False)]

    def values(self) -> dict[str, Any]:
        """The arguments of `actions.edit_campaign`."""
        cleaned = self.cleaned_data
        plain = (
            "title", "mode", "share_percent", "unclassed_as", "unit", "check_from", "check_to",
            "notice_allowed", "expert_seat", "repeat_reason",
        )  # fmt: skip
        return {name: cleaned[name] for name in plain} | {
            "stratify_by": ",".join(cleaned["stratify_by"]),
            "item_ids": [item.pk for item in cleaned["item_ids"]],
            "conditions": conditions_from(cleaned),
            "team": {
                "seats": [{"name": "leader", "count": 1}, {"name": "member", "count": cleaned["members"]}],
                "max_load": cleaned["max_load"],
                "specialty": cleaned["specialty"],
                "reason": cleaned["team_reason"],
            },
        }


def _values(text: str) -> list[Any]:
    """The values of an urn as its row in the form names them; [] for what is no list."""
    try:
        found = json.loads(text)
    except ValueError:
        return []
    return found if isinstance(found, list) else []
