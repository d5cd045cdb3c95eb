"""The page on which an inspector notes what an item rests on besides what the team saw."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.acts.doors import page
from mingqian.acts.numbers import whole
from mingqian.acts.refusal import Refused
from mingqian.inspections import actions
from mingqian.inspections.models import RecordLine, Reliance, RelianceKind
from mingqian.inspections.pages.check import own_inspection
from mingqian.inspections.pages.common import actor_of
from mingqian.inspections.pages.inspection import secret
from mingqian.inspections.relying import kinds, why_not_entrusting
from mingqian.inspections.states import CHECKING
from mingqian.registers.models import Expert

FIELDS = (
    "kind",
    "words",
    "body",
    "expert",
    "qualification",
    "contract",
    "document",
    "document_date",
    "conclusion",
)


@page(Permission.INSPECT)
def rely(request: HttpRequest, inspection_id: int, line_id: int) -> HttpResponse:
    """委托检查、采信他人结论, of one item."""
    one = own_inspection(request, inspection_id)
    line = get_object_or_404(RecordLine, pk=line_id, inspection=one)
    typed = {name: request.POST.get(name, "").strip() for name in FIELDS}
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            words = _act(request, line, typed)
        except Refused as refused:
            errors[refused.field or "form"] = refused.words()
        else:
            messages.success(request, words)
            return HttpResponseRedirect(reverse("inspections:check", args=[one.pk]) + f"#line-{line.pk}")
    today = timezone.localdate()
    article, why_not = why_not_entrusting(one.campaign, today)
    context = {
        "title": "委托检查、采信他人结论",
        "inspection": one,
        "campaign": one.campaign,
        "line": line,
        "typed": typed,
        "errors": errors,
        "article": article,
        "why_not": why_not,
        "kinds": kinds(one.campaign, today),
        "experts": Expert.objects.filter(agency=one.agency, status="active").order_by("employer", "name"),
        "reliances": [row for row in line.reliances.select_related("dropped") if row.in_force],
        "open": one.state == CHECKING,
        "secret_until": secret(request, one, "检查记录"),
    }
    return render(request, "inspections/rely.html", context, status=422 if errors else 200)


def _act(request: HttpRequest, line: RecordLine, typed: dict[str, str]) -> str:
    """Note or take back; returns what happened. Raises `Refused`."""
    by = actor_of(request)
    if request.POST.get("act") == "drop":
        row = request.POST.get("reliance", "")
        held = get_object_or_404(Reliance, pk=whole(row) or 0, line=line)
        actions.drop_reliance(by=by, reliance=held, reason=request.POST.get("reason", ""))
        return "已撤回。记录变了，要重新签字。"
    kind, _, words = typed["kind"].partition("：")
    expert = None
    if typed["expert"].isdecimal() and len(typed["expert"]) < 19:
        expert = Expert.objects.filter(pk=int(typed["expert"])).first()
    entrusted = kind == RelianceKind.ENTRUSTED and expert is not None
    try:
        day = date.fromisoformat(typed["document_date"]) if typed["document_date"] else None
    except ValueError as error:
        raise Refused("inspections.outside_day_malformed", field="document_date") from error
    actions.note_reliance(
        by=by,
        line=line,
        kind=kind,
        words=words,
        body=typed["body"] or (expert.employer or expert.name if entrusted and expert else ""),
        expert=expert,
        qualification=typed["qualification"] or (expert.qualification if entrusted and expert else ""),
        contract=typed["contract"],
        document=typed["document"],
        document_date=day,
        conclusion=typed["conclusion"],
    )
    return "已记下。已经签过字的要重新签字。"
