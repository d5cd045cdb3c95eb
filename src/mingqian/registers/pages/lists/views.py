"""List, open, new, edit, retire and restore: made once, for each of the four registers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from mingqian.accounts.permissions import Permission
from mingqian.acts.actor import Actor
from mingqian.acts.doors import page
from mingqian.acts.refusal import Refused
from mingqian.registers.actions import note_personal_read
from mingqian.registers.actions.bulk import LIMIT
from mingqian.registers.actions.writing import agency_for, context_of, value_at
from mingqian.registers.entries import words_of
from mingqian.registers.models import Subject
from mingqian.registers.pages.lists import asked as asking
from mingqian.registers.pages.lists import remember
from mingqian.registers.pages.lists.forms import RowForm, masked
from mingqian.registers.pages.lists.register import Register
from mingqian.registers.queries.scope import visible_recusals
from mingqian.registers.queries.versions import versions_of
from mingqian.registers.standing import Beside, beside, standings

View = Callable[..., HttpResponse]


def actor_of(request: HttpRequest) -> Actor:
    """Who asks; the doors let nobody in without."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _whole_number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 10 else None


class Pages:
    """The pages of one register, each guarded by its permission."""

    def __init__(self, register: Register) -> None:
        self.register = register
        self.has_personal = any(entry.personal for entry in register.sheet.entries)
        read, edit = register.acts.may_read, register.acts.may_edit
        self.list: View = page(read)(self._list)
        self.open: View = page(read)(self._open)
        self.personal: View = page(Permission.PERSONAL_READ)(require_POST(self._personal))
        self.new: View = page(edit)(self._new)
        self.edit: View = page(edit)(self._edit)
        self.retire: View = page(edit)(require_POST(self._retire))
        self.restore: View = page(edit)(require_POST(self._restore))

    def _row(self, request: HttpRequest, pk: int) -> Any:
        rows = self.register.rows(actor_of(request))
        return get_object_or_404(rows.select_related("agency", *self.register.related), pk=pk)

    def _address(self, name: str, *args: Any) -> str:
        return reverse(self.register.url(name), args=args)

    def _common(self, request: HttpRequest) -> dict[str, Any]:
        return {
            "register": self.register,
            "sheet": self.register.sheet,
            "list_url": self._address("list"),
            "may_edit": actor_of(request).may(self.register.acts.may_edit),
        }

    def _list(self, request: HttpRequest) -> HttpResponse:
        if (back := remember.came_back(request, self.register.kind)) is not None:
            return back
        asked = asking.read(self.register, actor_of(request), request.GET)
        found = asked.page()
        filters = asked.controls()
        total = asked.count()
        context = {
            **self._common(request),
            "asked": asked,
            "page": found,
            "total": total,
            "bulk_url": self._address("bulk"),
            "bulk_all": self._address("bulk") + asked.address(all="1", sort="")
            if total.number <= LIMIT
            else "",
            "heads": [_head(asked, column) for column in self.register.columns],
            "rows": [
                {
                    "row": row,
                    "url": self._address("open", row.pk),
                    "cells": [(column, column.cell(row)) for column in self.register.columns],
                }
                for row in found.rows
            ],
            "filters": filters,
            "more_filters": [one for one in filters if one["filter"].more],
            "more_open": any(one["value"] for one in filters if one["filter"].more),
            "newer": asked.address(before=found.newer.text()) if found.newer else "",
            "older": asked.address(after=found.older.text()) if found.older else "",
            "new_url": self._address("new"),
            "empty_why": f"{self.register.sheet.title}还是空的",
            "export_query": asked.address(kind=self.register.kind, sort=""),
            "empty": not asked.filtered and not found.rows and asked.cursor is None,
        }
        response = render(request, "registers/list.html", context)
        return remember.keep(request, response, self.register.kind, asked.address())

    def _open(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self._row(request, pk)
        return render(request, "registers/open.html", self._opened(request, row, {}))

    def _opened(self, request: HttpRequest, row: Any, shown: dict[str, str]) -> dict[str, Any]:
        by, sheet = actor_of(request), self.register.sheet
        held = any(entry.personal and getattr(row, entry.name) for entry in sheet.entries)
        today = context_of(row.agency)
        said = beside(row) if isinstance(row, Subject) else {}
        return {
            **self._common(request),
            "row": row,
            "title": row.name,
            "state": next(column.cell(row) for column in self.register.columns if column.head == "状态"),
            "groups": [
                self._group(group.title, [self._fact(entry, row, shown, said) for entry in group.entries])
                for group in sheet.groups
            ],
            "cautions": [words for caution in sheet.cautions for words in caution(row, today)],
            "versions": versions_of(sheet, row),
            "recusals": self._recusals(by, row),
            "asks_standing": isinstance(row, Subject),
            "standings": standings(by, row) if isinstance(row, Subject) else [],
            "barred": _barred(row) if isinstance(row, Subject) else "",
            "may_reveal": held and not shown and by.may(Permission.PERSONAL_READ),
            "shown": shown,
            "words": self.register.retire_words,
            "bulk_url": self._address("bulk"),
            "urls": {
                name: self._address(name, row.pk)
                for name in ("open", "edit", "retire", "restore", "personal")
            }
            if self.register.kind != "item"
            else {name: self._address(name, row.pk) for name in ("open", "edit", "retire", "restore")},
        }

    @staticmethod
    def _group(title: str, facts: list[dict[str, Any]]) -> dict[str, Any]:
        """What is filled in, and in one line what is not."""
        told = [fact for fact in facts if fact["text"]]
        return {"title": title, "facts": told, "blank": [fact["label"] for fact in facts if not fact["text"]]}

    @staticmethod
    def _fact(entry: Any, row: Any, shown: dict[str, str], said: Mapping[str, Beside]) -> dict[str, Any]:
        value = value_at(row, entry.name)
        fact = {"entry": entry, "label": entry.label, "text": "", "masked": False, "note": ""}
        fact["beside"] = said.get(entry.name)
        if entry.personal:
            fact["text"] = shown.get(entry.name) or (masked(entry.name, value) if value else "")
            fact["masked"] = bool(value) and entry.name not in shown
        elif entry.name == "code" and isinstance(row, Subject) and row.code_kind == "person":
            fact["text"], fact["entry"] = "自然人，按身份证号登记", None
        else:
            fact["text"] = words_of(entry, value)
        if fact["beside"] and not fact["text"]:
            fact["text"] = "没有填写"
        if entry.name == "field" and getattr(row, "field_basis", ""):
            fact["note"] = f"由系统推定：{row.field_basis}"
        return fact

    def _recusals(self, by: Actor, row: Any) -> Any:
        if self.register.kind not in ("inspector", "subject") or not by.may(Permission.INSPECTORS_READ):
            return None
        found = visible_recusals(by).filter(**{self.register.kind: row}).order_by("-active", "id")
        return {
            "rows": list(found),
            "new": f"{reverse('registers:recusal_new')}?{self.register.kind}={row.pk}"
            if by.may(Permission.INSPECTORS_EDIT) and row.retired_at is None
            else "",
        }

    def _personal(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self._row(request, pk)
        shown = note_personal_read(by=actor_of(request), row=row)
        return render(request, "registers/open.html", self._opened(request, row, shown))

    def _form(self, request: HttpRequest, row: Any) -> RowForm:
        agency = row.agency if row is not None else agency_for(actor_of(request))
        return RowForm(self.register.sheet, agency, request.POST or None, row=row)

    def _new(self, request: HttpRequest) -> HttpResponse:
        form = self._form(request, None)
        if request.method == "POST" and form.is_valid():
            given: dict[str, Any] = {"by": actor_of(request), "values": form.values()}
            if self.register.kind == "subject":
                given["confirmed"] = form.cleaned_data["confirmed"]
            try:
                row = self.register.acts.create(**given)
            except Refused as refused:
                form.refuse(refused)
            else:
                messages.success(request, f"已收入“{row.name}”。")
                return HttpResponseRedirect(self._address("open", row.pk))
        context = {**self._common(request), "form": form, "title": f"新增{self.register.sheet.thing}"}
        return render(request, "registers/form.html", context)

    def _edit(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self._row(request, pk)
        if row.retired_at is not None:
            raise Refused("registers.retired_row", name=row.name)
        form = self._form(request, row)
        if request.method == "POST" and form.is_valid():
            given: dict[str, Any] = {
                "by": actor_of(request),
                self.register.acts.name: row,
                "version": form.cleaned_data["version"],
                "values": form.values(),
                "reason": form.cleaned_data["reason"],
            }
            if self.register.kind == "subject":
                given["confirmed"] = form.cleaned_data["confirmed"]
            try:
                self.register.acts.edit(**given)
            except Refused as refused:
                form.refuse(refused)
            else:
                messages.success(request, f"“{row.name}”已修改。")
                return HttpResponseRedirect(self._address("open", pk))
        context = {**self._common(request), "form": form, "row": row, "title": f"修改：{row.name}"}
        context["open_url"] = self._address("open", pk)
        return render(request, "registers/form.html", context)

    def _retire(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._move(request, pk, self.register.acts.retire, "retired")

    def _restore(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._move(request, pk, self.register.acts.restore, "restore")

    def _move(self, request: HttpRequest, pk: int, act: Callable[..., Any], word: str) -> HttpResponse:
        row = self._row(request, pk)
        reason = request.POST.get("reason", "")
        try:
            act(
                by=actor_of(request),
                **{self.register.acts.name: row},
                version=_whole_number(request.GET.get("version", "")),
                reason=reason,
            )
        except Refused as refused:
            context = self._opened(request, row, {})
            context |= {"move_error": refused.words(), "move_typed": reason}
            return render(request, "registers/open.html", context, status=422)
        messages.success(request, f"“{row.name}”：{self.register.retire_words[word]}。")
        return HttpResponseRedirect(self._address("open", pk))


def _barred(row: Subject) -> str:
    """Why no draw whatever may take a subject, from its own row."""
    if row.retired_at is not None:
        return "已移出名录，任何一次抽查都不会抽到。"
    if row.status in ("cancelled", "revoked", "moved"):
        return f"存续状态是“{row.get_status_display()}”，任何一次抽查都不会抽到。"
    if row.pending_jurisdiction:
        return "管辖单位待定，确定以前不会抽到。"
    return ""


def _head(asked: asking.Asked, column: Any) -> dict[str, Any]:
    """A column's head: its link turns the order round when the list already stands in it."""
    sort = asked.register.sort(column.sort) if column.sort else None
    if sort is None:
        return {"column": column, "url": "", "aria": ""}
    current = sort.code == asked.sort.code
    down = not asked.descending if current else sort.down
    aria = ("descending" if asked.descending else "ascending") if current else ""
    return {"column": column, "url": asked.address(sort=("-" if down else "") + sort.code), "aria": aria}
