"""The witnesses' devices sign what is published: m before any source is opened, the reveals before the result."""

from __future__ import annotations

import re

from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.draws import ledger, states
from mingqian.draws.guests import owns
from mingqian.draws.models import DeviceSignature, Draw, Source, WitnessDevice
from mingqian.draws.models.witness import RESULTS, REVEALS, M
from mingqian.lot.hashing import get_hash
from mingqian.lot.seed import reveals_hash
from mingqian.lot.shapes import Reveal
from mingqian.lot.signatures import verify_ed25519

_KEY = re.compile(r"[0-9a-f]{64}")
_SIG = re.compile(r"[0-9a-f]{128}")


def locked_source(source: Source) -> tuple[Draw, Source]:
    """The draw's row, locked, and the source as it stands."""
    draw = Draw.objects.select_for_update(of=("self",)).select_related("campaign").get(pk=source.draw_id)
    return draw, Source.objects.get(pk=source.pk)


def register_key(source: Source, key: str) -> WitnessDevice | None:
    """Keep the public key of the device that promised; the row to seal, or None where no key came."""
    key = key.strip().lower()
    if not key:
        return None
    if not _KEY.fullmatch(key):
        raise Refused("draws.bad_signature")
    device, _ = WitnessDevice.objects.get_or_create(source=source, defaults={"name": source.label[:60]})
    if device.key != key:
        device.key, device.key_at = key, timezone.now()
        device.save()
    return device


def keep_signature(
    draw: Draw, source: Source, over: str, key: str, sig: str
) -> list[DeviceSignature | WitnessDevice]:
    """Verify and keep a device's signature; returns the rows written (none where it was there already).

    Raises `Refused` (draws.bad_signature).
    """
    key, sig = key.strip().lower(), sig.strip().lower()
    message = {M: draw.manifest_hash, REVEALS: draw.reveals_hash, RESULTS: draw.results_hash}[over]
    if DeviceSignature.objects.filter(source=source, over=over).exists():
        return []
    if not (_KEY.fullmatch(key) and _SIG.fullmatch(sig) and message):
        raise Refused("draws.bad_signature")
    if not verify_ed25519(bytes.fromhex(key), bytes.fromhex(message), bytes.fromhex(sig)):
        raise Refused("draws.bad_signature")
    device = register_key(source, key)
    row = DeviceSignature.objects.create(
        draw=draw, source=source, name=source.label, over=over, key=key, sig=sig, signed_at=timezone.now()
    )
    return [row] if device is None else [row, device]


@action(Permission.DRAWS_WITNESS, event="draws.witness.attest")
def attest(*, by: Actor, source: Source, over: str, key: str, sig: str) -> Source:
    """A witness's device signs m, or the reveals' hash. A second time changes nothing.

    Raises `Refused` (draws.not_your_source, draws.bad_signature, draws.nothing_to_attest, acts.wrong_state).
    """
    draw, source = locked_source(source)
    if not owns(by, source):
        raise Refused("draws.not_your_source")
    states.DRAW.check("draw", draw.state, draw.campaign.title)
    if over not in (M, REVEALS) or (over == REVEALS and not draw.reveals_hash):
        raise Refused("draws.nothing_to_attest")
    rows = keep_signature(draw, source, over, key, sig)
    record(
        by=by,
        action="draws.witness.attest",
        rows=rows,
        obj=("draws.draw", draw.pk),
        details={"draw": draw.number, "attempt": draw.attempt, "over": over, "key": key, "sig": sig},
    )
    return source


def close_reveals(by: Actor, draw: Draw) -> None:
    """Once the last source is open: fix `H(JCS(reveals))`, leave it in the record and in the log, then and there."""
    sources = list(draw.sources.all())
    if draw.reveals_hash or not all(s.opened for s in sources):
        return
    draw.reveals_hash = reveals_hash(reveals_of(sources), get_hash(draw.hash_name)).hex()
    draw.save()
    ledger.log_record(draw, REVEALS, draw.reveals_hash)
    record(
        by=by,
        action="draws.draw.reveals",
        rows=[draw],
        details={"draw": draw.number, "attempt": draw.attempt, "reveals": draw.reveals_hash},
    )


def reveals_of(sources: list[Source]) -> list[Reveal]:
    """`reveals.json` of opened sources, in the manifest's order."""
    return [{"kind": s.kind, "value": s.value} for s in sources]  # type: ignore[typeddict-item]
