"""Sealed files of a draw: compressed, encrypted with the installation's key, kept in the database.

In the database, not beside it: a draw is one transaction, and one backup holds all of it.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

from django.db.models import Max

from mingqian.acts import keys
from mingqian.draws.models import Draw, SealedPart

PIECE = 1 << 20
"""Plain bytes a row holds at most."""


LEVEL = 3
"""Of compression: names and digests shrink little more at a higher one."""


def _context(draw_id: int, name: str, number: int) -> str:
    return f"draw:{draw_id}:{name}:{number}"


def seal(draw: Draw, name: str, data: Iterable[bytes]) -> int:
    """Keep a byte stream under a name; returns its plain length. A name is written once."""
    buffer = bytearray()
    number = total = 0

    def flush(piece: bytes) -> None:
        nonlocal number
        _keep(draw, name, number, zlib.compress(piece, LEVEL))
        number += 1

    for block in data:
        buffer += block
        total += len(block)
        while len(buffer) >= PIECE:
            flush(bytes(buffer[:PIECE]))
            del buffer[:PIECE]
    if buffer or not number:
        flush(bytes(buffer))
    return total


def compress(data: bytes) -> list[bytes]:
    """A stretch of a stream in compressed pieces, for `seal_compressed`: pure, so that another core can do it."""
    return [zlib.compress(data[at : at + PIECE], LEVEL) for at in range(0, len(data), PIECE)]


def seal_compressed(draw: Draw, name: str, pieces: Iterable[bytes]) -> None:
    """Keep a stream of which `compress` made the pieces. A name is written once."""
    number = -1
    for number, piece in enumerate(pieces):
        _keep(draw, name, number, piece)
    if number < 0:
        _keep(draw, name, 0, zlib.compress(b"", LEVEL))


def _keep(draw: Draw, name: str, number: int, compressed: bytes) -> None:
    data = keys.encrypt(compressed, context=_context(draw.pk, name, number))
    SealedPart.objects.create(draw=draw, name=name, number=number, data=data)


def opened(draw: Draw, name: str) -> Iterator[bytes]:
    """The plain bytes kept under a name, piece by piece. Raises `KeyError` when there is none."""
    found = False
    parts = SealedPart.objects.filter(draw=draw, name=name).order_by("number")
    for number, data in parts.values_list("number", "data").iterator(chunk_size=4):
        found = True
        yield zlib.decompress(keys.decrypt(bytes(data), context=_context(draw.pk, name, number)))
    if not found:
        raise KeyError(name)


def opened_whole(draw: Draw, name: str) -> bytes:
    """The same in one piece."""
    return b"".join(opened(draw, name))


def opened_lines(draw: Draw, name: str) -> Iterator[bytes]:
    """The same line by line, without the newlines."""
    rest = b""
    for piece in opened(draw, name):
        lines = (rest + piece).split(b"\n")
        rest = lines.pop()
        yield from lines
    if rest:
        yield rest


def opened_piece(draw: Draw, name: str, number: int) -> bytes:
    """One piece alone. Raises `SealedPart.DoesNotExist`."""
    data = SealedPart.objects.values_list("data", flat=True).get(draw=draw, name=name, number=number)
    return zlib.decompress(keys.decrypt(bytes(data), context=_context(draw.pk, name, number)))


def opened_range(draw: Draw, name: str, start: int, end: int) -> bytes:
    """Bytes `start` … `end` − 1 of what `seal` kept under a name, as far as there are so many."""
    last = SealedPart.objects.filter(draw=draw, name=name).aggregate(n=Max("number"))["n"]
    numbers = range(start // PIECE, min(-(-end // PIECE), -1 if last is None else last + 1))
    data = b"".join(opened_piece(draw, name, number) for number in numbers)
    return data[start - start // PIECE * PIECE : end - start // PIECE * PIECE]


def opened_lines_from(draw: Draw, name: str, number: int) -> Iterator[bytes]:
    """Lines from a piece on; the first may be the tail of one that began before it."""
    rest = b""
    numbers = SealedPart.objects.filter(draw=draw, name=name, number__gte=number).order_by("number")
    for at in numbers.values_list("number", flat=True):
        lines = (rest + opened_piece(draw, name, at)).split(b"\n")
        rest = lines.pop()
        yield from lines
    if rest:
        yield rest
