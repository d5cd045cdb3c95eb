"""What the office's pages of the draw share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from mingqian.acts.doors import actor_of
from mingqian.acts.refusal import Refused
from mingqian.draws import queries, vacant
from mingqian.draws.eligibility import gather
from mingqian.draws.models import Draw
from mingqian.jobs.pages import carry_out
from mingqian.jobs.works import Work
from mingqian.plans.models import Campaign
from mingqian.plans.queries import visible_campaigns


def list_of(request: HttpRequest, draw_id: int) -> Draw:
    """A drawn list, wherever it was drawn."""
    return get_object_or_404(queries.visible_draws(actor_of(request)), pk=draw_id)


def draw_of(request: HttpRequest, draw_id: int) -> Draw:
    """A draw of ours. Raises `Refused(draws.platform_no_proof)` for a list drawn on the official platform."""
    draw = list_of(request, draw_id)
    if draw.from_platform:
        raise Refused("draws.platform_no_proof")
    return draw


def campaign_of(request: HttpRequest, campaign_id: int) -> Campaign:
    actor = actor_of(request)
    if actor.role == "witness":
        draw = queries.visible_draws(actor).filter(campaign_id=campaign_id).first()
        if draw is None:
            raise Http404
        return draw.campaign
    return get_object_or_404(visible_campaigns(actor), pk=campaign_id)


def to_room(campaign_id: int) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("draws:room", args=[campaign_id]))


ADVISED = 20
"""Groups of vacant seats that come with advice: it asks the registers about everybody at many enterprises."""


def vacant_words(draw: Draw, *, advice: bool = False) -> list[dict[str, Any]]:
    """The vacant seats in words, with what would help where `advice` is wanted: it names people who were not drawn."""
    groups = vacant.vacant_groups(draw)
    people = gather(draw.campaign, on=timezone.localdate()) if advice and groups else None
    return [
        {
            "group": group,
            "remedies": vacant.remedies(draw, group, people) if advice and place < ADVISED else [],
        }
        for place, group in enumerate(groups)
    ]


def secret_until(draw: Draw) -> str:
    return "" if draw.released else "全部检查结果公示，或单位负责人写明理由决定公开"


def run(request: HttpRequest, campaign_id: int, act: Callable[[], Any], done: str) -> HttpResponse:
    """Run an action; say what happened; go back to the room. A second click finds it done and says so."""
    try:
        act()
    except Refused as refused:
        if refused.code == "acts.not_permitted":
            raise
        messages.error(request, refused.words())
    else:
        messages.success(request, done)
    return to_room(campaign_id)


def run_work(
    request: HttpRequest, campaign_id: int, work: Work, object_id: int, asked: Mapping[str, Any]
) -> HttpResponse:
    """The same with work that may take long: then its own page shows how far it is."""
    try:
        return carry_out(request, work, object_id, asked)
    except Refused as refused:
        if refused.code == "acts.not_permitted":
            raise
        messages.error(request, refused.words())
    return to_room(campaign_id)
