"""Every read worth a name, within the actor's agency."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.utils import timezone

from mingqian.accounts.models import Agency
from mingqian.acts.actor import Actor
from mingqian.plans import states
from mingqian.plans.models import (
    AnnualPlan,
    AttachedDocument,
    Campaign,
    PackBinding,
    PackProposal,
    PackVersion,
    PlanLine,
    WeightTable,
)
from mingqian.registers.models import Item


def visible_plans(actor: Actor) -> QuerySet[AnnualPlan]:
    """Plans of the actor's agency (the system sees all)."""
    plans = AnnualPlan.objects.select_related("agency")
    return plans if actor.agency_id is None else plans.filter(agency_id=actor.agency_id)


def visible_lines(actor: Actor) -> QuerySet[PlanLine]:
    """Lines of the plans the actor sees."""
    lines = PlanLine.objects.select_related("plan__agency", "unit")
    return lines if actor.agency_id is None else lines.filter(plan__agency_id=actor.agency_id)


def visible_campaigns(actor: Actor) -> QuerySet[Campaign]:
    """Drawn campaigns of the actor's agency (the system sees all); what is checked outside the lottery is no draw's."""
    campaigns = Campaign.objects.filter(ground="").select_related("agency", "line__plan", "unit")
    return campaigns if actor.agency_id is None else campaigns.filter(agency_id=actor.agency_id)


def visible_bindings(actor: Actor, pack_id: str) -> QuerySet[PackBinding]:
    """Decisions on a pack, newest first."""
    bindings = PackBinding.objects.filter(pack_id=pack_id).select_related("agency")
    return bindings if actor.agency_id is None else bindings.filter(agency_id=actor.agency_id)


def open_proposals(actor: Actor) -> QuerySet[PackProposal]:
    """Proposals nobody has decided yet, newest first."""
    proposals = PackProposal.objects.filter(decision__isnull=True).select_related("agency")
    return proposals if actor.agency_id is None else proposals.filter(agency_id=actor.agency_id)


def visible_versions(actor: Actor) -> QuerySet[PackVersion]:
    """The packs the agency wrote, version by version, newest first, without their text."""
    versions = PackVersion.objects.select_related("agency", "decision").defer("files").order_by("-id")
    return versions if actor.agency_id is None else versions.filter(agency_id=actor.agency_id)


def open_versions(actor: Actor) -> QuerySet[PackVersion]:
    """Versions nobody has decided yet."""
    return visible_versions(actor).filter(decision__isnull=True)


def visible_weights(actor: Actor) -> QuerySet[WeightTable]:
    """The agency's tables of weights, newest first."""
    tables = WeightTable.objects.select_related("agency", "decision").order_by("-id")
    return tables if actor.agency_id is None else tables.filter(agency_id=actor.agency_id)


def open_weights(actor: Actor) -> QuerySet[WeightTable]:
    """Tables of weights nobody has decided yet."""
    return visible_weights(actor).filter(decision__isnull=True)


def documents(actor: Actor, pack_id: str) -> QuerySet[AttachedDocument]:
    """The documents attached to a pack, newest first, without their text."""
    found = AttachedDocument.objects.filter(pack_id=pack_id).defer("text").order_by("-id")
    return found if actor.agency_id is None else found.filter(agency_id=actor.agency_id)


def items_of(row: PlanLine | Campaign) -> list[Item]:
    """The items of a line or campaign, by code."""
    return list(
        Item.objects.filter(pk__in=row.item_ids).select_related("agency").order_by("agency_id", "code")
    )


def partners_of(row: PlanLine | Campaign) -> list[Agency]:
    """The partner departments of a line or campaign."""
    return list(Agency.objects.filter(pk__in=row.partner_agency_ids))


@dataclass(frozen=True)
class StripStep:
    """One place on the strip: `state` is done, current, skipped or todo; who and when ("3月16日 14:05") once
    done.
    """

    code: str
    name: str
    state: str
    who: str
    when: str
    note: str


def strip(campaign: Campaign) -> list[StripStep]:
    """Where the campaign stands: 计划 → … → 归档, each with who and when. Undone steps lie ahead again."""
    latest = {step.step: step for step in campaign.steps.order_by("id")}
    order = list(states.CAMPAIGN.states)
    here = order.index(campaign.state)
    found: list[StripStep] = []
    current = False
    for step in states.STRIP:
        if campaign.outside and step.code in states.DRAWING:
            continue  # nobody is drawn
        behind = order.index(step.state) <= here
        taken = latest.get(step.code) if behind else None
        if behind:
            state = "done" if taken else "skipped"
        else:
            state, current = "todo" if current else "current", True
        at = timezone.localtime(taken.at) if taken else None
        found.append(
            StripStep(
                step.code,
                step.name,
                state,
                taken.by_name if taken else "",
                f"{at.month}月{at.day}日 {at:%H:%M}" if at else "",
                taken.note if taken else "",
            )
        )
    return found


def without_joint_line(plan: AnnualPlan) -> bool:
    """Whether a plan has no joint check (高青 6.2 wants one a year, initiated or joined)."""
    return not plan.lines.filter(kind="joint").exists()


def lines_to_set(actor: Actor) -> QuerySet[PlanLine]:
    """Lines of approved plans, of which campaigns can be set, newest year first."""
    return (
        visible_lines(actor)
        .filter(plan__state__in=states.IN_FORCE)
        .order_by("-plan__year", "plan_id", "number")
    )


def campaign_counts(actor: Actor) -> dict[str, int]:
    """How many campaigns the actor sees in each state."""
    rows = visible_campaigns(actor).order_by().values_list("state").annotate(number=Count("id"))
    return dict(rows)


def waiting_for_approval(actor: Actor) -> QuerySet[AnnualPlan]:
    """Plans that wait for an approval."""
    return visible_plans(actor).filter(state=states.SUBMITTED).order_by("submitted_at")


def waiting_for_confirmation(actor: Actor) -> QuerySet[Campaign]:
    """Campaigns whose pool waits to be confirmed."""
    return visible_campaigns(actor).filter(state=states.DRAFT).order_by("check_from")


def agencies_of(ids: Sequence[int]) -> str:
    """Names of agencies, joined."""
    return "、".join(Agency.objects.filter(pk__in=ids).values_list("name", flat=True))
