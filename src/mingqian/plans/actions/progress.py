"""The campaign's way along the strip."""

from __future__ import annotations

from django.utils import timezone

from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.trail import record
from mingqian.plans import states
from mingqian.plans.actions.locking import keep
from mingqian.plans.models import Campaign, CampaignStep

OWN_ACTS = frozenset({"confirm_pool", "reopen"})
"""Acts with an action and a permission of their own in this room."""


def add_step(campaign: Campaign, *, by: Actor, step: str, note: str = "") -> CampaignStep:
    """Write one step of a campaign, by the person in their present role."""
    return CampaignStep.objects.create(
        campaign=campaign, step=step, at=timezone.now(), by_name=by.name, by_role=by.role_name, note=note
    )


@action(
    None, event="plans.campaign.advance", why_unguarded="由摇号、检查、公示等上层动作调用，权限由那些动作核对"
)
def advance_campaign(*, by: Actor, campaign: Campaign, act: str, note: str = "") -> Campaign:
    """Take a campaign one step on (or back: `unfreeze`), inside the transaction of the upper room's action.

    `act` is one of `freeze, unfreeze, draw, register_list, sign, dispatch, notify, check, results_in, publish, archive`. The
    row is locked and its state read again, so of two callers one succeeds. Brings `campaign` itself up to
    date. Raises `Refused(acts.wrong_state)`, `KeyError` for an unknown act.
    """
    if act in OWN_ACTS:
        raise KeyError(act)
    # No question of whose campaign it is: a witness or a joint department's inspector may take the last step, and
    # the upper room's action has already asked for the permission.
    held = Campaign.objects.select_for_update(of=("self",)).get(pk=campaign.pk)
    before = held.state
    held.state = states.CAMPAIGN.check(act, before, held.title)
    keep(held, campaign)
    add_step(held, by=by, step=states.STEP_OF_ACT[act], note=note)
    record(
        by=by,
        action="plans.campaign.advance",
        rows=[held],
        details={"number": held.number, "act": act, "from": before, "to": held.state},
    )
    return campaign
