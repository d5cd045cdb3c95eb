"""Proofs that something was logged: C2SP tlog-proof texts, their checkpoints and signatures.

Formats: c2sp.org/tlog-proof, /tlog-checkpoint, /signed-note. The log's hash is SHA-256 (RFC 6962), whatever
the draw's; the record logged is the 32 bytes of m, of H(reveals.json) or of the results digest.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from . import merkle
from .errors import LotError
from .hashing import get_hash
from .signatures import verify_ed25519

_HEADER = "c2sp.org/tlog-proof@v1"
_NUMBER = re.compile("0|[1-9][0-9]{0,15}")
_ED25519 = b"\x01"


@dataclass(frozen=True)
class Checkpoint:
    """A log's signed statement of its size and root. ``signatures`` are (key name, key id, signature
    bytes).
    """

    origin: str
    size: int
    root: bytes
    note: bytes
    signatures: tuple[tuple[str, bytes, bytes], ...]


@dataclass(frozen=True)
class InclusionProof:
    """A record's place ``index`` in a log, with the path to the root of ``checkpoint``. ``extra`` is what the
    application put beside it, covered by no signature of the log.
    """

    index: int
    path: tuple[bytes, ...]
    checkpoint: Checkpoint
    extra: bytes = b""


def key_id(name: str, key: bytes) -> bytes:
    """The 4 bytes by which a signed note names an Ed25519 key."""
    return hashlib.sha256(name.encode() + b"\n" + _ED25519 + key).digest()[:4]


def parse_verifier_key(text: str) -> tuple[str, bytes]:
    """(name, 32-byte Ed25519 key) of a C2SP signed-note verifier key, ``name+id+base64``.

    Raises LotError ``log_key_form``.
    """
    name, _, rest = text.strip().partition("+")
    identifier, _, encoded = rest.partition("+")
    try:
        raw = _base64(encoded, 33)
    except LotError as error:
        raise LotError("log_key_form") from error
    key = raw[1:]
    if not name or raw[:1] != _ED25519 or key_id(name, key).hex() != identifier:
        raise LotError("log_key_form")
    return name, key


def write_proof(index: int, path: Sequence[bytes], checkpoint: str) -> str:
    """The text of a proof: ``checkpoint`` is the log's signed note, verbatim."""
    lines = [_HEADER, f"index {index}", *(base64.b64encode(node).decode() for node in path), "", checkpoint]
    return "\n".join(lines)


def with_extra(proof: str, extra: bytes) -> str:
    """The text of a proof with ``extra`` on its line, in place of what stood there."""
    header, _, rest = proof.partition("\n")
    if rest.startswith("extra "):
        rest = rest.partition("\n")[2]
    return f"{header}\nextra {base64.b64encode(extra).decode()}\n{rest}"


def write_checkpoint(origin: str, size: int, root: bytes) -> str:
    """The note text a log signs (``note_signature_line`` gives the line to append after an empty one)."""
    return f"{origin}\n{size}\n{base64.b64encode(root).decode()}\n"


def note_signature_line(name: str, key: bytes, signature: bytes) -> str:
    """The line of a signed note for an Ed25519 ``signature`` (64 bytes) over the note text."""
    return f"— {name} {base64.b64encode(key_id(name, key) + signature).decode()}\n"


def parse_proof(text: str) -> InclusionProof:
    """Read a tlog-proof text. Raises LotError ``log_form``."""
    head, separator, note = text.partition("\n\n")
    lines = head.split("\n")
    if not separator or lines.pop(0) != _HEADER:
        raise LotError("log_form")
    extra = b""
    if lines and lines[0].startswith("extra "):
        extra = _base64(lines.pop(0).removeprefix("extra "))
    if not lines or not lines[0].startswith("index "):
        raise LotError("log_form")
    index = _number(lines.pop(0).removeprefix("index "))
    path = tuple(_base64(line, 32) for line in lines)
    return InclusionProof(index, path, parse_checkpoint(note), extra)


def parse_checkpoint(note: str) -> Checkpoint:
    """Read a signed checkpoint. Raises LotError ``log_form``."""
    body, separator, signed = note.rpartition("\n\n")
    lines = body.split("\n")
    if not separator or len(lines) < 3 or not lines[0] or not signed.endswith("\n"):
        raise LotError("log_form")
    signatures = []
    for line in signed[:-1].split("\n"):
        dash, _, rest = line.partition(" ")
        name, _, encoded = rest.partition(" ")
        raw = _base64(encoded)
        if dash != "—" or not name or len(raw) < 5:
            raise LotError("log_form")
        signatures.append((name, raw[:4], raw[4:]))
    text = (body + "\n").encode()
    return Checkpoint(lines[0], _number(lines[1]), _base64(lines[2], 32), text, tuple(signatures))


def check_inclusion(proof: InclusionProof, record: bytes) -> bool:
    """Whether ``record`` stands at the proof's index under the checkpoint's root."""
    sha256 = get_hash("sha256")
    leaf = merkle.leaf_node(record, sha256)
    point = proof.checkpoint
    return merkle.check_inclusion(leaf, proof.index, point.size, proof.path, point.root, sha256)


def signed_by(checkpoint: Checkpoint, keys: Mapping[str, bytes]) -> list[str]:
    """Names of those of ``keys`` (name → 32-byte Ed25519 key) that signed. Raises LotError
    ``log_signature`` if a signature under a known name and key id is bad.
    """
    names = []
    for name, identifier, signature in checkpoint.signatures:
        key = keys.get(name)
        if key is not None and identifier == key_id(name, key):
            if not verify_ed25519(key, checkpoint.note, signature):
                raise LotError("log_signature", name=name)
            names.append(name)
    return names


def _number(text: str) -> int:
    if not _NUMBER.fullmatch(text):
        raise LotError("log_form")
    return int(text)


def _base64(text: str, size: int | None = None) -> bytes:
    try:
        raw = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, ValueError) as error:
        raise LotError("log_form") from error
    if (size is not None and len(raw) != size) or base64.b64encode(raw).decode() != text:
        raise LotError("log_form")
    return raw
