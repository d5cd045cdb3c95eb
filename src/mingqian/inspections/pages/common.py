"""What every page of this room needs: the inspection within one's scope, and the mark of secrecy."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from mingqian.acts.actor import Actor
from mingqian.draws.models import Draw
from mingqian.inspections.actions.look import note_look
from mingqian.inspections.models import Inspection
from mingqian.inspections.scope import is_system, visible
from mingqian.plans.models import Campaign

UNTIL = "最后一个检查结果公示，或负责人决定公开"
UNTIL_RESULT = "这一户的检查结果公示"
_LOOKS = "looks"
_MOST_LOOKS = 400


def actor_of(request: HttpRequest) -> Actor:
    """The actor of a guarded page."""
    return request.actor  # type: ignore[attr-defined,no-any-return]


def inspection_of(request: HttpRequest, inspection_id: int) -> Inspection:
    """The inspection, if this person may know of it; otherwise it does not exist (404)."""
    rows = visible(actor_of(request)).select_related(
        "campaign", "campaign__line", "campaign__line__plan", "draw", "subject", "unit", "agency"
    )
    return get_object_or_404(rows, pk=inspection_id)


def campaign_of(request: HttpRequest, campaign_id: int) -> Campaign:
    """A campaign of one's agency (or one of whose checks one may know); otherwise 404."""
    actor = actor_of(request)
    campaign = get_object_or_404(
        Campaign.objects.select_related("agency", "unit", "line", "line__plan"), pk=campaign_id
    )
    own = campaign.agency_id == actor.agency_id and not campaign.outside
    if is_system(actor) or own:
        return campaign
    if visible(actor).filter(campaign=campaign).exists():
        return campaign
    raise Http404


def to_inspection(inspection: Inspection) -> HttpResponseRedirect:
    """Back to the page of one inspection."""
    return HttpResponseRedirect(reverse("inspections:inspection", args=[inspection.pk]))


def look(
    request: HttpRequest,
    draw: Draw | None,
    *,
    kind: str,
    object_id: int,
    what: str,
    number: str = "",
    outside: bool = False,
) -> str:
    """Until when this is secret (empty when the list is public), leaving the event of the first look in a session.

    `outside`: of checks outside the lottery, some of whose results are not public yet.
    """
    listed = draw is not None and not draw.released
    if not listed and not outside:
        return ""
    seen = request.session.get(_LOOKS, [])
    mark = f"{actor_of(request).role}:{kind}:{object_id}"
    if mark not in seen:
        note_look(by=actor_of(request), kind=kind, object_id=object_id, what=what, number=number)
        request.session[_LOOKS] = [*seen[-_MOST_LOOKS:], mark]
    return UNTIL if listed else UNTIL_RESULT
