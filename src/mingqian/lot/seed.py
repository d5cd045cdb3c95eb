"""The seed of a draw and the keys made from it."""

from __future__ import annotations

from collections.abc import Sequence

from .canonical import canonical
from .hashing import TAG_SEED, TAG_START, TAG_TEAM, TAG_TICKET, Hash, u32
from .shapes import Manifest, Reveal


def manifest_hash(manifest: Manifest, hash: Hash) -> bytes:
    """``m = H(JCS(manifest))``: logged, published and signed before any source is opened."""
    return hash.digest(canonical(manifest))


def reveals_hash(reveals: Sequence[Reveal], hash: Hash) -> bytes:
    """``H(JCS(reveals))``: logged and signed by those present before the result is shown."""
    return hash.digest(canonical(list(reveals)))


def make_seed(m: bytes, secret: str, reveals: bytes, hash: Hash) -> bytes:
    """``seed = H(TAG("seed") ‖ m ‖ the 32 bytes of s ‖ H(JCS(reveals)))``.

    ``secret`` is s as 64 hex digits, ``m`` and ``reveals`` are 32 bytes each.
    """
    return hash.digest(TAG_SEED + m + bytes.fromhex(secret) + reveals)


def ticket_key(seed: bytes, urn: int, hash: Hash) -> bytes:
    """The 16-byte key of the tickets of urn number ``urn`` (from 0, manifest order)."""
    return hash.digest(TAG_TICKET + seed + u32(urn))[:16]


def start_block(seed: bytes, urn: int, counter: int, hash: Hash) -> int:
    """``x_c`` of a weighted urn, as a number."""
    return int.from_bytes(hash.digest(TAG_START + seed + u32(urn) + u32(counter)), "big")


def team_key(seed: bytes, hash: Hash) -> bytes:
    """The 16-byte key by which candidates for seats are ranked."""
    return hash.digest(TAG_TEAM + seed)[:16]
