"""The chain itself: numbers without gap, every hash, every link, the seals of every event, the end."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

from mingqian.audit.chain import CHAINED, GENESIS, event_hash
from mingqian.audit.models import Event, Head, Seal
from mingqian.audit.seals import seal_line
from mingqian.audit.verify.checkpoint import Checkpoint
from mingqian.audit.verify.findings import Finding

EVENT_PAGE = 2_000
SEAL_PAGE = 20_000
LOWEST = -(2**63) + 1
"""Below every number: nobody hides a row under zero."""

Found = Callable[[Finding], None]
Tick = Callable[[int], None]


def _events(upto: int) -> Iterator[dict[str, Any]]:
    names = (*CHAINED, "hash")
    last = LOWEST
    while True:
        rows = Event.objects.filter(number__gt=last, number__lte=upto).order_by("number")
        page = list(rows.values_list(*names)[:EVENT_PAGE])
        for row in page:
            yield dict(zip(names, row, strict=True))
        if len(page) < EVENT_PAGE:
            return
        last = page[-1][0]


def _seals(upto: int) -> Iterator[tuple[int, str, int, bytes, bytes]]:
    """(number, kind, object_id, digest, fields) as they were written: writers queue, so ids follow the events."""
    last = LOWEST
    while True:
        rows = Seal.objects.filter(id__gt=last).order_by("id")
        page = list(rows.values_list("id", "number", "kind", "object_id", "digest", "fields")[:SEAL_PAGE])
        for _, number, kind, object_id, digest, fields in page:
            if number <= upto:
                yield number, kind, object_id, bytes(digest), bytes(fields)
        if len(page) < SEAL_PAGE:
            return
        last = page[-1][0]


class _SealGroups:
    """Runs of seals of one event, one look ahead."""

    def __init__(self, seals: Iterable[tuple[int, str, int, bytes, bytes]], tick: Tick) -> None:
        self._groups = groupby(seals, key=itemgetter(0))
        self._tick = tick
        self._next = next(self._groups, None)

    @property
    def number(self) -> int | None:
        """The event of the next run."""
        return self._next[0] if self._next else None

    def take(self) -> tuple[int, str]:
        """(how many, digest) of the next run."""
        assert self._next is not None
        running, count = hashlib.sha256(), 0
        for _, kind, object_id, digest, fields in self._next[1]:
            running.update(seal_line(kind, object_id, digest, fields))
            count += 1
        self._tick(count)
        self._next = next(self._groups, None)
        return count, running.hexdigest() if count else ""


def check_chain(found: Found, tick: Tick, checkpoint: Checkpoint | None) -> tuple[int, str]:
    """Check every event and its seals up to the present end; returns the last event's number and hash.

    Events that others append meanwhile are left to the next verification.
    """
    head = Head.objects.filter(id=1).first()
    upto = (
        head.number
        if head
        else Event.objects.order_by("-number").values_list("number", flat=True).first() or 0
    )
    groups = _SealGroups(_seals(upto), tick)
    last_number, last_hash = 0, GENESIS
    for event in _events(upto):
        number = event["number"]
        if number < 1:
            found(Finding("event.foreign", number))
            continue
        if number != last_number + 1:
            missing = number - last_number - 1
            found(
                Finding(
                    "event.missing",
                    last_number + 1,
                    params={"first": last_number + 1, "last": number - 1, "count": missing},
                )
            )
        elif event["previous"] != last_hash:
            found(Finding("event.unlinked", number, params={"before": last_number}))
        if event_hash(event) != event["hash"]:
            found(Finding("event.changed", number))
        if checkpoint and checkpoint.number == number and checkpoint.hash != event["hash"]:
            found(Finding("checkpoint.differs", number))
        _check_seals(found, groups, event)
        last_number, last_hash = number, event["hash"]
        tick(1)
    while groups.number is not None:
        _misplaced(found, groups)
    if head is None:
        if last_number:
            found(Finding("head.missing", params={"count": last_number}))
    elif head.number > last_number:
        found(
            Finding(
                "head.short", last_number, params={"head": head.number, "count": head.number - last_number}
            )
        )
    elif head.hash != last_hash:
        found(Finding("head.differs", last_number))
    if checkpoint and checkpoint.number > last_number:
        found(Finding("checkpoint.beyond", checkpoint.number, params={"last": last_number}))
    _check_beyond(found)
    return last_number, last_hash


def _misplaced(found: Found, groups: _SealGroups) -> None:
    number = groups.number
    count, _ = groups.take()
    found(Finding("seals.misplaced", number, params={"count": count}))


def _check_seals(found: Found, groups: _SealGroups, event: dict[str, Any]) -> None:
    number = event["number"]
    while groups.number is not None and groups.number < number:
        _misplaced(found, groups)
    count, digest = groups.take() if groups.number == number else (0, "")
    if count != event["seals"] or digest != event["seals_digest"]:
        found(Finding("seals.changed", number, params={"wanted": event["seals"], "count": count}))


def _check_beyond(found: Found) -> None:
    """Nothing may lie beyond the end. The end is read last, so that a write under way is no finding."""
    event = Event.objects.order_by("-number").values_list("number", flat=True).first() or 0
    seal = Seal.objects.order_by("-number").values_list("number", flat=True).first() or 0
    end = Head.objects.filter(id=1).values_list("number", flat=True).first()
    if end is None:
        return
    if event > end:
        found(Finding("event.beyond", event, params={"head": end}))
    elif seal > end:
        found(Finding("seals.beyond", seal, params={"head": end}))
