"""Whether an enterprise is told of its check beforehand: what the documents say, and what is left to the campaign."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from mingqian.plans import rulebook
from mingqian.plans.governing import governing
from mingqian.plans.models import Campaign

ALWAYS, FORBIDDEN, UNLESS_UNSUITABLE = "always", "forbidden", "unless_unsuitable"
KEY = "checks.advance_notice"


@dataclass(frozen=True)
class Telling:
    """The governing value of `checks.advance_notice` with its article; both empty where no document speaks."""

    value: str
    where: str

    @property
    def required(self) -> bool:
        """Every enterprise is told; nobody may decide otherwise (信阳 十一)."""
        return self.value == ALWAYS

    @property
    def forbidden(self) -> bool:
        """No enterprise is told (西平 细则 十四)."""
        return self.value == FORBIDDEN

    @property
    def fixed(self) -> bool:
        """The document leaves nothing to decide."""
        return self.required or self.forbidden


def telling_of(campaign: Campaign) -> Telling:
    """What governs a campaign: the document its plan was made under, else another that binds. Where they collide and
    the bureau decided for one of them (照信阳 十一：…), that one. Both fixed rules are about the drawn list: a check
    outside the lottery is told of or not as its own task has it.
    """
    said = list(governing(campaign, KEY))
    if not said:
        return Telling("", "")
    decided = _decided(campaign) if len(said) > 1 else ""
    chosen = next((one for one in said if f"照{one.where}" in decided), said[0])
    found = Telling(str(chosen.parameter.value), chosen.where)
    return Telling("", "") if campaign.outside and found.fixed else found


def _decided(campaign: Campaign) -> str:
    """The bureau's words on the collision of this question, as it stands today."""
    for one in rulebook.standings(campaign.agency_id, timezone.localdate()):
        if one.collision.key == KEY and one.decision is not None:
            return one.decision.choice
    return ""


def may_be_told(campaign: Campaign) -> bool:
    """Whether notices go out: as the document has it, else as it was set for the campaign."""
    rule = telling_of(campaign)
    return rule.required or (campaign.notice_allowed and not rule.forbidden)
