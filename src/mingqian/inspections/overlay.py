"""What of the national overlay stands between a team and an enterprise, and what is still missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from mingqian.acts import keys
from mingqian.acts.refusal import Refused
from mingqian.inspections.borne import counting
from mingqian.inspections.joint import agreed_visit, visits_among
from mingqian.inspections.models import CheckPermit, Inspection, Notice, Permit, SiteEntry
from mingqian.inspections.outside import approval_article
from mingqian.inspections.states import ASSIGNED, NOTIFIED, WITHHELD
from mingqian.plans import overlay
from mingqian.plans.models import Campaign
from mingqian.plans.states import ARCHIVED as FILED

_CONTEXT = "inspections.notice.entry"
NOT_BEGUN = (ASSIGNED, NOTIFIED, WITHHELD)
"""A check that had begun before the rule was switched on is not asked for an approval it could not have had."""


def entry_code(notice: Notice) -> str:
    """Eight characters printed on the notice, which only whoever holds it can know."""
    return keys.blind(notice.token, context=_CONTEXT)[:8].upper() if notice.token else ""


@dataclass(frozen=True)
class Conditions:
    """What is asked of one check. A citation is empty where the rule is off; `missing` words name what still lacks."""

    approval: str
    approver: str
    approved: CheckPermit | None
    urgent: CheckPermit | None
    scan: str
    entry: SiteEntry | None

    @property
    def approval_missing(self) -> bool:
        """Whether nobody has approved it and nobody said it is urgent."""
        return bool(self.approval) and self.approved is None and self.urgent is None

    @property
    def to_approve(self) -> bool:
        """Whether it waits for the head, urgent ones afterwards."""
        return bool(self.approval) and self.approved is None

    @property
    def scan_missing(self) -> bool:
        """Whether the team has not scanned in."""
        return bool(self.scan) and self.entry is None


def approval_of(campaign: Campaign, on: date) -> str:
    """By which article each check of a campaign waits for the head; empty where none asks it."""
    rule = overlay.rule(campaign.agency_id, overlay.APPROVED, on)
    return overlay.where(rule) if rule else approval_article(campaign, on)


def conditions_of(inspection: Inspection, on: date | None = None) -> Conditions:
    """What the overlay asks of a check, as it is switched on for the agency."""
    day = on or timezone.localdate()
    approval = approval_of(inspection.campaign, day)
    scan = overlay.rule(inspection.agency_id, overlay.SCAN, day)
    permits = {one.kind: one for one in CheckPermit.objects.filter(inspection=inspection)}
    return Conditions(
        approval=approval,
        approver=overlay.approver_words(inspection.agency_id, day),
        approved=permits.get(Permit.APPROVED),
        urgent=permits.get(Permit.URGENT),
        scan=overlay.where(scan) if scan else "",
        entry=SiteEntry.objects.filter(inspection=inspection).first(),
    )


def checked_this_year(inspection: Inspection, cap: overlay.Cap, on: date) -> int:
    """How many checks of the same enterprise have begun this year, as the cap counts them, this one apart: several made
    in one visit are one.
    """
    rows = Inspection.objects.filter(
        agency_id=inspection.agency_id, subject_id=inspection.subject_id, checked_at__year=on.year
    ).exclude(pk=inspection.pk)
    rows = counting(rows, cap)
    if (visit := agreed_visit(inspection)) is not None:
        rows = rows.exclude(visit_parts__visit=visit)
    return visits_among(rows)


def require_allowed(inspection: Inspection) -> None:
    """Whether the check may begin under the overlay.

    Raises `Refused(plans.items_unpublished | inspections.not_approved | inspections.not_entered |
    inspections.cap_reached)`.
    """
    today = timezone.localdate()
    overlay.require_published(inspection.agency_id, inspection.campaign.item_ids, today)
    asked = conditions_of(inspection, today)
    if asked.approval_missing:
        raise Refused("inspections.not_approved", who=asked.approver, citation=asked.approval)
    if asked.scan_missing:
        raise Refused("inspections.not_entered", citation=asked.scan)
    cap = overlay.cap_of(inspection.agency_id, today)
    if cap is not None and overlay.bound_by_cap(inspection.campaign, cap):
        most = cap.most_for(inspection.subject)
        done = checked_this_year(inspection, cap, today)
        if most is not None and done >= most:
            raise Refused(
                "inspections.cap_reached",
                name=inspection.subject_name,
                done=done,
                most=most,
                citation=overlay.where(cap.citation),
            )


def to_approve(agency_id: int) -> list[Inspection]:
    """Checks that wait for the head: before they begin, and urgent ones afterwards. While the national rule is off only
    those outside the lottery wait, where a document has them handled as tasks of the plan.
    """
    day = timezone.localdate()
    rows = Inspection.objects.filter(agency_id=agency_id)
    if overlay.rule(agency_id, overlay.APPROVED, day) is None:
        asked = Campaign.objects.filter(agency_id=agency_id).exclude(ground="").exclude(state=FILED)
        rows = rows.filter(campaign__in=[one.pk for one in asked if approval_article(one, day)])
    approved = CheckPermit.objects.filter(kind=Permit.APPROVED).values("inspection_id")
    urgent = CheckPermit.objects.filter(kind=Permit.URGENT).values("inspection_id")
    waiting = rows.filter(state__in=NOT_BEGUN) | rows.filter(pk__in=urgent)
    return list(waiting.exclude(pk__in=approved).select_related("campaign").order_by("number"))
