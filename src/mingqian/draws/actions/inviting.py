"""The sources of a draw as chosen when it is locked, and the one-time links of invited witnesses."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Model
from django.utils import timezone

from mingqian.accounts.models import Agency, User
from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.draws import states
from mingqian.draws.actions.attesting import locked_source
from mingqian.draws.guests import digest_of, guest_of, holds, lapsed
from mingqian.draws.models import Beacon, Draw, Source, WitnessDevice
from mingqian.lot.canonical import nfc_text
from mingqian.lot.drand import CHAINS, is_chained
from mingqian.lot.sources import STRONG_DICE

LINK_HOURS = 24
"""How long an invitation may wait for its device."""
DEFAULT_CHAIN = next(iter(CHAINS))


@dataclass(frozen=True)
class PublicNumber:
    """A number that will be announced elsewhere, such as a lottery's: its name, issue and place, and its digits."""

    label: str
    digits: int


@dataclass(frozen=True)
class Invited:
    """A witness without an account: who, and in which office."""

    name: str
    office: str


@dataclass(frozen=True)
class Round:
    """A drand round: the first one so many minutes after the manifest is published."""

    minutes: int
    chain: str = DEFAULT_CHAIN


@dataclass(frozen=True)
class Chosen:
    """All sources of one draw beside the operator's secret."""

    witnesses: Sequence[User] = ()
    guests: Sequence[Invited] = ()
    dice: bool = False
    numbers: Sequence[PublicNumber] = ()
    rounds: Sequence[Round] = ()

    @property
    def strong(self) -> bool:
        """Whether one of them alone is enough: 128 bits the bureau cannot control."""
        return bool(self.witnesses or self.guests or self.dice or self.rounds)


def choose(
    by: Actor,
    *,
    witness_ids: Sequence[int],
    guests: Sequence[Invited],
    dice: bool,
    public_numbers: Sequence[PublicNumber],
    rounds: Sequence[Round],
) -> Chosen:
    """The sources, checked. Raises `Refused` (draws.not_a_witness, draws.witness_is_operator, draws.no_witness …)."""
    people = list(User.objects.filter(id__in=witness_ids, is_active=True).order_by("id"))
    for person in people:
        if "witness" not in person.roles():
            raise Refused("draws.not_a_witness", name=person.name, field="witnesses")
        if person.id == by.user_id:
            raise Refused("draws.witness_is_operator", field="witnesses")
    for guest in guests:
        if not guest.name.strip() or not guest.office.strip():
            raise Refused("draws.guest_unnamed", field="guest_name")
        if guest.name.strip() == by.name:
            raise Refused("draws.witness_is_operator", field="guest_name")
    for one in rounds:
        if one.chain not in CHAINS or not 1 <= one.minutes <= 24 * 60:
            raise Refused("draws.bad_minutes", field="drand_minutes")
    chosen = Chosen(people, guests, dice, public_numbers, rounds)
    if not chosen.strong:
        raise Refused("draws.no_witness", field="witnesses")
    return chosen


def _label(name: str, office: str) -> str:
    return nfc_text(f"{name}（{office}）" if office else name)[:120]


def make_sources(by: Actor, draw: Draw, chosen: Chosen) -> list[Model]:
    """Write the sources in order, with invitations for those without an account; returns every row written."""
    agencies = dict(Agency.objects.values_list("id", "name"))
    made: list[tuple[Source, WitnessDevice | Beacon | None]] = []
    for person in chosen.witnesses:
        office = "，".join(x for x in (agencies.get(person.agency_id or 0, ""), person.post) if x)
        made.append(
            (
                Source(kind="witness", label=_label(person.name, office), user_id=person.id),
                WitnessDevice(name=person.name, office=office[:120]),
            )
        )
    for guest in chosen.guests:
        name, office = guest.name.strip(), guest.office.strip()
        device = WitnessDevice(name=name[:60], office=office[:120], invited=True)
        _new_link(by, device)
        made.append((Source(kind="witness", label=_label(name, office)), device))
    if chosen.dice:
        made.append((Source(kind="dice", label="现场掷骰", digits=STRONG_DICE), None))
    made += [
        (Source(kind="public", label=nfc_text(n.label)[:120], digits=n.digits), None) for n in chosen.numbers
    ]
    for r in chosen.rounds:
        name = CHAINS[r.chain].name
        if is_chained(r.chain):  # its round signs the one before, which therefore stands before it
            made.append(
                (
                    Source(kind="drand", label=f"{name}（前一轮）"),
                    Beacon(chain=r.chain, minutes=r.minutes),
                )
            )
        made.append((Source(kind="drand", label=name), Beacon(chain=r.chain, minutes=r.minutes)))
    labels = [source.label for source, _ in made]
    twice = next((label for label in labels if labels.count(label) > 1), "")
    if twice:
        raise Refused("draws.same_source_twice", label=twice, field="guest_name")
    rows: list[Model] = []
    for position, (source, beside) in enumerate(made):
        source.draw, source.position = draw, position
        source.save()
        rows.append(source)
        if beside is not None:
            beside.source = source
            beside.save()
            rows.append(beside)
    return rows


def _new_link(by: Actor, device: WitnessDevice) -> None:
    device.token = secrets.token_urlsafe(16)
    device.token_digest = digest_of(device.token)
    device.token_until = timezone.now() + timedelta(hours=LINK_HOURS)
    device.issued_by = by.name
    device.device_digest, device.claimed_at = "", None


@action(Permission.DRAWS_OPERATE, event="draws.witness.invite")
def renew_link(*, by: Actor, source: Source) -> WitnessDevice:
    """A new link for an invited witness (it ran out, the phone was changed): the device before loses its place.

    What it promised stays promised; the value may be typed from paper.
    """
    draw, source = locked_source(source)
    if draw.state not in states.LIVE or draw.state == states.DISPATCHED:
        states.DRAW.check("draw", draw.state, draw.campaign.title)
    device = WitnessDevice.objects.filter(source=source, invited=True).first()
    if device is None:
        raise Refused("draws.not_your_source")
    _new_link(by, device)
    device.save()
    record(
        by=by,
        action="draws.witness.invite",
        rows=[device],
        obj=("draws.draw", draw.pk),
        details={"draw": draw.number, "attempt": draw.attempt, "name": source.label},
    )
    return device


@action(None, event="draws.witness.arrive", why_unguarded="凭一次性链接接入，逐一核对链接和设备")
def claim_link(*, by: Actor, device: WitnessDevice, secret: str) -> WitnessDevice:
    """A browser takes the invitation: from now on it alone is this witness. Twice from the same one is once.

    Raises `Refused` (draws.link_taken, draws.link_lapsed).
    """
    draw, _ = locked_source(device.source)
    device = WitnessDevice.objects.select_related("source__draw").get(pk=device.pk)
    if device.device_digest and not holds(device, secret):
        raise Refused("draws.link_taken", name=device.name)
    if not device.device_digest:
        if lapsed(device):
            raise Refused("draws.link_lapsed")
        device.device_digest, device.claimed_at, device.token = digest_of(secret), timezone.now(), ""
        device.save()
    record(
        by=guest_of(device, origin=by.origin),
        action="draws.witness.arrive",
        rows=[device],
        obj=("draws.draw", draw.pk),
        details={"draw": draw.number, "attempt": draw.attempt, "name": device.source.label},
    )
    return device
