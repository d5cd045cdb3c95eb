"""What stands: the preparations of an activity, the activity of a campaign, the duties about a finding."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from mingqian.accounts.permissions import Permission
from mingqian.acts.actor import Actor
from mingqian.crossing import rules
from mingqian.crossing.models import Activity, Answer, Follow, Listing, Preparation, Received
from mingqian.inspections.models import Referral, ReferralWay
from mingqian.inspections.scope import is_system
from mingqian.inspections.scope import visible as visible_inspections
from mingqian.inspections.states import ACCEPTED, CONCLUDED, RETURNED, SENT
from mingqian.plans.models import Campaign

GONE_OUT = (SENT, ACCEPTED, RETURNED, CONCLUDED)


@dataclass(frozen=True)
class Prepared:
    """One word of getting ready, and what stands recorded of it (None: nothing)."""

    word: str
    recorded: Preparation | None


def activities(actor: Actor) -> QuerySet[Activity]:
    """Those of the actor's agency."""
    rows = Activity.objects.select_related("agency", "lead_report")
    return rows if is_system(actor) else rows.filter(agency_id=actor.agency_id or 0)


def prepared(activity: Activity) -> list[Prepared]:
    """The checklist of an activity, in the document's order."""
    newest = {row.word: row for row in activity.preparations.order_by("id")}
    return [Prepared(word, newest.get(word)) for word in rules.preparations(activity.agency_id).words]


def unprepared(activity: Activity) -> list[str]:
    """The words nothing is recorded of."""
    return [one.word for one in prepared(activity) if one.recorded is None]


def activity_of(campaign: Campaign) -> Activity | None:
    """The activity a campaign belongs to."""
    newest = Listing.objects.filter(campaign=campaign).select_related("activity").order_by("-id").first()
    return newest.activity if newest else None


def campaigns_of(activity: Activity) -> list[Campaign]:
    """The campaigns that belong to an activity now."""
    ids = set(activity.listings.values_list("campaign_id", flat=True))
    rows = Campaign.objects.filter(pk__in=ids).select_related("line__plan", "unit").order_by("pk")
    return [one for one in rows if activity_of(one) == activity]


def may_know_findings(actor: Actor) -> bool:
    """Whether this role may know of findings, which name enterprises."""
    return is_system(actor) or actor.may(Permission.REFER) or actor.may(Permission.DRAWN_LIST_READ)


def letters(actor: Actor) -> QuerySet[Referral]:
    """The letters to places that went out, as far as this person may know of their inspections."""
    return (
        Referral.objects.filter(
            inspection__in=visible_inspections(actor), way=ReferralWay.PLACE, state__in=GONE_OUT
        )
        .select_related("inspection__campaign__line__plan", "inspection__draw", "inspection__agency")
        .order_by("-pk")
    )


@dataclass(frozen=True)
class DutyLine:
    """One duty of the place about a finding: every answer, the newest first."""

    word: str
    answers: tuple[Answer, ...]

    @property
    def done(self) -> bool:
        """Whether something was answered."""
        return bool(self.answers)


def duty_lines(
    words: Iterable[str], *, referral: Referral | None = None, received: Received | None = None
) -> list[DutyLine]:
    """What stands to each duty about one finding."""
    rows = list(Answer.objects.filter(referral=referral, received=received).order_by("-id"))
    return [DutyLine(word, tuple(row for row in rows if row.duty == word)) for word in words]


def follows(*, referral: Referral | None = None, received: Received | None = None) -> list[Follow]:
    """How a finding was followed up, in order."""
    return list(Follow.objects.filter(referral=referral, received=received).order_by("id"))


def unanswered(activity: Activity) -> list[Received]:
    """Findings we received of which a duty has no answer yet."""
    words = rules.local_duties(activity.agency_id).words
    return [
        one
        for one in activity.received.order_by("id")
        if any(not line.done for line in duty_lines(words, received=one))
    ]
