"""Office pages of the audit record. The auditor's office is the whole installation: no agency limits what is seen."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from mingqian.accounts.permissions import Permission
from mingqian.acts.doors import page
from mingqian.acts.numbers import whole
from mingqian.acts.refusal import Refused
from mingqian.audit import presenters
from mingqian.audit.actions import start_verification, take_checkpoint
from mingqian.audit.models import Event, Head, Seal, Verification
from mingqian.audit.runs import SILENCE

PAGE = 50
SHOWN_SEALS = 50
SHOWN_FINDINGS = 200


def _number(text: str) -> int:
    return whole(text) or 0


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _at(day: date) -> str:
    """The beginning of a civil day as the record writes times (UTC, ISO 8601)."""
    moment = datetime.combine(day, time(), timezone.get_current_timezone())
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")


def _filtered(asked: dict[str, str]) -> QuerySet[Event]:
    found = Event.objects.order_by("-number")
    if asked["who"]:
        found = found.filter(actor_name__contains=asked["who"])
    if asked["action"]:
        found = found.filter(action=asked["action"])
    if asked["kind"]:
        found = found.filter(object_kind=asked["kind"])
        if asked["object"]:
            found = found.filter(object_id=_number(asked["object"]))
    if first := _day(asked["from"]):
        found = found.filter(at__gte=_at(first))
    if last := _day(asked["to"]):
        found = found.filter(at__lt=_at(last + timedelta(days=1)))
    return found


def _told(event: Event) -> dict[str, Any]:
    return {
        "event": event,
        "at": datetime.fromisoformat(event.at),
        "sentence": presenters.sentence(event),
        "role": presenters.role_name(event),
        "object": presenters.object_name(event),
    }


@page(Permission.AUDIT_READ)
def event_list(request: HttpRequest) -> HttpResponse:
    """审计记录, newest first."""
    asked = {
        name: request.GET.get(name, "").strip() for name in ("who", "action", "kind", "object", "from", "to")
    }
    found = _filtered(asked)
    before = _number(request.GET.get("before", ""))
    if before:
        found = found.filter(number__lt=before)
    rows = list(found[: PAGE + 1])
    older = ""
    if len(rows) > PAGE:
        rows = rows[:PAGE]
        query = request.GET.copy()
        query["before"] = str(rows[-1].number)
        older = "?" + query.urlencode()
    kinds = sorted({code.rpartition(".")[0].partition(".")[0] for code in presenters.registered()})
    actions = [
        (room, sorted((c, w[0]) for c, w in presenters.registered().items() if c.startswith(room + ".")))
        for room in kinds
    ]
    context = {
        "rows": [_told(event) for event in rows],
        "older": older,
        "asked": asked,
        "filtered": any(asked.values()),
        "actions": [(presenters.room_name(room), some) for room, some in actions],
        "kinds": presenters.kinds(),
        "head": Head.objects.filter(id=1).first(),
    }
    return render(request, "audit/event_list.html", context)


@page(Permission.AUDIT_READ)
def event(request: HttpRequest, number: int) -> HttpResponse:
    """One event whole, with the seals it left."""
    one = get_object_or_404(Event, number=number)
    seals = [
        {"seal": seal, "what": presenters.kind_name(seal.kind), "removed": not bytes(seal.digest)}
        for seal in Seal.objects.filter(number=number).order_by("id")[:SHOWN_SEALS]
    ]
    context = {
        **_told(one),
        "details": presenters.detail_rows(one),
        "seals": seals,
        "more_seals": max(0, one.seals - len(seals)),
        "previous": one.number - 1 if one.number > 1 else 0,
        "next": one.number + 1 if Event.objects.filter(number=one.number + 1).exists() else 0,
    }
    return render(request, "audit/event.html", context)


def _state(run: Verification | None) -> str:
    if run is None:
        return "never"
    if run.ended_at:
        return "failed" if run.failure else "found" if run.finding_count else "clean"
    silent = timezone.now() - run.beat_at > timedelta(seconds=SILENCE)
    return "dead" if silent else "running"


@page(Permission.AUDIT_VERIFY)
def verify(request: HttpRequest) -> HttpResponse:
    """The last verification, the one under way, and those before."""
    runs = list(Verification.objects.all()[:11])
    last = runs[0] if runs else None
    context = {
        "run": last,
        "state": _state(last),
        "findings": last.report.get("findings", [])[:SHOWN_FINDINGS] if last else [],
        "rows": sum(last.report.get("rows", {}).values()) if last else 0,
        "earlier": [(run, _state(run)) for run in runs[1:]],
        "head": Head.objects.filter(id=1).first(),
    }
    if request.headers.get("HX-Target") != "verification":
        return render(request, "audit/verify.html", context)
    response = render(request, "audit/verification.html", context)
    if context["state"] != "running":
        response["HX-Refresh"] = "true"  # the buttons above belong to the new state too
    return response


@page(Permission.AUDIT_VERIFY)
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """现在核验."""
    try:
        start_verification(by=request.actor)  # type: ignore[attr-defined]
    except Refused as refused:
        messages.error(request, refused.words())
    return HttpResponseRedirect(reverse("audit:verify"))


@page(Permission.AUDIT_VERIFY)
@require_POST
def checkpoint(request: HttpRequest) -> HttpResponse:
    """The checkpoint as a text file."""
    taken = take_checkpoint(by=request.actor)  # type: ignore[attr-defined]
    response = HttpResponse(taken.text(), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="mingqian-checkpoint-{taken.number}.txt"'
    return response
