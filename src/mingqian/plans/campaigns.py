"""What a campaign must be: the checks of its setting."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from mingqian.acts.refusal import Refused
from mingqian.law import Pack, share_of_percent, team_rule
from mingqian.plans import conditions, lines, share, strata
from mingqian.plans.models import Campaign
from mingqian.plans.models.campaign import Specialty, Unclassed
from mingqian.plans.models.plan import LineKind, Mode
from mingqian.plans.packs import cite, pack_for
from mingqian.plans.pool.terms import goes_by_grades

EDITABLE = frozenset(
    {
        "title", "mode", "conditions", "item_ids", "share_percent", "stratify_by", "team", "expert_seat",
        "unit", "check_from", "check_to", "notice_allowed", "unclassed_as", "repeat_reason",
    }
)  # fmt: skip
"""What may be changed while a campaign is being set; the rest is the line's."""

MAX_MEMBERS, MAX_LOAD = 8, 1000
OWN_DECISION = "本单位的决定"
"""Beside what no document says and the bureau has decided."""


def check(campaign: Campaign) -> None:
    """Bring a campaign into its canonical form and refuse what the plan or the rules do not allow. Saves
    nothing.

    Raises `Refused` with the field: plans.title_missing, dates_reversed, dates_outside_year, share_malformed,
    share_below_line, share_too_low, grades_needed, urns_fixed, stratum_unknown, strata_too_many, directed_without_condition, undirected_with_condition, item_unknown,
    item_class_differs, unit_elsewhere, team_malformed, team_too_small.
    """
    line = campaign.planned
    plan = line.plan
    pack = pack_for(plan.agency_id, plan.pack_id)
    on = lines.year_start(plan.year)
    campaign.title = campaign.title.strip()
    if not campaign.title:
        raise Refused("plans.title_missing", field="title")
    if campaign.check_to < campaign.check_from:
        raise Refused("plans.dates_reversed", field="check_to")
    if campaign.check_from.year != plan.year:
        raise Refused("plans.dates_outside_year", field="check_from", year=plan.year)
    _check_conditions(campaign, pack, on)
    _check_share(campaign, pack, on)
    campaign.repeat_reason = campaign.repeat_reason.strip()
    campaign.stratify_by = strata.clean(campaign.stratify_by.split(","))
    _check_urns(campaign, pack, on)
    campaign.unclassed_as = Unclassed(campaign.unclassed_as).value
    lines.check_unit(campaign.unit, campaign.agency_id)
    campaign.item_ids = lines.clean_items(
        campaign.item_ids,
        agencies=[campaign.agency_id, *campaign.partner_agency_ids],
        own=campaign.agency_id,
        item_class=line.item_class,
        citation=lines.article(pack, "registers.item_classes", on),
        pack=pack,
    )
    campaign.team = clean_team(
        campaign.team, expert_seat=campaign.expert_seat, pack=pack, on=campaign.check_from
    )


def _check_share(campaign: Campaign, pack: Pack, on: date) -> None:
    line = campaign.planned
    campaign.share_percent = share.clean_percent(campaign.share_percent)
    departs = share.may_depart(pack, line.item_class, campaign.conditions, line.share_reason, on)
    if not campaign.special_order and line.kind != LineKind.CROSS and not departs:
        share.check_percent(pack, line.item_class, campaign.share_percent, on)
    if share_of_percent(campaign.share_percent) < share_of_percent(line.share_percent):
        raise Refused(
            "plans.share_below_line", field="share_percent", minimum=line.share_percent, number=line.number
        )


def _check_urns(campaign: Campaign, pack: Pack, on: date) -> None:
    """Shares by grade need urns by grade; a fixed number, or a check in another region, has its own urns."""
    if goes_by_grades(pack) and "credit_grade" not in campaign.stratify_by.split(","):
        raise Refused(
            "plans.grades_needed",
            field="stratify_by",
            citation=lines.article(pack, "shares.grade_a_minimum", on),
        )
    if campaign.kind == LineKind.CROSS and campaign.stratify_by:
        raise Refused(
            "plans.urns_fixed", field="stratify_by", citation=lines.article(pack, "cross_region.minimum", on)
        )
    if pack.has("shares.count", on) and campaign.stratify_by:
        raise Refused(
            "plans.urns_fixed", field="stratify_by", citation=lines.article(pack, "shares.count", on)
        )


def _check_conditions(campaign: Campaign, pack: Pack, on: date) -> None:
    campaign.mode = Mode(campaign.mode).value
    campaign.conditions = conditions.clean(campaign.conditions)
    if campaign.mode == Mode.DIRECTED and not campaign.conditions:
        raise Refused(
            "plans.directed_without_condition", field="mode", citation=lines.article(pack, "draw.modes", on)
        )
    if campaign.mode == Mode.UNDIRECTED and campaign.conditions:
        raise Refused(
            "plans.undirected_with_condition", field="mode", citation=lines.article(pack, "draw.modes", on)
        )
    conditions.require_named(campaign.conditions, pack, on)


def clean_team(team: Mapping[str, Any], *, expert_seat: bool, pack: Pack, on: date) -> dict[str, Any]:
    """`{"seats": [leader 1, member n, expert 1 if asked], "max_load": int}`, and `"specialty"` where one is asked for.

    Raises `Refused(plans.team_malformed | plans.team_too_small | plans.team_too_large)`; the least number of inspectors is the
    pack's (高青 7.3).
    """
    try:
        counts = {str(seat["name"]): int(seat["count"]) for seat in team["seats"]}
        load = int(team["max_load"])
    except (KeyError, TypeError, ValueError) as error:
        raise Refused("plans.team_malformed", field="team", limit=MAX_MEMBERS, load=MAX_LOAD) from error
    members = counts.get("member", 0)
    if (
        counts.keys() - {"leader", "member", "expert"}
        or counts.get("leader") != 1
        or not 0 <= members <= MAX_MEMBERS
        or not 1 <= load <= MAX_LOAD
    ):
        raise Refused("plans.team_malformed", field="team", limit=MAX_MEMBERS, load=MAX_LOAD)
    rule = team_rule(pack, on)
    if 1 + members < rule.minimum:
        raise Refused(
            "plans.team_too_small",
            field="team",
            minimum=rule.minimum,
            citation=cite(pack, rule.citations["minimum"]) if "minimum" in rule.citations else OWN_DECISION,
        )
    most = pack.answer("team_maximum")
    if most and 1 + members > int(most):
        raise Refused("plans.team_too_large", field="team", maximum=most)
    seats = [{"name": "leader", "count": 1}, {"name": "member", "count": members}]
    if expert_seat:
        seats.append({"name": "expert", "count": 1})
    asked = str(team.get("specialty", ""))
    if asked not in Specialty.values:
        raise Refused("plans.team_malformed", field="specialty", limit=MAX_MEMBERS, load=MAX_LOAD)
    return {"seats": seats, "max_load": load} | ({"specialty": asked} if asked else {})
