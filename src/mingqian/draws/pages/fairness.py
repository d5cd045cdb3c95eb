"""公平性报告 and the simulation of a pool."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from mingqian.accounts.permissions import Permission
from mingqian.acts.doors import actor_of, page
from mingqian.acts.refusal import Refused
from mingqian.draws import fairness, queries, simulation
from mingqian.draws.actions.ending import note_list_read
from mingqian.draws.pages.common import campaign_of, draw_of, run_work, secret_until
from mingqian.draws.works import FAIRNESS, SIMULATE


@page(Permission.DRAWS_OPERATE, Permission.DRAWN_LIST_READ, Permission.DRAWS_READ)
def report(request: HttpRequest, draw_id: int) -> HttpResponse:
    """What was expected and what was drawn. Secret like the list until that is released; every look is recorded."""
    draw, actor = draw_of(request, draw_id), actor_of(request)
    if queries.why_list_secret(actor, draw):
        raise Refused("draws.list_secret", role=actor.role_name)
    if not draw.released:
        note_list_read(by=actor, draw=draw, what="公平性报告")
    return render(
        request,
        "draws/fairness.html",
        {
            "draw": draw,
            "report": fairness.report_of(draw),
            "people": fairness.people_of(draw) if draw.people_count else None,
            "past": fairness.past_of(draw),
            "whole": fairness.candidates(draw),
            "may_make": actor.may(Permission.DRAWS_OPERATE),
            "secret_until": secret_until(draw),
        },
    )


@page(Permission.DRAWS_OPERATE)
@require_POST
def make_report(request: HttpRequest, draw_id: int) -> HttpResponse:
    """Count a large draw's report once; a long work."""
    draw = draw_of(request, draw_id)
    return run_work(request, draw.campaign_id, FAIRNESS, draw.pk, {})


@page(Permission.DRAWS_OPERATE, Permission.CAMPAIGNS_EDIT)
def simulate(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """What so many draws from this pool would give."""
    campaign = campaign_of(request, campaign_id)
    if request.method == "POST":
        typed = request.POST.get("runs", "")
        runs = int(typed) if typed in {str(n) for n in simulation.RUNS} else simulation.RUNS[0]
        work = SIMULATE[runs]
        return run_work(request, campaign.pk, work, campaign.pk, {"runs": runs})
    choices = [(runs, max(1, round(simulation.seconds(campaign, runs)))) for runs in simulation.RUNS]
    context = {"campaign": campaign, "found": simulation.latest(campaign), "choices": choices}
    return render(request, "draws/simulation.html", context)
