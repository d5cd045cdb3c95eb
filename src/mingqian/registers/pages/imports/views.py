"""The pages of an import."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from mingqian.accounts.permissions import Permission
from mingqian.acts.actor import Actor
from mingqian.acts.doors import page
from mingqian.acts.refusal import Refused
from mingqian.registers.importing import batches, jobs, run
from mingqian.registers.importing.columns import COLUMNS, NAMES, Kind
from mingqian.registers.importing.set_aside import write_set_aside
from mingqian.registers.models import ImportBatch
from mingqian.registers.pages.imports import shown
from mingqian.registers.pages.imports.shown import LISTS, STEP_OF, UNITS
from mingqian.registers.pages.imports.upload import UploadForm, taken_in
from mingqian.registers.queries.scope import visible_batches
from mingqian.registers.wanted import by_field

RECENT = 50


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


@page(Permission.REGISTERS_IMPORT)
def import_list(request: HttpRequest) -> HttpResponse:
    """Imports of the agency, the latest first."""
    found = list(visible_batches(_actor(request))[:RECENT])
    for batch in found:
        batch.register_name = NAMES[Kind(batch.kind)]  # type: ignore[attr-defined]
    return render(request, "registers/import_list.html", {"batches": found, "recent": RECENT})


@page(Permission.REGISTERS_IMPORT)
def import_new(request: HttpRequest) -> HttpResponse:
    """Step 1: the file."""
    by = _actor(request)
    form = UploadForm(
        request.POST or None,
        request.FILES or None,
        by=by,
        initial={"kind": request.GET.get("kind", "subject")},
    )
    if request.method == "POST" and form.is_valid():
        try:
            batch = taken_in(by, form)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.words())
        else:
            return HttpResponseRedirect(reverse("registers:import_preview", args=[batch.pk]))
    return render(request, "registers/import_new.html", {"form": form, "steps": shown.steps(0)})


def _batch(request: HttpRequest, pk: int) -> ImportBatch:
    """The batch, its state made honest: a job that has died is noted."""
    batch = get_object_or_404(visible_batches(_actor(request)), pk=pk)
    if batch.state in ("reading", "applying") and not jobs.alive(batch):
        batch.refresh_from_db()  # it may have ended properly between the two looks
        if batch.state in ("reading", "applying"):
            batch = batches.fail(by=_actor(request), batch=batch, code="registers.job_died", params={})
    return batch


@page(Permission.REGISTERS_IMPORT)
def import_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the batch stands: columns to map, progress, preview or result."""
    batch = _batch(request, pk)
    kind = Kind(batch.kind)
    context: dict[str, Any] = {
        "batch": batch,
        "title": f"导入{NAMES[kind]}",
        "register_name": NAMES[kind],
        "unit": UNITS[kind],
        "list_url": reverse(LISTS[kind]),
        "steps": shown.steps(STEP_OF[batch.state], done=batch.state == "applied"),
        "failure": shown.failure(batch),
        "notices": [(tone, text.format(**params)) for tone, text, params in shown.notices(batch)],
        "has_file": (batches.folder_of(batch.pk) / "file").exists(),
    }
    if batch.state in ("reading", "applying"):
        context["progress"] = shown.progress(batch)
    if batch.columns and batch.state in ("uploaded", "preview", "failed"):
        context["mapping"] = shown.mapping_rows(batch)
        context["columns"] = [
            one for one in COLUMNS[kind] if one.name != "confirmed" or "confirmed" in batch.mapping
        ]
        context["asked_by"] = by_field(batch.agency_id, kind)
        context["not_in_file"] = shown.not_in_file(batch)
        context["missing"] = run.missing_columns(batch)
        context["heading_rows"] = shown.heading_rows(batch)
    if batch.state in ("preview", "applied"):
        context.update(shown.rows(request, batch))
    return render(request, "registers/import_preview.html", context)


@page(Permission.REGISTERS_IMPORT)
@require_POST
def import_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Step 2: the columns as a person maps them; the file is read again."""
    batch = _batch(request, pk)
    try:
        asked = _asked_mapping(request, batch)
        if not (batches.folder_of(batch.pk) / "file").exists():
            raise Refused("registers.file_gone")
        row = shown.number(request.POST.get("heading_row"))
        batch = batches.begin_work(batch, "read", asked=asked, heading_row=row)
        jobs.start(batch, "read", _actor(request))
    except Refused as refused:
        messages.error(request, refused.words())
    return HttpResponseRedirect(reverse("registers:import_preview", args=[batch.pk]))


def _asked_mapping(request: HttpRequest, batch: ImportBatch) -> dict[str, int]:
    """The mapping posted. Raises `Refused` when a column is used twice or a required one is missing."""
    headings = {one.name: one.heading for one in COLUMNS[Kind(batch.kind)]}
    found: dict[str, int] = {}
    for place, one in enumerate(batch.columns):
        name = request.POST.get(f"col_{place}", "")
        if name not in headings:
            continue
        if name in found:
            first = batch.columns[found[name]]["heading"]
            raise Refused("registers.column_twice", column=headings[name], first=first, second=one["heading"])
        found[name] = place
    missing = [one.heading for one in COLUMNS[Kind(batch.kind)] if one.required and one.name not in found]
    if missing:
        raise Refused("registers.columns_missing", columns="、".join(missing))
    return found


@page(Permission.REGISTERS_IMPORT)
@require_POST
def import_apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Step 4: take the rows into the register, in a process of its own."""
    batch = _batch(request, pk)
    try:
        _actor(request).require(batches.PERMISSION_TO_EDIT[Kind(batch.kind)])
        jobs.start(batches.begin_work(batch, "apply"), "apply", _actor(request))
    except Refused as refused:
        if refused.code == "acts.not_permitted":
            raise
        messages.error(request, refused.words())
    return HttpResponseRedirect(reverse("registers:import_preview", args=[batch.pk]))


@page(Permission.REGISTERS_IMPORT)
@require_POST
def import_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw the batch away, stopping whatever runs. The register is as it was."""
    batch = _batch(request, pk)
    if batch.state in ("reading", "applying"):
        jobs.stop(batch)
        batch = _batch(request, pk)
    try:
        batch = batches.cancel(by=_actor(request), batch=batch)
        run.clear(batch)
        messages.success(request, "导入已取消，名录库没有改动。")
    except Refused as refused:
        messages.error(request, refused.words())
        return HttpResponseRedirect(reverse("registers:import_preview", args=[batch.pk]))
    return HttpResponseRedirect(reverse("registers:import_list"))


@page(Permission.REGISTERS_IMPORT)
def import_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The bar alone, asked for every second; once the job is over the whole page is asked for."""
    batch = _batch(request, pk)
    if batch.state not in ("reading", "applying"):
        response = HttpResponse(status=204)
        response["HX-Refresh"] = "true"
        return response
    context = {"batch": batch, "progress": shown.progress(batch)}
    return render(request, "registers/import_progress.html", context)


@page(Permission.REGISTERS_IMPORT)
@require_POST
def import_set_aside(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The rows set aside as a spreadsheet with the reasons; what it holds is the file's own, so it leaves an event."""
    by = _actor(request)
    batch = _batch(request, pk)
    by.require(Permission.PERSONAL_READ)
    target = io.BytesIO()
    write_set_aside(batch, target)
    batches.note_set_aside_download(by=by, batch=batch)
    target.seek(0)
    name = f"{Path(batch.file_name).stem}-搁置的行.xlsx"
    return FileResponse(
        target,
        as_attachment=True,
        filename=name,
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
