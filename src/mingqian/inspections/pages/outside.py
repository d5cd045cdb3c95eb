"""开展非随机检查: one form, from the ground to the team; nothing typed is lost while enterprises are looked up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from mingqian.accounts.models import Unit
from mingqian.accounts.permissions import Permission
from mingqian.acts.actor import Actor
from mingqian.acts.doors import page
from mingqian.acts.numbers import whole, wholes
from mingqian.acts.refusal import Refused
from mingqian.draws import eligibility
from mingqian.inspections import actions
from mingqian.inspections.actions.outside import MOST_SUBJECTS
from mingqian.inspections.outside import NAME, approval_of_temporary, grounds
from mingqian.inspections.pages.common import actor_of
from mingqian.plans import overlay
from mingqian.registers.models import Expert, Inspector, Item, Recusal, Subject
from mingqian.registers.queries.scope import visible_subjects

P = Permission
MOST_FOUND = 30
DAYS = 30
"""How long a check may last, as first proposed; the unit sets its own."""
TEXTS = (
    "ground",
    "basis_words",
    "document",
    "document_number",
    "document_date",
    "ordered_by",
    "team_reason",
    "title",
    "check_from",
    "check_to",
    "leader",
    "q",
)


@dataclass(frozen=True)
class Choice:
    """One inspector who may be put on the team, or why not."""

    person: Inspector
    why_not: str


@page(P.TASKS_LEAD)
def open_outside(request: HttpRequest) -> HttpResponse:
    """The form, and what it makes."""
    actor = actor_of(request)
    unit = get_object_or_404(Unit.objects.select_related("agency"), pk=actor.unit_id or 0)
    today = timezone.localdate()
    typed = _typed(request, today)
    errors: dict[str, str] = {}
    if request.method == "POST" and request.POST.get("act") != "find":
        try:
            campaign = actions.open_outside(by=actor, **_said(actor, unit, typed))
        except Refused as refused:
            errors[refused.field or "form"] = refused.words()
        else:
            messages.success(
                request, f"已开展非随机检查 {campaign.number}，共 {campaign.inspections.count()} 户。"
            )
            return HttpResponseRedirect(reverse("inspections:campaign", args=[campaign.pk]))
    chosen = list(visible_subjects(actor).filter(pk__in=typed["subjects"]).order_by("name"))
    published = overlay.rule(unit.agency_id, overlay.ITEMS, today)
    context = {
        "title": f"开展{NAME}",
        "unit": unit,
        "grounds": grounds(unit.agency_id, today),
        "typed": typed,
        "errors": errors,
        "chosen": chosen,
        "found": _found(actor, typed["q"], typed["subjects"]),
        "most_found": MOST_FOUND,
        "most": MOST_SUBJECTS,
        "items": _items(unit, today),
        "only_published": overlay.where(published) if published else "",
        "people": _people(unit, chosen, today),
        "experts": Expert.objects.filter(agency=unit.agency, status="active").order_by("name", "id"),
        "approval": approval_of_temporary(unit.agency_id, today),
    }
    return render(request, "inspections/outside_form.html", context, status=422 if errors else 200)


def _typed(request: HttpRequest, today: date) -> dict[str, Any]:
    """What stands in the form now. A page that leads here may name the ground and enterprises in the address."""
    given = request.POST if request.method == "POST" else request.GET
    typed: dict[str, Any] = {name: given.get(name, "").strip() for name in TEXTS}
    for name in ("subjects", "item_ids", "members", "experts"):
        typed[name] = wholes(given.getlist(name))
    if request.method != "POST":
        typed["check_from"] = typed["check_from"] or today.isoformat()
        typed["check_to"] = typed["check_to"] or date.fromordinal(today.toordinal() + DAYS).isoformat()
    return typed


def _said(actor: Actor, unit: Unit, typed: dict[str, Any]) -> dict[str, Any]:
    """The form as the action takes it. Raises `Refused` for a day that is none, or a leader nobody chose."""
    leader = whole(typed["leader"]) or 0
    ids = list(dict.fromkeys([leader, *typed["members"]] if leader else typed["members"]))
    if not leader:
        raise Refused("inspections.outside_leader_missing", field="inspectors")
    people = Inspector.objects.filter(agency=unit.agency).in_bulk(ids)
    return {
        "unit": unit,
        "ground": typed["ground"],
        "subjects": list(visible_subjects(actor).filter(pk__in=typed["subjects"]).order_by("name", "id")),
        "item_ids": typed["item_ids"],
        "inspectors": [people[one] for one in ids if one in people],
        "experts": list(Expert.objects.filter(agency=unit.agency, pk__in=typed["experts"]).order_by("id")),
        "check_from": _day(typed, "check_from"),
        "check_to": _day(typed, "check_to"),
        "document_date": _day(typed, "document_date") if typed["document_date"] else None,
        **{
            name: typed[name]
            for name in (
                "basis_words",
                "document",
                "document_number",
                "ordered_by",
                "team_reason",
                "title",
            )
        },
    }


def _day(typed: dict[str, Any], name: str) -> date:
    try:
        return date.fromisoformat(typed[name])
    except ValueError as error:
        raise Refused("inspections.outside_day_malformed", field=name) from error


def _found(actor: Actor, words: str, chosen: list[int]) -> list[Subject]:
    """Enterprises of the register, by part of the name or the start of the code, those chosen left out."""
    if not words:
        return []
    rows = visible_subjects(actor).filter(retired_at=None).exclude(pk__in=chosen)
    return list(
        rows.filter(Q(name__icontains=words) | Q(code__startswith=words.upper())).order_by("name")[
            : MOST_FOUND + 1
        ]
    )


def _items(unit: Unit, today: date) -> list[Item]:
    """The items one may check: in force; on the public list where only those may be checked."""
    rows = list(Item.objects.filter(agency=unit.agency, status="active").order_by("code"))
    if overlay.rule(unit.agency_id, overlay.ITEMS, today) is None:
        return rows
    listed = set(overlay.published_names(unit.agency_id) or ())
    return [item for item in rows if item.code in listed]


def _people(unit: Unit, chosen: list[Subject], today: date) -> list[Choice]:
    """Everybody of the register, the unit's own first; whoever may not go says why."""
    area_asked = eligibility.asks_area(unit.agency_id, today)
    rows = Inspector.objects.filter(agency=unit.agency, status="active").select_related("unit")
    recused = dict(
        Recusal.objects.filter(subject__in=chosen, active=True).values_list("inspector_id", "subject__name")
    )
    found = [
        Choice(
            one,
            f"对{recused[one.pk]}应当回避"
            if one.pk in recused
            else eligibility.inspector_out(one, on=today, last_day=today, area_asked=area_asked),
        )
        for one in rows.order_by("name", "id")
    ]
    return sorted(found, key=lambda one: (bool(one.why_not), one.person.unit_id != unit.pk))
