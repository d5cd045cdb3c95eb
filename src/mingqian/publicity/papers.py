"""What publications add to the file of a campaign."""

from __future__ import annotations

from collections.abc import Iterator

from mingqian.inspections.ports import Paper
from mingqian.plans.models import Campaign
from mingqian.publicity.content import digest
from mingqian.publicity.models import Ground, Publication, Withholding
from mingqian.publicity.states import PROPOSED, PUBLIC, WITHHOLDING


def paper_of(publication: Publication) -> Paper:
    """One publication as a paper of the file."""
    return Paper(
        "公示",
        f"{publication.number} {publication.title}",
        "publicity.publication",
        publication.pk,
        publication.digest,
    )


def papers_of(campaign: Campaign) -> Iterator[Paper]:
    """Every publication of a campaign, corrections included, in the order of publication; then what was decided not to be."""
    found = Publication.objects.filter(campaign_id=campaign.pk, state__in=PUBLIC).order_by(
        "published_at", "id"
    )
    for publication in found:
        yield paper_of(publication)
    decided = Withholding.objects.filter(campaign_id=campaign.pk).exclude(state=PROPOSED)
    for one in decided.select_related("inspection").order_by("decided_at", "id"):
        said = [one.state, one.parts, one.ground, one.basis, one.reason, one.proposed_by, one.decided_by]
        yield Paper(
            "不予公开",
            f"{one.inspection.number} {WITHHOLDING.states[one.state].name}（{Ground(one.ground).label}）",
            "publicity.withholding",
            one.pk,
            digest({"withholding": said, "decision": one.decision}),
        )
