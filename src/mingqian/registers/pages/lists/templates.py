"""The template of a register to download."""

from __future__ import annotations

from io import BytesIO

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from mingqian.accounts.permissions import Permission
from mingqian.acts.doors import page
from mingqian.registers.importing.columns import NAMES, Kind
from mingqian.registers.pages.lists.workbook import write_template

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@page(
    Permission.REGISTERS_IMPORT,
    Permission.ITEMS_EDIT,
    Permission.SUBJECTS_EDIT,
    Permission.INSPECTORS_EDIT,
    Permission.EXPERTS_EDIT,
)
@require_safe
def template_download(request: HttpRequest) -> HttpResponse:
    """`?kind=`: an empty spreadsheet with the headings an import knows."""
    try:
        kind = Kind(request.GET.get("kind", ""))
    except ValueError:
        raise Http404 from None
    file = BytesIO()
    write_template(file, kind)
    response = HttpResponse(file.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(True, f"{NAMES[kind]}模板.xlsx") or ""
    return response
