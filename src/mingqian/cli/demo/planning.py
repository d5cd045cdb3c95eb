"""The walk's plan and campaign: the bureau decides what the guide leaves open, plans the year, sets one campaign."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from mingqian.accounts.models import Agency, Unit
from mingqian.acts.actor import Actor
from mingqian.cli.demo.bureaus import Cast
from mingqian.cli.setup import say
from mingqian.demo.county import County
from mingqian.demo.plan import JOINT, UNDIRECTED, PlanLine
from mingqian.draws.eligibility import gather
from mingqian.draws.freezing import seat_rows
from mingqian.plans import actions, packs
from mingqian.plans.models import AnnualPlan, Campaign
from mingqian.plans.packs import FIRST
from mingqian.plans.pool import survey
from mingqian.plans.rulebook import PLACE
from mingqian.registers.models import Item

SEEDS = Path(__file__).resolve().parents[5] / "shared" / "seeds"
"""The five documents, where the project lies beside them; never part of it."""

DECISIONS = {
    "class_of_chemicals": "重点", "class_of_medicine": "重点", "key_share_percent": "20", "key_fields_in_lottery": "drawn",
    "low_risk_below_minimum": "no", "year_means": "calendar_year", "many_complaints": "3", "many_complaints_period": "twelve_months", "task_end": "own_visit",
    "inspector_levels": "county_and_township", "subject_source": "mobile_enforcement",
}  # fmt: skip
"""The demonstration bureau's answers to what the guide leaves open."""

_CLASSES = {"重点": "key", "一般": "general"}


def make_plan(cast: Cast, agency: Agency, county: County, *, real: bool) -> AnnualPlan:
    """Bind the first pack, make the year's plan, have it approved by another person."""
    approver = cast.first("approver", agency)
    planner = cast.first("planner", agency)
    proposal = actions.propose_binding(
        by=planner,
        agency=agency,
        pack_id=FIRST,
        layer="own",
        valid_from=date(county.year, 1, 1),
        settings=DECISIONS,
        reason="示范：文件未写明施行日期，局办公会决定自本年1月1日起适用，并逐项确定文件留给本局决定的事项",
    )
    actions.decide_proposal(by=approver, proposal=proposal, approve=True)
    actions.decide_collision(
        by=approver,
        agency=agency,
        key=PLACE,
        choice="照明签 摇号规程：在本平台的摇号现场抽取，结果再录入官方平台",
        reason="示范：本平台的摇号人人可以重算；名单和结果照样到官方平台录入，登记回执",
    )
    _attach_documents(planner, agency)
    plan = actions.create_plan(
        by=planner,
        agency=agency,
        year=county.year,
        title=f"{county.year}年度安全生产“双随机、一公开”抽查计划",
        scope="本县行政区域内纳入安全生产监管的工矿商贸行业生产经营单位",
        basis="《高青县应急管理系统安全生产“双随机、一公开”抽查工作指引》六（示范县参照适用）",
    )
    items = {item.code: item for item in Item.objects.all()}
    walked = walked_line(county, real=real)
    for line in county.plan:
        if line.lead == agency.name:
            _add_line(planner, plan, line, items, walked=line is walked)
    approve_plan(cast, plan)
    return plan


def approve_plan(cast: Cast, plan: AnnualPlan) -> None:
    """Send a plan up and let everybody whose stage it is agree."""
    actions.submit_plan(by=cast.first("planner", plan.agency), plan=plan)
    for unit in Unit.objects.filter(pk__in=plan.lines.values("unit_id")).order_by("pk"):
        actions.agree_plan(by=cast.head(unit), plan=plan)
    actions.review_plan(
        by=cast.first("plan_reviewer", plan.agency), plan=plan, note="依据、比例、事项核对无误。"
    )
    actions.approve_plan(by=cast.first("approver", plan.agency), plan=plan)
    plan.refresh_from_db()


def _attach_documents(planner: Actor, agency: Agency) -> None:
    """The documents themselves, where they lie beside the project."""
    for pack in packs.shipped():
        file = SEEDS / pack.seed
        if pack.seed and file.is_file():
            data = file.read_bytes()
            actions.attach_document(
                by=planner,
                agency=agency,
                pack_id=pack.id,
                title=pack.document,
                text=data.decode(),
                original=data,
            )


def walked_line(county: County, *, real: bool) -> PlanLine:
    """The line that is walked: the joint check of industry, or, on a real register, all general subjects."""
    lead = county.agencies[0].name
    if real:
        return next(one for one in county.plan if one.direction == UNDIRECTED and one.lead == lead)
    return next(
        one
        for one in county.plan
        if one.kind == JOINT and one.lead == lead and _CLASSES[one.item_class] == "general"
    )


def _add_line(
    planner: Any, plan: AnnualPlan, line: PlanLine, items: Mapping[str, Item], *, walked: bool
) -> None:
    item_class = _CLASSES[line.item_class]
    chosen = [items[code] for code in line.items if code in items]
    joint = line.kind == JOINT
    first, last = int(line.start[5:7]), int(line.end[5:7])
    if walked:
        # The walk happens today, whatever the month.
        first, last = min(first, date.today().month), 12  # noqa: DTZ011 -- only a month of the plan
    conditions: dict[str, Sequence[str]] = {}
    if line.direction != UNDIRECTED:
        conditions = {"fields": line.fields, "industries": line.industries}
    actions.add_line(
        by=planner, plan=plan, title=line.title, item_class=item_class, share_percent=line.share_percent,
        estimated_count=max(1, line.estimate), month_from=first, month_to=last,
        unit=Unit.objects.get(agency=plan.agency, name=line.unit), kind="joint" if joint else "single",
        mode="directed" if conditions else "undirected", conditions=conditions,
        item_ids=sorted(i.pk for i in chosen if i.item_class == item_class),
        partner_agency_ids=[Agency.objects.get(name=line.partner).pk] if joint else (),
    )  # fmt: skip


def make_campaign(cast: Cast, plan: AnnualPlan, today: date, title: str) -> Campaign:
    """Set a campaign from the line of this title, give it teams large enough for what will be drawn, confirm its pool."""
    planner = cast.first("planner", plan.agency)
    line = plan.lines.get(title=title)
    campaign = actions.create_campaign(
        by=planner, line=line, check_from=today, check_to=date(plan.year, 12, 31), unclassed_as="left_out"
    )
    seen = survey(campaign, on=today)
    drawn = sum(urn.quota for urn in seen.urns)
    people = len(gather(campaign, on=today).candidates)
    seats = drawn * sum(seat["count"] for seat in seat_rows(campaign))
    # Everybody's fair share and half as much again, so that areas and recusals leave nobody without a team.
    load = max(6, -(-seats * 3 // (2 * max(1, people))))
    actions.edit_campaign(by=planner, campaign=campaign, team={**campaign.team, "max_load": min(load, 1000)})
    actions.confirm_pool(by=planner, campaign=campaign, on=today)
    campaign.refresh_from_db()
    say(f"        {campaign.title}：候选 {sum(u.size for u in seen.urns):,} 户，应抽 {drawn:,} 户")
    return campaign
