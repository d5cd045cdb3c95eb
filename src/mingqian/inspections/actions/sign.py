"""签字: everyone signs one version of the record; a record changed afterwards is no longer signed."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.draws.seats import seat_name
from mingqian.inspections import handwriting
from mingqian.inspections.limits import text
from mingqian.inspections.models import Inspection, Signature, SignatureKind
from mingqian.inspections.progress import hold
from mingqian.inspections.record import RecordState, state_of
from mingqian.inspections.scope import require_seat
from mingqian.inspections.states import CHECKING, INSPECTION
from mingqian.plans.rulebook import require_settled


def _ready(by: Actor, inspection: Inspection) -> tuple[Inspection, RecordState]:
    inspection = hold(inspection)
    if inspection.state != CHECKING:
        raise Refused(
            "acts.wrong_state",
            what=inspection.number,
            state=INSPECTION.states[inspection.state].name,
            doing="签字",
        )
    now_stands = state_of(inspection)
    if not now_stands.complete:
        raise Refused("inspections.record_incomplete", gaps=now_stands.gap_words)
    return inspection, now_stands


@action(Permission.INSPECT, event="inspections.record.sign")
def sign_member(
    *, by: Actor, inspection: Inspection, seat_id: int | None = None, strokes: str = ""
) -> Signature:
    """A member confirms the record (高青 8.4): from their own account, or by hand on a colleague's phone.

    Without `seat_id` the actor signs for themselves and needs no handwriting: the account stands for them. With the seat
    of another member `strokes` must hold that person's handwriting, and the event names who held out the phone.
    Raises `Refused`: no_seat, wrong state, record_incomplete, plans.collision, already_signed, signature_missing,
    signature_unreadable.
    """
    own = require_seat(by, inspection)
    inspection, now_stands = _ready(by, inspection)
    require_settled(inspection.agency_id, "sign", timezone.localdate())
    seat = own if seat_id is None else next((s for s in now_stands.seats if s.pk == seat_id), None)
    if seat is None or seat.vacant:
        raise Refused("inspections.no_seat")
    kept = ""
    if own is None or own.pk != seat.pk or strokes.strip():
        kept = handwriting.packed(handwriting.parse(strokes))
    if seat.pk in now_stands.signed:
        raise Refused("inspections.already_signed", name=seat.name)
    try:
        with transaction.atomic():
            signature = Signature.objects.create(
                inspection=inspection,
                kind=SignatureKind.MEMBER,
                seat=seat,
                name=seat.name,
                capacity=seat_name(seat.seat),
                strokes=kept,
                over=now_stands.digest,
                at=timezone.now(),
                noted_by=by.name,
            )
    except IntegrityError as error:
        raise Refused("inspections.already_signed", name=seat.name) from error
    record(
        by=by,
        action="inspections.record.sign",
        obj=("inspections.inspection", inspection.pk),
        details={"number": inspection.number, "seat": seat.seat, "over": now_stands.digest},
    )
    return signature


@action(Permission.INSPECT, event="inspections.record.sign_subject")
def sign_subject(*, by: Actor, inspection: Inspection, name: str, capacity: str, strokes: str) -> Signature:
    """The enterprise signs the record on the inspector's phone.

    Raises `Refused`: no_seat, wrong state, record_incomplete, name_missing, capacity_missing, signature_missing,
    signature_unreadable, subject_already_answered.
    """
    require_seat(by, inspection)
    inspection, now_stands = _ready(by, inspection)
    name, capacity = text(name, "name", 60), text(capacity, "capacity", 60)
    if not name:
        raise Refused("inspections.name_missing", field="name")
    if not capacity:
        raise Refused("inspections.capacity_missing", field="capacity")
    kept = handwriting.packed(handwriting.parse(strokes))
    return _answer(
        by, inspection, now_stands, SignatureKind.SUBJECT, name=name, capacity=capacity, strokes=kept
    )


@action(Permission.INSPECT, event="inspections.record.seal")
def note_seal(*, by: Actor, inspection: Inspection, name: str, capacity: str) -> Signature:
    """The enterprise put its seal on the printed record instead of a signature (卫东 六5): who did it.

    Raises `Refused`: no_seat, wrong state, record_incomplete, seal_not_known, name_missing, capacity_missing,
    subject_already_answered.
    """
    require_seat(by, inspection)
    inspection, now_stands = _ready(by, inspection)
    if not now_stands.asked.seals:
        raise Refused("inspections.seal_not_known")
    name, capacity = text(name, "name", 60), text(capacity, "capacity", 60)
    if not name:
        raise Refused("inspections.name_missing", field="name")
    if not capacity:
        raise Refused("inspections.capacity_missing", field="capacity")
    return _answer(by, inspection, now_stands, SignatureKind.SEAL, name=name, capacity=capacity)


@action(Permission.INSPECT, event="inspections.record.refusal")
def note_refusal(*, by: Actor, inspection: Inspection, note: str) -> Signature:
    """The inspectors note that the enterprise refused to sign, and how that came (安全生产法 68; 卫东 六5).

    Raises `Refused`: no_seat, wrong state, record_incomplete, reason_required, subject_already_answered.
    """
    require_seat(by, inspection)
    inspection, now_stands = _ready(by, inspection)
    note = text(note, "note", 1000)
    if not note:
        raise Refused("acts.reason_required", field="note")
    return _answer(by, inspection, now_stands, SignatureKind.REFUSAL, note=note)


_ANSWERED = {
    SignatureKind.SUBJECT: "inspections.record.sign_subject",
    SignatureKind.SEAL: "inspections.record.seal",
    SignatureKind.REFUSAL: "inspections.record.refusal",
}


def _answer(
    by: Actor, inspection: Inspection, now_stands: RecordState, kind: SignatureKind, **said: str
) -> Signature:
    if now_stands.subject is not None:
        raise Refused("inspections.subject_already_answered")
    signature = Signature.objects.create(
        inspection=inspection, kind=kind, over=now_stands.digest, at=timezone.now(), noted_by=by.name, **said
    )
    record(
        by=by,
        action=_ANSWERED[kind],
        obj=("inspections.inspection", inspection.pk),
        details={"number": inspection.number, "over": now_stands.digest},
    )
    return signature
