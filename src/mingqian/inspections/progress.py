"""A campaign goes as far as its inspections have gone."""

from __future__ import annotations

from mingqian.acts.actor import Actor
from mingqian.inspections.models import Inspection
from mingqian.inspections.states import ASSIGNED, CHECKING, PUBLISHED, REVIEWED, STAGES, WITHHELD
from mingqian.plans import states as plan_states
from mingqian.plans.actions import advance_campaign
from mingqian.plans.models import Campaign


def hold(inspection: Inspection) -> Inspection:
    """Lock the campaign, then the inspection, and return it as it stands now.

    The same order everywhere: two inspectors who end the last two checks at once move the campaign once.
    """
    Campaign.objects.select_for_update().get(pk=inspection.campaign_id)
    return Inspection.objects.select_for_update().get(pk=inspection.pk)


def follow(*, by: Actor, campaign_id: int) -> None:
    """Advance the campaign as far as its least advanced inspection allows. Call with the campaign locked.

    Notified: all were notified (or it was decided not to); checking: that, and one check began; results in: all
    reviewed; published: all public, or never to be.
    """
    states = list(Inspection.objects.filter(campaign_id=campaign_id).values_list("state", flat=True))
    if not states:
        return
    stages = [STAGES[state] for state in states]
    least, most = min(stages), max(stages)
    campaign = Campaign.objects.get(pk=campaign_id)
    told = any(state not in (ASSIGNED, WITHHELD) for state in states)
    steps = (
        ("notify", least > STAGES[ASSIGNED] and told),
        ("check", least > STAGES[ASSIGNED] and most >= STAGES[CHECKING]),
        ("results_in", least >= STAGES[REVIEWED]),
        ("publish", least >= STAGES[PUBLISHED]),
    )
    for act, reached in steps:
        if reached and plan_states.CAMPAIGN.allows(act, campaign.state):
            advance_campaign(by=by, campaign=campaign, act=act)
            campaign.refresh_from_db()
