"""Taking an internal form out of the house is an event, with or without ID and telephone numbers on it."""

from __future__ import annotations

from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.plans.models import Campaign
from mingqian.statistics.scope import rows_for


@action(
    None, event="statistics.form.take", why_unguarded="能看到哪些户由 scope.rows_for 判断；号码另须查看权限"
)
def note_form_taken(*, by: Actor, campaign: Campaign, form: str, rows: int, personal: bool) -> None:
    """Note that a form was opened or taken out as a file.

    Raises `Refused`: statistics.not_yours; with `personal` acts.not_permitted.
    """
    if personal:
        by.require(Permission.PERSONAL_READ)
    if not rows_for(by, campaign).exists():
        raise Refused("statistics.not_yours")
    record(
        by=by,
        action="statistics.form.take",
        obj=("plans.campaign", campaign.pk),
        details={"form": form, "count": rows, "personal": personal},
    )
