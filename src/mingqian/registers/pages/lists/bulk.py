"""One change to many rows: tick them (or take all that answer to the filter), say what, look, do.

The address says which rows (`row=` each, or the list's filter and `all=1`) and which change; the form says the new
value and the reason. Nothing is kept between the steps: what was seen is told by a digest of rows and versions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse

from mingqian.accounts.models import Agency
from mingqian.acts.numbers import wholes
from mingqian.acts.refusal import Refused
from mingqian.registers.actions.bulk import (
    ADD,
    EDIT,
    LIMIT,
    RESTORE,
    RETIRE,
    SET,
    TAKE,
    Change,
    Line,
    beside_of,
    fields_of,
    planned,
    seen_of,
)
from mingqian.registers.actions.writing import agency_for, context_of
from mingqian.registers.entries import Entry, Sheet
from mingqian.registers.entries.entry import CHOICE, COUNT, DATE, FLAG, LIST
from mingqian.registers.pages.lists import asked as asking
from mingqian.registers.pages.lists.register import Register
from mingqian.registers.pages.lists.views import actor_of
from mingqian.registers.queries.versions import Change as Difference
from mingqian.registers.queries.versions import bulk_of, said
from mingqian.registers.queries.walking import narrowest, reached_by_ids, rows_among

NAMED = 12
"""So many of the chosen are named before "and others"."""

STEPS = ("选定", "填写", "预览", "完成")
WAYS = ((ADD, "加上所填的"), (TAKE, "去掉所填的"), (SET, "整个换成所填的"))


@dataclass(frozen=True)
class Chosen:
    """Ids of the rows meant, ascending; `whole`: all that answer to the filter; `many`: more than one press may change."""

    ids: Sequence[int]
    whole: bool

    @property
    def many(self) -> bool:
        return len(self.ids) > LIMIT


class BulkForm(forms.Form):
    """The new value of one entry, what explains it, the reason."""

    reason = forms.CharField(
        label="理由",
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=1000,
        help_text="写明依据或来由。会记入每一条的版本历史和审计记录。",
        error_messages={"required": "请写明理由。理由会记入审计记录。"},
    )

    def __init__(self, sheet: Sheet, agency: Agency, code: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheet, self.code = sheet, code
        entry = next((one for one in fields_of(sheet) if one.name == code), None)
        self.entry = entry
        if entry is not None:
            own = {"value": self._field(entry, agency)}
            # A value left empty by oversight clears nothing.
            own["value"].required = not self.data.get("clear")
            if entry.control == LIST:
                own["way"] = forms.ChoiceField(
                    label="怎样改", choices=WAYS, widget=forms.RadioSelect, initial=ADD
                )
            if not entry.required and entry.control != FLAG:
                own["clear"] = forms.BooleanField(label=f"清除现有的{entry.label}", required=False)
            beside = beside_of(sheet, code)
            if beside is not None:
                own["beside"] = forms.CharField(
                    label=beside.label, required=False, max_length=300, help_text=f"{beside.help}留空即不改。"
                )
            self.fields = {**own, **self.fields}

    @staticmethod
    def _field(entry: Entry, agency: Agency) -> forms.Field:
        common: dict[str, Any] = {
            "label": f"新的{entry.label}",
            "help_text": entry.help,
            "error_messages": {"required": Refused("registers.value_missing", label=entry.label).words()},
        }
        if entry.control == FLAG:
            return forms.ChoiceField(**common, choices=[("", "请选择"), ("是", "是"), ("否", "否")])
        if entry.control == CHOICE:
            options = [(str(code), name) for code, name in entry.options(agency) if code not in ("", None)]
            return forms.ChoiceField(**common, choices=[("", "请选择"), *options])
        if entry.control == DATE:
            return forms.CharField(**common, max_length=40, widget=forms.DateInput(attrs={"type": "date"}))
        attrs = {"inputmode": "numeric"} if entry.control == COUNT else {}
        return forms.CharField(**common, max_length=2000, widget=forms.TextInput(attrs=attrs))

    def refuse(self, refused: Refused) -> None:
        """Put a refusal beside its field, or at the head of the form."""
        self.add_error(refused.field if refused.field in self.fields else None, refused.words())

    def change(self) -> Change:
        """What was filled in."""
        given = self.cleaned_data
        if self.entry is None:
            return Change(self.code)
        clear = given.get("clear", False)
        return Change(
            EDIT,
            self.code,
            "" if clear else given["value"],
            SET if clear else given.get("way", SET),
            given.get("beside", ""),
        )


def bulk_view(register: Register) -> Callable[[HttpRequest], HttpResponse]:
    """The page of one register."""

    def bulk(request: HttpRequest) -> HttpResponse:
        return _Bulk(register, request).answer()

    return bulk


class _Bulk:
    """One request."""

    def __init__(self, register: Register, request: HttpRequest) -> None:
        self.register, self.request, self.by = register, request, actor_of(request)
        self.sheet = register.sheet
        self.asked = asking.read(register, self.by, request.GET)
        self.code = request.GET.get("change", "")
        if self.code not in {RETIRE, RESTORE, *(one.name for one in fields_of(self.sheet))}:
            self.code = ""

    def answer(self) -> HttpResponse:
        chosen = self._chosen()
        if not chosen.ids:
            messages.error(self.request, Refused("registers.nobody_ticked", thing=self.sheet.thing).words())
            return HttpResponseRedirect(self._list_url())
        context = self._common(chosen)
        if chosen.many or not self.code:
            return render(self.request, "registers/bulk.html", context)
        agency = agency_for(self.by)
        form = BulkForm(self.sheet, agency, self.code, self.request.POST or None)
        context |= {"form": form, "step": 1}
        phase = self.request.POST.get("phase", "")
        if self.request.method != "POST" or phase == "back" or not form.is_valid():
            if phase == "back":
                form.errors.clear()
            status = 422 if self.request.method == "POST" and phase != "back" else 200
            return render(self.request, "registers/bulk.html", context | self._steps(1), status=status)
        change, rows = form.change(), self._rows(chosen.ids)
        try:
            if phase == "apply":
                lines = self.register.acts.change(
                    by=self.by,
                    chosen=rows,
                    change=change,
                    seen=self.request.POST.get("seen", ""),
                    reason=form.cleaned_data["reason"],
                )
                return self._done(context, lines)
            lines = planned(self.register.acts.rules, rows, change, context_of(agency))
        except Refused as refused:
            if refused.code == "registers.moved_since_seen":
                lines = planned(self.register.acts.rules, rows, change, context_of(agency))
                return self._preview(context, rows, lines, warning=refused.words())
            form.refuse(refused)
            return render(self.request, "registers/bulk.html", context | self._steps(1), status=422)
        return self._preview(context, rows, lines)

    def _chosen(self) -> Chosen:
        """The rows the address names: those ticked, or all of the list."""
        if not self.request.GET.get("all"):
            ticked = sorted(set(wholes(self.request.GET.getlist("row"))))
            found = self.asked.scope.rows.filter(pk__in=ticked[: LIMIT + 1])
        else:
            agency_id = self.asked.scope.agency_id
            narrow = narrowest(self.asked.parts) if self.register.large else None
            if narrow is not None and agency_id is not None:
                found = rows_among(self.sheet.model, narrow, self.asked.parts, agency_id)
            else:
                found = self.asked.scope.rows
                for part in self.asked.parts:
                    found = found.filter(part.test)
        ids = found.order_by("pk").values_list("pk", flat=True)[: LIMIT + 1]
        with reached_by_ids():
            return Chosen(list(ids), bool(self.request.GET.get("all")))

    def _rows(self, ids: Sequence[int]) -> list[Any]:
        rows = self.asked.scope.rows.select_related("agency", *self.register.related)
        return list(rows.filter(pk__in=ids).order_by("pk"))

    def _list_url(self) -> str:
        return reverse(self.register.list_name) + self.asked.address()

    def _address(self, **more: str) -> str:
        """This page with other parameters."""
        query = QueryDict(mutable=True)
        for name, value in self.asked.kept.items():
            query[name] = value
        if self.request.GET.get("all"):
            query["all"] = "1"
        else:
            query.setlist("row", self.request.GET.getlist("row"))
        for name, value in more.items():
            query[name] = value
        return f"{self.request.path}?{query.urlencode()}"

    def _steps(self, current: int) -> dict[str, Any]:
        return {
            "steps": [
                {"name": name, "css": "done" if place < current else "current" if place == current else ""}
                for place, name in enumerate(STEPS)
            ]
        }

    def _common(self, chosen: Chosen) -> dict[str, Any]:
        words = self.register.retire_words
        return {
            "title": f"批量办理：{self.register.short}",
            "register": self.register,
            "sheet": self.sheet,
            "chosen": chosen,
            "named": self._rows(chosen.ids[:NAMED]),
            "others": max(len(chosen.ids) - NAMED, 0),
            "total": self.asked.count() if chosen.whole and chosen.many else len(chosen.ids),
            "limit": LIMIT,
            "conditions": self.asked.conditions() if chosen.whole else {},
            "list_url": self._list_url(),
            "export_url": f"{reverse('registers:export')}?{urlencode({**self.asked.kept, 'kind': self.register.kind})}",
            "changes": [(one.name, one.label) for one in fields_of(self.sheet)],
            "moves": [(RETIRE, words["retire"]), (RESTORE, words["restore"])],
            "words": words,
            "code": self.code,
            "kept": [
                (name, value)
                for name, values in QueryDict(self._address().partition("?")[2]).lists()
                for value in values
            ],
            "here": self._address(change=self.code) if self.code else "",
            **self._steps(0),
        }

    def _preview(
        self, context: dict[str, Any], rows: Sequence[Any], lines: Sequence[Line], warning: str = ""
    ) -> HttpResponse:
        return self._shown(
            {**context, "warning": warning, "seen": seen_of(rows), "preview": True, **self._steps(2)},
            lines,
        )

    def _done(self, context: dict[str, Any], lines: Sequence[Line]) -> HttpResponse:
        some = next(line for line in lines if line.changes)
        number = bulk_of(self.sheet, some.row)
        undo_url = reverse(self.register.url("bulk_done"), args=[number]) if number else ""
        return self._shown({**context, "done": True, "undo_url": undo_url, **self._steps(4)}, lines)

    def _shown(self, context: dict[str, Any], lines: Sequence[Line]) -> HttpResponse:
        return render(self.request, "registers/bulk.html", context | shown_lines(self.register, lines))


def shown_lines(register: Register, lines: Sequence[Line]) -> dict[str, Any]:
    """What becomes of each row, for the templates: `refused`, `changed`, `unchanged`, and their `counts`."""
    told = _Told(register.sheet)
    by_fate: dict[str, list[dict[str, Any]]] = {"refused": [], "changed": [], "unchanged": []}
    for line in lines:
        by_fate[line.fate].append(
            {
                "name": line.row.name,
                "url": reverse(register.url("open"), args=[line.row.pk]),
                "changes": told.of(line),
                "why": line.refused.words() if line.refused else "",
            }
        )
    return {**by_fate, "counts": {fate: len(some) for fate, some in by_fate.items()}}


class _Told:
    """Differences in words, each text worded once."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._known: dict[tuple[str, str], str] = {}

    def of(self, line: Line) -> list[Difference]:
        """What changes in a row."""
        return [
            Difference(self._sheet.label(name), self._said(name, pair[0]), self._said(name, pair[1]))
            if pair
            else Difference(self._sheet.label(name), personal=True)
            for name, pair in line.changes.items()
        ]

    def _said(self, name: str, text: str) -> str:
        if (name, text) not in self._known:
            self._known[name, text] = said(self._sheet, name, text)
        return self._known[name, text]
