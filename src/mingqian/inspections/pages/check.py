"""检查 on a phone: the enterprise, item by item, signatures, the end. Nothing is preset."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from mingqian.accounts.permissions import Permission
from mingqian.acts.doors import page
from mingqian.acts.numbers import whole, wholes
from mingqian.acts.refusal import Refused
from mingqian.draws.seats import LEADER, seat_name
from mingqian.inspections import actions, handwriting, noticing, sheets
from mingqian.inspections.actions.check import Entry
from mingqian.inspections.gates import guides_of
from mingqian.inspections.heading import REFUSAL, asked_of, head_of, must_show, shown_by
from mingqian.inspections.law import (
    Result,
    result_codes,
    result_words,
    results_citation,
    team_rule,
)
from mingqian.inspections.models import Filing, Finding, Inspection, RecordHead, RecordLine
from mingqian.inspections.pages.common import actor_of, inspection_of, to_inspection
from mingqian.inspections.pages.inspection import leads, notice_of, secret, sits
from mingqian.inspections.record import state_of
from mingqian.inspections.results import fits
from mingqian.inspections.states import CHECKING, INSPECTION

P = Permission

WRITTEN = ("finding", "problem", "measure", "result", "handling", "filing")
HEAD = ("form", "place", "evaluation", "opinion", "advice")


def own_inspection(request: HttpRequest, inspection_id: int) -> Inspection:
    one = inspection_of(request, inspection_id)
    if not sits(request, one):
        raise Http404
    return one


@page(P.INSPECT)
@require_POST
def start(request: HttpRequest, inspection_id: int) -> HttpResponse:
    """开始检查."""
    one = own_inspection(request, inspection_id)
    try:
        actions.start_check(by=actor_of(request), inspection=one)
    except Refused as refused:
        if refused.code == "acts.wrong_state" and one.state == CHECKING:
            return HttpResponseRedirect(reverse("inspections:check", args=[one.pk]))
        messages.error(request, refused.words())
        return to_inspection(one)
    return HttpResponseRedirect(reverse("inspections:check", args=[one.pk]))


def _typed(request: HttpRequest, line: RecordLine) -> dict[str, str]:
    return {name: request.POST.get(f"{name}-{line.pk}", "").replace("\r\n", "\n").strip() for name in WRITTEN}


def _entries(request: HttpRequest, lines: list[RecordLine]) -> list[Entry]:
    """The lines whose words on the page differ from what is kept."""
    entries = []
    for line in lines:
        if f"revision-{line.pk}" not in request.POST:
            continue
        typed = _typed(request, line)
        revision = whole(request.POST[f"revision-{line.pk}"])
        if any(typed[name] != getattr(line, name) for name in WRITTEN):
            entries.append(Entry(line_id=line.pk, revision=-1 if revision is None else revision, **typed))
    return entries


def _head_typed(request: HttpRequest) -> dict[str, Any]:
    """What stands on the page of the head."""
    said: dict[str, Any] = {name: request.POST.get(name, "").replace("\r\n", "\n").strip() for name in HEAD}
    said["methods"] = request.POST.getlist("methods")
    return said | {"promised": "promised" in request.POST}


def _head_kept(head: RecordHead | None) -> dict[str, Any]:
    """What is kept of the head, nothing where nobody wrote it."""
    said: dict[str, Any] = {name: getattr(head, name) if head else "" for name in HEAD}
    return said | {
        "methods": list(head.methods) if head else [],
        "promised": bool(head and head.promised),
    }


def _save_head(request: HttpRequest, one: Inspection) -> bool:
    """Write the head and the certificates where the page has them and they differ. Raises `Refused`."""
    if "head-revision" not in request.POST:
        return False
    actor, typed = actor_of(request), _head_typed(request)
    wrote = False
    if typed != _head_kept(head_of(one)):
        revision = whole(request.POST["head-revision"])
        actions.save_head(by=actor, inspection=one, revision=-1 if revision is None else revision, **typed)
        wrote = True
    already = shown_by(one)
    shown = [pk for pk in wholes(request.POST.getlist("shown")) if pk not in already]
    if shown:
        actions.show_certificates(by=actor, inspection=one, seat_ids=shown)
        wrote = True
    return wrote


def _divide(request: HttpRequest, one: Inspection, lines: list[RecordLine]) -> bool:
    """Give items to members where the page has the choice and it differs. Raises `Refused`."""
    seats: dict[int, int | None] = {}
    for line in lines:
        typed = request.POST.get(f"assigned-{line.pk}")
        if typed is not None and typed != str(line.assigned_id or ""):
            seats[line.pk] = whole(typed)
    if seats:
        actions.divide_items(by=actor_of(request), inspection=one, seats=seats)
    return bool(seats)


@page(P.INSPECT)
def check(request: HttpRequest, inspection_id: int) -> HttpResponse:
    """The record, item by item."""
    one = own_inspection(request, inspection_id)
    actor = actor_of(request)
    rows = one.lines.select_related("agency").prefetch_related("reliances__dropped")
    lines = list(rows.order_by("position"))
    errors: dict[str, str] = {}
    typed: dict[int, dict[str, str]] = {}
    if request.method == "POST":
        entries = _entries(request, lines)
        summary = request.POST.get("summary", one.summary).replace("\r\n", "\n").strip()
        try:
            with transaction.atomic():
                wrote = _divide(request, one, lines)
                wrote = _save_head(request, one) or wrote
                if entries:
                    actions.save_lines(by=actor, inspection=one, entries=entries)
            if summary != one.summary:
                actions.save_summary(by=actor, inspection=one, summary=summary)
        except Refused as refused:
            errors[refused.field or "form"] = refused.words()
            typed = {line.pk: _typed(request, line) for line in lines}
        else:
            wanted = whole(request.POST.get("act", "").partition("rely-")[2])
            if wanted is not None:
                return HttpResponseRedirect(reverse("inspections:rely", args=[one.pk, wanted]))
            if request.POST.get("act") == "sign":
                return HttpResponseRedirect(reverse("inspections:sign", args=[one.pk]))
            if entries or wrote or summary != one.summary:
                messages.success(request, "已保存。")
            return HttpResponseRedirect(reverse("inspections:check", args=[one.pk]))
    codes = result_codes(one.campaign)
    asked, head = asked_of(one.campaign), head_of(one)
    seats = [seat for seat in one.seats.order_by("number") if not seat.vacant]
    own = next((seat for seat in seats if seat.inspector_id == actor.inspector_id), None)
    guides = guides_of(line.item_id for line in lines)
    return render(
        request,
        "inspections/check.html",
        {
            "title": "检查",
            "inspection": one,
            "campaign": one.campaign,
            "notice": notice_of(one),
            "cards": [
                _card(line, codes, typed.get(line.pk), errors.get(f"line-{line.pk}", ""))
                | {"guide": guides.get(line.item_id)}
                for line in lines
            ],
            "asked": asked,
            "head": head,
            "typed_head": _head_typed(request) if errors else _head_kept(head),
            "bearers": [
                (seat, seat_name(seat.seat), shown_by(one).get(seat.pk)) for seat in must_show(seats)
            ],
            "members": [(seat, seat_name(seat.seat)) for seat in seats],
            "may_divide": len(seats) > 1 and (not asked.led or (own is not None and own.seat == LEADER)),
            "filings": Filing.choices,
            "handling_asked": asked.handling,
            "findings": Finding.choices,
            "codes": codes,
            "citation": results_citation(one.campaign),
            "errors": errors,
            "done": sum(1 for line in lines if line.finding),
            "why_not": "" if one.state == CHECKING else INSPECTION.why_not("end", one.state),
            "secret_until": secret(request, one, "检查记录"),
        },
        status=409 if errors else 200,
    )


def _card(line: RecordLine, codes: list[Result], typed: dict[str, str] | None, error: str) -> dict[str, Any]:
    shown = typed or {name: getattr(line, name) for name in WRITTEN}
    return {
        "line": line,
        **shown,
        "error": error,
        "options": [
            {
                "code": code.code,
                "words": f"{code.position}. {code.words}" if code.position else code.words,
                "findings": " ".join(f for f in Finding.values if fits(f, code.code)),
                "chosen": code.code == shown["result"],
            }
            for code in codes
        ],
    }


@page(P.INSPECT)
def sign(request: HttpRequest, inspection_id: int) -> HttpResponse:
    """Signatures of the team and of the enterprise, and the end of the check."""
    one = own_inspection(request, inspection_id)
    actor = actor_of(request)
    errors: dict[str, str] = {}
    typed = {name: request.POST.get(name, "") for name in ("name", "capacity", "note", "seat")}
    if request.method == "POST":
        act = request.POST.get("act", "")
        strokes = request.POST.get("strokes", "")
        try:
            if act == "own":
                actions.sign_member(by=actor, inspection=one)
            elif act == "member":
                seat_id = whole(typed["seat"]) or 0
                actions.sign_member(by=actor, inspection=one, seat_id=seat_id, strokes=strokes)
            elif act == "subject":
                actions.sign_subject(
                    by=actor, inspection=one, name=typed["name"], capacity=typed["capacity"], strokes=strokes
                )
            elif act == "seal":
                actions.note_seal(by=actor, inspection=one, name=typed["name"], capacity=typed["capacity"])
            elif act == "refusal":
                actions.note_refusal(by=actor, inspection=one, note=typed["note"])
            elif act == "end":
                actions.end_check(by=actor, inspection=one)
                messages.success(request, "检查已结束，结果已录入，等待本单位负责人审核。")
                return to_inspection(one)
        except Refused as refused:
            errors = {
                "act": act,
                "seat": typed["seat"],
                "field": refused.field or "",
                "words": refused.words(),
            }
        else:
            return HttpResponseRedirect(reverse("inspections:sign", args=[one.pk]))
    now_stands = state_of(one)
    words = result_words(one.campaign)
    return render(
        request,
        "inspections/sign.html",
        {
            "title": "签字",
            "inspection": one,
            "campaign": one.campaign,
            "record": now_stands,
            "lines": [(line, words.get(line.result, "")) for line in now_stands.lines],
            "members": [
                {
                    "seat": member,
                    "name": seat_name(member.seat),
                    "own": member.inspector_id is not None and member.inspector_id == actor.inspector_id,
                    "signature": now_stands.signed.get(member.pk),
                    "path": handwriting.path(now_stands.signed[member.pk].strokes)
                    if member.pk in now_stands.signed
                    else "",
                }
                for member in now_stands.seats
                if not member.vacant
            ],
            "subject": now_stands.subject,
            "subject_path": handwriting.path(now_stands.subject.strokes) if now_stands.subject else "",
            "rule": team_rule(one.campaign),
            "asked": now_stands.asked,
            "refusals": [
                (word, rule.where) for rule in now_stands.asked.rules.get(REFUSAL, ()) for word in rule.values
            ],
            "errors": errors,
            "typed": typed,
            "why_not": "" if one.state == CHECKING else INSPECTION.why_not("end", one.state),
            "secret_until": secret(request, one, "检查记录签字"),
        },
        status=409 if errors else 200,
    )


@page(P.TASKS_READ)
def record_paper(request: HttpRequest, inspection_id: int) -> HttpResponse:
    """检查记录表, to print, in the document's layout; in ours (示范格式) where it names the form and gives none."""
    one = inspection_of(request, inspection_id)
    now_stands = state_of(one)
    if not now_stands.lines:
        raise Http404
    words = result_words(one.campaign)
    answer = sheets.subject_cell(now_stands.subject)
    return render(
        request,
        "inspections/record_paper.html",
        {
            "title": "检查记录表",
            "form_title": sheets.record_title(one.campaign),
            "inspection": one,
            "campaign": one.campaign,
            "record": now_stands,
            "sheet": sheets.record_sheet(one, now_stands, telephone=_telephone(request, one)),
            "besides": sheets.besides(one, now_stands),
            "dealt": sheets.dealt_with(now_stands),
            "lines": [(line, words.get(line.result, "")) for line in now_stands.lines],
            "members": sheets.members_of(now_stands),
            "subject": answer,
            "subject_path": answer.paths[0][1] if answer.paths else "",
            "rights": noticing.rights_of(one.campaign),
            "secret_until": secret(request, one, "检查记录表"),
        },
    )


def _telephone(request: HttpRequest, one: Inspection) -> str:
    """The telephone on an internal form (鹤壁 附件4): for the team and its head; nobody else reads it here."""
    if leads(request, one) or sits(request, one):
        return one.subject.phone
    return "（内部）"
