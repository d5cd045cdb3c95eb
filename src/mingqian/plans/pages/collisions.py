"""冲突: where the packs that bind the agency disagree, what each says, and what the bureau decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from mingqian.accounts.models import Agency
from mingqian.accounts.permissions import Permission
from mingqian.acts.actor import Actor
from mingqian.acts.doors import page
from mingqian.acts.refusal import Refused
from mingqian.law import Collision, Pack, Statement
from mingqian.law.collisions import KIND_WORDS, PRODUCT
from mingqian.law.questions import ACTIONS
from mingqian.law.wording import short_name, statement_words
from mingqian.plans import actions, packs, rulebook, states
from mingqian.plans.models import CollisionDecision
from mingqian.plans.pages.common import actor_of, address_of, own_agency
from mingqian.plans.queries import visible_campaigns, visible_plans
from mingqian.plans.rulebook import Standing


def _side(statement: Statement, by_id: dict[str, Pack], agency_id: int) -> dict[str, object]:
    pack = by_id.get(statement.pack)
    held = rulebook.attached(agency_id, pack) if pack else None
    return {
        "who": short_name(pack) if pack else "明签",
        "pack": statement.pack if pack else "",
        "words": statement_words(statement),
        "citation": statement.citation,
        "article": rulebook.article_text(held, statement.citation.article),
        "counts": statement.counts,
        "law": rulebook.STATUTE.fullmatch(statement.citation.article) is not None,
        "product": statement.pack == PRODUCT,
    }


_BEFORE_THE_LOCK = (states.DRAFT, states.READY)
_CHECKING = (states.DISPATCHED, states.NOTIFIED, states.CHECKING)
_TOUCHED: Mapping[str, tuple[str, ...]] = {
    "pool": _BEFORE_THE_LOCK,
    "draw": _BEFORE_THE_LOCK,
    "team": _BEFORE_THE_LOCK,
    "leader": (*_BEFORE_THE_LOCK, *_CHECKING),
    "other_places": (states.DRAFT,),
    "notify": (states.DISPATCHED, states.NOTIFIED),
    "replace": _CHECKING,
    "check": _CHECKING,
    "entrust": _CHECKING,
    "sign": _CHECKING,
    "transfer": (*_CHECKING, states.RESULTS_IN, states.PUBLISHED),
    "letter": (*_CHECKING, states.RESULTS_IN, states.PUBLISHED),
    "publish": (states.CHECKING, states.RESULTS_IN),
    "archive": (states.RESULTS_IN, states.PUBLISHED),
}
"""In which states a drawn campaign still has the action before it."""
MOST_TOUCHED = 50


@dataclass(frozen=True)
class Touched:
    """One running thing the waiting action belongs to."""

    name: str
    url: str
    """Empty for whoever may not open it."""


def touches(collision: Collision, actor: Actor) -> list[Touched]:
    """Everything running that the action belongs to. Checks outside the lottery are not told of here."""
    if collision.action == "plan":
        plans = visible_plans(actor).filter(state__in=(states.DRAFT, states.SUBMITTED, states.APPROVED))
        return [
            Touched(one.title, address_of(actor, "plans:plan_open", one.pk)) for one in plans[:MOST_TOUCHED]
        ]
    running = visible_campaigns(actor).filter(state__in=_TOUCHED.get(collision.action, ()))
    return [
        Touched(f"{one.number} {one.title}", address_of(actor, "plans:campaign_open", one.pk))
        for one in running.order_by("check_from", "pk")[:MOST_TOUCHED]
    ]


def _row(
    one: Standing,
    by_id: dict[str, Pack],
    actor: Actor,
    bound: Sequence[Pack],
    typed: Mapping[str, str],
    errors: Mapping[str, str],
) -> dict[str, object]:
    collision = one.collision
    mine = typed.get("key", "") == collision.key
    return {
        "typed": typed if mine else {},
        "errors": errors if mine else {},
        "standing": one,
        "key": collision.key,
        "question": collision.question or collision.key,
        "kind": KIND_WORDS[collision.kind],
        "action": ACTIONS.get(collision.action, ""),
        "sides": [_side(said, by_id, actor.agency_id or 0) for said in collision.statements],
        "decision": one.decision,
        "law": rulebook.prevailing(bound, collision, timezone.localdate()),
        "touches": touches(collision, actor) if collision.stops else [],
    }


@page(Permission.LAW_READ)
def collision_list(request: HttpRequest) -> HttpResponse:
    """Every collision; deciding one."""
    actor = actor_of(request)
    agency = own_agency(actor)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            actions.decide_collision(
                by=actor,
                agency=agency,
                key=request.POST.get("key", ""),
                choice=request.POST.get("choice", ""),
                reason=request.POST.get("reason", ""),
            )
        except Refused as refused:
            if refused.code == "acts.not_permitted":
                raise
            errors[refused.field or "form"] = refused.words()
        else:
            messages.success(request, "决定已记下，停下的这一步可以办了。")
            return HttpResponseRedirect(reverse("plans:collision_list"))
    context = _context(actor, agency, request.POST, errors)
    return render(request, "plans/collision_list.html", context, status=422 if errors else 200)


def _context(
    actor: Actor, agency: Agency, typed: Mapping[str, str], errors: Mapping[str, str]
) -> dict[str, object]:
    today = timezone.localdate()
    bound = rulebook.bound_packs(agency, today)
    by_id = {pack.id: pack for pack in packs.available(agency)} | {one.pack.id: one.pack for one in bound}
    in_force = [one.pack for one in bound]
    standings = rulebook.standings(agency, today)
    rows = {
        waits: [_row(one, by_id, actor, in_force, typed, errors) for one in standings if one.stops is waits]
        for waits in (True, False)
    }
    shown_there = any(row["errors"] for found in rows.values() for row in found)
    return {
        "title": "冲突",
        "agency": agency,
        "bound": [
            {"name": one.pack.name, "id": one.pack.id, "layer": one.layer_words, "version": one.pack.version}
            for one in bound
        ],
        "waiting": rows[True],
        "shown": rows[False],
        "error": "" if shown_there else next(iter(errors.values()), ""),
        "history": CollisionDecision.objects.filter(agency=agency).order_by("-id")[:20],
        "may_decide": actor.may(Permission.PLANS_APPROVE),
        "now": timezone.now(),
    }


@page(Permission.LAW_READ)
def collision_paper(request: HttpRequest) -> HttpResponse:
    """The report, to print: every collision, what each side says, what it touches, what was decided."""
    actor = actor_of(request)
    return render(request, "plans/collision_paper.html", _context(actor, own_agency(actor), {}, {}))
