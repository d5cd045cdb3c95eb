"""归档: the campaign's file is closed over a list of every paper, each with its digest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models import Max
from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.inspections.dossier import Content, missing_of
from mingqian.inspections.limits import text
from mingqian.inspections.models import ArchivedPaper, Inspection, MissingContent
from mingqian.inspections.papers import papers_of
from mingqian.inspections.ports import Paper
from mingqian.inspections.scope import is_system
from mingqian.inspections.states import ARCHIVED, INSPECTION, SETTLED, UNDISCLOSED
from mingqian.plans.actions import advance_campaign
from mingqian.plans.models import Campaign
from mingqian.plans.rulebook import require_settled
from mingqian.plans.states import ARCHIVED as FILED


@action(Permission.TASKS_LEAD, event="inspections.campaign.archive")
def archive_campaign(
    *, by: Actor, campaign: Campaign, reasons: Mapping[str, str] | None = None
) -> list[ArchivedPaper]:
    """File everything of a campaign whose results are all settled and whose list was released.

    `reasons`: by the document's word why something it wants in the file is missing (信阳 十七, 西平 细则 十二). Returns the
    list of papers (also kept). Raises `Refused`: not_yours, wrong state, not_all_published, not_released, plans.collision,
    contents_missing.
    """
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if not is_system(by) and (by.agency_id != campaign.agency_id or by.unit_id != campaign.unit_id):
        raise Refused("inspections.not_yours")
    inspections = list(Inspection.objects.select_for_update().filter(campaign=campaign).order_by("number"))
    missing = sum(inspection.state not in SETTLED for inspection in inspections)
    if missing:
        raise Refused("inspections.not_all_published", count=missing)
    # A list with an enterprise whose result is never public stays secret until the head decides: no reason to wait.
    kept = any(inspection.state == UNDISCLOSED for inspection in inspections)
    released = all(inspection.draw is None or inspection.draw.released for inspection in inspections[:1])
    if not released and not kept:
        raise Refused("inspections.not_released")
    require_settled(campaign.agency_id, "archive", timezone.localdate())
    now = timezone.now()
    explained = _explained(campaign, reasons or {})
    papers = [
        ArchivedPaper(
            campaign=campaign,
            position=position,
            kind=paper.kind,
            title=paper.title,
            object_kind=paper.object_kind,
            object_id=paper.object_id,
            digest=paper.digest,
            filed_at=now,
            filed_by=by.name,
        )
        for position, paper in enumerate(papers_of(campaign), start=1)
    ]
    # Before the first write: a campaign in the wrong state is refused by its own lifecycle.
    advance_campaign(by=by, campaign=campaign, act="archive", note=f"共 {len(papers)} 份材料")
    ArchivedPaper.objects.bulk_create(papers, batch_size=500)
    for one, reason in explained:
        MissingContent.objects.create(
            campaign=campaign,
            content=one.word[:60],
            citation=one.where,
            reason=reason,
            by_name=by.name,
            at=now,
        )
    for inspection in inspections:
        inspection.state, inspection.archived_at, inspection.archived_by = ARCHIVED, now, by.name
    Inspection.objects.bulk_update(inspections, ["state", "archived_at", "archived_by"], batch_size=200)
    record(
        by=by,
        action="inspections.campaign.archive",
        rows=inspections,
        obj=("plans.campaign", campaign.pk),
        details={"number": campaign.number, "papers": len(papers)},
    )
    return papers


def _explained(campaign: Campaign, reasons: Mapping[str, str]) -> list[tuple[Content, str]]:
    """What is missing with its reason. Raises `Refused(inspections.contents_missing)` naming all that has none."""
    said = [(one, text(reasons.get(one.word, ""), one.word, 500)) for one in missing_of(campaign)]
    silent = [one for one, reason in said if not reason]
    if silent:
        raise Refused(
            "inspections.contents_missing",
            missing="、".join(one.word for one in silent),
            citation="；".join(dict.fromkeys(one.where for one in silent)),
        )
    return said


def file_later(by: Actor, inspection: Inspection, papers: Iterable[Paper]) -> list[ArchivedPaper]:
    """Add papers that came about after the campaign was filed, and file the inspection with them; within an action that
    records it. Nothing happens while the campaign is not filed. Call with the campaign locked.
    """
    if Campaign.objects.values_list("state", flat=True).get(pk=inspection.campaign_id) != FILED:
        return []
    rows = ArchivedPaper.objects.filter(campaign_id=inspection.campaign_id)
    last = rows.aggregate(last=Max("position"))["last"] or 0
    now = timezone.now()
    made = [
        ArchivedPaper.objects.create(
            campaign_id=inspection.campaign_id,
            position=position,
            kind=paper.kind,
            title=f"（归档以后形成）{paper.title}"[:400],
            object_kind=paper.object_kind,
            object_id=paper.object_id,
            digest=paper.digest,
            filed_at=now,
            filed_by=by.name,
        )
        for position, paper in enumerate(papers, start=last + 1)
    ]
    if INSPECTION.allows("archive", inspection.state):
        inspection.state = INSPECTION.check("archive", inspection.state, inspection.number)
        inspection.archived_at, inspection.archived_by = now, by.name
        inspection.save()
        record(
            by=by,
            action="inspections.campaign.archive",
            rows=[inspection],
            obj=("inspections.inspection", inspection.pk),
            details={"number": inspection.number, "papers": len(made)},
        )
    return made
