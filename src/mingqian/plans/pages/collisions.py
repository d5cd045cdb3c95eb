"""冲突: where the packs that bind the agency disagree, what each says, and what the bureau decided."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.acts.doors import page
from mingqian.acts.refusal import Refused
from mingqian.law import Collision, Pack, Statement
from mingqian.law.collisions import KIND_WORDS, PRODUCT
from mingqian.law.questions import ACTIONS
from mingqian.law.wording import short_name, statement_words
from mingqian.plans import actions, packs, rulebook
from mingqian.plans.models import Campaign, CollisionDecision
from mingqian.plans.pages.common import actor_of, own_agency
from mingqian.plans.rulebook import Standing
from mingqian.plans.states import DRAFT, READY


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


def _touches(collision: Collision, agency_id: int) -> list[Campaign]:
    """Running campaigns the waiting action belongs to."""
    if collision.action not in ("pool", "draw", "team", "leader"):
        return []
    running = Campaign.objects.filter(agency_id=agency_id, state__in=(DRAFT, READY))
    return list(running.order_by("check_from")[:8])


def _row(one: Standing, by_id: dict[str, Pack], agency_id: int, bound: Sequence[Pack]) -> dict[str, object]:
    collision = one.collision
    return {
        "standing": one,
        "key": collision.key,
        "question": collision.question or collision.key,
        "kind": KIND_WORDS[collision.kind],
        "action": ACTIONS.get(collision.action, ""),
        "sides": [_side(said, by_id, agency_id) for said in collision.statements],
        "decision": one.decision,
        "law": rulebook.prevailing(bound, collision, timezone.localdate()),
        "touches": _touches(collision, agency_id) if one.stops else [],
    }


@page(Permission.LAW_READ)
def collision_list(request: HttpRequest) -> HttpResponse:
    """Every collision; deciding one."""
    actor = actor_of(request)
    agency = own_agency(actor)
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
            messages.error(request, refused.words())
        else:
            messages.success(request, "决定已记下，停下的这一步可以办了。")
        return HttpResponseRedirect(reverse("plans:collision_list"))
    today = timezone.localdate()
    bound = rulebook.bound_packs(agency, today)
    by_id = {pack.id: pack for pack in packs.available(agency)} | {one.pack.id: one.pack for one in bound}
    in_force = [one.pack for one in bound]
    standings = rulebook.standings(agency, today)
    context = {
        "title": "冲突",
        "bound": [{"name": one.pack.name, "id": one.pack.id, "layer": one.layer_words} for one in bound],
        "waiting": [_row(one, by_id, agency.pk, in_force) for one in standings if one.stops],
        "shown": [_row(one, by_id, agency.pk, in_force) for one in standings if not one.stops],
        "history": CollisionDecision.objects.filter(agency=agency).order_by("-id")[:20],
        "may_decide": actor.may(Permission.PLANS_APPROVE),
    }
    return render(request, "plans/collision_list.html", context)
