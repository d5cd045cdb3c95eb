"""Recognising a file and opening the reader for it."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final, cast

Batch = list[tuple[int, list[str]]]
BATCH: Final = 2000
"""Rows in a batch."""

MAX_TEXT_BYTES: Final = 4 << 30
"""A text file may not unpack to more than this."""

_HEAD = 4096


class Unreadable(Exception):
    """The file as a whole cannot be read. `code` and `params` are worded by `registers.wording`."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


@dataclass
class Source:
    """An opened file: `batches` may be walked once; `done` says how far it is, between 0 and 1."""

    format: str
    batches: Iterator[Batch]
    done: Callable[[], float]
    rows_expected: int = 0
    notices: list[tuple[str, dict[str, object]]] = field(default_factory=list)
    picker: Callable[[set[int]], Batch] | None = None
    """Reads single rows without making text of all the others, where the format allows."""

    def some(self, numbers: set[int]) -> Batch:
        """The rows of these numbers; walks the file."""
        if self.picker is not None:
            return self.picker(numbers)
        return [row for batch in self.batches for row in batch if row[0] in numbers]


def _unpacked(path: Path) -> IO[bytes]:
    return cast(IO[bytes], _Bounded(cast(IO[bytes], gzip.open(path, "rb")), MAX_TEXT_BYTES))


class _Bounded:
    """A binary stream that refuses to unpack for ever."""

    def __init__(self, stream: IO[bytes], limit: int) -> None:
        self._stream = stream
        self._left = limit

    def read(self, size: int = -1) -> bytes:
        try:
            data = self._stream.read(size if size > 0 else 1 << 20)
        except (OSError, EOFError, zlib.error) as error:
            raise Unreadable("registers.file_broken", format="GZIP") from error
        self._left -= len(data)
        if self._left < 0:
            raise Unreadable("registers.file_unpacks_too_large", limit=MAX_TEXT_BYTES >> 20)
        return data

    def close(self) -> None:
        self._stream.close()


def open_source(path: Path) -> Source:
    """The reader for a file. Raises `Unreadable`."""
    size = path.stat().st_size
    if size == 0:
        raise Unreadable("registers.file_empty")
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith(b"PAR1"):
        from mingqian.registers.importing.readers.parquet import open_parquet

        return open_parquet(path)
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
        from mingqian.registers.importing.readers.workbook import open_workbook

        return open_workbook(path, zipped=head.startswith(b"PK"))
    from mingqian.registers.importing.readers.delimited import open_delimited

    if head.startswith(b"\x1f\x8b"):
        stream = _unpacked(path)
        if stream.read(4).startswith((b"PAR1", b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
            raise Unreadable("registers.file_packed")
        stream.close()
        return open_delimited(lambda: _unpacked(path), path)
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<?xml", b"<workbook", b"<html", b"<table", b"<!doctype html", b"<meta", b"<head")):
        from mingqian.registers.importing.readers.markup import open_markup

        return open_markup(path)
    if head.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"Rar!", b"7z\xbc\xaf", b"GIF8")):
        raise Unreadable("registers.file_kind_unknown")
    return open_delimited(lambda: path.open("rb"), path)
