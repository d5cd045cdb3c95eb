"""补抽空缺: the open seats of one drawn enterprise are a new numbered draw, as public as any other.

Who asked and who approved is the business of the room that keeps the teams; it hands both over, with what everybody
holds already.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.draws import released, sealed, states
from mingqian.draws.actions.freezing import earlier_attempt, freeze_draw, locked_campaign
from mingqian.draws.actions.inviting import Invited, PublicNumber, Round, choose, make_sources
from mingqian.draws.eligibility import Eligibility, People, gather, spot_of
from mingqian.draws.models import Draw, DrawnSubject, VacancyDraw, WhyVacant
from mingqian.lot.hashing import commit_value as lot_commit
from mingqian.lot.hashing import get_hash
from mingqian.lot.shapes import Seat
from mingqian.plans.models.plan import line_digest
from mingqian.plans.packs import pack_for
from mingqian.plans.pool import UrnPlan
from mingqian.plans.rulebook import require_own_room, require_settled

URN = "补抽空缺"
LIMIT_REACHED = "任务数已满"
ON_THE_TEAM = "已在本组"


@dataclass(frozen=True)
class OpenSeats:
    """The vacant seats of one team and who may not be drawn for them.

    `seats`: (number in the team, seat name). `held`: tasks everybody has in this campaign, by the key of the entry
    (P… an inspector, X… an expert). `on_team`: keys of those who sit there; `left`: of those who left it.
    """

    seats: Sequence[tuple[int, str]]
    held: Mapping[str, int]
    on_team: Collection[str]
    left: Mapping[str, str]
    """Key of everybody who left the team, and why they are not drawn for it again."""


@dataclass(frozen=True)
class Approved:
    """Who asked for the seats to be drawn, who said yes, and why they stand open."""

    ground: WhyVacant
    asked_by: str
    approved_by: str
    approved_at: datetime


def seat_groups(seats: Sequence[tuple[int, str]]) -> tuple[list[Seat], list[int]]:
    """The manifest's seats (a name, how many), and the numbers of the seats in the order they are then drawn."""
    names = list(dict.fromkeys(name for _, name in sorted(seats)))
    numbers = [number for name in names for number, one in sorted(seats) if one == name]
    return [{"name": name, "count": sum(one == name for _, one in seats)} for name in names], numbers


def candidates_for(drawn: DrawnSubject, parent: Draw, open_seats: OpenSeats) -> People:
    """Everybody who may be drawn now, and those who may not, with the reason (draw-protocol: limits lowered by what
    people hold, those whose limit would reach 0 and those already on the team left out).
    """
    people = gather(parent.campaign, on=timezone.localdate())
    found = People([], list(people.out), list(people.kept_out), people.articles)
    for person in people.candidates:
        if person.key in open_seats.on_team:
            found.leave_out(person, ON_THE_TEAM)
        elif person.key in open_seats.left:
            found.leave_out(person, open_seats.left[person.key])
        elif open_seats.held.get(person.key, 0) >= person.most(int(parent.team["max_load"])):
            found.leave_out(person, LIMIT_REACHED)
        else:
            found.candidates.append(person)
    return found


def seats_nobody_can_take(
    drawn: DrawnSubject, parent: Draw, people: People, seats: Sequence[str]
) -> list[str]:
    """Which of these seats nobody among the candidates may take at this enterprise."""
    joint = bool(parent.campaign.partner_agency_ids)
    eligibility = Eligibility(people.candidates, seats, joint=joint, team=parent.team)
    subject = drawn.subject
    spot = spot_of(subject.pk, subject.region_code, subject.township, subject.field)
    return [seat for seat in seats if not eligibility.indices(seat, spot)]


@action(Permission.DRAWS_OPERATE, event="draws.vacancy.lock")
def lock_vacancy(
    *,
    by: Actor,
    drawn: DrawnSubject,
    open_seats: OpenSeats,
    approved: Approved,
    witness_ids: Sequence[int],
    guests: Sequence[Invited] = (),
    dice: bool = False,
    public_numbers: Sequence[PublicNumber] = (),
    rounds: Sequence[Round] = (),
) -> Draw:
    """锁库 for vacant seats: one urn with the one enterprise, quota 1, the open seats, the people eligible now.

    Its number goes on in the campaign's one chain of attempts; `parent` is the draw it repairs. From here on it is
    drawn in the same room in the same steps. Raises `Refused` (draws.already_locked, draws.no_witness,
    draws.vacancy_not_dispatched, draws.vacancy_nobody …).
    """
    campaign = locked_campaign(drawn.draw.campaign_id)
    parent = Draw.objects.select_related("campaign", "agency").get(pk=drawn.draw_id)
    under_way = campaign.draws.filter(state__in=states.UNDER_WAY).first()
    if under_way is not None:
        raise Refused("draws.already_locked", campaign=campaign.title, attempt=under_way.attempt)
    if parent.state != states.DISPATCHED:
        raise Refused("draws.vacancy_not_dispatched", campaign=campaign.title)
    chosen = choose(
        by, witness_ids=witness_ids, guests=guests, dice=dice, public_numbers=public_numbers, rounds=rounds
    )
    for stopping in ("draw", "team"):
        require_settled(campaign.agency_id, stopping, timezone.localdate())
    require_own_room(campaign.agency_id, timezone.localdate())
    people = candidates_for(drawn, parent, open_seats)
    groups, numbers = seat_groups(open_seats.seats)
    names = [seat["name"] for seat in groups]
    if len(seats_nobody_can_take(drawn, parent, people, names)) == len(names):
        raise Refused("draws.vacancy_nobody")
    draw = _new_draw(by, parent, campaign, people, groups, approved)
    vacancy = VacancyDraw.objects.create(
        draw=draw,
        parent=parent,
        drawn=drawn,
        seats=numbers,
        ground=approved.ground,
        asked_by=approved.asked_by,
        approved_by=approved.approved_by,
        approved_at=approved.approved_at,
    )
    draw.vacancy = vacancy
    freeze_draw(draw, [_urn(drawn)], people, open_seats.held)
    draw.save()
    sources = make_sources(by, draw, chosen)
    record(
        by=by,
        action="draws.vacancy.lock",
        rows=[draw, *sources],
        obj=("draws.draw", draw.pk),
        details={
            "campaign": campaign.number,
            "attempt": draw.attempt,
            "parent": parent.manifest_hash,
            "ground": approved.ground.label,
        },
    )
    return draw


def _urn(drawn: DrawnSubject) -> UrnPlan:
    return UrnPlan(URN, 1, "", "", (), [drawn.subject_id], None, ((1, 1, 1),))


def _new_draw(
    by: Actor, parent: Draw, campaign: Any, people: People, groups: list[Seat], approved: Approved
) -> Draw:
    """The row and its secret; the register's state and its salt are those of the draw it repairs."""
    previous, attempt = earlier_attempt(campaign)
    secret = secrets.token_hex(32)
    pack = pack_for(campaign.agency, campaign.line.plan.pack_id)
    reasons = [f"补抽空缺：{approved.ground.label}"]
    if previous is not None and previous.state == states.ABORTED:
        reasons.append(f"前一次中止：{previous.abort_reason}")
    draw = Draw.objects.create(
        campaign=campaign,
        agency=campaign.agency,
        number=parent.number,
        attempt=attempt,
        hash_name=parent.hash_name,
        locked_at=timezone.localtime(),
        locked_by=by.name,
        counts={
            "candidates": 1,
            "excluded": 0,
            "out_of_scope": 0,
            "people": len(people.candidates),
            "people_out": people.reasons(),
        },
        plan_digest=line_digest(campaign.line),
        pack={"pack": pack.id, "version": pack.version, "digest": pack.digest()},
        register=parent.register,
        team={**parent.team, "seats": groups},
        operator_commitment=lot_commit(secret, get_hash(parent.hash_name)),
        previous=previous,
        reason="；".join(reasons),
    )
    sealed.seal(draw, "secret", [secret.encode()])
    sealed.seal(draw, "register.salt", sealed.opened(parent, "register.salt"))
    sealed.seal(draw, "exclusions", [])
    sealed.seal(draw, released.ALREADY, [b"[]"])
    return draw
