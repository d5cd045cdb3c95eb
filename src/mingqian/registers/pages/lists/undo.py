"""One change to many rows that has been made: what it did, and taking it back."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from mingqian.acts.refusal import Refused
from mingqian.audit.presenters import sentence
from mingqian.registers.actions.bulk import seen_of
from mingqian.registers.actions.undoing import done_of, planned
from mingqian.registers.pages.lists.bulk import shown_lines
from mingqian.registers.pages.lists.register import Register
from mingqian.registers.pages.lists.views import actor_of


def undo_view(register: Register) -> Callable[[HttpRequest, int], HttpResponse]:
    """The page of one register."""

    def undo(request: HttpRequest, number: int) -> HttpResponse:
        by = actor_of(request)
        done = done_of(register.sheet, number, by.agency_id)
        if done is None:
            raise Http404
        rows = list(register.rows(by).filter(pk__in=list(done.revisions)).order_by("pk"))
        error, typed = "", request.POST.get("reason", "")
        if request.method == "POST":
            try:
                lines = register.acts.take_back(
                    by=by, number=number, chosen=rows, seen=request.GET.get("seen", ""), reason=typed
                )
            except Refused as refused:
                error = refused.words()
            else:
                kept = sum(1 for line in lines if line.refused)
                words = f"已撤回 {sum(1 for line in lines if line.changes):,} {register.sheet.measure}的改动"
                messages.success(
                    request,
                    f"{words}，另有 {kept:,} {register.sheet.measure}之后又有改动，没有动。"
                    if kept
                    else f"{words}。",
                )
                return HttpResponseRedirect(request.path)
        first = next(iter(done.revisions.values()), None)
        context = {
            "title": f"批量办理：{register.short}",
            "sheet": register.sheet,
            "list_url": reverse(register.list_name),
            "event": done.event,
            "at": first.at if first else None,
            "sentence": sentence(done.event),
            "undo_url": f"?seen={seen_of(rows)}",
            "error": error,
            "typed": typed,
            "undoing": True,
            **shown_lines(register, planned(register.sheet, done, rows)),
        }
        return render(request, "registers/bulk_done.html", context, status=422 if error else 200)

    return undo
