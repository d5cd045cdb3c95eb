"""What must be so before a team begins: every department on it, a guide for every item, no second visit behind the first."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from mingqian.accounts.models import Agency
from mingqian.acts.refusal import Refused
from mingqian.inspections.joint import agreed_visit
from mingqian.inspections.models import Inspection, SeparateCheck, WorkGuide
from mingqian.inspections.noticing import first
from mingqian.inspections.wordbook import day
from mingqian.plans.models import Campaign
from mingqian.registers.models import Item

GUIDES = "checks.work_instructions"


def guides_of(item_ids: Iterable[int]) -> dict[int, WorkGuide]:
    """The newest guide of each item that has one."""
    rows = WorkGuide.objects.filter(item_id__in=list(item_ids)).order_by("pk")
    return {one.item_id: one for one in rows}


def without_guide(campaign: Campaign) -> tuple[str, list[Item]]:
    """(article, items that have none) where the document has items checked by a guide (鹤壁 五(三)); else nothing."""
    rule = first(campaign, GUIDES)
    if rule is None:
        return "", []
    known = guides_of(campaign.item_ids)
    items = Item.objects.filter(pk__in=[pk for pk in campaign.item_ids if pk not in known])
    return rule.where, list(items.order_by("code"))


def require_guides(campaign: Campaign) -> None:
    """Raises `Refused(inspections.guides_missing)`."""
    where, missing = without_guide(campaign)
    if missing:
        names = "、".join(item.name for item in missing)
        raise Refused("inspections.guides_missing", items=names, citation=where)


def require_joint_team(inspection: Inspection) -> None:
    """Every department that takes part has somebody on the one team (高青 8.2, 鹤壁 五(三), 安全生产法 69).

    Raises `Refused(inspections.department_missing)`.
    """
    campaign = inspection.campaign
    if not campaign.partner_agency_ids:
        return
    rule = first(campaign, "checks.one_joint_team")
    if rule is None:
        return
    there = set(inspection.seats.exclude(inspector=None).values_list("inspector__agency_id", flat=True))
    missing = {campaign.agency_id, *campaign.partner_agency_ids} - there
    if missing:
        names = "、".join(one.name for one in Agency.objects.filter(pk__in=missing).order_by("pk"))
        raise Refused("inspections.department_missing", departments=names, citation=rule.where)


def joint_before(inspection: Inspection) -> Inspection | None:
    """A joint check of the same enterprise in which this department takes part, begun already and its campaign still
    going on: a separate check behind it would be a second visit (高青 8.2).
    """
    campaign = inspection.campaign
    if campaign.joint or not inspection.subject_code:
        return None
    visit = agreed_visit(inspection)
    begun = Inspection.objects.filter(
        subject_code=inspection.subject_code,
        checked_at__isnull=False,
        campaign__check_to__gte=timezone.localdate(),
    ).exclude(campaign=campaign)
    for one in begun.select_related("campaign__line", "agency").order_by("pk"):
        taking_part = {one.agency_id, *one.campaign.partner_agency_ids}
        together = visit is not None and agreed_visit(one) == visit
        if one.campaign.joint and inspection.agency_id in taking_part and not together:
            return one
    return None


def separate_where(campaign: Campaign) -> str:
    """Where separate checks are ruled out; empty where no document speaks."""
    rule = first(campaign, "checks.no_separate_checks")
    return rule.where if rule else ""


def require_not_separate(inspection: Inspection) -> None:
    """Raises `Refused(inspections.separate_check)` unless the reason was written down (安全生产法 69: 确需分别检查的)."""
    where = separate_where(inspection.campaign)
    if not where or SeparateCheck.objects.filter(inspection=inspection).exists():
        return
    before = joint_before(inspection)
    if before is not None:
        raise Refused(
            "inspections.separate_check",
            name=inspection.subject_name,
            on=day(timezone.localdate(before.checked_at)) if before.checked_at else "",
            agency=before.agency.name,
            citation=where,
        )
