"""A draw takes its campaign along; one that only fills vacant seats leaves it where it is."""

from __future__ import annotations

from mingqian.acts.actor import Actor
from mingqian.draws.models import Draw
from mingqian.plans.actions import advance_campaign


def move_campaign(by: Actor, draw: Draw, act: str, note: str = "") -> None:
    """One step of the campaign, unless the draw is of vacant seats. Raises `Refused(acts.wrong_state)`."""
    if not draw.fills_vacancies:
        advance_campaign(by=by, campaign=draw.campaign, act=act, note=note)
