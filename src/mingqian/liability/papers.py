"""What statements add to the file of a campaign."""

from __future__ import annotations

from collections.abc import Iterator

from mingqian.inspections.ports import Paper
from mingqian.liability.models import Statement
from mingqian.plans.models import Campaign
from mingqian.publicity.content import digest


def papers_of(campaign: Campaign) -> Iterator[Paper]:
    """Every statement, in the order of writing."""
    for one in Statement.objects.filter(campaign=campaign).order_by("id"):
        said = {
            "case": [one.key, one.citation],
            "inspection": one.inspection_id,
            "said": one.said,
            "papers": one.papers,
        }
        yield Paper(
            "履职说明",
            f"{one.citation}，{one.made_by}",
            "liability.statement",
            one.pk,
            digest({"statement": said}),
        )
