"""抽查任务公告: published with the dispatch, silent about who was drawn."""

from __future__ import annotations

from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.draws.queries import current_draw
from mingqian.draws.states import DISPATCHED
from mingqian.inspections.law import parameter_citation
from mingqian.plans.models import Campaign
from mingqian.publicity.content import digest, notice_content
from mingqian.publicity.models import Kind, Publication
from mingqian.publicity.publishing import make_public, require_agency
from mingqian.publicity.states import PUBLIC

OBJECT = "plans.campaign"


def _publish(by: Actor, campaign: Campaign) -> Publication:
    draw = current_draw(campaign)
    if draw is None or draw.state != DISPATCHED:
        raise Refused(
            "publicity.not_dispatched",
            campaign=campaign.title,
            citation=parameter_citation(campaign, "publication.task_notice"),
        )
    known = Publication.objects.filter(
        object_kind=OBJECT, object_id=campaign.pk, kind=Kind.NOTICE, state__in=PUBLIC
    ).first()
    if known is not None:
        raise Refused("publicity.already_published", what=known.title, number=known.number)
    content = notice_content(campaign, draw)
    publication = Publication(
        agency_id=campaign.agency_id,
        kind=Kind.NOTICE,
        title=f"关于“{campaign.title}”的抽查任务公告",
        content=content,
        digest=digest(content),
        object_kind=OBJECT,
        object_id=campaign.pk,
        campaign_id=campaign.pk,
        occurred_on=campaign.check_from,
        prepared_at=timezone.now(),
        prepared_by=by.name,
        prepared_by_id=by.user_id,
    )
    make_public(publication, by=by)
    record(
        by=by,
        action="publicity.publication.publish",
        rows=[publication],
        details={"number": publication.number, "kind": Kind.NOTICE, "digest": publication.digest},
    )
    return publication


@action(
    None,
    event="publicity.publication.publish",
    why_unguarded="随派发自动发布（高青 7.2），派发的权限在派发动作里检查",
)
def announce(*, by: Actor, campaign: Campaign) -> Publication:
    """Publish the task notice inside the dispatching transaction, whoever dispatches."""
    return _publish(by, Campaign.objects.get(pk=campaign.pk))


@action(Permission.PUBLISH, event="publicity.publication.publish")
def publish_notice(*, by: Actor, campaign: Campaign) -> Publication:
    """Publish the task notice by hand, where it did not go out with the dispatch.

    Raises `Refused`: publicity.not_yours, publicity.not_dispatched, publicity.already_published.
    """
    require_agency(by, campaign.agency_id)
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    return _publish(by, campaign)
