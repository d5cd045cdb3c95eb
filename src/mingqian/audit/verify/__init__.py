"""Verification of the whole record: the chain, the seals of every event, every live row, the triggers.

Reads only, in pages, with bounded memory; may run while others write.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from mingqian.audit.models import Event, Seal
from mingqian.audit.triggers import faults
from mingqian.audit.verify.chain import check_chain
from mingqian.audit.verify.checkpoint import Checkpoint
from mingqian.audit.verify.findings import Finding
from mingqian.audit.verify.rows import check_rows, sealed_models

KEPT = 10_000
"""How many findings a report keeps; all are counted, and each is handed to `found` as it comes."""

Progress = Callable[[str, int, int], None]
"""Called with what is being checked, how much is done, how much there is."""


@dataclass
class Report:
    """What a verification saw: the chain's end, how much was checked, every finding."""

    number: int = 0
    hash: str = ""
    events: int = 0
    seals: int = 0
    rows: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    @property
    def finding_count(self) -> int:
        """How many findings there are, kept or not."""
        return sum(self.counts.values())

    @property
    def ok(self) -> bool:
        """Nothing was changed behind the platform's back."""
        return not self.counts

    def as_dict(self) -> dict[str, Any]:
        """JSON-shaped."""
        return {
            "ok": self.ok,
            "number": self.number,
            "hash": self.hash,
            "events": self.events,
            "seals": self.seals,
            "rows": self.rows,
            "finding_count": self.finding_count,
            "findings": [finding.as_dict() for finding in self.findings],
            "seconds": round(self.seconds, 2),
        }


def verify(
    *,
    checkpoint: Checkpoint | None = None,
    progress: Progress | None = None,
    found: Callable[[Finding], None] | None = None,
) -> Report:
    """Verify everything and report. `found` gets every finding as it comes, beyond those the report keeps."""
    report, started = Report(), time.monotonic()

    def note(finding: Finding) -> None:
        report.counts[finding.code] += 1
        if len(report.findings) < KEPT:
            report.findings.append(finding)
        if found:
            found(finding)

    def ticker(phase: str, whole: int) -> Callable[[int], None]:
        done = 0

        def tick(more: int) -> None:
            nonlocal done
            done += more
            if progress:
                progress(phase, min(done, whole), whole)

        return tick

    report.events, report.seals = Event.objects.count(), Seal.objects.count()
    tick = ticker("审计记录和封记", report.events + report.seals)
    report.number, report.hash = check_chain(note, tick, checkpoint)
    whole = sum(model._base_manager.count() for model in sealed_models())
    report.rows = check_rows(note, ticker("现有数据", whole))
    for fault in faults():
        code = "trigger.changed" if fault.changed else "trigger.missing"
        note(Finding(code, params={"table": fault.table, "trigger": fault.trigger}))
    report.seconds = time.monotonic() - started
    return report


__all__ = ["Checkpoint", "Finding", "Progress", "Report", "verify"]
