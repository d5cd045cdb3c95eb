"""Row digests: keyed commitments to what a row says.

Each sealed model names its fields in `SEALED`; of an append-only model all fields are sealed. A row's digest is HMAC-SHA256 over the length-prefixed texts of
these fields; beside it, four keyed BLAKE2b bytes for every field. The key stays with the installation, so a digest
tells nothing about a telephone number to whoever holds the chain alone.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db import models

from mingqian.acts import keys

FIELD_BYTES = 4


def kind_of(model: type[models.Model] | models.Model) -> str:
    """`app.model`, the kind written in events and seals."""
    return str(model._meta.label_lower)


def text_of(value: Any) -> str:
    """One text for one value, the same before the write and after reading back."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, str):
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, bytes | memoryview):
        return hashlib.sha256(bytes(value)).hexdigest()
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return str(value)


class _Digests(dict[str, bytes]):
    """Digests of the texts at one place of a row. Places with texts of their own in every row are not kept in mind."""

    LOOKS = 20_000

    def __init__(self, begun: Any) -> None:
        self._copy = begun.copy
        self._missed = 0

    def __missing__(self, text: str) -> bytes:
        digest = self._copy()
        digest.update(text.encode("utf-8", "surrogatepass"))
        found: bytes = digest.digest()
        if self._missed < self.LOOKS:
            self._missed += 1
            self[text] = found
            if self._missed == self.LOOKS:
                self.clear()
        return found


class RowSealer:
    """Digests rows of one kind, fast enough for a million of them."""

    def __init__(self, kind: str, width: int) -> None:
        self._prefix = f"{kind}\x00{width}\x00"
        self._mac = hmac.new(keys.key("seal"), digestmod=hashlib.sha256)
        self._empty = b"\x00" * FIELD_BYTES
        field_key = keys.key("seal")
        blake = hashlib.blake2b

        @lru_cache(maxsize=65536)
        def field_digest(position_and_text: str) -> bytes:
            return blake(
                position_and_text.encode("utf-8", "surrogatepass"), digest_size=FIELD_BYTES, key=field_key
            ).digest()

        self._field: Callable[[str], bytes] = field_digest
        self._begun: Callable[[int], Any] = lambda place: blake(
            f"{place}:".encode(), digest_size=FIELD_BYTES, key=field_key
        )

    def row(self, object_id: int, texts: Sequence[str]) -> bytes:
        """The 32 bytes of the whole row."""
        mac = self._mac.copy()
        mac.update(
            (self._prefix + str(object_id) + "".join([f"\x00{len(t)}:{t}" for t in texts])).encode(
                "utf-8", "surrogatepass"
            )
        )
        return mac.digest()

    def fields(self, texts: Sequence[str]) -> bytes:
        """Four bytes a field, in the order of the fields."""
        field = self._field
        return b"".join([field(f"{i}:{t}") if t else self._empty for i, t in enumerate(texts)])

    def patterned(
        self, texts: Sequence[str], varying: Sequence[int]
    ) -> Callable[[int, Sequence[str]], tuple[bytes, bytes]]:
        """What calling this sealer gives, for rows that differ from `texts` only at the places `varying`.

        The function returned takes the id and the texts at these places, in their order; what is the same in every row is
        put together once. Raises `ValueError` for places out of order.
        """
        named = set(varying)
        if sorted(named) != list(varying):
            raise ValueError("the varying places come in ascending order, each once")
        pattern = self._prefix.replace("%", "%%") + "%d"
        for place, text in enumerate(texts):
            pattern += "\x00%d:%s" if place in named else f"\x00{len(text)}:{text}".replace("%", "%%")
        steady = [self._field(f"{i}:{t}") if t else self._empty for i, t in enumerate(texts)]
        digests = [(place, _Digests(self._begun(place))) for place in varying]
        mac, empty = self._mac, self._empty

        def sealed(object_id: int, values: Sequence[str]) -> tuple[bytes, bytes]:
            whole = mac.copy()
            sizes = [piece for text in values for piece in (len(text), text)]
            whole.update((pattern % (object_id, *sizes)).encode("utf-8", "surrogatepass"))
            marks = steady.copy()
            for (place, digest_of), text in zip(digests, values, strict=True):
                marks[place] = digest_of[text] if text else empty
            return whole.digest(), b"".join(marks)

        return sealed

    def __call__(self, object_id: int, texts: Sequence[str]) -> tuple[bytes, bytes]:
        """(row digest 32 bytes, field digests 4 bytes each) of the row with this id and these texts."""
        return self.row(object_id, texts), self.fields(texts)


_sealers: dict[tuple[str, int], RowSealer] = {}


def sealer(kind: str, width: int) -> RowSealer:
    """The sealer of a kind with so many sealed fields."""
    found = _sealers.get((kind, width))
    if found is None:
        found = _sealers[kind, width] = RowSealer(kind, width)
    return found


def sealed_names(model: type[models.Model]) -> tuple[str, ...]:
    """The fields a seal covers: `SEALED`, or every field of an append-only model that names none."""
    declared: tuple[str, ...] = getattr(model, "SEALED", ())
    return declared or tuple(
        field.name for field in model._meta.local_concrete_fields if not field.primary_key
    )


def sealed_attributes(model: type[models.Model]) -> list[str]:
    """Attribute names behind `sealed_names` (`agency` → `agency_id`)."""
    return [model._meta.get_field(name).attname for name in sealed_names(model)]  # type: ignore[union-attr]


def seal_of(row: models.Model) -> tuple[bytes, bytes]:
    """Digest and field digests of one live row (which may hide behind a lazy proxy, as `request.user` does)."""
    attributes = sealed_attributes(row._meta.model)
    return sealer(kind_of(row), len(attributes))(row.pk, [text_of(getattr(row, a)) for a in attributes])


def seal_line(kind: str, object_id: int, digest: bytes, fields: bytes) -> bytes:
    """What an event's `seals_digest` is made of, one line a seal in ascending (kind, object_id)."""
    return f"{kind}:{object_id}:{digest.hex()}:{fields.hex()}\n".encode()
