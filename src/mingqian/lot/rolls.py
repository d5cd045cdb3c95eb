"""A roll: one large urn frozen at once, on as many cores as pay, without a Python object a candidate.

The candidates stay where they are: ``source`` gives the entry of any place in it, as often as asked. Kept are 36 bytes
a candidate (the packed leaves) and 4 more (which place each leaf came from).
"""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress, islice, pairwise
from operator import lt

from .entries import LEAF_SIZE, MAX_U32, Entry, count_leaves, hash_entries
from .errors import LotError
from .hashing import DIGEST_SIZE, Hash
from .parallel import processes_for, spread

_BUCKETS = 256  # by the first byte of e
_AT_ONCE = 1 << 19  # entries put in order at a time


@dataclass(frozen=True)
class Roll:
    """A frozen urn: ``leaves`` as ``build_urn`` and ``draw`` take them, ``places`` of the leaves in ``source``."""

    source: Sequence[Entry]
    leaves: bytes
    places: array[int]

    def entry(self, e: bytes) -> Entry:
        """The entry of ``e``, as ``write_transcript`` asks for it. Raises KeyError if ``e`` is no leaf."""
        index = bisect_left(
            range(count_leaves(self.leaves)),
            e,
            key=lambda i: self.leaves[i * LEAF_SIZE : i * LEAF_SIZE + DIGEST_SIZE],
        )
        if self.leaves[index * LEAF_SIZE : index * LEAF_SIZE + DIGEST_SIZE] != e:
            raise KeyError(e)
        return self.source[self.places[index]]


def freeze_roll(
    source: Sequence[Entry],
    hash: Hash,
    *,
    weights: Sequence[int] | None = None,
    processes: int | None = None,
) -> Roll:
    """Hash every entry of ``source`` and put the leaves in order; ``weights`` by place, 1 each where None.

    Gives the leaves that ``pack_leaves`` gives. Entries are taken as they stand, in NFC. Raises what ``hash_entry``
    and ``pack_leaves`` raise.
    """
    size = len(source)
    if size > MAX_U32:
        raise LotError("leaf_count", expected=MAX_U32, found=size)
    leaves, places = pack_digests(
        hash_places(source, hash, processes=processes), weights=weights, processes=processes
    )
    return Roll(source, leaves, places)


def pack_digests(
    digests: bytes, *, weights: Sequence[int] | None = None, processes: int | None = None
) -> tuple[bytes, array[int]]:
    """(leaves, places) of entries whose e lie end to end in ``digests``: what a roll keeps of them.

    ``weights`` as in ``freeze_roll``. Raises what ``pack_leaves`` raises.
    """
    size = len(digests) // DIGEST_SIZE
    if size > MAX_U32:
        raise LotError("leaf_count", expected=MAX_U32, found=size)
    text = digests.decode("latin-1")  # the order of bytes, in the kind of text that Python sorts fastest
    numbers = _big_endian(array("I", range(size))).decode("latin-1")
    first = digests[::DIGEST_SIZE]

    def ordered(start: int, end: int) -> tuple[bytes, bytes]:
        """Leaves and places of the entries whose e begins with a byte of ``start`` … ``end`` − 1."""
        leaves, places = [], []
        # A few buckets at a time: what is being sorted stays small, and its memory is used again.
        step = max(1, min(end - start, _AT_ONCE * _BUCKETS // max(1, size)))
        for low in range(start, end, step):
            high = min(low + step, end)
            chosen = first.translate(bytes(low <= byte < high for byte in range(_BUCKETS)))
            records = [
                text[at * 32 : at * 32 + 32] + numbers[at * 4 : at * 4 + 4]
                for at in compress(range(size), chosen)
            ]
            records.sort()
            packed = bytearray("".join(records), "latin-1")
            where = bytearray(len(records) * 4)
            for column in range(4):
                where[column::4] = packed[DIGEST_SIZE + column :: LEAF_SIZE]
            values = _weights_at(where, weights)
            for column in range(4):
                packed[DIGEST_SIZE + column :: LEAF_SIZE] = values[column::4]
            _refuse_repeated(packed)
            leaves.append(packed)
            places.append(where)
        return b"".join(leaves), b"".join(places)

    parts = spread(ordered, _BUCKETS, processes=processes_for(size) if processes is None else processes)
    places = array("I", b"".join(part[1] for part in parts))
    if sys.byteorder == "little":
        places.byteswap()
    return b"".join(part[0] for part in parts), places


def hash_places(source: Sequence[Entry], hash: Hash, *, processes: int | None = None) -> bytes:
    """``hash_entry`` of every place of ``source``, 32 bytes each, in its order."""

    def hashed(start: int, end: int) -> bytes:
        return b"".join(hash_entries((source[place] for place in range(start, end)), hash))

    return b"".join(spread(hashed, len(source), processes=processes))


def _weights_at(where: bytearray, weights: Sequence[int] | None) -> bytes:
    """The weights of the places in ``where``, four bytes each."""
    size = len(where) // 4
    if weights is None:
        return b"\0\0\0\1" * size
    places = array("I", bytes(where))
    if sys.byteorder == "little":
        places.byteswap()
    try:
        return _big_endian(array("I", map(weights.__getitem__, places)))
    except OverflowError as error:
        raise LotError("leaf_number") from error


def _big_endian(numbers: array[int]) -> bytes:
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers.tobytes()


def _refuse_repeated(leaves: bytearray) -> None:
    whole = bytes(leaves)
    hashes = [whole[at : at + DIGEST_SIZE] for at in range(0, len(leaves), LEAF_SIZE)]
    if not all(map(lt, hashes, islice(hashes, 1, None))):
        wrong = next(one for one, after in pairwise(hashes) if one == after)
        raise LotError("leaf_repeated", e=wrong.hex())
