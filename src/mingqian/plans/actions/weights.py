"""Proposing a table of weights, and a second person's decision on it."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Max
from django.utils import timezone

from mingqian.accounts.models import Agency
from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.plans import weights
from mingqian.plans.actions.locking import own
from mingqian.plans.actions.second import check_decision
from mingqian.plans.models import WeightDecision, WeightTable


def in_force(agency: Agency | int) -> WeightTable | None:
    """The table approved last."""
    agency_id = agency if isinstance(agency, int) else agency.pk
    return (
        WeightTable.objects.filter(agency_id=agency_id, decision__approved=True)
        .order_by("-decision__id")
        .first()
    )


@action(Permission.PLANS_EDIT, event="plans.weights.propose")
def propose_weights(
    *,
    by: Actor,
    agency: Agency,
    table: Mapping[str, Mapping[str, object]],
    combine: str,
    basis: str,
    reason: str,
) -> WeightTable:
    """Propose weights by credit grade and risk level. Somebody else decides; until then all stays as it is.

    Raises `Refused(plans.other_agency | plans.weights_basis_missing | acts.reason_required | plans.weights_known)` and as
    `weights.clean`.
    """
    own(by, agency.pk)
    kept = weights.clean(table, combine)
    if not basis.strip():
        raise Refused("plans.weights_basis_missing", field="basis")
    if not reason.strip():
        raise Refused("acts.reason_required", field="reason")
    Agency.objects.select_for_update().get(pk=agency.pk)
    present = in_force(agency)
    if present is not None and present.table == kept:
        raise Refused("plans.weights_known", field="combine", number=present.number)
    last = WeightTable.objects.filter(agency=agency).aggregate(n=Max("number"))["n"] or 0
    made = WeightTable.objects.create(
        agency=agency,
        number=last + 1,
        table=kept,
        basis=basis.strip()[:200],
        reason=reason.strip(),
        proposed_by=by.name,
        proposer_id=by.user_id,
        proposed_at=timezone.now(),
    )
    record(
        by=by,
        action="plans.weights.propose",
        obj=("plans.weighttable", made.pk),
        reason=made.reason,
        details={
            "agency": agency.code,
            "number": made.number,
            "table": weights.in_words(kept),
            "digest": weights.digest(kept),
            "basis": made.basis,
        },
    )
    return made


@action(Permission.PLANS_APPROVE, event="plans.weights.decide")
def decide_weights(*, by: Actor, table: WeightTable, approve: bool, reason: str = "") -> WeightDecision:
    """Approve a table, which puts it in force for campaigns set from now on, or turn it down with a reason.

    Raises `Refused(plans.other_agency | plans.weights_decided | plans.weights_own | acts.reason_required)`.
    """
    own(by, table.agency_id)
    held = WeightTable.objects.select_for_update().get(pk=table.pk)
    kept = check_decision(
        by, held, approve=approve, reason=reason, decided="plans.weights_decided", own="plans.weights_own"
    )
    made = WeightDecision.objects.create(
        table=held,
        approved=approve,
        reason=kept,
        decided_by=by.name,
        decided_at=timezone.now(),
    )
    record(
        by=by,
        action="plans.weights.decide",
        obj=("plans.weighttable", held.pk),
        reason=kept,
        details={
            "number": held.number,
            "approved": "是" if approve else "否",
            "proposed_by": held.proposed_by,
        },
    )
    return made
