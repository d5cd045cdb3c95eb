"""The draws' transparency log: every m, reveals' hash and results' hash in the order they came to be.

An RFC 6962 tree over 32-byte records (SHA-256), its head signed as a C2SP checkpoint with this installation's log key.
The key is derived from the key that seals the audit record: whoever restores one has the other.
"""

from __future__ import annotations

import hmac
from base64 import b64encode
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.db.models import Max
from django.utils import timezone

from mingqian.acts import keys
from mingqian.audit.chain import coming_number
from mingqian.draws.models import Draw, LogEntry
from mingqian.draws.stamping import stamp_after_commit
from mingqian.lot import merkle, tlog
from mingqian.lot.hashing import get_hash
from mingqian.lot.shapes import LogProof


def _private() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(
        hmac.digest(keys.key("seal"), b"mingqian draws log ed25519 1", "sha256")
    )


def public_key() -> bytes:
    """The 32 bytes by which anybody checks a checkpoint."""
    return _private().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def origin() -> str:
    """The log's name, which is also its key's."""
    return f"mingqian-draws-{sha256(public_key()).hexdigest()[:16]}"


def verifier_key() -> str:
    """The log's key as verifiers take it (C2SP signed-note): name, key id, base64 of 0x01 ‖ key."""
    key, name = public_key(), origin()
    return f"{name}+{tlog.key_id(name, key).hex()}+{b64encode(bytes([1]) + key).decode()}"


def log_record(draw: Draw, what: str, record: str) -> LogEntry:
    """Add a digest. Call it just before the event of the same digest, which seals it: both stand in the audit record's
    queue, which lets one writer in at a time.
    """
    coming_number()
    last = LogEntry.objects.aggregate(last=Max("index"))["last"]
    stamp_after_commit(draw.pk)
    return LogEntry.objects.create(
        index=0 if last is None else last + 1,
        draw=draw,
        what=what,
        record=record,
        logged_at=timezone.now(),
    )


def _records() -> list[bytes]:
    return [bytes.fromhex(r) for r in LogEntry.objects.order_by("index").values_list("record", flat=True)]


def _checkpoint(records: list[bytes]) -> str:
    note = tlog.write_checkpoint(origin(), len(records), merkle.root(records, get_hash("sha256")))
    return note + "\n" + tlog.note_signature_line(origin(), public_key(), _private().sign(note.encode()))


def checkpoint() -> str:
    """The signed head of the log as it stands."""
    return _checkpoint(_records())


def proofs(draw: Draw) -> list[LogProof]:
    """`log.json` of a draw: each of its records in the log as it stands now."""
    records = _records()
    head, hash = _checkpoint(records), get_hash("sha256")
    return [
        {
            "what": entry.what,
            "proof": tlog.write_proof(entry.index, merkle.inclusion_path(records, entry.index, hash), head),
        }
        for entry in draw.log_entries.order_by("index")
    ]
