"""Appending to the chain."""

from __future__ import annotations

import hashlib
import itertools
import json
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from django.db import connection, models, transaction

from mingqian.acts import trail
from mingqian.acts.actor import Actor
from mingqian.audit import appended
from mingqian.audit.copying import copy_in
from mingqian.audit.models import Event, Head, Seal
from mingqian.audit.seals import kind_of, seal_line, seal_of

GENESIS = hashlib.sha256(b"mingqian audit chain 1").hexdigest()

CHAINED = (
    "number",
    "at",
    "actor_id",
    "actor_name",
    "role",
    "agency_id",
    "origin",
    "action",
    "object_kind",
    "object_id",
    "before",
    "after",
    "reason",
    "details",
    "seals",
    "seals_digest",
    "previous",
)
"""The columns an event's hash covers, in this order."""


def event_hash(values: Mapping[str, Any]) -> str:
    """SHA-256 over the JSON list of the chained columns."""
    line = json.dumps([values[name] for name in CHAINED], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(line.encode("utf-8", "surrogatepass")).hexdigest()


def coming_number() -> int:
    """The number of the next event of this transaction: for rows that name the event they belong to."""
    return _lock_head().number + 1


def _lock_head() -> Head:
    """The chain's end, locked until the transaction ends. Writers queue here, so numbers have no gap."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("an event belongs into the transaction of its write")
    head = Head.objects.select_for_update().filter(id=1).first()
    if head is None:
        Head.objects.bulk_create([Head(id=1, number=0, hash=GENESIS)], ignore_conflicts=True)
        head = Head.objects.select_for_update().get(id=1)
    return head


def _next(head: Head, *, by: Actor, action: str, values: dict[str, Any]) -> Event:
    """The event behind the chain's end, which moves on to it. Neither is saved."""
    row = {
        "number": head.number + 1,
        "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "actor_id": by.user_id,
        "actor_name": by.name,
        "role": by.role,
        "agency_id": by.agency_id,
        "origin": by.origin,
        "action": action,
        "previous": head.hash,
        **values,
    }
    row["hash"] = event_hash(row)
    head.number, head.hash = row["number"], row["hash"]
    return Event(**row)


def _write(head: Head, *, by: Actor, action: str, values: dict[str, Any]) -> None:
    Event.objects.bulk_create([_next(head, by=by, action=action, values=values)])
    head.save(update_fields=["number", "hash"])


def _details(details: Mapping[str, Any]) -> str:
    return json.dumps(details, ensure_ascii=False, sort_keys=True, default=str) if details else ""


def append(
    *,
    by: Actor,
    action: str,
    rows: Iterable[models.Model],
    removed: Iterable[models.Model],
    obj: tuple[str, int] | None,
    reason: str,
    details: Mapping[str, Any],
) -> int:
    """Append one event with the seals of the rows it wrote, and of append-only rows written so far in the transaction;
    the recorder behind `acts.trail.record`.
    """
    head = _lock_head()
    number = head.number + 1
    seals: dict[tuple[str, int], tuple[bytes, bytes]] = {}
    for row in rows:
        seals[kind_of(row), row.pk] = seal_of(row)
    for row in removed:
        seals[kind_of(row), row.pk] = (b"", b"")
    before = after = ""
    object_kind, object_id = obj or ("", None)
    if len(seals) == 1:
        ((kind, pk), (digest, _)) = next(iter(seals.items()))
        object_kind, object_id = obj or (kind, pk)
        last = Seal.objects.filter(kind=kind, object_id=pk).order_by("-number").first()
        before = bytes(last.digest).hex() if last else ""
        after = digest.hex()
    seals.update({(note.kind, note.pk): (note.digest, note.fields) for note in appended.take()})
    running = hashlib.sha256()
    for (kind, pk), (digest, fields) in sorted(seals.items()):
        running.update(seal_line(kind, pk, digest, fields))
    Seal.objects.bulk_create(
        [
            Seal(kind=kind, object_id=pk, number=number, digest=digest, fields=fields)
            for (kind, pk), (digest, fields) in sorted(seals.items())
        ],
        batch_size=2000,
    )
    _write(
        head,
        by=by,
        action=action,
        values={
            "object_kind": object_kind,
            "object_id": object_id,
            "before": before,
            "after": after,
            "reason": reason,
            "details": _details(details),
            "seals": len(seals),
            "seals_digest": running.hexdigest() if seals else "",
        },
    )
    return number


def append_each(
    *, by: Actor, action: str, rows: Sequence[tuple[models.Model, Mapping[str, Any]]], reason: str
) -> list[int]:
    """Append one event a row of one kind, each as `append` would; the recorder behind `acts.trail.record_each`."""
    if not rows:
        return []
    head = _lock_head()
    kind = kind_of(rows[0][0])
    before = _last_digests(kind, [row.pk for row, _ in rows])
    events: list[Event] = []
    seals: list[Seal] = []
    notes = appended.take()  # the first event seals what was appended so far, as `append` would
    for row, details in rows:
        digest, fields = seal_of(row)
        own = [Seal(kind=kind, object_id=row.pk, number=head.number + 1, digest=digest, fields=fields)]
        own += _seals_of(notes, head.number + 1)
        seals += own
        notes = []
        values = {
            "object_kind": kind,
            "object_id": row.pk,
            "before": before.get(row.pk, ""),
            "after": digest.hex(),
            "reason": reason,
            "details": _details(details),
            "seals": len(own),
            "seals_digest": _digest_of(own),
        }
        events.append(_next(head, by=by, action=action, values=values))
    Seal.objects.bulk_create(seals, batch_size=2000)
    Event.objects.bulk_create(events, batch_size=500)
    head.save(update_fields=["number", "hash"])
    return [event.number for event in events]


def _seals_of(notes: Iterable[appended.Note], number: int) -> list[Seal]:
    return [
        Seal(kind=note.kind, object_id=note.pk, number=number, digest=note.digest, fields=note.fields)
        for note in notes
    ]


def _digest_of(seals: Iterable[Seal]) -> str:
    running = hashlib.sha256()
    for seal in seals:
        running.update(seal_line(seal.kind, seal.object_id, bytes(seal.digest), bytes(seal.fields)))
    return running.hexdigest()


def _last_digests(kind: str, ids: Sequence[int]) -> dict[int, str]:
    """The latest digest of each row that has one, in hex."""
    found: dict[int, str] = {}
    for start in range(0, len(ids), 500):
        seals = Seal.objects.filter(kind=kind, object_id__in=ids[start : start + 500])
        for object_id, digest in seals.order_by("number").values_list("object_id", "digest"):
            found[object_id] = bytes(digest).hex()
    return found


class BulkSeals:
    """Seals of very many rows of one kind under one event (an import), in ascending object id."""

    CHUNK = 20_000

    def __init__(self, kind: str, number: int) -> None:
        self.kind, self.number, self.count = kind, number, 0
        self._running = hashlib.sha256()
        self._last = -1

    def store(self, seals: Iterable[tuple[int, bytes, bytes]]) -> None:
        """Write (object_id, digest, fields) rows. Raises `ValueError` when ids do not ascend."""
        left = iter(seals)
        while some := list(itertools.islice(left, self.CHUNK)):
            self.store_rendered(self.rendered(some))

    def rendered(self, seals: Sequence[tuple[int, bytes, bytes]]) -> tuple[int, int, int, bytes, Any]:
        """At least one row made ready for `store_rendered`: (first id, last id, count, lines of the digest, rows).

        Touches no database and no state of this object. Raises `ValueError` when ids do not ascend.
        """
        last = -1
        for object_id, _, _ in seals:
            if object_id <= last:
                raise ValueError("seals come in ascending object id")
            last = object_id
        lines = b"".join([seal_line(self.kind, *one) for one in seals])
        rows: Any
        if connection.vendor == "postgresql":
            kind = self.kind.encode()
            size = len(seals[0][2])
            row = struct.Struct(f">hi{len(kind)}siqiqi32si{size}s")
            pack, number = row.pack, self.number
            rows = b"".join(
                [
                    pack(5, len(kind), kind, 8, object_id, 8, number, 32, digest, size, fields)
                    for object_id, digest, fields in seals
                ]
            )
        else:
            rows = [
                (self.kind, object_id, self.number, digest, fields) for object_id, digest, fields in seals
            ]
        return seals[0][0], last, len(seals), lines, rows

    def store_rendered(self, prepared: tuple[int, int, int, bytes, Any]) -> None:
        """Write what `rendered` made. Raises `ValueError` when ids do not ascend."""
        first, last, count, lines, rows = prepared
        if first <= self._last:
            raise ValueError("seals come in ascending object id")
        self.store_appended()
        table = connection.ops.quote_name(Seal._meta.db_table)
        columns = "kind, object_id, number, digest, fields"
        if connection.vendor == "postgresql":
            copy_in(table, columns, rows)
        else:
            with connection.cursor() as cursor:
                cursor.connection.cursor().executemany(
                    f"INSERT INTO {table} ({columns}) VALUES (?, ?, ?, ?, ?)",  # noqa: S608
                    rows,
                )
        self._running.update(lines)
        self._last = last
        self.count += count

    def store_appended(self) -> None:
        """Seal the append-only rows written so far: revisions of an import come by the hundred thousand."""
        notes = appended.take()
        for note in notes:
            self._running.update(seal_line(note.kind, note.pk, note.digest, note.fields))
        self.count += len(notes)
        Seal.objects.bulk_create(_seals_of(notes, self.number), batch_size=2000)

    @property
    def digest(self) -> str:
        """The running digest over all seals stored."""
        return self._running.hexdigest() if self.count else ""


@contextmanager
def bulk_event(
    *,
    by: Actor,
    action: str,
    model: type[models.Model],
    reason: str = "",
    obj: tuple[str, int] | None = None,
    details: dict[str, Any],
) -> Iterator[BulkSeals]:
    """One event over many rows: the caller stores their seals inside; the event is written when the block ends.

    The head stays locked for the whole block. `details` may be filled until the block ends.
    """
    head = _lock_head()
    seals = BulkSeals(kind_of(model), head.number + 1)
    yield seals
    seals.store_appended()
    object_kind, object_id = obj or ("", None)
    _write(
        head,
        by=by,
        action=action,
        values={
            "object_kind": object_kind,
            "object_id": object_id,
            "before": "",
            "after": "",
            "reason": reason,
            "details": _details(details),
            "seals": seals.count,
            "seals_digest": seals.digest,
        },
    )
    trail.mark_written()
