"""Commitments and reveals of the sources."""

from __future__ import annotations

import json
import re

from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.draws import states
from mingqian.draws.actions.attesting import close_reveals, keep_signature, locked_source, register_key
from mingqian.draws.guests import Guest, owns
from mingqian.draws.models import Draw, NumberEntry, Source
from mingqian.draws.models.witness import M
from mingqian.draws.presence import devices_missing, witness_office
from mingqian.lot.drand import CHAINS, check_round, is_chained, round_time
from mingqian.lot.errors import LotError
from mingqian.lot.hashing import commit_value as lot_commit
from mingqian.lot.hashing import get_hash

_HEX = re.compile(r"[0-9a-f]{64}")


@action(Permission.DRAWS_WITNESS, event="draws.source.commit")
def commit_value(*, by: Actor, source: Source, commitment: str, key: str = "") -> Source:
    """A witness's device promises its value: only the hash arrives here, with the key the device will sign with.

    Once, before the manifest is fixed; the same promise again changes nothing.
    """
    draw, source = locked_source(source)
    if not owns(by, source):
        raise Refused("draws.not_your_source")
    if draw.state != states.LOCKED:
        states.DRAW.check("commit", draw.state, draw.campaign.title)
    commitment = commitment.strip().lower()
    if not _HEX.fullmatch(commitment):
        raise Refused("draws.bad_commitment", field="commitment")
    if source.commitment and source.commitment != commitment:
        raise Refused("draws.already_committed")
    if not source.commitment:
        source.commitment, source.committed_at = commitment, timezone.now()
        source.save()
    device = register_key(source, key)
    record(
        by=by,
        action="draws.source.commit",
        rows=[source] if device is None else [source, device],
        obj=("draws.source", source.pk),
        details={"draw": draw.number, "attempt": draw.attempt, "commitment": commitment, "key": key},
    )
    return source


def _may_open(draw: Draw) -> None:
    """Sources are opened only after m is public and every witness's device has signed it."""
    states.DRAW.check("draw", draw.state, draw.campaign.title)
    missing = devices_missing(draw, M)
    if missing:
        raise Refused("draws.m_unsigned", names="、".join(missing))


@action(Permission.DRAWS_WITNESS, event="draws.source.reveal")
def reveal_value(*, by: Actor, source: Source, value: str, key: str = "", sig: str = "") -> Source:
    """A witness opens the value; it must open the commitment. Only after the manifest's hash is public and signed.

    With `key` and `sig` the device signs m in the same breath.
    """
    draw, source = locked_source(source)
    if not owns(by, source):
        raise Refused("draws.not_your_source")
    states.DRAW.check("draw", draw.state, draw.campaign.title)
    rows: list[object] = list(keep_signature(draw, source, M, key, sig)) if sig else []
    _may_open(draw)
    value = re.sub(r"\s+", "", value).lower()
    if not _HEX.fullmatch(value):
        raise Refused("draws.bad_value", field="value")
    if source.value:
        raise Refused("draws.already_revealed")
    if lot_commit(value, get_hash(draw.hash_name)) != source.commitment:
        raise Refused("draws.value_opens_nothing", commitment=source.commitment, field="value")
    source.value, source.revealed_at = value, timezone.now()
    source.save()
    record(
        by=by,
        action="draws.source.reveal",
        rows=[source, *rows],
        obj=("draws.source", source.pk),
        details={"draw": draw.number, "attempt": draw.attempt},
    )
    close_reveals(by, draw)
    return source


def _who(by: Actor) -> str:
    return f"s{by.source_id}" if isinstance(by, Guest) else f"u{by.user_id}"


@action(None, event="draws.source.enter", why_unguarded="摇号操作员和本次见证人都可以录入，逐一核对身份")
def enter_number(*, by: Actor, source: Source, value: str) -> Source:
    """Type dice or a public number, not seeing what the other typed; it counts once two people typed the same.

    Raises `Refused` (draws.not_your_source, draws.bad_dice, draws.bad_public, draws.same_person_twice …).
    """
    draw, source = locked_source(source)
    if not witness_office(by, draw):
        by.require(Permission.DRAWS_OPERATE)
    if source.kind not in ("dice", "public"):
        raise Refused("draws.not_your_source")
    _may_open(draw)
    value = re.sub(r"\s+", "", value)
    pattern = "[1-6]" if source.kind == "dice" else "[0-9]"
    if not re.fullmatch(rf"{pattern}{{{source.digits}}}", value):
        code = "draws.bad_dice" if source.kind == "dice" else "draws.bad_public"
        raise Refused(code, digits=source.digits, found=len(value), field="value")
    if source.confirmed_at is not None:
        raise Refused("draws.already_revealed")
    last = source.entries.last()
    now, differs = timezone.now(), False
    if last is not None and last.who == _who(by):
        if last.value == value:
            raise Refused("draws.same_person_twice")
        differs = True  # a slip of the same hand put right; the other person must still agree
    elif last is not None:
        differs = last.value != value
        if not differs:
            source.confirmed_at = now
    entry = NumberEntry.objects.create(source=source, who=_who(by), name=by.name, value=value, entered_at=now)
    source.value, source.revealed_at, source.entered_by_id = value, now, by.user_id
    source.save()
    record(
        by=by,
        action="draws.source.enter",
        rows=[source, entry],
        obj=("draws.source", source.pk),
        details={
            "draw": draw.number,
            "attempt": draw.attempt,
            "confirmed": source.confirmed_at is not None,
            **({"differs": True} if differs else {}),
        },
    )
    close_reveals(by, draw)
    return source


def _signature_in(text: str) -> tuple[str, int | None]:
    """The signature in what was pasted: bare hex digits, or the beacon's JSON answer (signature, round)."""
    text = text.strip()
    if text.startswith("{"):
        try:
            answer = json.loads(text)
            number = answer.get("round")
            before = str(answer.get("previous_signature") or "")
            return before + str(answer["signature"]), number if isinstance(number, int) else None
        except (ValueError, KeyError):
            return "", None
    return re.sub(r"\s+", "", text).lower(), None


def later_round(source: Source) -> bool:
    """Whether this drand source is one to be put in by itself or with the one before it: not the earlier of a pair."""
    if not is_chained(source.beacon.chain):
        return True
    pairs = Source.objects.filter(
        draw_id=source.draw_id, kind="drand", beacon__chain=source.beacon.chain, position__lt=source.position
    )
    return pairs.count() % 2 == 1


def _earlier(draw: Draw, source: Source) -> Source | None:
    """The source before the later of a pair. Raises `LotError` for the earlier one itself."""
    if not is_chained(source.beacon.chain):
        return None
    if not later_round(source):
        raise LotError("drand_pair")
    return Source.objects.select_for_update().get(draw=draw, position=source.position - 1)


@action(Permission.DRAWS_OPERATE, event="draws.source.enter_round")
def enter_round(*, by: Actor, source: Source, value: str) -> Source:
    """Put in the drand round's signature: it proves itself against the pinned chain, whoever brings it. A round of a
    chained network is put in with the one before it, at the later of the two; both are opened at once.

    Raises `Refused` (draws.bad_round, draws.round_not_yet, draws.already_revealed, draws.m_unsigned).
    """
    draw, source = locked_source(source)
    if source.kind != "drand":
        raise Refused("draws.not_your_source")
    _may_open(draw)
    if source.value:
        raise Refused("draws.already_revealed")
    beacon = source.beacon
    assert beacon.round is not None  # fixed when the manifest was published
    due = round_time(beacon.chain, beacon.round)
    if timezone.now().timestamp() < due:
        raise Refused("draws.round_not_yet", round=beacon.round)
    signature, number = _signature_in(value)
    try:
        if number not in (None, beacon.round):
            raise LotError("drand_signature", round=number)
        earlier = _earlier(draw, source)
        previous = ""
        if earlier is not None:
            digits = CHAINS[beacon.chain].digits
            previous, signature = signature[:digits], signature[digits:]
        check_round(beacon.chain, beacon.round, signature, previous)
    except LotError as error:
        raise Refused("draws.bad_round", round=beacon.round, field="value") from error
    source.value, source.revealed_at = signature, timezone.now()
    rows = [source]
    if earlier is not None:
        earlier.value, earlier.revealed_at = previous, source.revealed_at
        rows.insert(0, earlier)
    for row in rows:
        row.save()
    record(
        by=by,
        action="draws.source.enter_round",
        rows=rows,
        details={"draw": draw.number, "attempt": draw.attempt, "round": beacon.round},
    )
    close_reveals(by, draw)
    return source
