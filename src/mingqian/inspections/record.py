"""What a record says, what it still lacks, and who has signed it as it stands."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from mingqian.inspections.heading import Asked, asked_of, head_gaps, head_of, more_line_gaps
from mingqian.inspections.law import result_codes
from mingqian.inspections.models import (
    Finding,
    Inspection,
    RecordHead,
    RecordLine,
    Seat,
    Signature,
    SignatureKind,
)
from mingqian.inspections.results import fits
from mingqian.inspections.states import CHECKING


def digest(inspection: Inspection, lines: Sequence[RecordLine], head: RecordHead | None = None) -> str:
    """SHA-256 (hex) over the canonical JSON of everything the signers stand for.

    Enterprise, items as they were worded, findings, problems, measures, results, handling, others' work a line rests on,
    and the summary, in the order of the record; and the head where there is one. Team members and times of writing are
    left out: a signature is over what was found.
    """
    said: dict[str, Any] = {
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
                *_relied(line),
                *([line.filing] if line.filing else ()),
            ]
            for line in lines
        ],
    }
    if head is not None:
        said["head"] = [
            head.methods,
            head.form,
            head.place,
            head.promise,
            head.evaluation,
            head.opinion,
            head.advice,
        ]
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _relied(line: RecordLine) -> list[list[list[str]]]:
    """What the line rests on of others' work; nothing at all, not even an empty list, where it rests on none."""
    rows = [
        [
            one.words,
            one.body,
            one.qualification,
            one.contract,
            one.document,
            one.document_date.isoformat(),
            one.conclusion,
        ]
        for one in line.relied
    ]
    return [rows] if rows else []


def line_gaps(line: RecordLine, *, named: bool = True) -> list[str]:
    """What a line still lacks, in words; empty when it is whole. `named`: the document has results to choose from; 西平
    and 信阳 name none, there what was found is the result.
    """
    gaps = []
    if not line.finding:
        return ["没有选择检查情况"]
    if line.finding == Finding.PROBLEM and not line.problem.strip():
        gaps.append("没有写明发现的问题")
    if named and not line.result and line.finding != Finding.NOT_APPLICABLE:
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
    head: RecordHead | None = None
    asked: Asked = field(default_factory=Asked)
    head_gaps: list[str] = field(default_factory=list)
    """What the documents want besides the items and nobody wrote."""

    @property
    def complete(self) -> bool:
        """Every line is whole, and the head."""
        return bool(self.lines) and not self.gaps and not self.head_gaps

    @property
    def gap_words(self) -> str:
        """Everything that is missing, in one sentence."""
        lines = [f"第 {line.position} 项{'、'.join(words)}" for line, words in self.gaps]
        return "；".join([*self.head_gaps, *lines])

    @property
    def unsigned(self) -> list[Seat]:
        """Inspectors who have not signed this version; an expert advises and need not sign."""
        return [seat for seat in self.seats if seat.inspector_id is not None and seat.pk not in self.signed]

    @property
    def closable(self) -> bool:
        """Whether the check may end: everything filled in, everyone signed, the enterprise too or noted."""
        return self.complete and not self.unsigned and self.subject is not None


def state_of(inspection: Inspection) -> RecordState:
    """Read the record with its head and signatures. What is missing is asked for while the check goes on: later rules
    find nothing wanting in a record that was closed before them.
    """
    rows = inspection.lines.select_related("item", "agency", "assigned").prefetch_related(
        "reliances__dropped"
    )
    lines = list(rows.order_by("position"))
    head = head_of(inspection)
    over = digest(inspection, lines, head)
    going_on = inspection.state == CHECKING
    asked = asked_of(inspection.campaign) if lines else Asked()
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
    named = bool(lines) and bool(result_codes(inspection.campaign))
    every = [
        (line, [*line_gaps(line, named=named), *(more_line_gaps(line, asked) if going_on else [])])
        for line in lines
    ]
    gaps = [(line, missing) for line, missing in every if missing]
    seats = list(inspection.seats.order_by("number"))
    # A seat whose person was replaced after signing must be signed by the person who sits there now.
    signed = {
        seat.pk: signed[seat.pk] for seat in seats if seat.pk in signed and signed[seat.pk].name == seat.name
    }
    above = head_gaps(inspection, head, seats, asked) if going_on else []
    return RecordState(over, lines, gaps, seats, signed, subject, earlier, head, asked, above)
