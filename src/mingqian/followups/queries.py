"""Reads of this room worth a name."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from mingqian.acts.actor import Actor
from mingqian.followups.law import follow_up_demanded
from mingqian.followups.models import Case, Measure, Objection, Outcome, Rectification
from mingqian.followups.states import WITHDRAWN
from mingqian.inspections.models import Finding, Inspection, RecordLine, Referral
from mingqian.inspections.scope import visible
from mingqian.inspections.states import DROPPED, PUBLISHED, RETURNED, REVIEWED, UNDISCLOSED
from mingqian.plans.models import Campaign

_OPEN_RESULTS = (REVIEWED, PUBLISHED, UNDISCLOSED)
"""The result was passed and its file is not closed."""


def without_followup(rows: QuerySet[Inspection]) -> QuerySet[Inspection]:
    """Those with a problem after which nothing was registered: no order, no measure, no case, no letter."""
    of = {"inspection": OuterRef("pk")}
    return rows.filter(
        Exists(RecordLine.objects.filter(**of, finding=Finding.PROBLEM)),
        ~Exists(Rectification.objects.filter(**of).exclude(state=WITHDRAWN)),
        ~Exists(Measure.objects.filter(**of)),
        ~Exists(Case.objects.filter(**of)),
        ~Exists(Referral.objects.filter(**of).exclude(state__in=(DROPPED, RETURNED))),
        state__in=_OPEN_RESULTS,
    )


def waiting_inspections(by: Actor) -> tuple[QuerySet[Inspection], dict[int, str]]:
    """The inspections within one's sight whose problems wait for what a document demands after them; and by campaign the
    article (高青 9.2: 防止监管脱节). Where no document demands it, nothing waits.
    """
    rows = without_followup(visible(by))
    campaigns = Campaign.objects.filter(pk__in=rows.order_by().values("campaign_id"))
    asked = {one.pk: follow_up_demanded(one) for one in campaigns.select_related("line__plan")}
    articles = {pk: article for pk, article in asked.items() if article}
    found = rows.filter(campaign_id__in=articles).select_related("campaign__line__plan", "unit")
    return found.order_by("number"), articles


def to_correct(rows: QuerySet[Objection]) -> QuerySet[Objection]:
    """Objections that were right and whose correction is not public yet."""
    return rows.filter(outcome=Outcome.WRONG, corrected_on=None)
