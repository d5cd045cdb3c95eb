"""The one write of this room."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.inspections.models import Inspection
from mingqian.liability.cases import cases
from mingqian.liability.models import Statement
from mingqian.liability.scope import require_readable
from mingqian.plans.models import Campaign

LONGEST, MOST_PAPERS, LONGEST_PAPER = 4000, 30, 200


@action(Permission.LIABILITY_STATE, event="liability.state")
def state(
    *,
    by: Actor,
    campaign: Campaign,
    key: str,
    citation: str,
    said: str,
    papers: Sequence[str] = (),
    inspection: Inspection | None = None,
) -> Statement:
    """State, with the documents' numbers, how one case stands of a campaign or of one of its inspections.

    Raises `Refused`: liability.not_yours, not_released, case_unknown, elsewhere, said, long, papers.
    """
    require_readable(by, campaign)
    known = {(one.key, one.citation) for one in cases(campaign)}
    if (key, citation) not in known:
        raise Refused("liability.case_unknown", field="key")
    if inspection is not None and inspection.campaign_id != campaign.pk:
        raise Refused("liability.elsewhere", field="inspection")
    tidy = said.replace("\r\n", "\n").replace("\x00", "").strip()
    if not tidy:
        raise Refused("liability.said", field="said")
    if len(tidy) > LONGEST:
        raise Refused("liability.long", field="said", most=LONGEST, now=len(tidy))
    titles = [one.strip() for one in papers if one.strip()]
    if len(titles) > MOST_PAPERS or any(len(one) > LONGEST_PAPER for one in titles):
        raise Refused("liability.papers", field="papers", most=MOST_PAPERS, length=LONGEST_PAPER)
    made = Statement.objects.create(
        agency_id=campaign.agency_id,
        campaign=campaign,
        inspection=inspection,
        key=key,
        citation=citation,
        said=tidy,
        papers=titles,
        made_by=by.name,
        made_role=by.role_name,
        made_at=timezone.now(),
    )
    record(
        by=by,
        action="liability.state",
        obj=("liability.statement", made.pk),
        details={"number": campaign.number, "case": citation},
    )
    return made
