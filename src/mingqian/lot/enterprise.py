"""「为什么抽到我」: what one enterprise can check alone, from its own entry and a Merkle path."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypedDict, cast

from . import merkle
from .canonical import Json
from .checking import HEX_32, Checker
from .entries import LEAF_SIZE, MAX_WEIGHT, hash_entry, leaf_hashes, leaf_inputs, leaf_numbers
from .errors import LotError
from .hashing import DIGEST_SIZE, Hash, get_hash, u32
from .manifest import require_manifest
from .result import check_leaves, draw_urn
from .seed import manifest_hash, ticket_key
from .shapes import Manifest, Urn
from .tickets import make_ticket
from .weighted import chances


class Receipt(TypedDict):
    """What an enterprise may ask for at the freeze: its own entry, opened, and its place in the urn.

    ``m``: the manifest's hash; ``urn``: number of the urn from 0; ``index``: of its leaf; ``path``: hex,
    lowest first.
    """

    m: str
    urn: int
    entry: Mapping[str, Json]
    weight: int
    index: int
    path: list[str]


@dataclass(frozen=True)
class Explanation:
    """Why an enterprise was drawn or not.

    ``chance`` and ``drawn`` are None in a weighted urn checked without its leaves. ``last`` is the last
    drawn ticket (unweighted urns with something drawn): drawn is whoever's (ticket, e) is not above it.
    """

    e: bytes
    ticket: bytes
    chance: Fraction | None
    last: bytes | None
    drawn: bool | None


def make_receipt(manifest: Manifest, urn: int, leaves: bytes, entry: Mapping[str, Json]) -> Receipt:
    """The receipt of ``entry`` in urn number ``urn``, whose packed leaves these are.

    Raises LotError ``receipt_not_in_urn`` if it has no leaf there.
    """
    hash = get_hash(manifest["hash"])
    e = hash_entry(entry, hash)
    index = _position(leaves, e)
    inputs = list(leaf_inputs(leaves))
    return receipt_at(manifest, urn, entry, inputs[index], index, merkle.inclusion_path(inputs, index, hash))


def receipt_at(
    manifest: Manifest, urn: int, entry: Mapping[str, Json], leaf: bytes, index: int, path: Sequence[bytes]
) -> Receipt:
    """The receipt of ``entry``, whose packed ``leaf`` stands at ``index``, ``path`` leading from it to the root."""
    return {
        "m": manifest_hash(manifest, get_hash(manifest["hash"])).hex(),
        "urn": urn,
        "entry": entry,
        "weight": int.from_bytes(leaf[DIGEST_SIZE:], "big"),
        "index": index,
        "path": [node.hex() for node in path],
    }


def _position(leaves: bytes, e: bytes) -> int:
    """The index of e among packed leaves, by halving."""
    low, high = 0, len(leaves) // LEAF_SIZE
    while low < high:
        middle = (low + high) // 2
        if leaves[middle * LEAF_SIZE : middle * LEAF_SIZE + DIGEST_SIZE] < e:
            low = middle + 1
        else:
            high = middle
    if leaves[low * LEAF_SIZE : low * LEAF_SIZE + DIGEST_SIZE] != e:
        raise LotError("receipt_not_in_urn", e=e.hex())
    return low


def check_receipt(manifest: Manifest, receipt: Receipt) -> bytes:
    """The e of the receipt's entry, which is proved to be in the urn that ``manifest`` froze.

    Raises LotError: manifest errors, ``key_*`` and ``not_*`` for a malformed receipt, ``receipt_manifest``
    (of another draw), ``receipt_not_in_urn`` (the path does not lead to the root).
    """
    require_manifest(manifest)
    _check_shape(receipt)
    hash = get_hash(manifest["hash"])
    if receipt["m"] != manifest_hash(manifest, hash).hex():
        raise LotError("receipt_manifest")
    if receipt["urn"] >= len(manifest["urns"]):
        raise LotError("receipt_not_in_urn")
    urn = manifest["urns"][receipt["urn"]]
    e = hash_entry(receipt["entry"], hash)
    leaf = merkle.leaf_node(e + u32(receipt["weight"]), hash)
    path = [bytes.fromhex(node) for node in receipt["path"]]
    root = bytes.fromhex(urn["root"])
    if not merkle.check_inclusion(leaf, receipt["index"], urn["size"], path, root, hash):
        raise LotError("receipt_not_in_urn", e=e.hex())
    return e


def _check_shape(receipt: Receipt) -> None:
    check = Checker()
    value = check.keys(cast("Json", receipt), "receipt", ("m", "urn", "entry", "weight", "index", "path"))
    check.raise_first()
    fields = cast("dict[str, Json]", value)
    check.matching(fields["m"], "receipt/m", HEX_32)
    check.whole(fields["urn"], "receipt/urn")
    check.whole(fields["index"], "receipt/index")
    check.whole(fields["weight"], "receipt/weight", low=1, high=MAX_WEIGHT)
    for i, node in enumerate(check.items(fields["path"], "receipt/path") or []):
        check.matching(node, f"receipt/path/{i}", HEX_32)
    check.raise_first()


def explain(
    manifest: Manifest,
    receipt: Receipt,
    seed: bytes,
    *,
    last: tuple[bytes, bytes] | None = None,
    leaves: bytes | None = None,
) -> Explanation:
    """Ticket, chance and outcome of the receipt's enterprise, once the draw is opened.

    ``seed``: 32 bytes (``seed.make_seed`` of what was opened); ``last``: (ticket, e) of the last drawn of
    its urn, from ``selection.json`` (unweighted urns with a quota); ``leaves``: the urn's packed leaves,
    needed in a weighted urn to know chance and outcome. Raises what ``check_receipt`` and ``check_leaves``
    raise, ``explain_last`` where ``last`` is missing.
    """
    e = check_receipt(manifest, receipt)
    hash = get_hash(manifest["hash"])
    number = receipt["urn"]
    urn = manifest["urns"][number]
    ticket = make_ticket(ticket_key(seed, number, hash), e, hash)
    if urn["weighted"]:
        if leaves is None:
            return Explanation(e, ticket, None, None, None)
        return _explain_weighted(urn, number, leaves, e, ticket, seed, hash)
    chance = Fraction(urn["quota"], urn["size"])
    if not urn["quota"]:
        return Explanation(e, ticket, chance, None, False)
    if last is None:
        raise LotError("explain_last")
    return Explanation(e, ticket, chance, last[0], (ticket, e) <= last)


def _explain_weighted(
    urn: Urn, number: int, leaves: bytes, e: bytes, ticket: bytes, seed: bytes, hash: Hash
) -> Explanation:
    check_leaves(leaves, urn["size"], urn["root"], 1, MAX_WEIGHT, hash)
    position = leaf_hashes(leaves).index(e)
    drawn = any(one.e == e for one in draw_urn(leaves, urn, number, seed, hash).drawn)
    return Explanation(e, ticket, chances(leaf_numbers(leaves), urn["quota"])[position], None, drawn)


def last_drawn(selection: Sequence[Mapping[str, Json]], urn: int) -> tuple[bytes, bytes] | None:
    """(ticket, e) of the last drawn of urn number ``urn`` in a (verified) ``selection.json``; None if none
    was.
    """
    drawn = cast("list[dict[str, str]]", selection[urn]["drawn"])
    return (bytes.fromhex(drawn[-1]["ticket"]), bytes.fromhex(drawn[-1]["e"])) if drawn else None
