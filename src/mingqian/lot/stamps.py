"""RFC 3161 time stamp tokens beside a log's proofs: reading the DER, and what can be checked without certificates.

A token says that a record existed no later than ``at``, on the word of the authority that signed it. Here it is
checked that the token is whole and about this record; whose signature it carries is for ``openssl ts -verify``.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from .errors import LotError

_INTEGER, _OCTETS, _OID, _TIME, _SEQUENCE, _SET = 0x02, 0x04, 0x06, 0x18, 0x30, 0x31
_SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
_TST_INFO = bytes.fromhex("2a864886f70d0109100104")
_CONTENT_TYPE = bytes.fromhex("2a864886f70d010903")
_MESSAGE_DIGEST = bytes.fromhex("2a864886f70d010904")
_SHA256 = bytes.fromhex("608648016503040201")
_DIGESTS = {
    _SHA256: "sha256",
    bytes.fromhex("608648016503040202"): "sha384",
    bytes.fromhex("608648016503040203"): "sha512",
}
_TIME_FORM = re.compile(rb"([12]\d{3})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d*[1-9]))?Z", re.ASCII)
DER_SEQUENCE = b"\x30"
"""How a token begins; `extra` bytes that begin otherwise are none."""
_LATER = (_SEQUENCE, 0x01, _INTEGER, 0xA0, 0xA1)  # accuracy, ordering, nonce, tsa, extensions


@dataclass(frozen=True)
class TimeStampToken:
    """What a token says. ``at`` is UTC, ``nonce`` and ``serial`` the DER integers' bytes; ``whole`` is whether the
    signed digest of what it says could be compared (an algorithm this program knows).
    """

    imprint_algorithm: bytes
    imprint: bytes
    at: datetime
    serial: bytes
    nonce: bytes
    whole: bool


class _Der:
    """Elements one after another, as DER allows and no other way. Raises LotError ``stamp_form``."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    @property
    def ended(self) -> bool:
        return self._at == len(self._data)

    @property
    def coming(self) -> int | None:
        """The tag of the next element; None at the end."""
        return None if self.ended else self._data[self._at]

    def next(self, *tags: int) -> bytes:
        """Content of the next element, which must have one of these tags (any, if none is given)."""
        data, at = self._data, self._at
        if len(data) - at < 2 or (tags and data[at] not in tags) or data[at] & 0x1F == 0x1F:
            raise LotError("stamp_form")
        length, at = data[at + 1], at + 2
        if length >= 0x80:
            octets = length & 0x7F
            length = int.from_bytes(data[at : at + octets], "big")
            if not 1 <= octets <= 4 or length < 0x80 or length >> 8 * (octets - 1) == 0:
                raise LotError("stamp_form")
            at += octets
        if at + length > len(data):
            raise LotError("stamp_form")
        self._at = at + length
        return data[at : self._at]

    def inside(self, *tags: int) -> _Der:
        return _Der(self.next(*tags))

    def only(self, *tags: int) -> _Der:
        """The next element, after which nothing may come."""
        inner = self.inside(*tags)
        self.end()
        return inner

    def algorithm(self) -> bytes:
        """The name in an AlgorithmIdentifier; its parameters say nothing here."""
        inner = self.inside(_SEQUENCE)
        name = inner.next(_OID)
        if not inner.ended:
            inner.next()
        inner.end()
        return name

    def end(self) -> None:
        if not self.ended:
            raise LotError("stamp_form")


def token_of_response(response: bytes) -> bytes:
    """The token in the answer of a time stamp server (TimeStampResp). Raises LotError ``stamp_form``."""
    answer = _Der(response).only(_SEQUENCE)
    answer.next(_SEQUENCE)
    token = answer._data[answer._at :]  # the element with its own head
    answer.next(_SEQUENCE)
    answer.end()
    return token


def read_token(token: bytes) -> TimeStampToken:
    """Read a TimeStampToken in DER. Raises LotError ``stamp_form`` or ``stamp_digest``."""
    outer = _Der(token).only(_SEQUENCE)
    if outer.next(_OID) != _SIGNED_DATA:
        raise LotError("stamp_form")
    signed = outer.only(0xA0).only(_SEQUENCE)
    signed.next(_INTEGER)
    signed.next(_SET)
    content = signed.inside(_SEQUENCE)
    if content.next(_OID) != _TST_INFO:
        raise LotError("stamp_form")
    wrapped = content.only(0xA0)
    info = wrapped.next(_OCTETS)
    wrapped.end()
    for tag in (0xA0, 0xA1):  # certificates, revocation lists
        if signed.coming == tag:
            signed.next(tag)
    signer = signed.only(_SET).only(_SEQUENCE)
    return _read_info(info, whole=_check_digest(signer, info))


def _check_digest(signer: _Der, info: bytes) -> bool:
    """Whether the one signer's signed digest could be compared with ``info``; refuses where it differs."""
    signer.next(_INTEGER)
    signer.next(_SEQUENCE, 0x80)
    algorithm = signer.algorithm()
    attributes = dict[bytes, bytes]()
    for one in _all(signer.inside(0xA0)):
        name = one.next(_OID)
        values = one.next(_SET)
        one.end()
        if name in attributes:
            raise LotError("stamp_form")
        attributes[name] = values
    signer.next(_SEQUENCE)
    signer.next(_OCTETS)
    if signer.coming == 0xA1:
        signer.next(0xA1)
    signer.end()
    for name, tag in ((_CONTENT_TYPE, _OID), (_MESSAGE_DIGEST, _OCTETS)):
        value = _Der(attributes.get(name, b""))
        attributes[name] = value.next(tag)
        value.end()
    if attributes[_CONTENT_TYPE] != _TST_INFO:
        raise LotError("stamp_form")
    known = _DIGESTS.get(algorithm)
    if known is not None and hashlib.new(known, info).digest() != attributes[_MESSAGE_DIGEST]:
        raise LotError("stamp_digest")
    return known is not None


def _all(elements: _Der) -> Iterator[_Der]:
    while not elements.ended:
        yield elements.inside(_SEQUENCE)


def _read_info(info: bytes, *, whole: bool) -> TimeStampToken:
    fields = _Der(info).only(_SEQUENCE)
    if fields.next(_INTEGER) != b"\x01":
        raise LotError("stamp_form")
    fields.next(_OID)
    imprint = fields.inside(_SEQUENCE)
    algorithm = imprint.algorithm()
    digest = imprint.next(_OCTETS)
    imprint.end()
    serial = fields.next(_INTEGER)
    at = _time(fields.next(_TIME))
    nonce = b""
    for tag in _LATER:
        if fields.coming == tag:
            value = fields.next(tag)
            nonce = value if tag == _INTEGER else nonce
    fields.end()
    return TimeStampToken(algorithm, digest, at, serial, nonce, whole)


def _time(text: bytes) -> datetime:
    found = _TIME_FORM.fullmatch(text)
    if found is None:
        raise LotError("stamp_form")
    *parts, fraction = found.groups()
    try:
        at = datetime(*(int(part) for part in parts), tzinfo=UTC)  # type: ignore[arg-type,misc]
    except ValueError as error:
        raise LotError("stamp_form") from error
    return at.replace(microsecond=int((fraction or b"0")[:6].ljust(6, b"0")))


def check_token(token: bytes, record: bytes) -> TimeStampToken:
    """The token, if it is one about ``record`` (the 32 bytes logged). Raises LotError ``stamp_form``, ``stamp_digest``
    or ``stamp_imprint``.
    """
    found = read_token(token)
    if found.imprint_algorithm != _SHA256 or found.imprint != hashlib.sha256(record).digest():
        raise LotError("stamp_imprint")
    return found
