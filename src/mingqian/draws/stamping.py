"""RFC 3161 time stamps from an outside authority, where the installation names one (MINGQIAN_TSA, MINGQIAN_TSA_ROOT).

A stamp says that a digest existed at a time, on the word of a clock that is not the bureau's. It is asked for after the
digest was committed, never inside a transaction, and a draw never waits for it: without the network it is simply
asked for again later.
"""

from __future__ import annotations

import threading
import urllib.request
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.x509 import Certificate, ExtendedKeyUsage, ExtensionNotFound, load_pem_x509_certificates
from cryptography.x509.oid import ExtendedKeyUsageOID
from django.conf import settings
from django.db import connections, transaction
from rfc3161_client import HashAlgorithm, TimestampRequestBuilder, VerifierBuilder, decode_timestamp_response
from rfc3161_client.errors import VerificationError

SECONDS = 10
MOST_BYTES = 64 * 1024


class NoStamp(Exception):
    """The authority did not answer, or its answer does not verify; says why in Chinese."""


@dataclass(frozen=True)
class Stamp:
    """A verified token with its time and its authority."""

    token: bytes
    at: datetime
    authority: str


def configured() -> bool:
    """Whether this installation names an authority."""
    return bool(settings.TSA_URL)


@dataclass(frozen=True)
class _Trust:
    """The certificates of MINGQIAN_TSA_ROOT: roots, those between, and perhaps the authority's own."""

    roots: list[Certificate]
    between: list[Certificate]
    own: Certificate | None


def _trust() -> _Trust:
    roots: list[Certificate] = []
    between: list[Certificate] = []
    own = None
    for one in load_pem_x509_certificates(Path(settings.TSA_ROOT).read_bytes()):
        try:
            uses = list(one.extensions.get_extension_for_class(ExtendedKeyUsage).value)
        except ExtensionNotFound:
            uses = []
        if one.subject == one.issuer:
            roots.append(one)
        elif ExtendedKeyUsageOID.TIME_STAMPING in uses:
            own = one
        else:
            between.append(one)
    return _Trust(roots, between, own)


def request_stamp(record: bytes) -> Stamp:
    """Ask the authority to stamp these 32 bytes and verify what comes back against its pinned root.

    Where its own certificate is pinned too, none is asked for in the answer: some servers list several in an order that
    strict readers refuse. Raises `NoStamp`.
    """
    url = settings.TSA_URL
    host = urlsplit(url).hostname or ""
    trust = _trust()
    builder = TimestampRequestBuilder().data(record).hash_algorithm(HashAlgorithm.SHA256)
    asked = builder.cert_request(cert_request=trust.own is None).build()
    query = urllib.request.Request(  # noqa: S310 -- the address is the administrator's own setting, checked at the start
        url, data=asked.as_bytes(), headers={"Content-Type": "application/timestamp-query"}
    )
    try:
        with urllib.request.urlopen(query, timeout=SECONDS) as answer:  # noqa: S310
            data = answer.read(MOST_BYTES)
    except (OSError, ValueError) as error:
        raise NoStamp(f"时间戳服务器 {host} 没有应答：{error}") from error
    try:
        response = decode_timestamp_response(data)
        verifier = VerifierBuilder(
            nonce=asked.nonce, tsa_certificate=trust.own, intermediates=trust.between, roots=trust.roots
        )
        verifier.build().verify_message(response, record)
    except (VerificationError, ValueError, OSError) as error:
        raise NoStamp(f"时间戳服务器 {host} 的应答没有通过验证：{error}") from error
    return Stamp(data, response.tst_info.gen_time, host)


def stamp_after_commit(draw_id: int) -> None:
    """Once the present transaction is committed: fetch, beside the request, the stamps this draw still lacks."""
    if not configured():
        return

    def work() -> None:
        from mingqian.draws.actions.stamping import keep_missing_stamps

        try:
            keep_missing_stamps(draw_id)
        finally:
            connections.close_all()

    transaction.on_commit(lambda: threading.Thread(target=work).start())
