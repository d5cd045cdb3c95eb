"""CSV and its kin: any encoding, delimiter and quoting met in registers' exports."""

from __future__ import annotations

import codecs
import csv
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Final

from mingqian.registers.importing.readers.source import BATCH, Batch, Source, Unreadable

LONGEST_RECORD: Final = 60
"""A record over more lines than this has an unclosed quotation mark."""

BROKEN_QUOTES: Final = "\x01"
"""First sign of the first cell of a record that was read line by line because its quotes do not pair."""

_SAMPLE = 1 << 20
_DELIMITERS = ",\t;|"

csv.field_size_limit(1 << 20)


def open_delimited(opener: Callable[[], IO[bytes]], path: Path) -> Source:
    """A text file with one record a row. Raises `Unreadable` for binary files."""
    encoding, errors = _encoding(opener)
    size = max(path.stat().st_size, 1)
    counter = _Counter(opener())
    lines = _lines(counter, encoding, errors)
    first = [line for _, line in zip(range(20), lines, strict=False)]
    if not first:
        raise Unreadable("registers.file_empty")
    delimiter = _delimiter(first)
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"

    def done() -> float:
        # A packed register is about six times its file.
        return min(counter.count / (size * (6.0 if packed else 1.0)), 1.0)

    notices: list[tuple[str, dict[str, object]]] = []
    if errors != "strict":
        notices.append(("encoding_mixed", {"encoding": encoding}))
    mean = sum(map(len, first)) / len(first) * (2.2 if encoding != "gb18030" else 1.6)
    expected = int(size * (6.0 if packed else 1.0) / max(mean, 1.0))
    return Source("CSV", _batches(_chain(first, lines), delimiter), done, expected, notices)


class _Counter:
    """Counts the bytes taken from a stream."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.count = 0

    def chunks(self) -> Iterator[bytes]:
        try:
            while data := self._stream.read(1 << 18):
                self.count += len(data)
                yield data
        finally:
            self._stream.close()


def _encoding(opener: Callable[[], IO[bytes]]) -> tuple[str, str]:
    """The encoding and how to treat its errors: strict when the whole file holds."""
    stream = opener()
    head = stream.read(_SAMPLE)
    stream.close()
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if head.startswith(mark):
            return name, "strict" if _holds(opener, name) else "surrogateescape"
    if head.count(b"\x00") > len(head) // 100:
        raise Unreadable("registers.file_kind_unknown")
    for name in ("utf-8", "gb18030"):
        if _holds(opener, name):
            return name, "strict"
    # Neither holds throughout: take the one that breaks less.
    broken = {name: head.decode(name, "replace").count("\ufffd") for name in ("utf-8", "gb18030")}
    name = min(broken, key=lambda one: (broken[one], one != "utf-8"))
    return name, "surrogateescape" if name == "utf-8" else "replace"


def _holds(opener: Callable[[], IO[bytes]], name: str) -> bool:
    decoder = codecs.getincrementaldecoder(name)("strict")
    stream = opener()
    try:
        while data := stream.read(1 << 18):
            decoder.decode(data)
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    finally:
        stream.close()
    return True


def _lines(counter: _Counter, encoding: str, errors: str) -> Iterator[str]:
    """Physical lines with their line ends; CR, LF and CR LF all end a line."""
    if encoding == "utf-16" and errors == "surrogateescape":
        errors = "replace"
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    rest = ""
    for data in counter.chunks():
        text = rest + decoder.decode(data)
        if text.endswith("\r"):  # the LF may follow in the next chunk
            rest, text = "\r", text[:-1]
        else:
            rest = ""
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        rest = lines.pop() + rest
        for line in lines:
            yield line + "\n"
    rest = (rest + decoder.decode(b"", final=True)).rstrip("\r\n")
    if rest:
        yield rest


def _delimiter(lines: list[str]) -> str:
    """The delimiter that splits the first lines most often and most evenly, outside quotes."""
    best, score = ",", 0.0
    for sign in _DELIMITERS:
        counts = [len(next(csv.reader([line], delimiter=sign), [])) for line in lines if line.strip()]
        if not counts:
            continue
        usual = max(set(counts), key=counts.count)
        value = (usual - 1) * counts.count(usual) / len(counts)
        if usual > 1 and value > score:
            best, score = sign, value
    return best


def _chain(first: list[str], rest: Iterator[str]) -> Iterator[str]:
    yield from first
    yield from rest


class _Runaway(Exception):
    """A record went over too many lines."""


def _records(lines: Iterator[str], delimiter: str) -> Iterator[list[str]]:
    """Records; where quotes do not pair, the lines one by one, the first cell marked with `BROKEN_QUOTES`.

    A quotation mark that never closes would swallow the rest of the file: after `LONGEST_RECORD` lines the first
    line is read without quotes and reading goes on behind it.
    """
    waiting: deque[str] = deque()
    taken: list[str] = []

    def feed() -> Iterator[str]:
        while True:
            if len(taken) >= LONGEST_RECORD:
                raise _Runaway
            line = waiting.popleft() if waiting else next(lines, None)
            if line is None:
                return
            taken.append(line)
            yield line

    width = 0
    reader = csv.reader(feed(), delimiter=delimiter)
    while True:
        try:
            record = next(reader)
        except StopIteration:
            return
        except (_Runaway, csv.Error):
            record, taken[1:] = _plain(taken[0], delimiter), taken[1:]
            waiting.extendleft(reversed(taken[1:]))
            taken.clear()
            yield _marked(record)
            reader = csv.reader(feed(), delimiter=delimiter)
            continue
        width = width or len(record)
        # Two rows joined by a stray quotation mark: every line alone has the width of the headings. With few columns
        # the lines of a real text could, too.
        if len(taken) > 1 and (len(record) != width or width > 3):
            singly = [_plain(line, delimiter) for line in taken]
            if all(len(one) == width for one in singly):
                taken.clear()
                for one in singly:
                    yield _marked(one)
                continue
        taken.clear()
        yield record


def _plain(line: str, delimiter: str) -> list[str]:
    return [cell.strip().strip('"') for cell in line.rstrip("\n").split(delimiter)]


def _marked(record: list[str]) -> list[str]:
    return [BROKEN_QUOTES + record[0], *record[1:]] if record else record


def _batches(lines: Iterator[str], delimiter: str) -> Iterator[Batch]:
    batch: Batch = []
    for number, record in enumerate(_records(lines, delimiter), 1):
        if record:
            batch.append((number, record))
            if len(batch) >= BATCH:
                yield batch
                batch = []
    if batch:
        yield batch
