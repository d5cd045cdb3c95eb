"""Which campaigns' drawn lists are public, for the pools of later campaigns; and what else must wait for them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import QuerySet

from mingqian.acts.actor import Actor
from mingqian.draws import sealed
from mingqian.draws.models import Draw
from mingqian.plans.models import DrawHistory
from mingqian.plans.pool import budget
from mingqian.plans.pool.reasons import FROM_LISTS
from mingqian.plans.pool.untold import register_released, untold_of

ALREADY = "exclusions.drawn"
"""A JSON list of the ids of the subjects left out as drawn already."""


Waiting = Callable[[Actor, Draw], None]

_waiting: list[Waiting] = []


def register_waiting(carry_out: Waiting) -> Waiting:
    """Say what must wait until a drawn list is public; it is carried out with the release, in its transaction. Usable as
    a decorator.
    """
    if carry_out not in _waiting:
        _waiting.append(carry_out)
    return carry_out


def carry_out_waiting(by: Actor, draw: Draw) -> None:
    """Whatever has waited for this list."""
    for carry_out in _waiting:
        carry_out(by, draw)


@register_released
def released_campaigns() -> QuerySet[Any, Any]:
    """The campaigns with a released draw."""
    return Draw.objects.filter(released_at__isnull=False).values("campaign_id")


def keeps_another_list(draw: Draw) -> bool:
    """Whether this lock left somebody out because of a list that is still not released, or of a check outside the lottery
    that is still under way.

    As long as it does, "not in the urn" would name these enterprises to whoever tries their codes.
    """
    untold = set(
        untold_of(
            DrawHistory.objects.filter(agency_id=draw.agency_id).exclude(campaign_id=draw.campaign_id)
        ).values_list("subject_id", flat=True)
    )
    untold |= budget.under_way_outside(draw.agency_id)
    return bool(untold) and not untold.isdisjoint(_already(draw))


def _already(draw: Draw) -> Iterable[int]:
    """Whom this lock left out because they had been drawn."""
    try:
        packed: list[int] = json.loads(sealed.opened_whole(draw, ALREADY))
    except KeyError:  # locked before they were kept apart
        lines = map(json.loads, sealed.opened_lines(draw, "exclusions"))
        return (line[0] for line in lines if line[3] in FROM_LISTS)
    return packed
