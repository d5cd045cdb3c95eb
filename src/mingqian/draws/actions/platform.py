"""登记平台抽取的名单: entered by one person, held against the platform by another, dispatched like any list."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time

from django.db.models import Model
from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.draws import sealed, states
from mingqian.draws.actions.freezing import earlier_attempt, locked_campaign
from mingqian.draws.eligibility import specialties_asked
from mingqian.draws.models import (
    FROM_PLATFORM,
    Draw,
    DrawnSubject,
    PlatformList,
    PresenceSignature,
    SeatFilled,
)
from mingqian.draws.platform import Listed, Taken, read_list, seats_of
from mingqian.lot.canonical import canonical
from mingqian.plans.actions import advance_campaign
from mingqian.plans.models import Campaign
from mingqian.plans.models.plan import line_digest
from mingqian.plans.packs import pack_for
from mingqian.plans.rulebook import require_settled

CHECKER = "核对人"
FILE = "platform.file"
"""The sealed part that holds the file as it was handed in."""


@action(Permission.DRAWS_OPERATE, event="draws.platform.register")
def register_platform_list(
    *,
    by: Actor,
    campaign: Campaign,
    platform: str,
    reference: str,
    drawn_on: date,
    file_name: str,
    data: bytes,
    departure: str = "",
) -> Draw:
    """Take in a list drawn on the official platform, whole or not at all; another person then confirms it.

    Raises `Refused`: draws.other_agency, draws.already_locked, draws.platform_unnamed, draws.platform_future,
    draws.platform_wrong (the rows; see `draws.platform.read_list`), draws.platform_departs, acts.wrong_state,
    plans.collision, and as `read_list`.
    """
    campaign = locked_campaign(campaign.pk)
    if by.agency_id is not None and by.agency_id != campaign.agency_id:
        raise Refused("draws.other_agency")
    live = campaign.draws.filter(state__in=states.LIVE).first()
    if live is not None:
        raise Refused("draws.already_locked", campaign=campaign.title, attempt=live.attempt)
    if not platform.strip() or not reference.strip():
        raise Refused("draws.platform_unnamed", field="reference" if platform.strip() else "platform")
    today = timezone.localdate()
    if drawn_on > today:
        raise Refused("draws.platform_future", field="drawn_on")
    for stopping in ("draw", "team"):
        require_settled(campaign.agency_id, stopping, today, as_documents=True)
    advance_campaign(
        by=by,
        campaign=campaign,
        act="register_list",
        note=f"在{platform.strip()}抽取，编号 {reference.strip()}",
    )
    listed = read_list(campaign, data, on=today)
    if listed.problems:
        raise Refused("draws.platform_wrong", field="file", count=len(listed.problems))
    if listed.departs and not departure.strip():
        raise Refused("draws.platform_departs", field="departure")
    draw = _draw(by, campaign, listed, drawn_on)
    rows = list(_keep(draw, listed.rows))
    digest = hashlib.sha256(data).hexdigest()
    sealed.seal(draw, FILE, [data])
    listing = PlatformList.objects.create(
        draw=draw,
        platform=platform.strip(),
        reference=reference.strip(),
        drawn_on=drawn_on,
        file_name=file_name[:200],
        file_digest=digest,
        departure=departure.strip() if listed.departs else "",
        registered_by=by.name,
        registered_by_id=by.user_id,
    )
    record(
        by=by,
        action="draws.platform.register",
        rows=[draw, listing, *rows],
        reason=listing.departure,
        details={
            "campaign": campaign.number,
            "platform": listing.platform,
            "reference": listing.reference,
            "file": digest,
        },
    )
    return draw


def _draw(by: Actor, campaign: Campaign, listed: Listed, drawn_on: date) -> Draw:
    previous, attempt = earlier_attempt(campaign)
    pack = pack_for(campaign.agency, campaign.pack_id)
    count = len(listed.rows)
    teams = [[one.subject.pk, [[seat, person.key] for seat, person in one.team]] for one in listed.rows]
    return Draw.objects.create(
        campaign=campaign,
        agency=campaign.agency,
        number=f"{campaign.agency.code}/{campaign.number}",
        attempt=attempt,
        state=states.DRAWN,
        locked_at=timezone.now(),
        locked_by=by.name,
        plan_digest=line_digest(campaign.planned),
        pack={"pack": pack.id, "version": pack.version, "digest": pack.digest()},
        urns=[
            {
                "name": FROM_PLATFORM,
                "size": count,
                "quota": count,
                "share": "",
                "citation": listed.citation,
                "steps": [],
                "weighted": False,
                "chances": [],
            }
        ],
        team={
            "seats": seats_of(campaign, listed.rows),
            "max_load": int(campaign.team["max_load"]),
            **specialties_asked(campaign),
        },
        operator_commitment="",
        previous=previous,
        reason=previous.abort_reason if previous else "",
        drawn_at=timezone.make_aware(datetime.combine(drawn_on, time())),
        drawn_by=by.name,
        results_hash=hashlib.sha256(canonical(teams)).hexdigest(),
    )


def _keep(draw: Draw, rows: Sequence[Taken]) -> Iterator[Model]:
    """The drawn enterprises and their seats; a seat nobody is named for stands open."""
    drawn = DrawnSubject.objects.bulk_create(
        [
            DrawnSubject(
                draw=draw,
                position=position,
                urn=FROM_PLATFORM,
                subject=one.subject,
                entry_hash="",
                ticket="",
                chance="",
            )
            for position, one in enumerate(rows)
        ],
        batch_size=500,
    )
    seats = []
    for kept, one in zip(drawn, rows, strict=True):
        waiting = list(one.team)
        names = [seat["name"] for seat in draw.team["seats"] for _ in range(int(seat["count"]))]
        for number, name in enumerate(names):
            at = next((at for at, (seat, _) in enumerate(waiting) if seat == name), None)
            person = waiting.pop(at)[1] if at is not None else None
            seats.append(
                SeatFilled(
                    drawn=kept,
                    seat=name,
                    number=number,
                    inspector_id=person.pk if person else None,
                    candidates=0,
                )
            )
    yield from drawn
    yield from SeatFilled.objects.bulk_create(seats, batch_size=500)


def _held(draw: Draw) -> Draw:
    draw = Draw.objects.select_for_update(of=("self",)).select_related("campaign", "platform").get(pk=draw.pk)
    if not draw.from_platform:
        raise Refused("draws.not_from_platform")
    return draw


@action(Permission.DRAWS_APPROVE, event="draws.platform.confirm")
def confirm_platform_list(*, by: Actor, draw: Draw) -> Draw:
    """Another person has held the list against the platform's own and signs for it.

    Raises `Refused`: draws.other_agency, draws.not_from_platform, acts.second_person, acts.wrong_state.
    """
    draw = _held(draw)
    if by.agency_id is not None and by.agency_id != draw.agency_id:
        raise Refused("draws.other_agency")
    if draw.platform.registered_by_id == by.user_id:
        raise Refused("acts.second_person", name=by.name)
    draw.state = states.DRAW.check("confirm_list", draw.state, draw.campaign.title)
    draw.signed_at = timezone.now()
    draw.save()
    signature = PresenceSignature.objects.create(
        draw=draw,
        user_id=by.user_id,
        name=by.name,
        office=CHECKER,
        over=draw.results_hash,
        signed_at=draw.signed_at,
    )
    advance_campaign(by=by, campaign=draw.campaign, act="sign", note="与官方平台的名单核对一致")
    record(
        by=by,
        action="draws.platform.confirm",
        rows=[draw, signature],
        details={"draw": draw.number, "over": draw.results_hash},
    )
    return draw


@action(Permission.DRAWS_OPERATE, event="draws.platform.withdraw")
def withdraw_platform_list(*, by: Actor, draw: Draw, reason: str) -> Draw:
    """Take back a list before it is dispatched: it was entered wrongly. It stays on record.

    Raises `Refused`: draws.other_agency, draws.not_from_platform, acts.reason_required, acts.wrong_state.
    """
    if not reason.strip():
        raise Refused("acts.reason_required", field="reason")
    draw = _held(draw)
    if by.agency_id is not None and by.agency_id != draw.agency_id:
        raise Refused("draws.other_agency")
    draw.state = states.DRAW.check("withdraw_list", draw.state, draw.campaign.title)
    draw.abort_reason, draw.aborted_at, draw.aborted_by = reason.strip(), timezone.now(), by.name
    draw.save()
    advance_campaign(by=by, campaign=draw.campaign, act="unfreeze", note=reason.strip())
    record(
        by=by,
        action="draws.platform.withdraw",
        rows=[draw],
        reason=draw.abort_reason,
        details={"draw": draw.number},
    )
    return draw
