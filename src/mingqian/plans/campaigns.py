"""What a campaign must be: the checks of its setting."""

from __future__ import annotations

from datetime import date

from mingqian.acts.refusal import Refused
from mingqian.law import Pack, share_of_percent
from mingqian.plans import conditions, lines, share, strata
from mingqian.plans.models import Campaign
from mingqian.plans.models.campaign import Unclassed
from mingqian.plans.models.plan import LineKind, Mode
from mingqian.plans.packs import pack_for
from mingqian.plans.pool.terms import goes_by_grades
from mingqian.plans.teams import clean_team

EDITABLE = frozenset(
    {
        "title", "mode", "conditions", "item_ids", "share_percent", "stratify_by", "team", "expert_seat",
        "unit", "check_from", "check_to", "notice_allowed", "unclassed_as", "repeat_reason",
    }
)  # fmt: skip
"""What may be changed while a campaign is being set; the rest is the line's."""


def check(campaign: Campaign) -> None:
    """Bring a campaign into its canonical form and refuse what the plan or the rules do not allow. Saves
    nothing.

    Raises `Refused` with the field: plans.title_missing, dates_reversed, dates_outside_year, share_malformed,
    share_below_line, share_too_low, grades_needed, urns_fixed, stratum_unknown, strata_too_many, directed_without_condition, undirected_with_condition, item_unknown,
    item_class_differs, unit_elsewhere, and as `clean_team`.
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
        campaign.team,
        expert_seat=campaign.expert_seat,
        pack=pack,
        on=campaign.check_from,
        partners=len(campaign.partner_agency_ids),
    )


def _check_share(campaign: Campaign, pack: Pack, on: date) -> None:
    line = campaign.planned
    campaign.share_percent = share.clean_percent(campaign.share_percent)
    departs = share.may_depart(pack, line.item_class, campaign.conditions, line.share_reason, on)
    if not campaign.special_order and line.kind != LineKind.CROSS and not departs:
        share.check_percent(pack, line.item_class, campaign.share_percent, on, campaign.conditions)
    if share_of_percent(campaign.share_percent) < share_of_percent(line.share_percent):
        raise Refused(
            "plans.share_below_line", field="share_percent", minimum=line.share_percent, number=line.number
        )


def _check_urns(campaign: Campaign, pack: Pack, on: date) -> None:
    """Shares by grade need one grade, or urns by grade; a fixed number, or a check in another region, has its own urns."""
    if campaign.kind != LineKind.CROSS:
        lines.require_one_grade(campaign.conditions, pack, on)
    by_grade = "credit_grade" in campaign.stratify_by.split(",")
    if goes_by_grades(pack) and not by_grade and share.grade_of(campaign.conditions) is None:
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
