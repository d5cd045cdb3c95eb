"""Keys of this installation, kept in files beside the data and never in the database.

`field` encrypts personal fields and sealed lists (AES-256-GCM); `seal` commits rows to the audit chain and
makes blind look-up values (HMAC-SHA256). Losing them loses the encrypted fields: `./run backup` says so.
"""

from __future__ import annotations

import functools
import hashlib
import hmac
import os
import secrets
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_NONCE = 12


def make_missing(folder: Path) -> None:
    """Create the keys an installation lacks, readable by its owner alone. Existing keys are never touched."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in ("field", "seal"):
        try:
            handle = os.open(folder / f"{name}.key", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            continue
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(32))


@functools.cache
def key(name: str) -> bytes:
    """32 bytes. Raises `FileNotFoundError` where the installation has none."""
    folder = Path(settings.KEYS_DIR)
    if settings.MAKE_KEYS:
        make_missing(folder)
    return bytes.fromhex((folder / f"{name}.key").read_text().strip())


def encrypt(plain: bytes, *, context: str) -> bytes:
    """AES-256-GCM: nonce ‖ ciphertext ‖ tag, bound to `context` (a value moved elsewhere does not open)."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(key("field")).encrypt(nonce, plain, context.encode())


def decrypt(sealed: bytes, *, context: str) -> bytes:
    """The opposite of `encrypt`. Raises `cryptography.exceptions.InvalidTag` on any change."""
    return AESGCM(key("field")).decrypt(sealed[:_NONCE], sealed[_NONCE:], context.encode())


def blind(value: str, *, context: str) -> str:
    """A keyed digest (32 hex digits) by which an encrypted value can be found again, but not guessed."""
    message = f"{context}\x00{value}".encode()
    return hmac.new(key("seal"), message, hashlib.sha256).hexdigest()[:32]
