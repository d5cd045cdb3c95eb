"""The step over ``eligibility.json``, read as a stream: its sets may be far larger than what they mean."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from ..eligibility import EligibilitySets, mask_of
from ..entries import count_leaves
from ..errors import LotError
from ..hashing import Hash
from ..shapes import Manifest
from .context import Context

_NAME = "eligibility.json"
_NUMBERS = re.compile(rb"(?:0|[1-9][0-9]{0,9})(?:,(?:0|[1-9][0-9]{0,9}))*")


class _Reader:
    """Reads the one shape this file can have, holding no more than one list of numbers at a time."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._data = b""
        self._at = 0

    def _more(self) -> bool:
        chunk = next(self._chunks, None)
        if chunk is None:
            return False
        self._data = self._data[self._at :] + chunk
        self._at = 0
        return True

    def take(self, literal: bytes) -> bool:
        """Step over ``literal`` if it comes next."""
        while len(self._data) - self._at < len(literal) and self._more():
            pass
        if self._data.startswith(literal, self._at):
            self._at += len(literal)
            return True
        return False

    def expect(self, literal: bytes) -> None:
        """Step over ``literal``, which must come next."""
        if not self.take(literal):
            raise LotError("eligibility_form", place=_NAME)

    def numbers(self, most: int) -> list[int]:
        """The next list of numbers, of at most ``most``."""
        self.expect(b"[")
        while (end := self._data.find(b"]", self._at)) < 0:
            if len(self._data) - self._at > 11 * most + 11 or not self._more():
                raise LotError("eligibility_form", place=_NAME)
        text = self._data[self._at : end]
        self._at = end + 1
        if not text:
            return []
        if not _NUMBERS.fullmatch(text):
            raise LotError("eligibility_form", place=_NAME)
        found = [int(part) for part in text.split(b",")]
        if len(found) > most:
            raise LotError("eligibility_form", place=_NAME)
        return found

    def at_end(self) -> bool:
        """Whether nothing follows."""
        while self._at == len(self._data):
            if not self._more():
                return True
        return False


def check_eligibility(context: Context, manifest: Manifest, hash: Hash) -> None:
    """Sets are distinct, ascending, within the people and in order of first use; every task has one a seat
    name.
    """
    if manifest["teams"] is None:
        context.findings.done("eligibility", "absent")
        return
    if context.people_leaves is None or context.selection is None:
        return
    tasks = len(context.tasks)
    names = len(manifest["teams"]["seats"])
    sets = EligibilitySets(context.people_leaves, hash)
    reader = _Reader(context.archive.chunks(_NAME))
    _read_sets(reader, sets, count_leaves(context.people_leaves), tasks * names)
    rows = _read_tasks(reader, tasks, names, len(sets))
    context.masks = [[sets.mask(number) for number in row] for row in rows]
    context.digests = [[sets.digest(number) for number in row] for row in rows]
    context.findings.done("eligibility", sets=len(sets), tasks=tasks)
    context.findings.leave_open("eligibility_true")


def _read_sets(reader: _Reader, sets: EligibilitySets, people: int, most: int) -> None:
    reader.expect(b'{"sets":[')
    if reader.take(b"]"):
        return
    while True:
        place = f"{_NAME}/sets/{len(sets)}"
        if len(sets) == most:
            raise LotError("eligibility_unused", place=place)
        indices = reader.numbers(people)
        if any(one >= other for one, other in pairwise(indices)):
            raise LotError("eligibility_order", place=place)
        if indices and indices[-1] >= people:
            raise LotError("person_unknown", place=place)
        number = len(sets)
        if sets.add_mask(mask_of(indices, people)) != number:
            raise LotError("eligibility_repeated", place=place)
        if not reader.take(b","):
            break
    reader.expect(b"]")


def _read_tasks(reader: _Reader, tasks: int, names: int, sets: int) -> list[list[int]]:
    reader.expect(b',"tasks":[')
    rows: list[list[int]] = []
    used = 0
    for task in range(tasks):
        if task:
            reader.expect(b",")
        row = reader.numbers(names)
        if len(row) != names:
            raise LotError("eligibility_form", place=f"{_NAME}/tasks/{task}")
        for number in row:
            if number >= sets:
                raise LotError("eligibility_form", place=f"{_NAME}/tasks/{task}")
            if number > used:
                raise LotError("eligibility_first_use", place=f"{_NAME}/tasks/{task}")
            used = max(used, number + 1)
        rows.append(row)
    reader.expect(b"]}")
    if not reader.at_end():
        raise LotError("eligibility_form", place=_NAME)
    if used != sets:
        raise LotError("eligibility_unused", place=f"{_NAME}/sets/{used}")
    return rows
