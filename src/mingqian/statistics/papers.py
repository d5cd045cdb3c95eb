"""What reports add to the file of a campaign."""

from __future__ import annotations

from collections.abc import Iterator

from mingqian.inspections.ports import Paper
from mingqian.plans.models import Campaign
from mingqian.publicity.content import digest
from mingqian.statistics.models import RecordHandover, Report
from mingqian.statistics.states import SETTLED


def papers_of(campaign: Campaign) -> Iterator[Paper]:
    """Every approved report, in the order of approval; then the hand-over of the record forms."""
    found = Report.objects.filter(campaign=campaign, state__in=SETTLED).order_by("approved_at", "pk")
    for one in found:
        said = {"title": one.title, "text": one.text, "tables": one.tables, "edition": one.edition}
        yield Paper(one.get_kind_display(), one.title, "statistics.report", one.pk, digest(said))
    handed = RecordHandover.objects.filter(inspection__campaign=campaign).select_related("inspection")
    for two in handed.order_by("pk"):
        said = {"on": str(two.handed_on), "by": two.handed_by, "to": two.received_by}
        title = f"检查记录表移交{two.received_by}：{two.inspection.subject_name}"
        yield Paper("移交", title, "statistics.recordhandover", two.pk, digest(said))
