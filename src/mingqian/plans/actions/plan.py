"""The head of a plan in draft, its publication, its filing. The way between is in `approval`."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from mingqian.accounts.models import Agency
from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.law import Pack
from mingqian.plans import lines, packs, share, states
from mingqian.plans.actions.locking import hold, keep, own
from mingqian.plans.models import AnnualPlan

FIRST_YEAR, LAST_YEAR = 2015, 2100


def put_hand(plan: AnnualPlan, by: Actor) -> None:
    """Remember that this person wrote into the plan: they cannot approve it."""
    hand = [by.user_id, by.name]
    if hand not in plan.editors:
        plan.editors = [*plan.editors, hand]


def had_hand(plan: AnnualPlan, by: Actor) -> bool:
    """Whether this person wrote into the plan or sent it up."""
    return [by.user_id, by.name] in plan.editors or (
        by.user_id is not None and any(hand[0] == by.user_id for hand in plan.editors)
    )


def _clean(
    agency: Agency, pack: Pack, year: int, title: str, scope: str, basis: str, pk: int = 0
) -> tuple[str, str, str]:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refused("plans.year_out_of_range", field="year", first=FIRST_YEAR, last=LAST_YEAR)
    title, scope, basis = title.strip(), scope.strip(), basis.strip()
    if not title:
        raise Refused("plans.title_missing", field="title")
    if not scope:
        raise Refused(
            "plans.scope_missing",
            field="scope",
            citation=lines.article(pack, "plan.contents", lines.year_start(year)),
        )
    if not basis:
        raise Refused("plans.basis_missing", field="basis")
    if AnnualPlan.objects.filter(agency=agency, year=year, title=title).exclude(pk=pk).exists():
        raise Refused("plans.title_taken", field="title", year=year, title=title)
    return title, scope, basis


@action(Permission.PLANS_EDIT, event="plans.plan.create")
def create_plan(
    *, by: Actor, agency: Agency, year: int, title: str, scope: str, basis: str, pack_id: str = packs.FIRST
) -> AnnualPlan:
    """Begin a plan under a rule pack, in draft.

    Raises `Refused(plans.other_agency | plans.year_out_of_range | plans.title_missing | plans.scope_missing |
    plans.basis_missing | plans.title_taken | plans.pack_unknown | plans.pack_without_share)`.
    """
    own(by, agency.id)
    pack = packs.decided_on(agency, pack_id)
    title, scope, basis = _clean(agency, pack, year, title, scope, basis)
    if not share.serves(pack, lines.year_start(year)):
        raise Refused("plans.pack_without_share", field="pack_id", pack=pack.name)
    plan = AnnualPlan(
        agency=agency,
        year=year,
        title=title,
        scope=scope,
        basis=basis,
        pack_id=pack.id,
        pack_version=pack.version,
        pack_digest=pack.digest(),
    )
    put_hand(plan, by)
    plan.save()
    record(by=by, action="plans.plan.create", rows=[plan], details={"year": year, "title": title})
    return plan


@action(Permission.PLANS_EDIT, event="plans.plan.edit")
def edit_plan(
    *, by: Actor, plan: AnnualPlan, year: int, title: str, scope: str, basis: str, version: int | None = None
) -> AnnualPlan:
    """Change the head of a plan in draft. Refusals as of `create_plan`, and `acts.wrong_state`,
    `acts.changed_meanwhile`.
    """
    held = hold(by, plan, version=version)
    states.PLAN.check("submit", held.state, held.title)
    held.title, held.scope, held.basis = _clean(
        held.agency, packs.decided_on(held.agency_id, held.pack_id), year, title, scope, basis, held.pk
    )
    held.year = year
    put_hand(held, by)
    keep(held, plan)
    record(by=by, action="plans.plan.edit", rows=[held], details={"title": held.title})
    return plan


@action(Permission.PUBLISH, event="plans.plan.publish")
def publish_plan(*, by: Actor, plan: AnnualPlan, version: int | None = None) -> AnnualPlan:
    """Mark an approved plan as public (高青 6.1). Raises `Refused(acts.wrong_state)`."""
    held = hold(by, plan, version=version)
    held.state = states.PLAN.check("publish", held.state, held.title)
    held.published_at, held.published_by = timezone.now(), by.name
    keep(held, plan)
    record(by=by, action="plans.plan.publish", rows=[held], details={"title": held.title})
    return plan


@action(Permission.PLANS_EDIT, event="plans.plan.file")
def note_filing(
    *,
    by: Actor,
    plan: AnnualPlan,
    filed_with: str,
    filed_number: str,
    filed_on: date,
    version: int | None = None,
) -> AnnualPlan:
    """Note that the plan was filed with the market regulator (高青 6.1); may be noted again to correct it.

    Raises `Refused(plans.filing_too_early | plans.filing_malformed | plans.filing_before_approval)`.
    """
    held = hold(by, plan, version=version)
    if held.approved_at is None or held.state not in states.IN_FORCE:
        raise Refused("plans.filing_too_early", state=states.PLAN.states[held.state].name)
    if not filed_with.strip() or not filed_number.strip():
        raise Refused("plans.filing_malformed", field="filed_number" if filed_with.strip() else "filed_with")
    if filed_on < timezone.localdate(held.approved_at):
        raise Refused("plans.filing_before_approval", field="filed_on")
    held.filed_with, held.filed_number, held.filed_on = filed_with.strip(), filed_number.strip(), filed_on
    keep(held, plan)
    record(
        by=by,
        action="plans.plan.file",
        rows=[held],
        details={"with": held.filed_with, "number": held.filed_number},
    )
    return plan
