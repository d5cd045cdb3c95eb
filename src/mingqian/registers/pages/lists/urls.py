"""Addresses of the lists' pages."""

from __future__ import annotations

from django.urls import URLPattern, path

from mingqian.acts.doors import page
from mingqian.registers.pages.lists import exporting, pending, recusals, templates
from mingqian.registers.pages.lists.all import REGISTERS
from mingqian.registers.pages.lists.bulk import bulk_view
from mingqian.registers.pages.lists.register import Register
from mingqian.registers.pages.lists.undo import undo_view
from mingqian.registers.pages.lists.views import Pages


def _of(register: Register) -> list[URLPattern]:
    pages, kind = Pages(register), register.kind
    found = [
        path(f"{kind}s/", pages.list, name=f"{kind}_list"),
        path(f"{kind}s/new/", pages.new, name=f"{kind}_new"),
        path(f"{kind}s/bulk/", page(register.acts.may_edit)(bulk_view(register)), name=f"{kind}_bulk"),
        path(
            f"{kind}s/bulk/<int:number>/",
            page(register.acts.may_edit)(undo_view(register)),
            name=f"{kind}_bulk_done",
        ),
        path(f"{kind}s/<int:pk>/", pages.open, name=f"{kind}_open"),
        path(f"{kind}s/<int:pk>/edit/", pages.edit, name=f"{kind}_edit"),
        path(f"{kind}s/<int:pk>/retire/", pages.retire, name=f"{kind}_retire"),
        path(f"{kind}s/<int:pk>/restore/", pages.restore, name=f"{kind}_restore"),
    ]
    if pages.has_personal:
        found.append(path(f"{kind}s/<int:pk>/personal/", pages.personal, name=f"{kind}_personal"))
    return found


list_urls = [
    path("subjects/pending/", pending.pending, name="subject_pending"),
    *(one for register in REGISTERS.values() for one in _of(register)),
    path("recusals/new/", recusals.new, name="recusal_new"),
    path("recusals/<int:pk>/withdraw/", recusals.withdraw, name="recusal_withdraw"),
    path("export/", exporting.export, name="export"),
    path("template/", templates.template_download, name="template_download"),
]
