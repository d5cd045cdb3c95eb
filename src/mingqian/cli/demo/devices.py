"""What a witness's phone does, done here: it makes a value and a key, promises, signs, opens."""

from __future__ import annotations

import secrets

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from mingqian.acts.actor import Actor
from mingqian.draws import actions as draws
from mingqian.draws.models import Draw, Source
from mingqian.lot.hashing import commit_value, get_hash


class WitnessDevice:
    """One witness's device in one draw."""

    def __init__(self, by: Actor, source: Source, hash_name: str) -> None:
        self.by, self.source, self.hash_name = by, source, hash_name
        self.value = secrets.token_hex(32)
        self._private = Ed25519PrivateKey.generate()
        self.key = self._private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()

    def _sign(self, digest: str) -> str:
        return self._private.sign(bytes.fromhex(digest)).hex()

    def commit(self) -> None:
        """Promise the value."""
        promise = commit_value(self.value, get_hash(self.hash_name))
        draws.commit_value(by=self.by, source=self.source, commitment=promise, key=self.key)

    def attest(self, over: str, digest: str) -> None:
        """Sign m or the reveals' hash."""
        draws.attest(by=self.by, source=self.source, over=over, key=self.key, sig=self._sign(digest))

    def reveal(self) -> None:
        """Open the value."""
        draws.reveal_value(by=self.by, source=self.source, value=self.value)

    def sign(self, draw: Draw) -> Draw:
        """Sign the result, in person and by device."""
        return draws.sign(by=self.by, draw=draw, key=self.key, sig=self._sign(draw.results_hash))
