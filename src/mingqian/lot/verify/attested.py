"""Steps over what others attest: signatures of those present, and proofs that things were logged."""

from __future__ import annotations

import hashlib
import re
from typing import cast

from .. import stamps as tokens
from .. import tlog
from ..canonical import Json
from ..checking import HEX_32, Checker
from ..errors import LotError
from ..hashing import Hash
from ..shapes import LogProof, Signature
from ..signatures import verify_ed25519
from .context import Context

_SIGNATURE = re.compile("[0-9a-f]{128}")
_ALG = re.compile("ed25519")
_WHAT = re.compile("m|reveals|results")


def signed_bytes(context: Context, hash: Hash, what: str) -> bytes | None:
    """The 32 bytes that ``what`` stands for, from the files as they are; None where a file is missing."""
    if what == "m":
        return context.m
    if what == "reveals":
        return _digest(context, hash, "reveals.json")
    selection = _digest(context, hash, "selection.json")
    teams: bytes | None = b""
    if context.manifest is not None and context.manifest["teams"] is not None:
        teams = _digest(context, hash, "teams.json")
    return None if selection is None or teams is None else hash.digest(selection + teams)


def _digest(context: Context, hash: Hash, name: str) -> bytes | None:
    if name not in context.archive:
        return None
    running = hash.running()
    for chunk in context.archive.chunks(name):
        running.update(chunk)
    return running.digest()


def check_signatures(context: Context, hash: Hash) -> None:
    """Every signature is by its key over what it says. Whose key that is stays open."""
    name = "signatures.json"
    if name not in context.archive:
        context.findings.done("signatures", "absent")
        context.findings.leave_open("unsigned")
        return
    check = Checker()
    _, value = context.read_json(name)
    items = check.items(value, name) or []
    for i, item in enumerate(items):
        _check_shape(
            item, f"{name}/{i}", check, {"alg": _ALG, "key": HEX_32, "over": _WHAT, "sig": _SIGNATURE}, "name"
        )
    context.findings.refuse("signatures", *check.problems)
    if check.problems:
        return
    messages: dict[str, bytes | None] = {}
    for i, line in enumerate(cast("list[Signature]", items)):
        over = line["over"]
        if over not in messages:
            messages[over] = signed_bytes(context, hash, over)
        message = messages[over]
        if message is None or not verify_ed25519(
            bytes.fromhex(line["key"]), message, bytes.fromhex(line["sig"])
        ):
            context.findings.refuse("signatures", LotError("signature_bad", place=f"{name}/{i}"))
    context.findings.done("signatures", signatures=len(items))
    context.findings.leave_open("signers")


def check_log(context: Context, hash: Hash) -> None:
    """Every proof shows its record in a signed log; which log that is, and when, is as good as the log's
    key.
    """
    name = "log.json"
    if name not in context.archive:
        context.findings.done("log", "absent")
        context.findings.leave_open("order_of_events")
        return
    check = Checker()
    _, value = context.read_json(name)
    items = check.items(value, name) or []
    for i, item in enumerate(items):
        _check_shape(item, f"{name}/{i}", check, {"what": _WHAT}, "proof")
    context.findings.refuse("log", *check.problems)
    if check.problems:
        return
    known = stamps = 0
    proved: set[str] = set()
    for i, line in enumerate(cast("list[LogProof]", items)):
        try:
            proof = tlog.parse_proof(line["proof"])
            record = signed_bytes(context, hash, line["what"])
            if record is None or not tlog.check_inclusion(proof, record):
                raise LotError("log_inclusion")
            if tlog.signed_by(proof.checkpoint, context.log_keys):
                known += 1
                proved.add(line["what"])
            stamps += _check_stamp(context, line["what"], proof.extra, record)
        except LotError as error:
            context.findings.refuse("log", error.at(f"{name}/{i}"))
    context.findings.done("log", proofs=len(items), known=known, stamps=stamps)
    if known < len(items):
        context.findings.leave_open("log_key_unknown")
    if proved != {"m", "reveals", "results"}:
        context.findings.leave_open("order_of_events")


def _check_stamp(context: Context, what: str, extra: bytes, record: bytes) -> bool:
    """Whether a time stamp stands beside a proof; what it does not prove is left open. Raises LotError."""
    if not extra:
        return False
    if extra[:1] != tokens.DER_SEQUENCE:
        context.findings.leave_open("extra_unknown", what=what)
        return False
    token = tokens.check_token(extra, record)
    context.findings.stamps[what] = extra
    said = {
        "what": what,
        "at": token.at.isoformat().replace("+00:00", "Z"),
        "nonce": token.nonce.hex() or "—",
        "serial": token.serial.hex(),
        "digest": hashlib.sha256(record).hexdigest(),
    }
    if token.whole:
        context.findings.leave_open("stamp_signature", **said)
    else:
        context.findings.leave_open("stamp_unread", **said)
    return True


def _check_shape(
    item: Json, place: str, check: Checker, patterns: dict[str, re.Pattern[str]], text: str
) -> None:
    fields = check.keys(item, place, (*patterns, text))
    if fields is None:
        return
    check.text(fields.get(text), f"{place}/{text}")
    for key, pattern in patterns.items():
        check.matching(
            fields.get(key), f"{place}/{key}", pattern, "not_one_of" if key != "sig" else "not_hex"
        )
