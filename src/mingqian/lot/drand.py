"""Rounds of drand, the public randomness beacon, checked offline against a pinned chain.

Only ``quicknet`` (scheme ``bls-unchained-g1-rfc9380``) is pinned: a round of a *chained* network signs the
signature before it too, so a signature alone, which is all a transcript holds, cannot be checked.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from .errors import LotError

# Hash-to-curve suites of RFC 9380 with the domains the beacon's schemes sign under.
DOMAIN_G1 = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_"
DOMAIN_G2 = b"BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_"


@dataclass(frozen=True)
class Chain:
    """A drand network: first round at ``genesis`` (Unix seconds), one every ``period`` s. Public key in G2 and
    signatures of ``digits`` hex digits in G1; the other way round where it is ``chained``.
    """

    name: str
    public_key: bytes
    genesis: int
    period: int
    chained: bool = False

    @property
    def digits(self) -> int:
        """Hex digits of a signature."""
        return 192 if self.chained else 96


CHAINS: dict[str, Chain] = {
    "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971": Chain(
        name="quicknet",
        public_key=bytes.fromhex(
            "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d106451"
            "0d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a"
        ),
        genesis=1692803367,
        period=3,
    ),
    "8990e7a9aaed2ffed73dbd7092123d6f289930540d7651336225dc172e51b2ce": Chain(
        name="default",
        public_key=bytes.fromhex(
            "868f005eb8e6e4ca0a47c8a77ceaa5309a47978a7c71bc5cce96366b5d7a569937c529eeda66c7293784a9402801af31"
        ),
        genesis=1595431050,
        period=30,
        chained=True,
    ),
}


def is_chained(chain: object) -> bool:
    """Whether this is the hash of a pinned chain whose rounds stand in pairs."""
    return isinstance(chain, str) and chain in CHAINS and CHAINS[chain].chained


def round_time(chain: str, number: int) -> int:
    """When round ``number`` (from 1) of the pinned ``chain`` comes out, in Unix seconds."""
    pinned = CHAINS[chain]
    return pinned.genesis + (number - 1) * pinned.period


def first_round_after(chain: str, moment: float) -> int:
    """The first round of the pinned ``chain`` that comes out later than ``moment`` (Unix seconds)."""
    pinned = CHAINS[chain]
    return max(1, int((moment - pinned.genesis) // pinned.period) + 2)


def check_round(chain: str, number: int, signature: str, previous: str = "") -> None:
    """Raise LotError unless ``signature`` (hex) is that round's of the pinned ``chain``; of a chained one, with
    ``previous``, the signature of the round before it.

    ``drand_chain`` (not pinned), ``reveal_form``, ``drand_signature`` (not this round's), or
    ``drand_library`` where py-arkworks-bls12381 is not installed.
    """
    pinned = CHAINS.get(chain)
    if pinned is None:
        raise LotError("drand_chain", chain=chain)
    check_form(chain, signature)
    if pinned.chained:
        check_form(chain, previous)
    try:
        from py_arkworks_bls12381 import GT, G1Point, G2Point
    except ImportError as error:
        raise LotError("drand_library") from error
    message = hashlib.sha256(bytes.fromhex(previous) + number.to_bytes(8, "big")).digest()
    # Decompression checks curve and subgroup; the identity would pass no pairing with a real key.
    try:
        if pinned.chained:
            in_g2 = G2Point.from_compressed_bytes(bytes.fromhex(signature))
            hashed_2 = G2Point.hash_to_curve(message, DOMAIN_G2)
            key_1 = G1Point.from_compressed_bytes(pinned.public_key)
            right = GT.pairing_check([-G1Point(), key_1], [in_g2, hashed_2])
        else:
            in_g1 = G1Point.from_compressed_bytes(bytes.fromhex(signature))
            hashed_1 = G1Point.hash_to_curve(message, DOMAIN_G1)
            key_2 = G2Point.from_compressed_bytes(pinned.public_key)
            right = GT.pairing_check([in_g1, -hashed_1], [G2Point(), key_2])
    except ValueError as error:
        raise LotError("drand_signature", round=number) from error
    if not right:
        raise LotError("drand_signature", round=number)


def check_form(chain: str, signature: str) -> None:
    """Raise LotError ``reveal_form`` unless ``signature`` is as many hex digits as the pinned ``chain`` has."""
    if not re.fullmatch(f"[0-9a-f]{{{CHAINS[chain].digits}}}", signature):
        raise LotError("reveal_form", kind="drand")
