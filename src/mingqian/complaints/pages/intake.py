"""受理登记: one form for the telephone, the letter and whoever stands at the desk."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from mingqian.accounts.models import User
from mingqian.accounts.permissions import Permission
from mingqian.acts.doors import actor_of, page
from mingqian.acts.refusal import Refused
from mingqian.complaints import actions
from mingqian.complaints.hours import opening
from mingqian.complaints.models import Complaint
from mingqian.complaints.pages.common import agency_of, moment_of, number_of, typed_moment
from mingqian.complaints.rules import DANGER, Rules
from mingqian.complaints.scope import arrangement, in_office, in_officers_unit, on_duty
from mingqian.plans.rulebook import known_calendar
from mingqian.registers.models import Subject
from mingqian.registers.queries.keyset import Sort
from mingqian.registers.queries.scope import visible_subjects
from mingqian.registers.queries.searching import subject_parts
from mingqian.registers.queries.walking import listing

P = Permission
MOST_FOUND = 8


@page(P.COMPLAINTS_HANDLE)
def take(request: HttpRequest) -> HttpResponse:
    """What came in, about what, about whom, from whom."""
    actor, agency = actor_of(request), agency_of(request)
    rules, held = Rules(agency.pk), arrangement(agency.pk)
    shift = on_duty(actor)
    typed: Any = request.POST
    errors: dict[str, str] = {}
    act = request.POST.get("act", "")
    if request.method == "POST" and act != "find":
        try:
            made = _take(request)
        except Refused as refused:
            if refused.code == "acts.not_permitted":
                raise
            errors[refused.field or "form"] = refused.words()
        else:
            told = "已登记。下一步：转办。" if made.registered_at else "已受理。交接班前一起报办公室登记。"
            messages.success(request, f"{made.number} {told}")
            return HttpResponseRedirect(reverse("complaints:complaint", args=[made.pk]))
    words = typed.get("subject_name", "").strip()
    chosen = _subject(request, typed.get("subject", ""))
    context: dict[str, Any] = {
        "title": "受理登记",
        "rules": rules,
        "office": in_office(actor, held),
        "officers_unit": in_officers_unit(actor, held),
        "arranged": held,
        "shift": shift,
        "typed": typed,
        "errors": errors,
        "received": typed.get("received_at") or typed_moment(timezone.now()),
        "latest": typed_moment(timezone.now()),
        "chosen": chosen,
        "found": _found(request, words) if act == "find" else [],
        "searched": act == "find",
        "kind_about": [one for one in rules.subjects if not rules.is_officers(one) and DANGER not in one],
        "danger_about": [one for one in rules.subjects if DANGER in one],
        "colleagues": User.objects.filter(agency=agency, is_active=True)
        .select_related("unit")
        .order_by("unit_id", "pk")
        if in_officers_unit(actor, held)
        else [],
        "accused": typed.getlist("accused") if request.method == "POST" else [],
        "visiting": opening(
            rules.visiting_hours.values if rules.visiting_hours else (),
            known_calendar(),
            timezone.localtime(),
        ),
    }
    return render(request, "complaints/take.html", context, status=422 if errors else 200)


def _subject(request: HttpRequest, text: str) -> Subject | None:
    number = number_of(text)
    return visible_subjects(actor_of(request)).filter(pk=number).first() if number else None


def _found(request: HttpRequest, words: str) -> list[Subject]:
    actor = actor_of(request)
    parts = subject_parts(words, actor.agency_id)
    if not parts:
        return []
    rows = visible_subjects(actor).filter(retired_at=None).defer("phone", "id_number", "original", "scope")
    sort = Sort("updated", "updated_at")
    found = listing(rows, parts, sort, descending=True, size=MOST_FOUND, large_of=actor.agency_id)
    return list(found.rows)


OTHER = "other"
"""The choice beside the ways a document lists as examples."""


def _way(chosen: str, other: str) -> str:
    """Raises `Refused(complaints.other_way)` where another way is chosen and not named."""
    if chosen != OTHER:
        return chosen
    if not other.strip():
        raise Refused("complaints.other_way", field="way")
    return other


def _take(request: HttpRequest) -> Complaint:
    """Raises `Refused` naming the field."""
    typed = request.POST
    made: Complaint = actions.take(
        by=actor_of(request),
        agency=agency_of(request),
        way=_way(typed.get("way", ""), typed.get("way_other", "")),
        content=typed.get("content", ""),
        received_at=moment_of(request, "received_at"),
        about=typed.get("about", ""),
        officers=typed.get("officers") == "1",
        danger=typed.get("danger", ""),
        kind=typed.get("kind", ""),
        fatal=typed.get("fatal") == "1",
        came_from=typed.get("came_from", ""),
        subject=_subject(request, typed.get("subject", "")),
        subject_name=typed.get("subject_name", ""),
        place=typed.get("place", ""),
        anonymous=typed.get("anonymous") == "1",
        name=typed.get("name", ""),
        phone=typed.get("phone", ""),
        address=typed.get("address", ""),
        accused=[number_of(one) for one in typed.getlist("accused")],
        accused_words=typed.get("accused_words", ""),
    )
    return made
