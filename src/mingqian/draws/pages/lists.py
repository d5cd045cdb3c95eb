"""The drawn list, its record, direct appointment, the transcript."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from mingqian.accounts.permissions import Permission
from mingqian.acts.doors import actor_of, page
from mingqian.acts.numbers import whole
from mingqian.acts.refusal import Refused
from mingqian.draws import actions, papers, queries, receipts, sealed, vacant
from mingqian.draws.models import Draw, SeatFilled
from mingqian.draws.pages.common import draw_of, list_of, secret_until, vacant_words
from mingqian.draws.pages.room import ADDRESS, qr, room_context
from mingqian.lot.canonical import canonical
from mingqian.lot.enterprise import Receipt
from mingqian.lot.phrase import phrase
from mingqian.registers.models import Inspector

LIST_PAGE = 200
"""Drawn enterprises on one screen."""
SHOW_MOST = 3000
"""What one browser plays without choking; beyond it the list is read, page by page."""


@page(Permission.DRAWS_OPERATE, Permission.DRAWS_WITNESS, Permission.DRAWN_LIST_READ, Permission.DRAWS_READ)
def drawn_list(request: HttpRequest, draw_id: int) -> HttpResponse:
    """The drawn list: secret until released, every reading an event."""
    draw = list_of(request, draw_id)
    rows = queries.drawn_list(actor_of(request), draw)
    total = rows.count()
    start = _start(request, total)
    here = reverse("draws:list", args=[draw.pk])
    return render(
        request,
        "draws/list.html",
        {
            "draw": draw, "rows": rows[start : start + LIST_PAGE], "total": total,
            "vacant": queries.vacant_seats(draw), "secret_until": secret_until(draw),
            "vacant_groups": vacant_words(draw, advice=not draw.released),
            "newer": f"{here}?from={max(0, start - LIST_PAGE)}" if start else "",
            "older": f"{here}?from={start + LIST_PAGE}" if start + LIST_PAGE < total else "",
        },
    )  # fmt: skip


def _start(request: HttpRequest, total: int) -> int:
    """The first position shown; anything that is no position shows the beginning."""
    typed = whole(request.GET.get("from")) or 0
    return typed if typed < total else 0


@page(Permission.DRAWS_OPERATE, Permission.DRAWS_WITNESS, Permission.DRAWN_LIST_READ, Permission.DRAWS_READ)
def draw_record(request: HttpRequest, draw_id: int) -> HttpResponse:
    """抽取记录 for print and signature."""
    draw = draw_of(request, draw_id)
    rows = queries.drawn_list(actor_of(request), draw, what="抽取记录")
    return render(
        request, "draws/record.html",
        {"draw": draw, "rows": rows, "sources": draw.sources.all(),
         "signers": papers.signers(draw), "phrase": phrase(draw.manifest_hash), "pdf": bool(papers.faces()), "vacant": queries.vacant_seats(draw),
         "vacant_groups": vacant_words(draw), "secret_until": secret_until(draw)},
    )  # fmt: skip


@page(Permission.DRAWS_OPERATE, Permission.DRAWS_WITNESS, Permission.DRAWN_LIST_READ, Permission.DRAWS_READ)
def record_file(request: HttpRequest, draw_id: int) -> HttpResponse:
    """抽取记录 as PDF. Its name and size tell nobody who was drawn; the look is recorded."""
    draw = draw_of(request, draw_id)
    actor = actor_of(request)
    rows = queries.drawn_list(actor, draw, what="抽取记录（PDF）")
    try:
        data = papers.record_pdf(draw, rows, reader=actor.name)
    except LookupError as error:
        raise Refused("draws.no_face") from error
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="draw-record-{draw.manifest_hash[:16]}.pdf"'
    return response


@page(Permission.DRAWS_OPERATE, Permission.DRAWS_WITNESS, Permission.DRAWN_LIST_READ, Permission.DRAWS_READ)
def show(request: HttpRequest, draw_id: int) -> HttpResponse:
    """摇号过程: the result urn by urn and team by team, at a pace a room can follow; replayed at will."""
    draw = draw_of(request, draw_id)
    rows = list(queries.drawn_list(actor_of(request), draw, what="摇号过程")[:SHOW_MOST])
    loads: Counter[str] = Counter()
    for row in rows:
        loads.update(seat.person_name for seat in row.seats.all() if not seat.vacant)
    urns = [{**urn, "rows": [row for row in rows if row.urn == urn["name"]]} for urn in draw.urns]
    context = room_context(request, draw.campaign)
    return render(
        request,
        "draws/show.html",
        {
            **context, "draw": draw, "rows": rows, "urns": urns, "total": draw.drawn.count(),
            "teams": any(row.seats.all() for row in rows), "loads": loads.most_common(),
            "vacant": queries.vacant_seats(draw), "secret_until": secret_until(draw),
        },
    )  # fmt: skip


@page(Permission.DRAWS_READ)
def sheet(request: HttpRequest, draw_id: int) -> HttpResponse:
    """签字表: who was there, what they saw before and after, on paper."""
    draw = draw_of(request, draw_id)
    context: dict[str, Any] = {"draw": draw, "sources": draw.sources.all()}
    if draw.manifest_hash:
        link = reverse("portal:draw", args=[draw.manifest_hash[:ADDRESS]])
        context |= {
            "phrase": phrase(draw.manifest_hash),
            "groups": [draw.manifest_hash[i : i + 4] for i in range(0, 64, 4)],
            "public_qr": qr(request.build_absolute_uri(link)),
        }
    return render(request, "draws/sheet.html", context)


@page(Permission.DRAWS_OPERATE, Permission.DRAWN_LIST_READ, Permission.DRAWS_WITNESS)
def scan(request: HttpRequest, draw_id: int, number: int) -> HttpResponse:
    """A signed scan: it names whoever was drawn, so it is guarded, and every look recorded, like the list itself."""
    draw = draw_of(request, draw_id)
    one = get_object_or_404(draw.scans, number=number)
    queries.drawn_list(actor_of(request), draw, what=one.file_name)
    response = HttpResponse(sealed.opened_whole(draw, f"scan/{number}"), content_type=one.content_type)
    ending = one.file_name.rpartition(".")[2]
    response["Content-Disposition"] = f'attachment; filename="signed-record-{number}.{ending}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@page(Permission.DRAWS_OPERATE, Permission.DRAWS_APPROVE, Permission.TASKS_LEAD)
def receipt(request: HttpRequest, draw_id: int) -> HttpResponse:
    """入库凭证 of one enterprise by its code: it was in the urn, with which chance. Never whether it was drawn."""
    draw = draw_of(request, draw_id)
    code = request.POST.get("code", "").strip()
    error = ""
    if request.method == "POST":
        subject = receipts.subject_by_code(draw, code)
        try:
            if subject is None:
                error = "名录库里没有这个代码。请核对后再输。"
            else:
                given = actions.give_receipt(by=actor_of(request), draw=draw, subject=subject)
                return receipt_file(draw, given)
        except Refused as refused:
            error = refused.words()
    return render(request, "draws/receipt.html", {"draw": draw, "code": code, "error": error})


def receipt_file(draw: Draw, given: Receipt) -> HttpResponse:
    """A receipt as the file an enterprise keeps."""
    response = HttpResponse(canonical(given), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="receipt-{draw.manifest_hash[:16]}.json"'
    return response


@page(Permission.TASKS_LEAD)
def appoint(request: HttpRequest, draw_id: int, seat_id: int) -> HttpResponse:
    """直接委派 for one vacant seat."""
    draw = list_of(request, draw_id)
    rows = queries.drawn_list(actor_of(request), draw, what="空缺席位")
    drawn = get_object_or_404(rows, seats__pk=seat_id)
    seat = queries.team_of(drawn).get(pk=seat_id)
    people = Inspector.objects.filter(agency_id__in=[draw.agency_id, *draw.campaign.partner_agency_ids])
    error: Refused | None = None
    if request.method == "POST":
        chosen = get_object_or_404(people, pk=whole(request.POST.get("inspector")) or 0)
        try:
            actions.appoint(
                by=actor_of(request), seat=seat, inspector=chosen, reason=request.POST.get("reason", "")
            )
        except Refused as refused:
            error = refused
        else:
            messages.success(
                request, f"已直接委派{chosen.name}。凡显示这个检查组的地方都会注明“直接委派，不是随机产生”。"
            )
            return HttpResponseRedirect(reverse("draws:list", args=[draw.pk]))
    return render(
        request, "draws/appoint.html",
        {"draw": draw, "drawn": drawn, "seat": seat, "seat_name": seat.seat_name, "error": error,
         "people": people.filter(status="active").order_by("id"), "secret_until": secret_until(draw), **_open_seat(draw, seat)},
    )  # fmt: skip


def _open_seat(draw: Draw, seat: SeatFilled) -> dict[str, Any]:
    """The words of the group a vacant seat belongs to."""
    group = vacant.group_of(draw, seat.seat, seat.drawn.subject_id)
    return {"group": group, "remedies": vacant.remedies(draw, group)} if group else {}


@page(Permission.DRAWS_READ, Permission.AUDIT_READ)
def transcript(request: HttpRequest, draw_id: int) -> HttpResponse:
    """The public transcript, once released."""
    draw = draw_of(request, draw_id)
    data = queries.public_transcript(draw)
    if data is None:
        raise Refused("draws.not_released")
    response = HttpResponse(data, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="mingqian-draw-{draw.manifest_hash[:16]}.zip"'
    return response
