"""Writing transcripts: one ZIP with everything needed to make the draw again, the same bytes every time."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import IO, Literal

from .canonical import Json, canonical, parse_canonical
from .entries import Entry, check_entry, commit_facts, leaf_hashes
from .errors import LotError
from .hashing import TAG_ENTRY
from .result import DrawResult
from .shapes import LogProof, Manifest, Reveal, Signature

Form = Literal["public", "auditor"]

# An entry by its e: as an object, or as its canonical bytes where the caller kept those.
EntryLookup = Callable[[bytes], "Entry | bytes"]
# An enterprise's or person's other facts by e: (facts_salt, facts), or None where nothing was committed.
FactsLookup = Callable[[bytes], "tuple[str, Json] | None"]

_LINES = 512
_EPOCH = (1980, 1, 1, 0, 0, 0)  # a ZIP's own time says nothing and would make the bytes differ


@dataclass(frozen=True)
class Transcript:
    """What a transcript is written from: the draw's inputs, packed leaves, and its result."""

    manifest: Manifest
    secret: str
    reveals: Sequence[Reveal]
    urn_leaves: Sequence[bytes]
    people_leaves: bytes | None
    result: DrawResult


def write_transcript(
    fileobj: IO[bytes],
    transcript: Transcript,
    *,
    entries: EntryLookup,
    form: Form = "public",
    open_people: Iterable[bytes] = (),
    facts: FactsLookup | None = None,
    signatures: Sequence[Signature] | None = None,
    log: Sequence[LogProof] | None = None,
) -> None:
    """Write the ZIP of ``transcript`` to ``fileobj`` (binary, open for writing).

    ``entries`` looks up the entry of an e: the drawn enterprises', ``open_people``'s and, in the auditor's
    form, all others of the urns. ``facts`` (auditor's form only) looks up what the ``facts`` commitments
    stand for. Each entry is hashed again before it is opened. Raises LotError ``entry_differs`` (it does
    not hash to its e), ``eligible_differs`` (its ``eligible`` is not what was drawn with),
    ``facts_differ``, ``person_unknown``, ``facts_public``.
    """
    if facts is not None and form != "auditor":
        raise LotError("facts_public")
    with zipfile.ZipFile(fileobj, "w", allowZip64=True) as archive:
        for name, chunks, stored in _files(transcript, entries, form, open_people, facts, signatures, log):
            info = zipfile.ZipInfo(name, _EPOCH)
            info.create_system = 3
            info.external_attr = 0o644 << 16
            # Leaves are hashes: deflating them costs time and gains nothing.
            info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            with archive.open(info, "w") as file:
                for chunk in chunks:
                    file.write(chunk)


def _files(
    transcript: Transcript,
    entries: EntryLookup,
    form: Form,
    open_people: Iterable[bytes],
    facts: FactsLookup | None,
    signatures: Sequence[Signature] | None,
    log: Sequence[LogProof] | None,
) -> Iterator[tuple[str, Iterable[bytes], bool]]:
    """Name, content in pieces, and whether it is stored as it is, of every file in order."""
    result = transcript.result
    yield "manifest.json", [canonical(transcript.manifest)], False
    yield "reveals.json", [canonical(list(transcript.reveals))], False
    yield "secret.txt", [transcript.secret.encode("ascii")], True
    for n, leaves in enumerate(transcript.urn_leaves):
        yield f"urns/{n}.leaves", [leaves], True
    yield "selection.json", [result.selection_json()], False
    if transcript.people_leaves is not None:
        yield "people.leaves", [transcript.people_leaves], True
        yield "eligibility.json", result.eligibility_json(), False
        yield "teams.json", [result.teams_json() or b""], False
    opened = list(_opened(transcript, form, open_people))
    yield "opened.jsonl", _joined(_line(e, kind, entries, transcript) for e, kind in opened), False
    if facts is not None:
        yield "facts.jsonl", _facts_lines(opened, entries, facts, transcript), False
    if log is not None:
        yield "log.json", [canonical(list(log))], False
    if signatures is not None:
        yield "signatures.json", [canonical(list(signatures))], False


def _opened(
    transcript: Transcript, form: Form, open_people: Iterable[bytes]
) -> Iterator[tuple[bytes, Literal["drawn", "person", "undrawn"]]]:
    """Whose entries are opened, in the order of ``opened.jsonl``."""
    tasks = transcript.result.tasks
    for e in tasks:
        yield e, "drawn"
    people = sorted(set(open_people))
    if people and not set(people) <= set(leaf_hashes(transcript.people_leaves or b"")):
        raise LotError("person_unknown")
    for e in people:
        yield e, "person"
    if form == "auditor":
        drawn = set(tasks)
        for leaves in transcript.urn_leaves:
            for e in leaf_hashes(leaves):
                if e not in drawn:
                    yield e, "undrawn"


def _joined(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in fewer, larger pieces: deflating line by line costs more than the lines."""
    remaining = iter(lines)
    while some := list(islice(remaining, _LINES)):
        yield b"".join(some)


def _canonical_entry(e: bytes, entry: Entry | bytes, transcript: Transcript) -> bytes:
    data = entry if isinstance(entry, bytes) else canonical(entry)
    if transcript.result.hash.digest(TAG_ENTRY + data) != e:
        raise LotError("entry_differs", e=e.hex())
    return data


def _line(e: bytes, kind: str, entries: EntryLookup, transcript: Transcript) -> bytes:
    found = entries(e)
    data = _canonical_entry(e, found, transcript)
    eligibility = transcript.result.eligibility
    if kind == "drawn":
        # What was an object needs no second reading; bytes may say anything.
        entry = parse_canonical(data) if isinstance(found, bytes) else found
        check_entry(entry)
        if eligibility is not None and transcript.manifest["teams"] is not None:
            seats = [seat["name"] for seat in transcript.manifest["teams"]["seats"]]
            expected = eligibility.sets.eligible(seats, eligibility.numbers[e])
            if not isinstance(entry, dict) or entry.get("eligible") != expected:
                raise LotError("eligible_differs", e=e.hex())
    return data + b"\n"


def _facts_lines(
    opened: Iterable[tuple[bytes, str]], entries: EntryLookup, facts: FactsLookup, transcript: Transcript
) -> Iterator[bytes]:
    for e, _ in opened:
        found = facts(e)
        if found is None:
            continue
        facts_salt, value = found
        entry = parse_canonical(_canonical_entry(e, entries(e), transcript))
        commitment = commit_facts(facts_salt, value, transcript.result.hash)
        if not isinstance(entry, dict) or entry.get("facts") != commitment:
            raise LotError("facts_differ", e=e.hex())
        yield canonical({"e": e.hex(), "facts": value, "facts_salt": facts_salt}) + b"\n"
