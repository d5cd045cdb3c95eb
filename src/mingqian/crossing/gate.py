"""What a cross-region campaign waits for before its pool is confirmed."""

from __future__ import annotations

from datetime import date

from mingqian.acts.refusal import Refused
from mingqian.crossing import rules
from mingqian.crossing.queries import activity_of, unprepared
from mingqian.plans.conditions import BY_KEY
from mingqian.plans.models import Campaign
from mingqian.plans.models.plan import LineKind

THE_PLACE = frozenset({"region_codes"})
"""A condition that says where, and leaves all subjects of the place."""
THE_FIELD = frozenset({"fields", "industries"})
"""What an activity confined to one field of industry may draw by."""


def require_ready(campaign: Campaign, on: date) -> None:
    """Its way and purpose are known, what is done on notice was done, and it draws from all subjects of the place.

    Raises `Refused`: crossing.way_missing, not_prepared, narrowed.
    """
    if campaign.kind != LineKind.CROSS:
        return
    known = rules.ways(campaign)
    activity = activity_of(campaign)
    if known and activity is None:
        raise Refused(
            "crossing.way_missing", citation="；".join(dict.fromkeys(one.citation for one in known))
        )
    if activity is not None:
        missing = unprepared(activity)
        if missing:
            raise Refused(
                "crossing.not_prepared",
                title=activity.title,
                words="、".join(missing),
                citation=rules.preparations(campaign).citation,
            )
    all_of_them = rules.drawn_from(campaign)
    allowed = THE_PLACE | (THE_FIELD if activity is not None and activity.field else frozenset())
    narrowing = [BY_KEY[key].name for key in campaign.conditions if key not in allowed]
    if all_of_them.words and narrowing:
        raise Refused(
            "crossing.narrowed", field="conditions", names="、".join(narrowing), citation=all_of_them.citation
        )
