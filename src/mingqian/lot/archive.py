"""Reading a transcript's ZIP from a stranger: bounded, one meaning only, nothing written anywhere."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO

from .errors import LotError

FIXED_NAMES = frozenset(
    {
        "manifest.json",
        "reveals.json",
        "secret.txt",
        "selection.json",
        "people.leaves",
        "eligibility.json",
        "teams.json",
        "opened.jsonl",
        "facts.jsonl",
        "log.json",
        "signatures.json",
    }
)
URN_NAME = re.compile(r"urns/(0|[1-9][0-9]{0,8})\.leaves")

_CHUNK = 1 << 18
_LOCAL = struct.Struct("<4s5H3L2H")
_END = struct.Struct("<4s4H2LH")
_END64_LOCATOR = struct.Struct("<4sLQL")
_END64 = struct.Struct("<4sQ2H2L4Q")
_ENCRYPTED = 0x0001 | 0x0040 | 0x2000  # also strong encryption and a masked directory
_PATCHED = 0x0020


class UnreadableError(LotError):
    """The file is no ZIP that can be opened at all."""


class Archive:
    """The members of a transcript's ZIP by name.

    ``problems`` lists what is wrong with the ZIP itself: ``zip_name_unknown``, ``zip_name_path``,
    ``zip_name_repeated``, ``zip_encrypted``, ``zip_method``, ``zip_overlap``. Members with such faults
    cannot be read. Raises UnreadableError if ``fileobj`` (binary, seekable) holds no ZIP, or one with more
    than ``max_members`` members.
    """

    def __init__(self, fileobj: IO[bytes], max_members: int) -> None:
        self._file = fileobj
        self.problems: list[LotError] = []
        self._members: dict[str, zipfile.ZipInfo] = {}
        start, entries = self._bound_directory(max_members)
        try:
            with zipfile.ZipFile(fileobj) as archive:
                infos = archive.infolist()
                self._directory_at = archive.start_dir
            if (start, entries) != (self._directory_at, len(infos)):
                raise UnreadableError("zip_unreadable")
        except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, struct.error) as error:
            raise UnreadableError("zip_unreadable") from error
        self._take(infos)

    def _bound_directory(self, max_members: int) -> tuple[int, int]:
        """(place, entries) of the directory, refused if too long to hold in memory before anything reads it."""
        try:
            start, length, entries = self._end()
        except (OSError, ValueError) as error:
            raise UnreadableError("zip_unreadable") from error
        if entries > max_members or length > 512 * max_members:
            raise UnreadableError("zip_too_many", limit=max_members)
        return start, entries

    def _end(self) -> tuple[int, int, int]:
        """(place, length, entries) of the directory, as the one end record says that reaches to the end of the file.

        Readers differ about files with several end records, several disks, or something between directory and end
        record: such a file has more than one meaning. Raises UnreadableError.
        """
        file = self._file
        size = file.seek(0, 2)
        file.seek(max(0, size - _END.size - 65_535))
        tail = file.read()
        at = tail.rfind(b"PK\x05\x06")
        while at >= 0 and not (
            at + _END.size <= len(tail) and at + _END.size + _END.unpack_from(tail, at)[7] == len(tail)
        ):
            at = tail.rfind(b"PK\x05\x06", 0, at)
        if at < 0:
            raise UnreadableError("zip_unreadable")
        _, disk, first_disk, here, entries, length, start, _ = _END.unpack_from(tail, at)
        end = size - len(tail) + at
        if 0xFFFF in (here, entries) or 0xFFFFFFFF in (length, start):
            locator = at - _END64_LOCATOR.size
            if locator >= 0 and tail[locator : locator + 4] == b"PK\x06\x07":
                end = _END64_LOCATOR.unpack_from(tail, locator)[2]
                file.seek(end)
                end64 = file.read(_END64.size)
                if len(end64) != _END64.size or end64[:4] != b"PK\x06\x06":
                    raise UnreadableError("zip_unreadable")
                disk, first_disk, here, entries, length, start = _END64.unpack(end64)[4:]
        if disk or first_disk or here != entries or start + length != end:
            raise UnreadableError("zip_unreadable")
        return start, length, entries

    def _take(self, infos: list[zipfile.ZipInfo]) -> None:
        seen: set[str] = set()
        extents = []
        for info in infos:
            name = info.orig_filename
            shown = name[:80]
            extents.append(
                (info.header_offset, info.header_offset + 30 + len(name) + info.compress_size, shown)
            )
            if name in seen:
                self._refuse("zip_name_repeated", shown)
                self._members.pop(name, None)
                continue
            seen.add(name)
            if name not in FIXED_NAMES and not URN_NAME.fullmatch(name):
                path = "/" in name or "\\" in name or ".." in name
                self._refuse("zip_name_path" if path else "zip_name_unknown", shown)
            elif info.flag_bits & _ENCRYPTED:
                self._refuse("zip_encrypted", shown)
            elif (
                info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
                or info.flag_bits & _PATCHED
                or info.reserved
            ):
                self._refuse("zip_method", shown)
            else:
                self._members[name] = info
        end_before = 0
        for start, end, shown in sorted(extents):
            if start < end_before or end > self._directory_at:
                self._refuse("zip_overlap", shown)
            end_before = end

    def _refuse(self, code: str, name: str) -> None:
        self.problems.append(LotError(code, place="zip", name=name))

    def __contains__(self, name: str) -> bool:
        return name in self._members

    @property
    def names(self) -> list[str]:
        """Names of the members that can be read, in directory order."""
        return list(self._members)

    def size(self, name: str) -> int:
        """The unpacked size that the directory claims."""
        return self._members[name].file_size

    def read(self, name: str, limit: int) -> bytes:
        """The whole member. Raises LotError ``too_large`` above ``limit`` bytes, ``zip_damaged`` if it does
        not unpack.
        """
        if self.size(name) > limit:
            raise LotError("too_large", place=name, limit=limit)
        return b"".join(self.chunks(name))

    def chunks(self, name: str) -> Iterator[bytes]:
        """The member in pieces of bounded size. Raises LotError ``zip_damaged`` unless name, size and
        checksum of both headers fit and nothing is left over.
        """
        info = self._members[name]
        remaining, at = info.compress_size, self._data_start(info)
        left, crc = info.file_size, 0
        inflate = zlib.decompressobj(-15) if info.compress_type == zipfile.ZIP_DEFLATED else None
        pending = b""
        while True:
            if inflate is None:
                piece = self._raw(at, min(_CHUNK, remaining))
                at, remaining = at + len(piece), remaining - len(piece)
                done = not remaining
            else:
                if not pending and remaining:
                    pending = self._raw(at, min(_CHUNK, remaining))
                    at, remaining = at + len(pending), remaining - len(pending)
                try:
                    piece = inflate.decompress(pending, _CHUNK)
                except zlib.error as error:
                    raise LotError("zip_damaged", place=name) from error
                pending = inflate.unconsumed_tail
                done = inflate.eof
                if not done and not piece and not pending and not remaining:
                    raise LotError("zip_damaged", place=name)
            left -= len(piece)
            crc = zlib.crc32(piece, crc)
            if left < 0:
                raise LotError("zip_damaged", place=name)
            if done:
                break
            if piece:
                yield piece
        if left or crc != info.CRC or remaining or pending or (inflate is not None and inflate.unused_data):
            raise LotError("zip_damaged", place=name)
        if piece:
            yield piece

    def _raw(self, at: int, length: int) -> bytes:
        self._file.seek(at)
        data = self._file.read(length)
        if len(data) != length:
            raise LotError("zip_damaged", place="zip")
        return data

    def _data_start(self, info: zipfile.ZipInfo) -> int:
        name = info.orig_filename
        header = self._raw(info.header_offset, _LOCAL.size)
        signature, _, flags, method, _, _, _, _, _, name_size, extra_size = _LOCAL.unpack(header)
        start = info.header_offset + _LOCAL.size
        if signature != b"PK\x03\x04" or flags & (_ENCRYPTED | _PATCHED) or method != info.compress_type:
            raise LotError("zip_damaged", place=name)
        if self._raw(start, name_size) != name.encode("ascii"):
            raise LotError("zip_damaged", place=name)
        return int(start + name_size + extra_size)
