"""The hash of a draw (SHA-256 or SM3), domain tags and commitments."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Literal, Protocol, cast

from .errors import LotError

PROTOCOL = "mingqian-lot/1"
DIGEST_SIZE = 32
HashName = Literal["sha256", "sm3"]


def tag(name: str) -> bytes:
    """``TAG(name)``: the ASCII string ``mingqian-lot/1 name`` padded with zero bytes to 32 bytes."""
    raw = f"{PROTOCOL} {name}".encode("ascii")
    if len(raw) > DIGEST_SIZE:
        raise ValueError(name)
    return raw.ljust(DIGEST_SIZE, b"\0")


TAG_ENTRY = tag("entry")
TAG_FACTS = tag("facts")
TAG_ELIGIBLE = tag("eligible")
TAG_COMMIT = tag("commit")
TAG_SEED = tag("seed")
TAG_TICKET = tag("ticket")
TAG_START = tag("start")
TAG_TEAM = tag("team")


class Running(Protocol):
    """A hash that is fed piece by piece, as ``hashlib`` makes them."""

    def update(self, data: bytes, /) -> None: ...
    def digest(self) -> bytes: ...


@dataclass(frozen=True)
class Hash:
    """One of the two hash functions. ``digest`` hashes whole messages to 32 bytes, ``many`` hashes
    ``prefix ‖ item`` for each item without a Python call per item, ``below`` keeps (digest, item) of those whose
    digest is at most ``bound``, ``running`` starts an incremental hash."""

    name: HashName
    digest: Callable[[bytes], bytes]
    many: Callable[[bytes, Iterable[bytes]], list[bytes]]
    below: Callable[[bytes, Iterable[bytes], bytes], list[tuple[bytes, bytes]]]
    running: Callable[[], Running]

    def hex(self, data: bytes) -> str:
        """Lower-case hex of the digest of ``data``."""
        return self.digest(data).hex()


_ONE_BLOCK = 55  # the longest message SHA-256 takes in one compression


def _short_sha256() -> Callable[[bytes], Running]:
    """Python's own SHA-256: of messages of one block it makes one and a half times as many as OpenSSL, which prepares
    more for each. OpenSSL where this Python was built without.
    """
    for name in ("_sha2", "_sha256"):
        try:
            return cast("Callable[[bytes], Running]", import_module(name).sha256)
        except (ImportError, AttributeError):
            continue
    return hashlib.sha256


def _sha256() -> Hash:
    sha256, short = hashlib.sha256, _short_sha256()

    def best(prefix: bytes) -> Callable[[bytes], Running]:
        return short if len(prefix) + DIGEST_SIZE <= _ONE_BLOCK else sha256

    def digest(data: bytes) -> bytes:
        return sha256(data).digest()

    def many(prefix: bytes, items: Iterable[bytes]) -> list[bytes]:
        new = best(prefix)
        return [new(prefix + item).digest() for item in items]

    def below(prefix: bytes, items: Iterable[bytes], bound: bytes) -> list[tuple[bytes, bytes]]:
        new = best(prefix)
        return [(found, item) for item in items if (found := new(prefix + item).digest()) <= bound]

    return Hash("sha256", digest, many, below, lambda: cast("Running", sha256()))


def _below(
    many: Callable[[bytes, Iterable[bytes]], list[bytes]],
) -> Callable[[bytes, Iterable[bytes], bytes], list[tuple[bytes, bytes]]]:
    def below(prefix: bytes, items: Iterable[bytes], bound: bytes) -> list[tuple[bytes, bytes]]:
        kept = list(items)
        return [pair for pair in zip(many(prefix, kept), kept, strict=True) if pair[0] <= bound]

    return below


def _sm3_from_hashlib() -> Hash:
    # Copying a fresh state is a third faster than asking OpenSSL for the algorithm by name each time.
    fresh = hashlib.new("sm3").copy

    def digest(data: bytes) -> bytes:
        state = fresh()
        state.update(data)
        return state.digest()

    def many(prefix: bytes, items: Iterable[bytes]) -> list[bytes]:
        out = []
        for item in items:
            state = fresh()
            state.update(prefix + item)
            out.append(state.digest())
        return out

    return Hash("sm3", digest, many, _below(many), lambda: cast("Running", fresh()))


def _sm3_from_cryptography() -> Hash:
    try:
        from cryptography.hazmat.primitives import hashes
    except ImportError as error:
        raise LotError("sm3_missing") from error
    algorithm = hashes.SM3()

    class State:
        def __init__(self) -> None:
            self._inner = hashes.Hash(algorithm)

        def update(self, data: bytes, /) -> None:
            self._inner.update(data)

        def digest(self) -> bytes:
            return self._inner.copy().finalize()

    def digest(data: bytes) -> bytes:
        inner = hashes.Hash(algorithm)
        inner.update(data)
        return inner.finalize()

    def many(prefix: bytes, items: Iterable[bytes]) -> list[bytes]:
        return [digest(prefix + item) for item in items]

    return Hash("sm3", digest, many, _below(many), State)


@cache
def get_hash(name: str) -> Hash:
    """The hash called ``sha256`` or ``sm3`` in a manifest.

    SM3 (GB/T 32905—2016) comes from OpenSSL through ``hashlib``, else from ``cryptography``. Raises LotError
    ``hash_unknown`` for another name, ``sm3_missing`` where this machine has no SM3 at all.
    """
    if name == "sha256":
        return _sha256()
    if name == "sm3":
        try:
            return _sm3_from_hashlib()
        except ValueError:
            return _sm3_from_cryptography()
    raise LotError("hash_unknown", name=name)


def commit_value(value: str, hash: Hash) -> str:
    """The commitment to a value string, ``H(TAG("commit") ‖ utf8(value))``, as hex."""
    return hash.hex(TAG_COMMIT + value.encode())


def u32(number: int) -> bytes:
    """Four bytes, big-endian. Raises OverflowError outside 0 … 2^32 − 1."""
    return number.to_bytes(4, "big")
