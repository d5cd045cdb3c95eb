"""检查组变动: what was asked for, the second person's decision, the lock of a vacancy draw."""

from __future__ import annotations

from collections import Counter

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.acts.doors import page
from mingqian.acts.refusal import Refused
from mingqian.draws.actions.vacancies import candidates_for, seat_groups, seats_nobody_can_take
from mingqian.draws.pages.acts import chosen_sources, sources_again, typed_sources
from mingqian.draws.pages.room import possible_witnesses, room_steps
from mingqian.draws.queries import draw_in_room
from mingqian.draws.seats import seat_name
from mingqian.draws.states import UNDER_WAY
from mingqian.inspections import actions
from mingqian.inspections.actions.changes import GROUNDS
from mingqian.inspections.actions.vacancies import open_seats, why_public
from mingqian.inspections.models import ChangeKind, TeamChange
from mingqian.inspections.pages.common import actor_of, inspection_of, to_inspection
from mingqian.inspections.pages.inspection import leads, secret
from mingqian.inspections.queries import waiting_vacancies
from mingqian.inspections.scope import is_system
from mingqian.inspections.states import APPROVED, TEAM_CHANGE

P = Permission


@page(P.TASKS_LEAD, P.TEAMS_APPROVE)
def change(request: HttpRequest, change_id: int) -> HttpResponse:
    """One change: what was asked, by whom and why; the decision, or taking it back."""
    actor = actor_of(request)
    held = get_object_or_404(TeamChange.objects.select_related("inspection"), pk=change_id)
    one = inspection_of(request, held.inspection_id)
    leading = leads(request, one)
    if not (
        leading or (actor.may(P.TEAMS_APPROVE) and (is_system(actor) or actor.agency_id == one.agency_id))
    ):
        raise Http404
    typed = request.POST.get("note", "")
    error = ""
    if request.method == "POST":
        try:
            words = _decide(request, held, typed)
        except Refused as refused:
            if refused.code == "acts.not_permitted":
                raise
            error = refused.words()
        else:
            messages.success(request, words)
            return to_inspection(one) if leading else HttpResponseRedirect(request.path)
    other = held.other_seat.inspection if held.other_seat is not None else None
    return render(
        request,
        "inspections/change.html",
        {
            "title": held.get_kind_display(),
            "inspection": one,
            "campaign": one.campaign,
            "change": held,
            "ground": GROUNDS.get(held.ground, held.ground),
            "seat": seat_name(held.seat.seat) if held.seat else "",
            "vacant": "、".join(seat_name(s.seat) for s in one.seats.order_by("number") if s.vacant),
            "other": other,
            "other_seat": seat_name(held.other_seat.seat) if held.other_seat else "",
            "leads": leading,
            "may_approve": actor.may(P.TEAMS_APPROVE),
            "own": held.asked_by_id is not None and held.asked_by_id == actor.user_id,
            "takes_back": leading and TEAM_CHANGE.allows("take_back", held.state),
            "typed": typed,
            "error": error,
            "secret_until": secret(request, one, "检查组变动"),
        },
    )


def _decide(request: HttpRequest, held: TeamChange, note: str) -> str:
    actor, act = actor_of(request), request.POST.get("act")
    if act == "take_back":
        actions.take_back_change(by=actor, change=held)
        return "已撤回申请。"
    if act == "decline":
        actions.decline_change(by=actor, change=held, note=note)
        return "已答复：没有批准。"
    done = actions.approve_change(by=actor, change=held, note=note)
    if done.state == APPROVED:
        return "已批准。摇号操作员的工作台上有“补抽空缺”。"
    if done.kind == ChangeKind.ASSIGN:
        return f"已决定{done.leaver_name}回避，由{done.other_name}接替，标明“不是随机产生”。"
    return f"已批准，{done.pair}已经交换。凡显示这两个检查组的地方都注明。"


@page(P.DRAWS_OPERATE)
def vacancy(request: HttpRequest, change_id: int) -> HttpResponse:
    """锁库 of an approved request. The operator sees the seats and the people, not which enterprise it is."""
    actor = actor_of(request)
    held = get_object_or_404(
        TeamChange.objects.select_related(
            "inspection__campaign__agency", "inspection__drawn__draw", "inspection__drawn__subject"
        ),
        pk=change_id,
        kind="vacancy",
    )
    one = held.inspection
    if not is_system(actor) and actor.agency_id != one.agency_id:
        raise Http404
    room = HttpResponseRedirect(reverse("draws:room", args=[one.campaign_id]))
    under_way = draw_in_room(one.campaign)
    if held.state != APPROVED or (under_way is not None and under_way.state in UNDER_WAY):
        return room
    typed, error = typed_sources(request), ""
    if request.method == "POST":
        try:
            actions.lock_vacancy(by=actor, change=held, **chosen_sources(typed))
        except Refused as refused:
            if refused.code == "acts.not_permitted":
                raise
            error = refused.words()
        else:
            messages.success(request, "已锁库。请各位见证人提交承诺。")
            return room
    seats, drawn = open_seats(one), one.drawn
    assert drawn is not None
    groups, _ = seat_groups(seats.seats)
    people = candidates_for(drawn, drawn.draw, seats)
    # A room with guests looks on: whom this team had or has would tell part of a list that is still secret.
    of_the_team = {*seats.on_team, *seats.left}
    shown = [(person.name, why) for person, why in people.kept_out if person.key not in of_the_team]
    hidden = Counter(why for person, why in people.kept_out if person.key in of_the_team)
    short = seats_nobody_can_take(drawn, drawn.draw, people, [seat["name"] for seat in groups])
    return render(
        request,
        "inspections/vacancy.html",
        {
            "campaign": one.campaign,
            "change": held,
            "ground": why_public(held.ground).label,
            "parent": drawn.draw,
            "seats": [
                {"name": seat_name(seat["name"]), "count": seat["count"], "short": seat["name"] in short}
                for seat in groups
            ],
            "people": people,
            "shown_out": shown,
            "hidden_out": dict(hidden),
            "nobody": len(short) == len(groups),
            "steps": room_steps(None),
            "witnesses": possible_witnesses(actor),
            "typed": typed if request.method == "POST" else sources_again(under_way),
            "more": waiting_vacancies(one.campaign_id).exclude(pk=held.pk).count(),
            "error": error,
            "today": timezone.localdate(),
        },
        status=409 if error else 200,
    )
