"""监管类别核对: where the register's 重点/一般 is not what the rules derive, to be taken over many at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from mingqian.accounts.permissions import Permission
from mingqian.acts.counting import beside
from mingqian.acts.doors import page
from mingqian.acts.numbers import wholes
from mingqian.acts.refusal import Refused
from mingqian.jobs.pages import carry_out
from mingqian.law import Pack
from mingqian.plans.actions.classes import class_change
from mingqian.plans.classing import class_words, classing_pack, differing, grounds, groups_of
from mingqian.plans.packs import cite
from mingqian.plans.pages.common import actor_of, own_agency
from mingqian.plans.works import TAKE_OVER
from mingqian.registers.actions import change_subjects
from mingqian.registers.actions.bulk import seen_of


def _groups(agency_id: int, pack: Pack) -> list[dict[str, Any]]:
    """What differs and why, most first: recorded, derived, the ground with its article, how many, the first rows' ids."""
    on = timezone.localdate()
    by_code = {one.code: one for one in grounds(pack, on)}
    return [
        {
            "key": f"{one.recorded}-{one.ground}",
            "recorded": class_words(one.recorded),
            "derived": class_words(by_code[one.ground].item_class),
            "ground": by_code[one.ground],
            "where": cite(pack, by_code[one.ground].citation),
            "count": one.count,
            "first": one.first,
            "url": "?" + urlencode({"group": f"{one.recorded}-{one.ground}"}),
        }
        for one in groups_of(agency_id, pack, on)
    ]


@page(Permission.SUBJECTS_READ)
@beside
def class_list(request: HttpRequest) -> HttpResponse:
    """The difference list; a POST takes the derived class over for the rows ticked, with a reason."""
    actor = actor_of(request)
    agency = own_agency(actor)
    today = timezone.localdate()
    pack = classing_pack(agency.pk, today)
    if pack is None:
        context: dict[str, Any] = {"title": "监管类别核对", "pack": None}
        return render(request, "plans/class_list.html", context)
    groups = _groups(agency.pk, pack)
    asked = request.POST.get("group") or request.GET.get("group", "")
    group = next((one for one in groups if one["key"] == asked), groups[0] if groups else None)
    error, typed = "", ""
    rows: list[Any] = []
    if group is not None:
        rows = list(differing(agency.pk, pack, today).filter(pk__in=group["first"]).order_by("id"))
        if request.method == "POST":
            typed = request.POST.get("reason", "")
            try:
                if "all" in request.POST:
                    return _take_over_all(request, agency.pk, group)
                count = _take_over(request, group, rows)
            except Refused as refused:
                if refused.code == "acts.not_permitted":
                    raise
                error = refused.words()
            else:
                messages.success(request, f"{count} 户的监管类别已改为“{group['derived']}”。")
                return HttpResponseRedirect(reverse("plans:class_list"))
    context = {
        "title": "监管类别核对",
        "pack": pack,
        "groups": groups,
        "group": group,
        "rows": rows,
        "seen": seen_of(rows),
        "error": error,
        "typed": typed,
        "may_edit": actor.may(Permission.SUBJECTS_EDIT),
    }
    return render(request, "plans/class_list.html", context, status=422 if error else 200)


def _take_over_all(request: HttpRequest, agency_id: int, group: dict[str, Any]) -> HttpResponse:
    """Everybody of the group, at once or as a job. Raises `Refused` before a job is begun for what can be seen now."""
    reason = request.POST.get("reason", "").strip()
    if not reason:
        raise Refused("acts.reason_required", field="reason")
    if request.POST.get("count") != str(group["count"]):
        raise Refused("registers.moved_since_seen")
    asked = {"group": group["key"], "count": group["count"], "reason": reason[:300]}
    return carry_out(request, TAKE_OVER, agency_id, asked)


def _take_over(request: HttpRequest, group: dict[str, Any], rows: list[Any]) -> int:
    """Write the derived class into the rows ticked; how many were changed."""
    ticked = set(wholes(request.POST.getlist("row")))
    if seen_of(rows) != request.POST.get("seen", ""):
        raise Refused("registers.moved_since_seen")
    chosen = [row for row in rows if row.pk in ticked]
    lines = change_subjects(
        by=actor_of(request),
        chosen=chosen,
        change=class_change(group["ground"], group["where"]),
        seen=seen_of(chosen),
        reason=request.POST.get("reason", ""),
    )
    return sum(1 for line in lines if line.changes)
