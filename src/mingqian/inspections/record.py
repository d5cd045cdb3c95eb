"""What a record says, what it still lacks, and who has signed it as it stands."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from mingqian.inspections.models import (
    Finding,
    Inspection,
    RecordLine,
    Seat,
    Signature,
    SignatureKind,
)
from mingqian.inspections.results import fits


def digest(inspection: Inspection, lines: Sequence[RecordLine]) -> str:
    """SHA-256 (hex) over the canonical JSON of everything the signers stand for.

    Enterprise, items as they were worded, findings, problems, measures, results, handling, and the summary, in the
    order of the record. Team members and times of writing are left out: a signature is over what was found.
    """
    said = {
        "inspection": inspection.number,
        "subject": [inspection.subject_name, inspection.subject_code],
        "summary": inspection.summary,
        "lines": [
            [
                line.position,
                line.item_words,
                line.finding,
                line.problem,
                line.measure,
                line.result,
                line.handling,
            ]
            for line in lines
        ],
    }
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def line_gaps(line: RecordLine) -> list[str]:
    """What a line still lacks, in words; empty when it is whole."""
    gaps = []
    if not line.finding:
        return ["没有选择检查情况"]
    if line.finding == Finding.PROBLEM and not line.problem.strip():
        gaps.append("没有写明发现的问题")
    if not line.result and line.finding != Finding.NOT_APPLICABLE:
        gaps.append("没有选择检查结果")
    elif line.result and not fits(line.finding, line.result):
        gaps.append("检查情况与检查结果不一致")
    return gaps


@dataclass(frozen=True)
class RecordState:
    """A record as it stands now: its digest, what is missing, who has signed this very version."""

    digest: str
    lines: list[RecordLine]
    gaps: list[tuple[RecordLine, list[str]]]
    seats: list[Seat]
    signed: dict[int, Signature]
    """By seat id: the member's signature over this version."""
    subject: Signature | None
    """The enterprise's signature, or the noted refusal, over this version."""
    earlier: list[Signature]
    """Signatures over versions that were changed afterwards."""

    @property
    def complete(self) -> bool:
        """Every line is whole."""
        return bool(self.lines) and not self.gaps

    @property
    def unsigned(self) -> list[Seat]:
        """Inspectors who have not signed this version; an expert advises and need not sign."""
        return [seat for seat in self.seats if seat.inspector_id is not None and seat.pk not in self.signed]

    @property
    def closable(self) -> bool:
        """Whether the check may end: everything filled in, everyone signed, the enterprise too or noted."""
        return self.complete and not self.unsigned and self.subject is not None


def state_of(inspection: Inspection) -> RecordState:
    """Read the record with its signatures (four queries)."""
    lines = list(inspection.lines.select_related("item", "agency").order_by("position"))
    over = digest(inspection, lines)
    signed: dict[int, Signature] = {}
    subject: Signature | None = None
    earlier: list[Signature] = []
    for signature in inspection.signatures.order_by("id"):
        if signature.over != over:
            earlier.append(signature)
        elif signature.kind == SignatureKind.MEMBER:
            signed[signature.seat_id or 0] = signature
        else:
            subject = signature
    gaps = [(line, missing) for line in lines if (missing := line_gaps(line))]
    seats = list(inspection.seats.order_by("number"))
    # A seat whose person was replaced after signing must be signed by the person who sits there now.
    signed = {
        seat.pk: signed[seat.pk] for seat in seats if seat.pk in signed and signed[seat.pk].name == seat.name
    }
    return RecordState(over, lines, gaps, seats, signed, subject, earlier)
