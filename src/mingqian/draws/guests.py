"""An invited witness: a person without an account, known by the one device that took the invitation."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass

from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.acts.actor import Actor
from mingqian.draws.models import Source, WitnessDevice


@dataclass(frozen=True)
class Guest(Actor):
    """Acts for one source of one draw, and may do nothing else."""

    source_id: int = 0


def digest_of(secret: str) -> str:
    """What is kept of a link's or a device's secret for finding it again."""
    return hashlib.sha256(secret.encode()).hexdigest()


def guest_of(device: WitnessDevice, *, origin: str) -> Guest:
    """The invited witness as an actor."""
    return Guest(
        user_id=None,
        name=device.name,
        role="witness",
        role_name="受邀见证人",
        agency_id=device.source.draw.agency_id,
        unit_id=None,
        origin=origin,
        permissions=frozenset({str(Permission.DRAWS_WITNESS)}),
        source_id=device.source_id,
    )


def owns(by: Actor, source: Source) -> bool:
    """Whether this witness's value is this one's to promise, open and sign."""
    if source.kind != "witness":
        return False
    if isinstance(by, Guest):
        return source.pk == by.source_id
    return source.user_id is not None and source.user_id == by.user_id


def invitation(token: str) -> WitnessDevice | None:
    """The invitation behind a link, whether still to be taken or taken already; None where it is none or too old."""
    devices = WitnessDevice.objects.select_related(
        "source__draw__campaign", "source__draw__agency", "source__draw__previous"
    )
    found = devices.filter(token_digest=digest_of(token), invited=True).first()
    if found is None or (not found.device_digest and lapsed(found)):
        return None
    return found


def lapsed(device: WitnessDevice) -> bool:
    """The link was not taken in time."""
    return device.token_until is None or device.token_until < timezone.now()


def holds(device: WitnessDevice, secret: str) -> bool:
    """Whether the browser with this secret is the device that took the invitation."""
    return bool(device.device_digest) and hmac.compare_digest(device.device_digest, digest_of(secret))
