"""The upper part of an urn's tree, kept so that one path needs one block of leaves and not a million.

For every block of ``BLOCK`` leaves, in order: the e of its first leaf and the root over its leaf inputs. A block boundary
is where RFC 6962 splits too, so the tree over the blocks' roots is the tree over the leaves.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping

from . import merkle
from .canonical import Json
from .enterprise import Receipt, receipt_at
from .entries import LEAF_SIZE, hash_entry, leaf_hashes, leaf_inputs
from .errors import LotError
from .hashing import DIGEST_SIZE, Hash, get_hash
from .shapes import Manifest

BLOCK = 1 << 10
_RECORD = 2 * DIGEST_SIZE


def make_branches(leaves: bytes, hash: Hash) -> bytes:
    """The branches over packed ``leaves``, 64 bytes a block, on as many cores as pay."""
    roots = merkle.block_roots(leaves, LEAF_SIZE, BLOCK, hash)
    step = BLOCK * LEAF_SIZE
    return b"".join(
        leaves[at * step : at * step + DIGEST_SIZE] + roots[at * DIGEST_SIZE : (at + 1) * DIGEST_SIZE]
        for at in range(len(roots) // DIGEST_SIZE)
    )


def branches_root(branches: bytes, hash: Hash) -> str:
    """The urn's Merkle root, as hex."""
    return merkle.fold(_roots(branches), hash).hex() if branches else hash.hex(b"")


def block_of(branches: bytes, e: bytes) -> tuple[int, int]:
    """Where the block lies that ``e`` is in, if it is in any: (first byte, end) of it among the packed leaves; the end
    may lie beyond them.
    """
    number = max(
        0, bisect_right(range(len(branches) // _RECORD), e, key=lambda at: branches[at * _RECORD :][:32]) - 1
    )
    step = BLOCK * LEAF_SIZE
    return number * step, (number + 1) * step


def receipt_from_block(
    manifest: Manifest, urn: int, branches: bytes, block: bytes, entry: Mapping[str, Json]
) -> Receipt:
    """The receipt of ``entry`` in urn number ``urn``, from the packed leaves ``block`` of the block it lies in.

    Raises LotError ``receipt_not_in_urn`` if it has no leaf there.
    """
    hash = get_hash(manifest["hash"])
    e = hash_entry(entry, hash)
    inputs, known = list(leaf_inputs(block)), leaf_hashes(block)
    if e not in known:
        raise LotError("receipt_not_in_urn", e=e.hex())
    within = known.index(e)
    number = block_of(branches, e)[0] // (BLOCK * LEAF_SIZE)
    path = merkle.inclusion_path(inputs, within, hash) + merkle.path_above(_roots(branches), number, hash)
    return receipt_at(manifest, urn, entry, inputs[within], number * BLOCK + within, path)


def _roots(branches: bytes) -> list[bytes]:
    return [branches[at + DIGEST_SIZE : at + _RECORD] for at in range(0, len(branches), _RECORD)]
