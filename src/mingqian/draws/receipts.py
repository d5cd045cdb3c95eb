"""「为什么抽到我」 begins at the freeze: an enterprise's own entry, opened, and its path in the urn's tree.

Nothing here knows or tells whether it was drawn: what is handed out exists, and is the same, before the draw.
"""

from __future__ import annotations

import heapq
import json
import struct
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from django.db.models import Count

from mingqian.codes.text import tidy_code
from mingqian.draws import sealed
from mingqian.draws.models import Draw, SealedPart
from mingqian.lot.branches import block_of, receipt_from_block
from mingqian.lot.enterprise import Receipt, make_receipt
from mingqian.lot.entries import hash_entry
from mingqian.lot.hashing import get_hash
from mingqian.plans.pool import UrnPlan
from mingqian.registers.models import Subject

PLACES = "places"
_PLACE = struct.Struct(">QQ")
"""Subject id, number of its urn: 16 bytes, so that a piece holds whole records."""


def place_records(urns: Sequence[UrnPlan]) -> Iterator[bytes]:
    """Which urn each subject is in, ascending by subject."""
    pairs = heapq.merge(*([(pk, number) for pk in urn.subject_ids] for number, urn in enumerate(urns)))
    while some := list(islice(pairs, 4096)):
        yield b"".join(_PLACE.pack(*pair) for pair in some)


def subject_by_code(draw: Draw, code: str) -> Subject | None:
    """The enterprise of the draw's agency with this code; natural persons are not found by theirs (an ID number)."""
    tidy, _ = tidy_code(code)
    if not tidy:
        return None
    found = Subject.objects.filter(agency_id=draw.agency_id, code=tidy).exclude(code_kind="person")
    return found.first()


def _line(draw: Draw, urn: int, subject_id: int) -> dict[str, Any] | None:
    """The opened entry of a subject among an urn's sealed lines, which ascend by subject: found by halving the pieces.

    A line may run over into the next piece.
    """
    name = f"entries/{urn}"
    pieces = SealedPart.objects.filter(draw=draw, name=name).aggregate(n=Count("id"))["n"]
    low, high = 0, pieces
    while low < high:
        middle = (low + high) // 2
        first = _first_subject(draw, name, middle, pieces)
        if first is None or first > subject_id:
            high = middle
        else:
            low = middle + 1
    start = max(0, low - 1)
    for line in sealed.opened_lines_from(draw, name, start):
        try:
            _, subject, entry, *_ = json.loads(line)
        except ValueError:
            continue  # the tail of a line that began in the piece before
        if subject == subject_id:
            return dict(entry)
        if subject > subject_id:
            return None
    return None


def _first_subject(draw: Draw, name: str, number: int, pieces: int) -> int | None:
    """The subject of the first line known to begin in a piece or after it; None at the end.

    What stands before a piece's first newline may be the tail of a line begun earlier, so it is passed over.
    """
    text, tail = b"", number > 0
    for at in range(number, pieces):
        text += sealed.opened_piece(draw, name, at)
        if tail:
            _, newline, text = text.partition(b"\n")
            tail = not newline
        line, newline, _ = text.partition(b"\n")
        if newline:
            return int(json.loads(line)[1])
    return None


def _urn_of(draw: Draw, subject_id: int, urns: int) -> Iterator[int]:
    """The urn a subject is in: found by halving the sealed places; every urn where a draw was locked without them."""
    parts = SealedPart.objects.filter(draw=draw, name=PLACES)
    pieces = parts.aggregate(n=Count("id"))["n"]
    if not pieces:
        yield from range(urns)
        return
    low, high = 0, pieces - 1
    while low < high:
        middle = (low + high + 1) // 2
        if _PLACE.unpack_from(sealed.opened_piece(draw, PLACES, middle))[0] <= subject_id:
            low = middle
        else:
            high = middle - 1
    data = sealed.opened_piece(draw, PLACES, low)
    at = bisect_left(
        range(len(data) // _PLACE.size),
        subject_id,
        key=lambda i: _PLACE.unpack_from(data, i * _PLACE.size)[0],
    )
    if at * _PLACE.size < len(data):
        found, urn = _PLACE.unpack_from(data, at * _PLACE.size)
        if found == subject_id:
            yield urn


def receipt_of(draw: Draw, subject: Subject) -> Receipt | None:
    """The receipt of an enterprise in a draw whose manifest is published; None where it is in no urn.

    Opened are a few pieces, however large the urn is. What it costs does not depend on who was drawn.
    """
    manifest = json.loads(draw.manifest)
    for number in _urn_of(draw, subject.pk, len(manifest["urns"])):
        entry = _line(draw, number, subject.pk)
        if entry is None:
            continue
        leaves = f"urns/{number}.leaves"
        try:
            branches = sealed.opened_whole(draw, f"urns/{number}.branches")
        except KeyError:  # locked before they were kept
            return make_receipt(manifest, number, sealed.opened_whole(draw, leaves), entry)
        e = hash_entry(entry, get_hash(manifest["hash"]))
        block = sealed.opened_range(draw, leaves, *block_of(branches, e))
        return receipt_from_block(manifest, number, branches, block, entry)
    return None
