"""What a verification found: steps, refusals with places, and what stays unproven."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from ..errors import LotError

Status = Literal["passed", "failed", "skipped", "absent"]

STEPS = (
    "container",
    "manifest",
    "files",
    "secret",
    "reveals",
    "urns",
    "selection",
    "people",
    "eligibility",
    "opened",
    "teams",
    "facts",
    "signatures",
    "log",
)


@dataclass(frozen=True)
class Step:
    """One step: ``failed`` refuses the transcript, ``skipped`` could not be made because an earlier one
    failed, ``absent`` is about something this transcript does not have. ``counts`` are numbers for the
    words.
    """

    code: str
    status: Status
    counts: Mapping[str, object]


@dataclass(frozen=True)
class Unproven:
    """Something this transcript does not prove, by code."""

    code: str
    params: Mapping[str, object]


@dataclass(frozen=True)
class Report:
    """The outcome: ``ok`` if nothing was refused.

    ``m`` and ``seed`` are hex where they could be computed; ``form`` is ``public`` or ``auditor``;
    ``stamps`` are the RFC 3161 tokens (DER) found to be about their record, by ``m``, ``reveals``, ``results``.
    """

    ok: bool
    steps: tuple[Step, ...]
    refusals: tuple[LotError, ...]
    unproven: tuple[Unproven, ...]
    m: str | None
    seed: str | None
    form: Literal["public", "auditor"] | None
    stamps: Mapping[str, bytes]


@dataclass
class Findings:
    """Collects a report while the steps run."""

    steps: dict[str, Step] = field(default_factory=dict)
    refusals: list[LotError] = field(default_factory=list)
    unproven: list[Unproven] = field(default_factory=list)
    stamps: dict[str, bytes] = field(default_factory=dict)

    def refuse(self, step: str, *errors: LotError) -> None:
        """Fail ``step`` for these reasons."""
        if errors:
            self.refusals += errors
            self.steps[step] = Step(step, "failed", {})

    def done(self, step: str, status: Status = "passed", **counts: object) -> None:
        """Note how ``step`` ended, unless it failed before."""
        if step not in self.steps:
            self.steps[step] = Step(step, status, counts)

    def refused(self, step: str) -> bool:
        """Whether ``step`` was refused."""
        return step in self.steps and self.steps[step].status == "failed"

    def passed(self, step: str) -> bool:
        """Whether ``step`` came to its end and holds."""
        return step in self.steps and self.steps[step].status == "passed"

    def leave_open(self, code: str, **params: object) -> None:
        """Note something that stays unproven."""
        self.unproven.append(Unproven(code, params))

    def report(
        self, m: bytes | None, seed: bytes | None, form: Literal["public", "auditor"] | None
    ) -> Report:
        """The finished report; steps never reached are skipped."""
        steps = tuple(self.steps.get(code, Step(code, "skipped", {})) for code in STEPS)
        return Report(
            not self.refusals and all(step.status in ("passed", "absent") for step in steps),
            steps,
            tuple(self.refusals),
            tuple(self.unproven),
            None if m is None else m.hex(),
            None if seed is None else seed.hex(),
            form,
            dict(self.stamps),
        )
