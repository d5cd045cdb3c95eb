"""What the documents that govern a campaign ask of it before its pool is confirmed."""

from __future__ import annotations

from datetime import date

from mingqian.acts.refusal import Refused
from mingqian.plans import queries
from mingqian.plans.governing import governing
from mingqian.plans.models import Campaign
from mingqian.plans.models.plan import LineKind, Mode


def differences(campaign: Campaign) -> list[str]:
    """In what a campaign departs from the line that was approved, in words."""
    line, found = campaign.planned, []
    months = (campaign.check_from.month, campaign.check_to.month)
    inside = campaign.check_to.year == campaign.check_from.year and line.month_from <= months[0] <= months[1]
    if not inside or months[1] > line.month_to:
        found.append(f"检查时间不在计划的 {line.months}")
    if campaign.mode != line.mode:
        found.append(f"计划是{Mode(line.mode).label}，这里是{Mode(campaign.mode).label}")
    elif campaign.conditions != line.conditions:
        found.append("抽取条件与计划不同")
    more = set(campaign.item_ids) - set(line.item_ids)
    if line.item_ids and more:
        names = [item.name for item in queries.items_of(campaign) if item.pk in more]
        found.append(f"计划里没有的事项：{'、'.join(names)}")
    return found


def require_as_approved(campaign: Campaign, on: date) -> None:
    """Each check goes by an approved 方案 or 计划表 (信阳 十): the line as it was approved. Raises `Refused(plans.not_as_approved)`."""
    where = [one.where for one in governing(campaign, "plan.before_each_check", on=on)]
    found = differences(campaign) if where else []
    if found:
        raise Refused("plans.not_as_approved", differences="；".join(found), citation="；".join(where))


def require_partners_items(campaign: Campaign, on: date) -> None:
    """Every department of a joint check names its items (鹤壁 五(一)). Raises `Refused(plans.partner_without_items)`."""
    if campaign.kind != LineKind.JOINT:
        return
    where = [one.where for one in governing(campaign, "plan.items_reported_by", on=on)]
    given = {item.agency_id for item in queries.items_of(campaign)} if where else set()
    silent = [one.name for one in queries.partners_of(campaign) if one.pk not in given] if where else []
    if silent:
        raise Refused(
            "plans.partner_without_items",
            field="item_ids",
            agencies="、".join(silent),
            citation="；".join(where),
        )
