"""Fields several forms share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.db.models import Q

from mingqian.acts.refusal import Refused
from mingqian.plans import choices
from mingqian.plans.conditions import BY_KEY
from mingqian.registers.models import Item, ItemClass, ItemStatus

_SEPARATORS = re.compile(r"[\s、，,；;]+")


class DateField(forms.DateField):
    """A day, picked or typed as 2026-03-16."""

    def __init__(self, **arguments: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d")
        super().__init__(input_formats=["%Y-%m-%d"], widget=widget, **arguments)


class ItemChoice(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # not subscriptable when run
    """Items of the list, to tick."""

    def label_from_instance(self, item: Item) -> str:
        return f"{item.code} {item.name}" + ("（重点）" if item.item_class == ItemClass.KEY else "")


def item_field(own: int, partners: Iterable[int], *, item_class: str = "") -> ItemChoice:
    """The active items of the own agency (for a general line without its key ones) and of its partners."""
    of_own = Q(agency_id=own)
    if item_class == ItemClass.GENERAL:
        of_own &= Q(item_class=ItemClass.GENERAL)
    items = Item.objects.filter(of_own | Q(agency_id__in=list(partners)), status=ItemStatus.ACTIVE)
    return ItemChoice(
        label="抽查事项",
        queryset=items.order_by("agency_id", "code"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


def condition_fields(
    agency_id: int, pack_id: str, year: int, chosen: Mapping[str, Iterable[str]]
) -> dict[str, forms.Field]:
    """One field a condition, named as its key: lists to tick, and typed codes of industries."""
    fields: dict[str, forms.Field] = {}
    for key, offered in choices.condition_choices(agency_id, pack_id, year, chosen).items():
        fields[key] = forms.MultipleChoiceField(
            label=BY_KEY[key].name, choices=offered, widget=forms.CheckboxSelectMultiple, required=False
        )
    fields["industries"] = forms.CharField(
        label=BY_KEY["industries"].name,
        required=False,
        max_length=400,
        help_text="行业代码，可写前几位，用空格隔开，例如 2021 33。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    return fields


def conditions_from(cleaned: Mapping[str, Any]) -> dict[str, list[str]]:
    """The conditions of a form that holds `condition_fields`."""
    found: dict[str, list[str]] = {}
    for key in BY_KEY:
        value = cleaned.get(key)
        if key == "industries":
            value = [part for part in _SEPARATORS.split(value or "") if part]
        if value:
            found[key] = list(value)
    return found


def conditions_initial(conditions: Mapping[str, Iterable[str]]) -> dict[str, Any]:
    """Initial values of `condition_fields`."""
    initial: dict[str, Any] = {key: list(values) for key, values in conditions.items()}
    initial["industries"] = " ".join(initial.get("industries", []))
    return initial


BESIDE = {"team": "members", "conditions": "mode"}
"""Refused as a whole, typed in parts: the field the words stand beside."""


def refuse(form: forms.Form, refused: Refused) -> None:
    """Put the words of a refusal beside its field, or at the head of the form."""
    field = BESIDE.get(refused.field or "", refused.field)
    form.add_error(field if field in form.fields else None, refused.words())
