"""What the steps of a verification share, and the sizes beyond which it refuses to go."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from ..archive import Archive
from ..canonical import Json, parse_canonical
from ..entries import LEAF_SIZE
from ..errors import LotError
from ..hashing import Hash
from ..result import UrnResult
from ..shapes import Manifest
from ..teams import Teams
from .report import Findings

_RUN = 1 << 15


@dataclass(frozen=True)
class Limits:
    """Sizes beyond which a transcript is refused unread, so that memory stays bounded whatever a file
    claims.
    """

    json_bytes: int = 4 << 20  # manifest, reveals, signatures, log; each
    line_bytes: int = 1 << 20  # one line of opened.jsonl or facts.jsonl
    urns: int = 10_000
    leaves: int = 20_000_000  # all urns together
    weighted_leaves: int = 5_000_000  # one weighted urn, which must be sorted whole
    drawn: int = 500_000
    people: int = 100_000
    places: int = 2_000_000  # seats of all tasks
    pairs: int = 2_000_000_000  # tasks times people: hashes to be made, bits to be kept


@dataclass
class Context:
    """The state of one verification. Fields are None until the step that fills them has passed."""

    archive: Archive
    limits: Limits
    log_keys: Mapping[str, bytes]
    findings: Findings = field(default_factory=Findings)
    manifest: Manifest | None = None
    hash: Hash | None = None
    m: bytes | None = None
    secret: str | None = None
    reveals_digest: bytes | None = None
    seed: bytes | None = None
    selection: list[UrnResult] | None = None
    people_leaves: bytes | None = None
    people_shown: int = 0
    # For each task, for each seat name, the mask of the people eligible, and its digest
    masks: list[list[int]] | None = None
    digests: list[list[str]] | None = None
    teams: Teams | None = None
    form_auditor: bool = False

    @property
    def tasks(self) -> list[bytes]:
        """The drawn e in task order."""
        return [drawn.e for urn in self.selection or () for drawn in urn.drawn]

    def read_json(self, name: str) -> tuple[bytes, Json]:
        """Bytes and value of a small canonical JSON member. Raises LotError with the name as place."""
        data = self.archive.read(name, self.limits.json_bytes)
        try:
            return data, parse_canonical(data)
        except LotError as error:
            raise error.at(name) from error

    def leaf_runs(self, name: str) -> Iterator[list[bytes]]:
        """The leaf inputs of a leaves member, in runs."""
        rest = b""
        for chunk in self.archive.chunks(name):
            data = rest + chunk
            whole = len(data) - len(data) % LEAF_SIZE
            for at in range(0, whole, LEAF_SIZE * _RUN):
                end = min(whole, at + LEAF_SIZE * _RUN)
                yield [data[i : i + LEAF_SIZE] for i in range(at, end, LEAF_SIZE)]
            rest = data[whole:]

    def lines(self, name: str) -> Iterator[bytes]:
        """The lines of a JSON lines member without their newlines.

        Raises LotError ``line_too_long``, ``line_unfinished`` (no newline at the end).
        """
        limit = self.limits.line_bytes
        rest = b""
        for chunk in self.archive.chunks(name):
            parts = (rest + chunk).split(b"\n")
            rest = parts.pop()
            if len(rest) > limit or any(len(part) > limit for part in parts):
                raise LotError("line_too_long", place=name, limit=limit)
            yield from parts
        if rest:
            raise LotError("line_unfinished", place=name)


StepFunction = Callable[[Context], None]
