"""核对规则变化: what a newer decision on the pack changes for a campaign that is not locked yet."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mingqian.accounts.permissions import Permission
from mingqian.acts.counting import beside
from mingqian.acts.doors import page
from mingqian.acts.refusal import Refused
from mingqian.plans import actions, following
from mingqian.plans.pages.campaigns import campaign_or_404, to_campaign
from mingqian.plans.pages.common import actor_of


@page(Permission.CAMPAIGNS_READ)
@beside
def campaign_rules(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Before and after; whoever sets campaigns says that they have seen it."""
    actor = actor_of(request)
    campaign = campaign_or_404(request, campaign_id)
    found = following.following(campaign)
    if not found.changed:
        return to_campaign(campaign.pk)
    error = ""
    if request.method == "POST":
        try:
            actions.note_rules(by=actor, campaign=campaign)
        except Refused as refused:
            if refused.code == "acts.not_permitted":
                raise
            error = refused.words()
        else:
            messages.success(request, "已核对。这个任务照现在适用的规则办。")
            return to_campaign(campaign.pk)
    context = {
        "title": "核对规则变化",
        "campaign": campaign,
        "following": found,
        "changes": following.changes(campaign),
        "differences": following.rule_differences(found),
        "may_note": actor.may(Permission.CAMPAIGNS_EDIT),
        "error": error,
    }
    return render(request, "plans/campaign_rules.html", context)
