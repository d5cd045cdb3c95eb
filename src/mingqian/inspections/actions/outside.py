"""开展非随机检查: a task outside the lottery, opened by the responsible unit on a ground the documents name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils import timezone

from mingqian.accounts.models import Agency, Unit
from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.draws.seats import EXPERT, LEADER, MEMBER, seat_name
from mingqian.inspections.actions.dispatch import public_code
from mingqian.inspections.law import team_rule
from mingqian.inspections.limits import text
from mingqian.inspections.models import Inspection, OutsideOrder, Seat, SeatSource
from mingqian.inspections.outside import NAME, SUPERIOR, Ground, ground_of
from mingqian.inspections.scope import is_system
from mingqian.inspections.team import why_unfit
from mingqian.plans import overlay
from mingqian.plans.actions import open_outside_task
from mingqian.plans.models import Campaign
from mingqian.registers.models import Expert, Inspector, Item, Subject

MOST_SUBJECTS, MOST_PEOPLE = 50, 9
"""Enterprises and people of one task: more is a campaign, which is drawn."""


@action(Permission.TASKS_LEAD, event="inspections.outside.open")
def open_outside(
    *,
    by: Actor,
    unit: Unit,
    ground: str,
    subjects: Sequence[Subject],
    item_ids: Sequence[int],
    inspectors: Sequence[Inspector],
    check_from: date,
    check_to: date,
    basis_words: str,
    team_reason: str,
    document: str = "",
    document_number: str = "",
    document_date: date | None = None,
    ordered_by: str = "",
    experts: Sequence[Expert] = (),
    title: str = "",
) -> Campaign:
    """Open 非随机检查 of named enterprises by named people; from here on each goes the way of every inspection.

    `ground` is the code of one of `outside.grounds` (`pack:excluded_…`); the first of `inspectors` leads. Returns the
    task, whose inspections are `campaign.inspections`. Nothing of it is a draw: no proof, no history of draws.
    Raises `Refused`: not_yours, outside_ground_unknown, outside_basis_missing,
    outside_document_later, outside_subjects_missing,
    outside_too_many, outside_subject_retired, outside_items_missing, plans.items_unpublished, outside_dates, outside_people_many,
    too_few_inspectors, already_on_team, unfit, reason_required, text_too_long.
    """
    if not is_system(by) and (by.agency_id != unit.agency_id or by.unit_id != unit.pk):
        raise Refused("inspections.not_yours")
    agency, today = unit.agency, timezone.localdate()
    chosen = ground_of(agency.pk, ground, today)
    order = _order(
        chosen,
        basis=text(basis_words, "basis_words", 2000),
        document=text(document, "document", 200),
        document_number=text(document_number, "document_number", 80),
        document_date=document_date,
        ordered_by=text(ordered_by, "ordered_by", 120),
        team_reason=text(team_reason, "team_reason", 1000),
    )
    _check_subjects(agency, subjects)
    items = _items(agency, item_ids, today)
    if check_to < check_from or check_from < today:
        raise Refused("inspections.outside_dates", field="check_to")
    if len(inspectors) + len(experts) > MOST_PEOPLE:
        raise Refused("inspections.outside_people_many", field="inspectors", most=MOST_PEOPLE)
    people: list[tuple[str, Inspector | Expert]] = [
        *((LEADER if place == 0 else MEMBER, one) for place, one in enumerate(inspectors)),
        *((EXPERT, one) for one in experts),
    ]
    campaign = open_outside_task(
        by=by,
        unit=unit,
        ground=chosen.key,
        ground_pack=chosen.pack_id,
        superior=chosen.key == SUPERIOR,
        superior_note=order.paper[:200],
        title=_title(text(title, "title", 60), unit),
        item_ids=items,
        members=max(len(inspectors) - 1, 0),
        experts=len(experts),
        check_from=check_from,
        check_to=check_to,
    )
    order.campaign, order.opened_by, order.opened_at = campaign, by.name, timezone.now()
    order.save()
    rule = team_rule(campaign)
    if len(inspectors) < rule.least:
        raise Refused(
            "inspections.too_few_inspectors",
            field="inspectors",
            count=len(inspectors),
            least=rule.least,
            citation=rule.citation,
        )
    inspections, seats = _inspections(by, campaign, subjects), []
    for inspection in inspections:
        seats += _seats(by, inspection, people, order.team_reason)
    Seat.objects.bulk_create(seats)
    record(
        by=by,
        action="inspections.outside.open",
        rows=[*inspections, *seats],
        obj=("plans.campaign", campaign.pk),
        reason=order.basis,
        details={
            "number": campaign.number,
            "ground": f"{order.words}（{order.citation}）",
            "inspections": len(inspections),
        },
    )
    return campaign


def _title(given: str, unit: Unit) -> str:
    """What the task is called: it says itself that nobody was drawn, and names no enterprise of its own accord."""
    if not given:
        return f"{unit.name}{NAME}"
    return given if NAME in given else f"{NAME}：{given}"


def _order(chosen: Ground, **said: object) -> OutsideOrder:
    """What the task rests on, not yet saved. Raises `Refused(inspections.outside_basis_missing | acts.reason_required)`."""
    order = OutsideOrder(words=chosen.words[:300], citation=chosen.citation, **said)
    if not order.basis:
        raise Refused("inspections.outside_basis_missing", field="basis_words", citation=chosen.citation)
    if order.document_date is not None and order.document_date > timezone.localdate():
        raise Refused("inspections.outside_document_later", field="document_date")
    if not order.team_reason:
        raise Refused("acts.reason_required", field="team_reason")
    return order


def _check_subjects(agency: Agency, subjects: Sequence[Subject]) -> None:
    if not subjects:
        raise Refused("inspections.outside_subjects_missing", field="subjects")
    if len({one.pk for one in subjects}) != len(subjects) or len(subjects) > MOST_SUBJECTS:
        raise Refused("inspections.outside_too_many", field="subjects", most=MOST_SUBJECTS)
    for one in subjects:
        if one.agency_id != agency.pk:
            raise Refused("inspections.not_yours")
        if one.retired_at is not None:
            raise Refused("inspections.outside_subject_retired", field="subjects", name=one.name)


def _items(agency: Agency, item_ids: Sequence[int], today: date) -> list[int]:
    """The items in the order of their codes: in force, and on the public list where only those may be checked."""
    wanted = Item.objects.filter(pk__in=list(item_ids), agency=agency, status="active")
    found = list(wanted.order_by("code").values_list("pk", flat=True))
    if not found or len(found) != len(set(item_ids)):
        raise Refused("inspections.outside_items_missing", field="item_ids")
    overlay.require_published(agency.pk, found, today)
    return found


def _inspections(by: Actor, campaign: Campaign, subjects: Sequence[Subject]) -> list[Inspection]:
    now = timezone.now()
    return Inspection.objects.bulk_create(
        [
            Inspection(
                agency_id=campaign.agency_id,
                campaign=campaign,
                subject=subject,
                subject_name=subject.name,
                subject_code=public_code(subject),
                subject_address=subject.business_address or subject.registered_address,
                unit_id=campaign.unit_id,
                number=f"{campaign.number}-{place:02d}",
                dispatched_at=now,
                dispatched_by=by.name,
            )
            for place, subject in enumerate(subjects, start=1)
        ]
    )


def _seats(
    by: Actor, inspection: Inspection, people: Sequence[tuple[str, Inspector | Expert]], reason: str
) -> list[Seat]:
    """The seats of one team, every one of them appointed and marked so, nobody on it who must stand aside."""
    made: list[Seat] = []
    for number, (name, person) in enumerate(people, start=1):
        inspector = person if isinstance(person, Inspector) else None
        seat = Seat(
            inspection=inspection,
            number=number,
            seat=name,
            inspector=inspector,
            expert=person if isinstance(person, Expert) else None,
            name=person.name,
            certificate=inspector.certificate_number if inspector else "",
            source=SeatSource.DIRECT,
            reason=reason,
            decided_by=by.name,
            decided_at=inspection.dispatched_at,
        )
        if any((one.inspector_id, one.expert_id) == (seat.inspector_id, seat.expert_id) for one in made):
            raise Refused("inspections.already_on_team", name=person.name, field="inspectors")
        if unfit := why_unfit(inspection, seat, person):
            raise Refused(
                "inspections.unfit",
                name=person.name,
                seat=f"{inspection.subject_name}的{seat_name(name)}",
                why=unfit.why,
                citation=unfit.citation,
                field="experts" if name == EXPERT else "inspectors",
            )
        made.append(seat)
    return made
