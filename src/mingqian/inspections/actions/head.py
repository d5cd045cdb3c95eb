"""The head of the record: how it was checked, certificates shown, who takes which item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.draws.seats import LEADER
from mingqian.inspections.heading import CERTIFICATE, FORMS, METHODS, asked_of, must_show, shown_by
from mingqian.inspections.limits import text
from mingqian.inspections.models import Inspection, RecordHead, RecordLine, Showing
from mingqian.inspections.progress import hold
from mingqian.inspections.scope import require_seat
from mingqian.inspections.states import CHECKING, INSPECTION


def _in_check(by: Actor, inspection: Inspection, doing: str) -> Inspection:
    require_seat(by, inspection)
    inspection = hold(inspection)
    if inspection.state != CHECKING:
        raise Refused(
            "acts.wrong_state",
            what=inspection.number,
            state=INSPECTION.states[inspection.state].name,
            doing=doing,
        )
    return inspection


@action(Permission.INSPECT, event="inspections.record.head")
def save_head(
    *,
    by: Actor,
    inspection: Inspection,
    revision: int | None = None,
    methods: Sequence[str] = (),
    form: str = "",
    place: str = "",
    promised: bool = False,
    evaluation: str = "",
    opinion: str = "",
    advice: str = "",
) -> RecordHead:
    """Write the head of the record: method, place, promise, evaluation, opinion, advice; half of it may be kept.

    `revision` is the one the page showed (None: not asked). Raises `Refused`: no_seat, wrong state, head_changed,
    method_unknown, form_unknown, text_too_long.
    """
    inspection = _in_check(by, inspection, "填写检查记录")
    asked = asked_of(inspection.campaign)
    head = RecordHead.objects.filter(inspection=inspection).first()
    if revision is not None and revision != (head.revision if head else 0):
        raise Refused("inspections.head_changed", name=head.written_by if head else "", field="head")
    unknown = [one for one in methods if one not in asked.methods]
    if unknown:
        raise Refused(
            "inspections.method_unknown",
            method="、".join(unknown),
            offered="、".join(asked.methods),
            citation=asked.where(METHODS),
            field="methods",
        )
    if form and form not in asked.forms:
        raise Refused("inspections.form_unknown", form=form, citation=asked.where(FORMS), field="form")
    head = head or RecordHead(inspection=inspection)
    head.methods, head.form = [one for one in asked.methods if one in methods], form
    head.place = text(place, "place", 300)
    head.promised = bool(promised and asked.promise)
    head.promise = asked.promise_words if head.promised else ""
    head.evaluation = text(evaluation, "evaluation", 2000)
    head.opinion, head.advice = text(opinion, "opinion", 2000), text(advice, "advice", 2000)
    head.revision += 1
    head.written_at, head.written_by = timezone.now(), by.name
    head.save()
    record(
        by=by,
        action="inspections.record.head",
        rows=[head],
        obj=("inspections.inspection", inspection.pk),
        details={"number": inspection.number},
    )
    return head


@action(Permission.INSPECT, event="inspections.record.certificates")
def show_certificates(*, by: Actor, inspection: Inspection, seat_ids: Sequence[int]) -> list[Showing]:
    """Note that these members showed their certificates to the enterprise, with the numbers (安全生产法 67).

    Returns those noted now; whoever was noted before is passed over. Raises `Refused`: no_seat, wrong state,
    certificate_of_nobody, certificates_shown (all of them were noted before).
    """
    inspection = _in_check(by, inspection, "登记出示执法证件")
    asked = asked_of(inspection.campaign)
    seats = {seat.pk: seat for seat in must_show(inspection.seats.order_by("number"))}
    if any(pk not in seats for pk in seat_ids):
        raise Refused("inspections.certificate_of_nobody", field="shown")
    already = shown_by(inspection)
    now = timezone.now()
    made = [
        Showing.objects.create(
            inspection=inspection,
            seat=seat,
            name=seat.name,
            certificate=seat.certificate,
            citation=asked.where(CERTIFICATE),
            at=now,
            noted_by=by.name,
        )
        for pk, seat in seats.items()
        if pk in seat_ids and pk not in already
    ]
    if not made:
        raise Refused("inspections.certificates_shown", field="shown")
    record(
        by=by,
        action="inspections.record.certificates",
        obj=("inspections.inspection", inspection.pk),
        details={"number": inspection.number, "people": [one.name for one in made]},
    )
    return made


@action(Permission.INSPECT, event="inspections.record.divide")
def divide_items(*, by: Actor, inspection: Inspection, seats: Mapping[int, int | None]) -> list[RecordLine]:
    """Say which member checks which item: line ids to seat ids (None: nobody in particular).

    Where the document makes the leader divide the work nobody else does (高青 8.2). Raises `Refused`: no_seat, wrong
    state, only_leader, not_yours, certificate_of_nobody, division_stands (nothing would change).
    """
    own = require_seat(by, inspection)
    inspection = _in_check(by, inspection, "分工")
    where = asked_of(inspection.campaign).led
    if where and own is not None and own.seat != LEADER:
        raise Refused("inspections.only_leader", doing="分工", citation=where)
    members = {seat.pk for seat in inspection.seats.all() if not seat.vacant}
    lines = {line.pk: line for line in inspection.lines.filter(pk__in=seats)}
    changed = []
    for pk, seat_id in seats.items():
        if pk not in lines:
            raise Refused("inspections.not_yours")
        if seat_id is not None and seat_id not in members:
            raise Refused("inspections.certificate_of_nobody", field=f"line-{pk}")
        if lines[pk].assigned_id != seat_id:
            lines[pk].assigned_id = seat_id
            lines[pk].save()
            changed.append(lines[pk])
    if not changed:
        raise Refused("inspections.division_stands")
    record(
        by=by,
        action="inspections.record.divide",
        rows=changed,
        obj=("inspections.inspection", inspection.pk),
        details={"number": inspection.number, "lines": [line.position for line in changed]},
    )
    return changed
