"""The form of one row, made from its register's sheet. Texts stay texts: the sheet reads them, here and in the action."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms

from mingqian.accounts.models import Agency
from mingqian.acts.refusal import Refused
from mingqian.codes import mask_id_number, parse_phone
from mingqian.registers.actions.writing import context_of, value_at
from mingqian.registers.entries import Context, Entry, Sheet
from mingqian.registers.entries.entry import (
    CHOICE,
    COUNT,
    DATE,
    FLAG,
    LIST,
    LONG,
    PERSONAL,
    as_text,
)
from mingqian.registers.entries.subject_code import FORGIVABLE
from mingqian.registers.wanted import by_field

LONGEST = 30_000
CLEAR = "_clear"


def masked(name: str, value: str) -> str:
    """A personal number with its middle hidden."""
    return mask_id_number(value) if name == "id_number" else parse_phone(value).masked


class RowForm(forms.Form):
    """A new row, or an existing one (`row`): then with its version and a reason."""

    def __init__(self, sheet: Sheet, agency: Agency, *args: Any, row: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheet, self.agency, self.row = sheet, agency, row
        asked_by = by_field(agency.pk, sheet.kind)
        for entry in sheet.entries:
            self.fields[entry.name] = self._field(entry)
            if entry.name in asked_by:
                self.fields[entry.name].asked_by = asked_by[entry.name]  # type: ignore[attr-defined]
            if entry.personal and row is not None and getattr(row, entry.name):
                self.fields[entry.name + CLEAR] = forms.BooleanField(
                    label=f"清除现有的{entry.label}", required=False
                )
        if sheet.kind == "subject":
            self.fields["confirmed"] = forms.BooleanField(
                label="已对照营业执照核对，代码确实如此", required=False
            )
        if row is not None:
            self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput, initial=row.version)
            self.fields["reason"] = forms.CharField(
                label="修改理由",
                widget=forms.Textarea(attrs={"rows": 2}),
                max_length=1000,
                help_text="写明依据或来由，如“营业执照变更，企业来函”。会记入版本历史和审计记录。",
                error_messages={"required": "请写明理由。理由会记入审计记录。"},
            )

    def _field(self, entry: Entry) -> forms.Field:
        kept = value_at(self.row if self.row is not None else self.sheet.model(), entry.name)
        common: dict[str, Any] = {"label": entry.label, "required": entry.required, "help_text": entry.help}
        if entry.required:
            common["error_messages"] = {"required": Refused("registers.required", label=entry.label).words()}
        if entry.control == FLAG:
            return forms.BooleanField(**common, initial=bool(kept))
        if entry.control == CHOICE:
            return forms.ChoiceField(**common, choices=self._choices(entry, kept), initial=as_text(kept))
        if entry.control == PERSONAL:
            if kept:
                common["help_text"] = f"现为 {masked(entry.name, kept)}，不改就留空。{entry.help}"
            return forms.CharField(
                **common, max_length=100, widget=forms.TextInput(attrs={"autocomplete": "off"})
            )
        initial = as_text(kept)
        if entry.name == "code" and self.row is not None and getattr(self.row, "code_kind", "") == "person":
            initial = ""
        return forms.CharField(**common, max_length=LONGEST, widget=_widget(entry), initial=initial)

    def _choices(self, entry: Entry, kept: Any) -> list[tuple[str, str]]:
        options = [(str(code), name) for code, name in entry.options(self.agency)]
        known = {code for code, _ in options}
        if "" not in known and not entry.required:
            options.insert(0, ("", "不填"))
        if kept not in (None, "") and str(kept) not in known:
            options.append((str(kept), entry.words(kept) if entry.words else str(kept)))
        return options

    @property
    def context(self) -> Context:
        """What reading the entries needs."""
        return context_of(self.agency, confirmed=bool(self.data.get("confirmed")))

    def clean(self) -> dict[str, Any]:
        """Every entry is read as the action will read it, so that all that is wrong is said at once."""
        values, changed = {}, []
        for entry in self.sheet.entries:
            if entry.name not in self.cleaned_data:
                continue
            if self._unchanged(entry):
                values[entry.name] = value_at(self.row, entry.name) if self.row is not None else ""
                continue
            try:
                values[entry.name] = entry.value_of(self.cleaned_data[entry.name], self.context)
            except Refused as refused:
                self.refuse(refused)
            else:
                changed.append(entry.name)
        for problem in self.sheet.problems(values, self.context, changed):
            self.refuse(problem)
        return self.cleaned_data

    def _unchanged(self, entry: Entry) -> bool:
        given = self.cleaned_data[entry.name]
        if entry.personal and not given:
            return True
        return self.row is not None and as_text(given) == as_text(value_at(self.row, entry.name))

    def values(self) -> dict[str, Any]:
        """What was given, by field, for the action. Personal fields left empty are left out."""
        found = {}
        for entry in self.sheet.entries:
            given = self.cleaned_data[entry.name]
            if entry.personal and not given:
                if not self.cleaned_data.get(entry.name + CLEAR):
                    continue
                given = ""
            if entry.name == "code" and not given and getattr(self.row, "code_kind", "") == "person":
                continue
            found[entry.name] = given
        return found

    def refuse(self, refused: Refused) -> None:
        """Put a refusal beside its field, or at the head of the form."""
        self.add_error(refused.field if refused.field in self.fields else None, refused.words())
        if refused.code in FORGIVABLE:
            self.forgivable = True

    forgivable = False

    def groups(self) -> Iterator[Mapping[str, Any]]:
        """The form as it stands on the page: titles, and fields with the way they are laid out."""
        for group in self.sheet.groups:
            fields = []
            for entry in group.entries:
                fields.append((self[entry.name], "full" if entry.full else ""))
                if entry.name + CLEAR in self.fields:
                    fields.append((self[entry.name + CLEAR], ""))
                if entry.name == "code" and "confirmed" in self.fields and self._may_confirm():
                    fields.append((self["confirmed"], ""))
            yield {"title": group.title, "fields": fields}

    def _may_confirm(self) -> bool:
        return self.forgivable or bool(self.data.get("confirmed"))


def _widget(entry: Entry) -> forms.Widget:
    if entry.control == DATE:
        return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    if entry.control == LONG:
        return forms.Textarea(attrs={"rows": 4})
    attrs: dict[str, str] = {}
    if entry.control == COUNT:
        attrs["inputmode"] = "numeric"
    if entry.style == "code":
        attrs["autocomplete"], attrs["spellcheck"] = "off", "false"
    if entry.control == LIST:
        attrs["placeholder"] = "多个用“；”分开"
    return forms.TextInput(attrs=attrs)
