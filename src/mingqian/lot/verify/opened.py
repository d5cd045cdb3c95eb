"""Steps over what was opened: entries, and in the auditor's form the facts behind them."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b
from typing import cast

from ..canonical import Json, parse_canonical
from ..checking import HEX_32, Checker
from ..entries import check_entry, commit_facts, leaf_hashes
from ..errors import LotError
from ..hashing import DIGEST_SIZE, TAG_ENTRY, Hash
from ..shapes import Manifest
from .context import Context

_OPENED = "opened.jsonl"
_FACTS = "facts.jsonl"


def check_opened(context: Context, manifest: Manifest, hash: Hash) -> None:
    """Every drawn enterprise is opened in task order, then people ascending, then all other entries or
    none; each hashes to its leaf, ids are unique, eligibility is what the drawn entries fixed, facts are
    what they committed to.
    """
    if context.selection is None or (manifest["teams"] is not None and context.digests is None):
        return
    walk = _Walk(context, manifest, hash)
    for number, line in enumerate(context.lines(_OPENED), 1):
        try:
            walk.take(line)
        except LotError as error:
            raise error.at(f"{_OPENED}:{number}") from error
    walk.finish()
    findings = context.findings
    findings.done("opened", drawn=walk.drawn, people=walk.people_opened, others=walk.others)
    if _FACTS in context.archive:
        findings.done("facts", facts=walk.facts_checked)
    else:
        findings.done("facts", "absent")
        if walk.committed:
            findings.leave_open("facts_closed", count=walk.committed)
    findings.leave_open("ids_unopened" if not context.form_auditor else "entries_true")


class _Walk:
    """Follows ``opened.jsonl`` line by line along the order it must have, and ``facts.jsonl`` beside it."""

    def __init__(self, context: Context, manifest: Manifest, hash: Hash) -> None:
        self._context = context
        self._hash = hash
        self._seats = (
            None if manifest["teams"] is None else [seat["name"] for seat in manifest["teams"]["seats"]]
        )
        self._tasks = context.tasks
        self._people = set(leaf_hashes(context.people_leaves or b""))
        self._last_person = b""
        self._undrawn = self._others(manifest)
        self._ids: tuple[set[bytes], set[bytes]] = (set(), set())
        self._facts = context.lines(_FACTS) if _FACTS in context.archive else iter(())
        self._has_facts = _FACTS in context.archive
        self._facts_line = 0
        self.drawn = 0
        self.people_opened = 0
        self.others = 0
        self.committed = 0
        self.facts_checked = 0

    def _others(self, manifest: Manifest) -> Iterator[bytes]:
        """The undrawn e in urn order, ascending."""
        drawn = set(self._tasks)
        for n in range(len(manifest["urns"])):
            for run in self._context.leaf_runs(f"urns/{n}.leaves"):
                for one in run:
                    if one[:DIGEST_SIZE] not in drawn:
                        yield one[:DIGEST_SIZE]

    def take(self, line: bytes) -> None:
        """Check the next line."""
        value = parse_canonical(line)
        check_entry(value)
        entry = cast("dict[str, Json]", value)
        e = self._hash.digest(TAG_ENTRY + line)
        if self.drawn < len(self._tasks):
            if e != self._tasks[self.drawn]:
                raise LotError("opened_not_drawn", task=self.drawn)
            self._check_eligible(entry, self.drawn)
            self.drawn += 1
            person = False
        elif not self.others and e in self._people:
            if e <= self._last_person:
                raise LotError("opened_order")
            self._last_person = e
            self.people_opened += 1
            person = True
        else:
            expected = next(self._undrawn, None)
            if expected is None:
                raise LotError("opened_no_leaf")
            if e != expected:
                raise LotError("opened_order" if e in self._people else "opened_not_next")
            self._check_eligible(entry, None)
            self.others += 1
            person = False
        self._check_id(cast("str", entry["id"]), person)
        self._check_facts(entry, e)

    def _check_id(self, text: str, person: bool) -> None:
        seen = self._ids[person]
        # Sixteen bytes of a hash stand for the id, so that a million long ids stay small.
        mark = blake2b(text.encode(), digest_size=16).digest()
        if mark in seen:
            raise LotError("id_repeated")
        seen.add(mark)

    def _check_eligible(self, entry: dict[str, Json], task: int | None) -> None:
        """A drawn enterprise's ``eligible`` must be the sets drawn with, any other's at least of that
        shape.
        """
        if self._seats is None:
            return
        found = entry.get("eligible")
        if not isinstance(found, dict) or set(found) != set(self._seats):
            raise LotError("eligible_shape")
        for value in found.values():
            if not isinstance(value, str) or not HEX_32.fullmatch(value):
                raise LotError("eligible_shape")
        if task is not None and self._context.digests is not None:
            for seat, digest in zip(self._seats, self._context.digests[task], strict=True):
                if found[seat] != digest:
                    raise LotError("eligible_not_fixed", seat=seat)

    def _check_facts(self, entry: dict[str, Json], e: bytes) -> None:
        commitment = entry.get("facts")
        if not isinstance(commitment, str) or not HEX_32.fullmatch(commitment):
            return
        self.committed += 1
        if not self._has_facts:
            return
        line = next(self._facts, None)
        self._facts_line += 1
        place = f"{_FACTS}:{self._facts_line}"
        if line is None:
            raise LotError("facts_missing", e=e.hex())
        check = Checker()
        fields = check.keys(_canonical(line, place), place, ("e", "facts", "facts_salt"))
        check.raise_first()
        fields = cast("dict[str, Json]", fields)
        if fields["e"] != e.hex():
            raise LotError("facts_order", e=e.hex())
        salt = check.text(fields["facts_salt"], f"{place}/facts_salt")
        check.raise_first()
        if commit_facts(cast("str", salt), fields["facts"], self._hash) != commitment:
            raise LotError("facts_differ", e=e.hex())
        self.facts_checked += 1

    def finish(self) -> None:
        """Nothing may be missing at the end: no drawn enterprise, no undrawn one if any was opened, no
        facts over.
        """
        if self.drawn < len(self._tasks):
            raise LotError("opened_missing", place=_OPENED, missing=len(self._tasks) - self.drawn)
        if self.others and next(self._undrawn, None) is not None:
            raise LotError("opened_partly", place=_OPENED)
        if self._has_facts and next(self._facts, None) is not None:
            raise LotError("facts_left_over", place=_FACTS)
        self._context.form_auditor = bool(self.others) or self._has_facts


def _canonical(line: bytes, place: str) -> Json:
    try:
        return parse_canonical(line)
    except LotError as error:
        raise error.at(place) from error
