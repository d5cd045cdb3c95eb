"""Ed25519 signatures (RFC 8032) of those present."""

from __future__ import annotations

from .errors import LotError


def verify_ed25519(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether ``signature`` (64 bytes) is by ``key`` (32 bytes) over ``message``.

    Raises LotError ``signature_library`` where ``cryptography`` is not installed.
    """
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ImportError as error:
        raise LotError("signature_library") from error
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
