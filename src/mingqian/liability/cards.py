"""The way from a campaign to its 履职情况."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from mingqian.accounts.permissions import Permission
from mingqian.acts.actor import Actor
from mingqian.liability.scope import may_read
from mingqian.plans.models import Campaign
from mingqian.plans.ports import Card
from mingqian.plans.states import DRAFT, READY


def cards_of(actor: Actor, campaign: Campaign) -> Iterator[Card]:
    """A link, for whoever may read it now; nothing before anything was drawn."""
    if campaign.state in (DRAFT, READY) or not actor.may(Permission.LIABILITY_READ):
        return
    if actor.agency_id == campaign.agency_id and may_read(actor, campaign):
        yield Card(
            "履职情况",
            url=reverse("liability:campaign", args=[campaign.pk]),
            link="看履职情况",
        )
