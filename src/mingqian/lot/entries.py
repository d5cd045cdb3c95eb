"""Entries, their hashes, and the leaves of urns and people.

Leaves are kept packed: 36 bytes a leaf, ``e ‖ u32(weight or limit)``, strictly ascending by e. A province's
million entries are 36 MB so, and the file of a transcript is the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, pairwise
from operator import itemgetter, lt
from typing import TypeAlias

from .canonical import Json, canonical, canonical_many
from .errors import LotError
from .hashing import DIGEST_SIZE, TAG_ENTRY, TAG_FACTS, Hash

LEAF_SIZE = DIGEST_SIZE + 4
MAX_WEIGHT = 10_000
_NUMBER = itemgetter(slice(DIGEST_SIZE, LEAF_SIZE))
_RUN = 512  # entries written and hashed at a time
MAX_U32 = 2**32 - 1

Entry: TypeAlias = Mapping[str, Json]

_salt = re.compile(r"[0-9a-f]{32}")
_commitment = re.compile(r"[0-9a-f]{64}")
_hex = re.compile(r"(?:[0-9a-f]{2})+")


def check_entry(entry: object) -> None:
    """Raise LotError unless ``entry`` is an object (``entry_shape``) with a text ``id`` (``entry_id``), a ``salt`` of
    32 hex digits (``entry_salt``) and, where it has ``facts``, a commitment of 64 hex digits (``entry_facts``).
    """
    if not isinstance(entry, dict):
        raise LotError("entry_shape")
    if type(entry.get("id")) is not str:
        raise LotError("entry_id")
    salt = entry.get("salt")
    if type(salt) is not str or not _salt.fullmatch(salt):
        raise LotError("entry_salt")
    if "facts" in entry:
        facts = entry["facts"]
        if type(facts) is not str or not _commitment.fullmatch(facts):
            raise LotError("entry_facts")


def check_entries(entries: Sequence[Entry]) -> None:
    """``check_entry`` of each."""
    try:
        if set(map(type, entries)) <= {dict} and {type(entry["id"]) for entry in entries} <= {str}:
            facts = [entry["facts"] for entry in entries if "facts" in entry]
            if _all_hex([entry["salt"] for entry in entries], 32) and _all_hex(facts, 64):
                return
    except KeyError:
        pass
    for entry in entries:
        check_entry(entry)


def _all_hex(values: Sequence[Json], digits: int) -> bool:
    """Whether every value is a text of so many lower-case hex digits."""
    if not set(map(type, values)) <= {str}:
        return False
    text = "".join(values)  # type: ignore[arg-type]
    plain = text.isascii() and not text.encode().translate(None, b"0123456789abcdef")
    return plain and set(map(len, values)) <= {digits}  # type: ignore[arg-type]


def hash_entry(entry: Entry, hash: Hash) -> bytes:
    """``e = H(TAG("entry") ‖ JCS(entry))``, 32 bytes.

    The entry is taken as it stands: bring its text to NFC first (``canonical.nfc``). Raises LotError
    what ``check_entry`` or ``canonical`` raises.
    """
    check_entry(entry)
    return hash.digest(TAG_ENTRY + canonical(entry))


def hash_entries(entries: Iterable[Entry], hash: Hash) -> list[bytes]:
    """``hash_entry`` of each, in the order given."""
    out: list[bytes] = []
    remaining = iter(entries)
    while some := list(islice(remaining, _RUN)):
        out += hash_and_write(some, hash)[0]
    return out


def hash_and_write(entries: Sequence[Entry], hash: Hash) -> tuple[list[bytes], list[bytes]]:
    """``hash_entry`` of each and the canonical bytes of each, for whoever keeps both."""
    check_entries(entries)
    texts = canonical_many(entries)
    return hash.many(TAG_ENTRY, texts), texts


def commit_facts(facts_salt: str, facts: Json, hash: Hash) -> str:
    """The commitment ``H(TAG("facts") ‖ JCS([facts_salt, facts]))`` as hex, for an entry's ``facts``.

    ``facts_salt`` is fresh random hex (32 digits), never published. Raises LotError ``facts_salt`` if it is
    no hex.
    """
    if not _hex.fullmatch(facts_salt):
        raise LotError("facts_salt")
    return hash.hex(TAG_FACTS + canonical([facts_salt, facts]))


def commit_and_write(pairs: Sequence[tuple[str, Json]], hash: Hash) -> tuple[list[str], list[bytes]]:
    """``commit_facts`` of each (facts_salt, facts), and the canonical bytes of each pair."""
    if not all(_hex.fullmatch(salt) for salt, _ in pairs):
        raise LotError("facts_salt")
    written = canonical_many([facts for _, facts in pairs])
    texts = [b'["%b",%b]' % (salt.encode(), text) for (salt, _), text in zip(pairs, written, strict=True)]
    return [digest.hex() for digest in hash.many(TAG_FACTS, texts)], texts


def pack_leaves(pairs: Iterable[tuple[bytes, int]]) -> bytes:
    """Leaves of an urn (e, weight) or of the people (e, limit), packed in leaf order.

    Takes any order. Raises LotError ``leaf_repeated`` if an e stands twice, ``leaf_number`` if a number is
    no u32.
    """
    try:
        leaves = [e + number.to_bytes(4, "big") for e, number in pairs]
    except OverflowError as error:
        raise LotError("leaf_number") from error
    leaves.sort()
    hashes = [one[:DIGEST_SIZE] for one in leaves]
    if not all(map(lt, hashes, islice(hashes, 1, None))):
        wrong = next(one for one, next_one in pairwise(hashes) if one == next_one)
        raise LotError("leaf_repeated", e=wrong.hex())
    packed = b"".join(leaves)
    if len(packed) != LEAF_SIZE * len(leaves):
        raise LotError("leaf_size")
    return packed


def leaf_inputs(leaves: bytes) -> Iterator[bytes]:
    """The 36 bytes of each leaf. Raises LotError ``leaf_size`` if the bytes are not whole leaves."""
    if len(leaves) % LEAF_SIZE:
        raise LotError("leaf_size", size=len(leaves))
    return (leaves[at : at + LEAF_SIZE] for at in range(0, len(leaves), LEAF_SIZE))


def leaf_hashes(leaves: bytes) -> list[bytes]:
    """The e of each leaf, ascending."""
    return [leaves[at : at + DIGEST_SIZE] for at in range(0, len(leaves), LEAF_SIZE)]


def leaf_numbers(leaves: bytes) -> list[int]:
    """The weight or limit of each leaf, in leaf order."""
    return [int.from_bytes(leaves[at : at + 4], "big") for at in range(DIGEST_SIZE, len(leaves), LEAF_SIZE)]


def count_leaves(leaves: bytes) -> int:
    """How many leaves are packed in ``leaves``."""
    return len(leaves) // LEAF_SIZE


class LeafOrder:
    """Checks leaves as they stream by: whole, strictly ascending, numbers within ``low`` … ``high``.

    Feed it runs of whole leaves; it raises LotError ``leaf_order``, ``leaf_repeated`` or ``leaf_number``
    with the index of the first leaf that breaks the rule.
    """

    def __init__(self, low: int, high: int, *, after: bytes = b"", count: int = 0) -> None:
        """``after`` and ``count``: the e before the first leaf to come, and how many leaves were before it."""
        self._low = low.to_bytes(4, "big")
        self._high = high.to_bytes(4, "big")
        self._last = after
        self.count = count

    def feed(self, inputs: list[bytes]) -> None:
        """Check the next leaf inputs, 36 bytes each."""
        hashes = [one[:DIGEST_SIZE] for one in inputs]
        if hashes and not (self._last < hashes[0] and all(map(lt, hashes, islice(hashes, 1, None)))):
            before = [self._last, *hashes[:-1]]
            wrong = next(i for i, e in enumerate(hashes) if not before[i] < e)
            code = "leaf_repeated" if before[wrong] == hashes[wrong] else "leaf_order"
            raise LotError(code, index=self.count + wrong)
        numbers = set(map(_NUMBER, inputs))
        if numbers and not self._low <= min(numbers) <= max(numbers) <= self._high:
            wrong = next(
                i for i, one in enumerate(inputs) if not self._low <= one[DIGEST_SIZE:] <= self._high
            )
            raise LotError("leaf_number", index=self.count + wrong)
        if hashes:
            self._last = hashes[-1]
        self.count += len(inputs)
