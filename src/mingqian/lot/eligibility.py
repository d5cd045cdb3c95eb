"""Who may take which seat where: sets of people, fixed before the seed exists.

A set of people is an integer whose bit i stands for leaf i of the people: equal sets are equal integers,
and the two thousand people of a province fit into 250 bytes.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import compress

from .canonical import canonical
from .entries import leaf_hashes
from .errors import LotError
from .hashing import TAG_ELIGIBLE, Hash

# A mask with fewer than one bit set in so many is walked word by word, any other by way of one byte a bit.
_SPARSE = 12
_BITS = bytes.maketrans(b"01", b"\x00\x01")


def mask_flags(mask: int) -> bytes:
    """One byte a bit of ``mask``, 0 or 1, lowest bit first: for ``itertools.compress``."""
    return bin(mask)[:1:-1].encode().translate(_BITS)


def mask_indices(mask: int) -> list[int]:
    """The positions of the bits set in ``mask``, ascending."""
    flags = mask_flags(mask)
    return list(compress(range(len(flags)), flags))


def mask_bits(mask: int) -> Iterator[int]:
    """The positions of the bits set in ``mask``, ascending, one at a time: for those who may stop early."""
    if mask.bit_count() * _SPARSE > mask.bit_length():
        flags = mask_flags(mask)
        yield from compress(range(len(flags)), flags)
        return
    # Arithmetic on the whole mask costs its length for every bit; on words of 64 only where one is set.
    words = memoryview(mask.to_bytes((mask.bit_length() + 63) // 64 * 8, sys.byteorder)).cast("Q")
    for at, word in enumerate(words if sys.byteorder == "little" else reversed(words)):
        while word:
            low = word & -word
            yield at * 64 + low.bit_length() - 1
            word ^= low


def mask_of(indices: Iterable[int], size: int) -> int:
    """The mask with these bits of ``size`` set. Raises IndexError for a position outside."""
    digits = bytearray(b"0") * size
    for index in indices:
        if not 0 <= index < size:
            raise IndexError(index)
        digits[size - 1 - index] = 49
    return int(bytes(digits), 2) if size else 0


def eligible_digest(people: Iterable[bytes], hash: Hash) -> str:
    """``H(TAG("eligible") ‖ e_1 ‖ e_2 ‖ …)`` over the e of the people eligible, brought into ascending
    order, as hex.

    Raises LotError ``person_repeated`` if one stands twice.
    """
    ascending = sorted(people)
    if len(set(ascending)) != len(ascending):
        raise LotError("person_repeated")
    return hash.hex(TAG_ELIGIBLE + b"".join(ascending))


class EligibilitySets:
    """Distinct sets of people, numbered as they come, with the digest of each.

    Made from the people's packed leaves; ``add`` the e of those eligible (or ``everyone``), put
    ``digest(number)`` into the enterprise's entry, keep the number for the draw.
    """

    def __init__(self, people_leaves: bytes, hash: Hash) -> None:
        self.people = leaf_hashes(people_leaves)
        self._position = {e: i for i, e in enumerate(self.people)}
        self._hash = hash
        self._numbers: dict[int, int] = {}
        self._masks: list[int] = []
        self._digests: list[str] = []

    def __len__(self) -> int:
        return len(self._masks)

    def add(self, people: Iterable[bytes]) -> int:
        """The number of the set of these people (their e, any order).

        Raises LotError ``person_unknown`` for an e that is no leaf, ``person_repeated`` for one given twice.
        """
        positions = []
        for e in people:
            position = self._position.get(e)
            if position is None:
                raise LotError("person_unknown", e=e.hex())
            positions.append(position)
        if len(set(positions)) != len(positions):
            raise LotError("person_repeated")
        return self.add_mask(mask_of(positions, len(self.people)))

    def add_mask(self, mask: int) -> int:
        """The number of the set with this mask. Raises LotError ``person_unknown`` for a bit beyond the
        people.
        """
        number = self._numbers.get(mask)
        if number is None:
            if mask >> len(self.people):
                raise LotError("person_unknown")
            number = self._numbers[mask] = len(self._masks)
            self._masks.append(mask)
            chosen = b"".join(compress(self.people, mask_flags(mask)))
            self._digests.append(self._hash.hex(TAG_ELIGIBLE + chosen))
        return number

    def everyone(self) -> int:
        """The number of the set of all people."""
        return self.add_mask((1 << len(self.people)) - 1)

    def mask(self, number: int) -> int:
        """The set as a mask over the people's leaves."""
        return self._masks[number]

    def digest(self, number: int) -> str:
        """The set's digest as hex, for ``eligible`` in an entry."""
        return self._digests[number]

    def eligible(self, seats: Sequence[str], numbers: Sequence[int]) -> dict[str, str]:
        """The ``eligible`` object of an entry: seat name to digest. ``numbers`` has one set a seat name."""
        return {seat: self._digests[number] for seat, number in zip(seats, numbers, strict=True)}


def eligibility_chunks(
    sets: EligibilitySets, numbers: Mapping[bytes, Sequence[int]], tasks: Iterable[bytes]
) -> Iterator[bytes]:
    """The bytes of ``eligibility.json`` for ``tasks`` (drawn e in task order), piece by piece.

    ``numbers`` gives each task's set numbers in order of seat names; sets are renumbered in order of first
    use.
    """
    order: dict[int, int] = {}
    used: list[list[int]] = []
    yield b'{"sets":['
    for e in tasks:
        row = []
        for number in numbers[e]:
            if number not in order:
                yield b"," if order else b""
                order[number] = len(order)
                yield canonical(mask_indices(sets.mask(number)))
            row.append(order[number])
        used.append(row)
    yield b'],"tasks":' + canonical(used) + b"}"
