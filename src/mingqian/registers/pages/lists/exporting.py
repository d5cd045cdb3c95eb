"""Taking a register out as a spreadsheet: what is on the list as it is filtered."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.acts.doors import page
from mingqian.acts.refusal import Refused
from mingqian.registers.actions import note_export
from mingqian.registers.importing.columns import Kind
from mingqian.registers.pages.lists import asked as asking
from mingqian.registers.pages.lists.all import register_of
from mingqian.registers.pages.lists.templates import XLSX
from mingqian.registers.pages.lists.views import actor_of
from mingqian.registers.pages.lists.workbook import export_columns, write_export

LIMIT = 60_000
"""Rows one export takes: a whole city in some seconds. More are exported in parts."""

CHUNK = 2_000


@page(Permission.REGISTERS_EXPORT)
def export(request: HttpRequest) -> HttpResponseBase:
    """`?kind=` and the list's filters. Says what would go out; a POST leaves an event and sends the file."""
    by = actor_of(request)
    register = register_of(request.GET.get("kind", ""))
    by.require(register.acts.may_read)
    asked = asking.read(register, by, request.GET)
    kind = Kind(register.kind)
    personal = request.method == "POST" and request.POST.get("personal") == "1"
    has_personal = any(entry.personal for entry in register.sheet.entries)
    if request.method == "POST":
        rows = _rows(asked)
        number = rows.order_by()[: LIMIT + 1].count()
        if number > LIMIT:
            raise Refused("registers.export_too_large", limit=f"{LIMIT:,}", measure=register.sheet.measure)
        if not number:
            raise Refused("registers.export_empty")
        file = tempfile.TemporaryFile()  # noqa: SIM115 -- FileResponse closes it
        try:
            count = write_export(file, kind, _chunks(rows, asked, personal), personal=personal)
        except BaseException:
            file.close()
            raise
        note_export(
            by=by,
            kind=kind.value,
            title=register.sheet.title,
            rows=count,
            personal=personal and has_personal,
            conditions=asked.conditions(),
        )
        file.seek(0)
        name = f"{register.sheet.title}-{timezone.localtime():%Y%m%d-%H%M}.xlsx"
        return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)
    total = asked.count()
    context = {
        "register": register,
        "sheet": register.sheet,
        "title": f"导出{register.sheet.title}",
        "total": total,
        "limit": LIMIT,
        "too_many": total.number > LIMIT,
        "conditions": asked.conditions(),
        "columns": [one.heading for one in export_columns(kind, personal=False)],
        "may_personal": has_personal and by.may(Permission.PERSONAL_READ),
        "has_personal": has_personal,
        "post_to": request.get_full_path(),
    }
    return render(request, "registers/export.html", context)


def _rows(asked: asking.Asked) -> QuerySet[Any]:
    """Every row of the list."""
    rows = asked.scope.rows.select_related("agency", *asked.register.related)
    for part in asked.parts:
        rows = rows.filter(part.test)
    return rows


def _chunks(rows: QuerySet[Any], asked: asking.Asked, personal: bool) -> Iterator[Any]:
    """The rows in the order of their ids, read in chunks."""
    if asked.register.kind != "item":
        rows = rows.defer("original", "search_text", *(() if personal else ("phone", "id_number")))
    last = 0
    while chunk := list(rows.filter(pk__gt=last).order_by("pk")[:CHUNK]):
        yield from chunk
        last = chunk[-1].pk
