"""The bureau's decision on a rule pack."""

from __future__ import annotations

from typing import Any

from django import forms

from mingqian.law import Pack
from mingqian.plans import packs
from mingqian.plans.actions.binding import ENTERED, WHOLE_NUMBERS
from mingqian.plans.forms.parts import DateField
from mingqian.plans.models import Layer, PackBinding

UNDECIDED = "（暂不决定）"


class BindingForm(forms.Form):
    """Layer, dates, reason, one field a question the document leaves open and one a rule nobody has read (named
    `s_<name>`).
    """

    layer = forms.ChoiceField(label="这份文件是", choices=Layer.choices)
    valid_from = DateField(label="适用起始日")
    valid_until = DateField(label="适用终止日", required=False, help_text="没有终止日就不填。")
    reason = forms.CharField(
        label="理由",
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="写明哪次会议或哪份文件决定。会记入审计记录，旧的决定保留。",
    )

    def __init__(self, *arguments: Any, pack: Pack, binding: PackBinding | None, **keywords: Any) -> None:
        initial: dict[str, Any] = {"layer": Layer.OVERLAY if pack.id == packs.NATIONAL else Layer.OWN}
        if binding is not None:
            initial |= {"valid_from": binding.valid_from, "valid_until": binding.valid_until}
        elif pack.validity.valid_from is not None:
            initial |= {"valid_from": pack.validity.valid_from, "valid_until": pack.validity.valid_until}
        decided = binding.settings if binding else {}
        fields: dict[str, forms.Field] = {}
        for setting in pack.settings:
            name = f"s_{setting.key}"
            initial[name] = decided.get(setting.key, "")
            source = f"{setting.citation.article}：{setting.reading}" if setting.citation else setting.reading
            if setting.options:
                default = dict(setting.options).get(str(setting.default), "")
                empty = f"（暂不决定，按建议：{default}）" if default else UNDECIDED
                fields[name] = forms.ChoiceField(
                    label=setting.question,
                    choices=[("", empty), *setting.options],
                    required=False,
                    help_text=source,
                )
            elif setting.key in WHOLE_NUMBERS:
                fields[name] = forms.IntegerField(
                    label=setting.question,
                    required=False,
                    min_value=1,
                    help_text=source,
                    widget=forms.NumberInput(attrs={"class": "short"}),
                )
            else:
                fields[name] = forms.CharField(
                    label=setting.question, required=False, max_length=500, help_text=source
                )
        for rule in pack.switched_off():
            name = f"s_{ENTERED}{rule.key}"
            initial[name] = decided.get(f"{ENTERED}{rule.key}", "")
            fields[name] = forms.CharField(
                label=rule.citation.reading,
                required=False,
                max_length=500,
                help_text=f"{rule.citation.article}。读到原文的，写“条号｜原文中的几个字”，这条规则就启用；没有读到的留空。",
            )
        keywords["initial"] = initial
        super().__init__(*arguments, **keywords)
        self.fields.update(fields)
        self.setting_names = list(fields)

    def settings_given(self) -> dict[str, str]:
        """Answers by the setting's own name; empty ones included."""
        return {
            name.removeprefix("s_"): "" if self.cleaned_data[name] is None else str(self.cleaned_data[name])
            for name in self.setting_names
        }
