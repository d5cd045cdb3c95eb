"""Whose 履职情况 is: as secret as the list until it is released."""

from __future__ import annotations

from django.db.models import QuerySet

from mingqian.accounts.permissions import Permission
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.draws.models import Draw
from mingqian.inspections.models import Inspection
from mingqian.inspections.scope import is_system
from mingqian.inspections.states import SETTLED
from mingqian.plans.models import Campaign


def campaigns(by: Actor) -> QuerySet[Campaign]:
    """The campaigns of the actor's agency."""
    rows = Campaign.objects.select_related("agency", "unit", "line__plan")
    return rows if is_system(by) else rows.filter(agency_id=by.agency_id or 0)


def secret_draw(campaign: Campaign) -> Draw | None:
    """A draw of the campaign whose list is still secret; None where every list is public, or nothing was drawn."""
    rows = Inspection.objects.filter(campaign=campaign, draw__released_at=None, draw__isnull=False)
    first = rows.select_related("draw").first()
    if first is not None:
        return first.draw
    return Draw.objects.filter(campaign=campaign, drawn_at__isnull=False, released_at=None).first()


def is_secret(campaign: Campaign) -> bool:
    """Whether who is checked is still secret: a list not released, or a check outside the lottery not settled."""
    if campaign.outside:
        return Inspection.objects.filter(campaign=campaign).exclude(state__in=SETTLED).exists()
    return secret_draw(campaign) is not None


def may_read(by: Actor, campaign: Campaign) -> bool:
    """Whether this role may look at it now."""
    return is_system(by) or by.may(Permission.DRAWN_LIST_READ) or not is_secret(campaign)


def require_readable(by: Actor, campaign: Campaign) -> None:
    """Raise `Refused(liability.not_yours | liability.not_released)`."""
    if not is_system(by) and by.agency_id != campaign.agency_id:
        raise Refused("liability.not_yours")
    if not may_read(by, campaign):
        raise Refused("liability.not_released", campaign=campaign.title)
