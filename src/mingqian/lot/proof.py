"""One enterprise's proof in one small file: its receipt, the manifest and, once the draw is public, what opens it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NotRequired, TypedDict, cast

from .canonical import Json, parse_canonical
from .checking import HEX_32, Checker
from .enterprise import Explanation, Receipt, check_receipt, explain
from .errors import LotError
from .hashing import Hash, get_hash
from .manifest import require_manifest
from .result import check_secret
from .seed import make_seed, manifest_hash, reveals_hash, ticket_key
from .shapes import Manifest, Reveal
from .sources import require_reveals
from .tickets import make_ticket


class LastDrawn(TypedDict):
    """The last drawn of an urn, as `selection.json` writes it."""

    e: str
    ticket: str


class Proof(TypedDict):
    """The file of 「为什么抽到我」."""

    manifest: Manifest
    receipt: Receipt
    reveals: NotRequired[list[Reveal]]
    secret: NotRequired[str]
    last: NotRequired[LastDrawn | None]


@dataclass(frozen=True)
class Checked:
    """What a proof proves: that e was in the urn; and, where it is open, ticket, chance and outcome."""

    e: bytes
    explanation: Explanation | None


def make_proof(manifest: Manifest, receipt: Receipt) -> Proof:
    """The proof as it may be handed out before the draw is public: nothing in it depends on the outcome."""
    return {"manifest": manifest, "receipt": receipt}


def open_proof(
    proof: Proof, reveals: Sequence[Reveal], secret: str, last: tuple[bytes, bytes] | None
) -> Proof:
    """The same once the draw is public. `last`: (ticket, e) of the last drawn of the receipt's urn."""
    urn = proof["manifest"]["urns"][proof["receipt"]["urn"]]
    shown = last is not None and not urn["weighted"]
    return {
        **proof,
        "reveals": list(reveals),
        "secret": secret,
        "last": {"e": last[1].hex(), "ticket": last[0].hex()} if shown and last else None,
    }


def read_proof(data: bytes) -> Checked:
    """Check the bytes of a proof.

    Raises LotError: what `parse_canonical`, `require_manifest`, `check_receipt`, `require_reveals` and `check_secret`
    raise, `key_*` and `not_*` for a malformed proof, `proof_last` where the last drawn is missing, superfluous or forged.
    """
    value = parse_canonical(data)
    opened = isinstance(value, dict) and "secret" in value
    check = Checker()
    check.keys(
        value,
        "proof",
        ("manifest", "receipt", "reveals", "secret", "last") if opened else ("manifest", "receipt"),
    )
    check.raise_first()
    proof = cast("Proof", value)
    manifest = require_manifest(proof["manifest"])
    e = check_receipt(manifest, proof["receipt"])
    if not opened:
        return Checked(e, None)
    hash = get_hash(manifest["hash"])
    reveals = require_reveals(proof["reveals"], manifest["sources"], hash)
    check.text(cast("Json", proof["secret"]), "proof/secret")
    check.raise_first()
    check_secret(proof["secret"], manifest, hash)
    seed = make_seed(manifest_hash(manifest, hash), proof["secret"], reveals_hash(reveals, hash), hash)
    last = _last(proof, seed, hash)
    return Checked(e, explain(manifest, proof["receipt"], seed, last=last))


def _last(proof: Proof, seed: bytes, hash: Hash) -> tuple[bytes, bytes] | None:
    number = proof["receipt"]["urn"]
    urn = proof["manifest"]["urns"][number]
    due = not urn["weighted"] and urn["quota"] > 0
    given = cast("Json", proof["last"])
    if (given is not None) != due:
        raise LotError("proof_last")
    if given is None:
        return None
    check = Checker()
    check.keys(given, "proof/last", ("e", "ticket"))
    check.raise_first()
    fields = cast("dict[str, Json]", given)
    for key in ("e", "ticket"):
        check.matching(fields[key], f"proof/last/{key}", HEX_32)
    check.raise_first()
    one = cast("LastDrawn", given)
    e, ticket = bytes.fromhex(one["e"]), bytes.fromhex(one["ticket"])
    if make_ticket(ticket_key(seed, number, hash), e, hash) != ticket:
        raise LotError("proof_last")
    return ticket, e
