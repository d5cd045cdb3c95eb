"""不予公开: proposed by the head of the unit that checked, decided by another person, told to the public in counts alone."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.inspections.actions import mark_disclosed, mark_undisclosed
from mingqian.inspections.limits import text
from mingqian.inspections.models import Inspection
from mingqian.inspections.progress import hold
from mingqian.inspections.scope import require_unit
from mingqian.inspections.states import INSPECTION, REVIEWED
from mingqian.publicity.actions.correction import prepare_disclosure
from mingqian.publicity.actions.settling import release_if_last
from mingqian.publicity.models import Ground, Kind, Publication, Withholding
from mingqian.publicity.publishing import require_agency, require_nothing_personal
from mingqian.publicity.states import PREPARED, PUBLISHED, WITHHOLDING
from mingqian.publicity.withheld import FIELDS, in_force, proposed


@action(Permission.RESULTS_REVIEW, event="publicity.withholding.propose")
def propose_withholding(
    *,
    by: Actor,
    inspection: Inspection,
    ground: str,
    basis: str,
    reason: str,
    parts: Iterable[tuple[int, str]] = (),
    whole: bool = False,
) -> Withholding:
    """Propose that a reviewed result, or pieces of it, be kept from the public.

    `parts`: (position of the line from 1, "result" or "handling"). `reason` stays inside; `basis` is told with a piece.
    Raises `Refused`: inspections.not_yours, publicity.not_reviewed, publicity.already_prepared, publicity.withholding_*,
    publicity.withheld_already, publicity.line_unknown, publicity.personal, acts.reason_required.
    """
    require_unit(by, inspection)
    inspection = hold(inspection)
    _require_open(inspection)
    if ground not in Ground.values:
        raise Refused("publicity.withholding_ground", field="ground")
    basis, reason = text(basis, "basis", 300), text(reason, "reason", 1000)
    if not basis:
        raise Refused("publicity.withholding_basis", field="basis")
    if not reason:
        raise Refused("acts.reason_required", field="reason")
    require_nothing_personal({"basis": basis})
    made = Withholding.objects.create(
        agency_id=inspection.agency_id,
        inspection=inspection,
        campaign_id=inspection.campaign_id,
        parts=[] if whole else _parts(inspection, parts),
        ground=ground,
        basis=basis,
        reason=reason,
        proposed_at=timezone.now(),
        proposed_by=by.name,
        proposed_by_id=by.user_id,
    )
    _record(by, made, "propose", reason)
    return made


def _require_open(inspection: Inspection) -> None:
    """Reviewed, not on its way to the public, and nothing of the kind asked or decided yet."""
    subject = inspection.subject_name
    if inspection.state != REVIEWED:
        raise Refused(
            "publicity.not_reviewed", subject=subject, state=INSPECTION.states[inspection.state].name
        )
    if Publication.objects.filter(
        object_kind="inspections.inspection", object_id=inspection.pk, kind=Kind.RESULT, state=PREPARED
    ).exists():
        raise Refused("publicity.already_prepared", what=subject)
    if proposed(inspection) is not None:
        raise Refused("publicity.withholding_waits", subject=subject)
    decided = in_force(inspection)
    if decided is not None:
        raise Refused("publicity.withheld_already", subject=subject, ground=Ground(decided.ground).label)


def _parts(inspection: Inspection, parts: Iterable[tuple[int, str]]) -> list[list[object]]:
    most = inspection.lines.count()
    found = sorted(set(parts))
    for position, piece in found:
        if not 1 <= position <= most or piece not in FIELDS:
            raise Refused("publicity.line_unknown", position=position)
    if not found:
        raise Refused("publicity.withholding_parts", field="parts")
    return [[position, piece] for position, piece in found]


def _record(by: Actor, withholding: Withholding, act: str, reason: str) -> None:
    record(
        by=by,
        action=f"publicity.withholding.{act}",
        rows=[withholding],
        reason=reason,
        details={"ground": Ground(withholding.ground).label, "whole": withholding.whole},
    )


def _decidable(by: Actor, withholding: Withholding, act: str) -> Withholding:
    """The proposal as it stands, its inspection held first, decided by somebody else than whoever made it."""
    hold(withholding.inspection)
    held = Withholding.objects.select_for_update().select_related("inspection").get(pk=withholding.pk)
    require_agency(by, held.agency_id)
    state = WITHHOLDING.check(act, held.state, held.inspection.number)
    if held.proposed_by_id is not None and held.proposed_by_id == by.user_id:
        raise Refused("acts.second_person", name=by.name)
    held.state, held.decided_at, held.decided_by = state, timezone.now(), by.name
    return held


@action(Permission.WITHHOLD, event="publicity.withholding.approve")
def approve_withholding(*, by: Actor, withholding: Withholding, note: str = "") -> Withholding:
    """The second person agrees. A whole result is settled: the campaign waits for it no more, and its drawn list is not
    released by itself, for it would name the enterprise.

    Raises `Refused`: publicity.not_yours, acts.second_person, wrong state.
    """
    held = _decidable(by, withholding, "approve")
    held.decision = text(note, "note", 1000)
    held.save()
    _record(by, held, "approve", held.decision)
    if held.whole:
        mark_undisclosed(by=by, inspection=held.inspection)
        release_if_last(by, held.campaign_id)
    return held


@action(Permission.WITHHOLD, event="publicity.withholding.decline")
def decline_withholding(*, by: Actor, withholding: Withholding, reason: str) -> Withholding:
    """The second person does not agree; the result goes the ordinary way.

    Raises `Refused`: publicity.not_yours, acts.second_person, acts.reason_required, wrong state.
    """
    held = _decidable(by, withholding, "decline")
    held.decision = text(reason, "reason", 1000)
    if not held.decision:
        raise Refused("acts.reason_required", field="reason")
    held.save()
    _record(by, held, "decline", held.decision)
    return held


@action(Permission.RESULTS_REVIEW, event="publicity.withholding.ask_lift")
def ask_lifting(*, by: Actor, withholding: Withholding, reason: str) -> Withholding:
    """申请恢复公开: the ground is gone. Until somebody else decides, everything stays as it is.

    Raises `Refused`: inspections.not_yours, wrong state, acts.reason_required.
    """
    inspection = hold(withholding.inspection)
    require_unit(by, inspection)
    held = Withholding.objects.select_for_update().select_related("inspection").get(pk=withholding.pk)
    held.state = WITHHOLDING.check("ask_lift", held.state, inspection.number)
    held.lift_reason = text(reason, "lift_reason", 1000)
    if not held.lift_reason:
        raise Refused("acts.reason_required", field="lift_reason")
    held.lift_asked_at, held.lift_asked_by, held.lift_asked_by_id = timezone.now(), by.name, by.user_id
    held.lift_decided_at, held.lift_decided_by, held.lift_decision = None, "", ""
    held.save()
    _record(by, held, "ask_lift", held.lift_reason)
    return held


def _lift_decidable(by: Actor, withholding: Withholding, act: str, said: str) -> Withholding:
    """The request as it stands, its inspection held first, decided by somebody else than whoever asked."""
    hold(withholding.inspection)
    held = Withholding.objects.select_for_update().select_related("inspection").get(pk=withholding.pk)
    require_agency(by, held.agency_id)
    held.state = WITHHOLDING.check(act, held.state, held.inspection.number)
    if held.lift_asked_by_id is not None and held.lift_asked_by_id == by.user_id:
        raise Refused("acts.second_person", name=by.name)
    held.lift_decided_at, held.lift_decided_by = timezone.now(), by.name
    held.lift_decision = text(said, "lift_decision", 1000)
    return held


@action(Permission.WITHHOLD, event="publicity.withholding.lift")
def lift_withholding(*, by: Actor, withholding: Withholding, note: str = "") -> Withholding:
    """The second person agrees. A whole result goes the ordinary way to the public; of one published with pieces left out
    a correction with the pieces waits to be published.

    Raises `Refused`: publicity.not_yours, acts.second_person, wrong state, publicity.already_prepared (a correction is
    under way), publicity.personal.
    """
    held = _lift_decidable(by, withholding, "lift", note)
    held.save()
    _record(by, held, "lift", held.lift_decision)
    if held.whole:
        mark_disclosed(by=by, inspection=held.inspection)
        return held
    public = Publication.objects.filter(
        object_kind="inspections.inspection",
        object_id=held.inspection_id,
        kind__in=(Kind.RESULT, Kind.CORRECTION),
        state=PUBLISHED,
    ).first()
    if public is not None:
        prepare_disclosure(by=by, publication=public, withholding=held)
    return held


@action(Permission.WITHHOLD, event="publicity.withholding.keep")
def keep_withholding(*, by: Actor, withholding: Withholding, reason: str) -> Withholding:
    """The second person does not agree to lift it. Raises as `lift_withholding`, and acts.reason_required."""
    held = _lift_decidable(by, withholding, "keep", reason)
    if not held.lift_decision:
        raise Refused("acts.reason_required", field="reason")
    held.save()
    _record(by, held, "keep", held.lift_decision)
    return held
