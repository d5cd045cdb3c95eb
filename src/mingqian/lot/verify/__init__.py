"""Verification of a transcript: refuses everything the protocol does not allow, and says what stays unproven.

It does no I/O beyond the file object it is given. The rules, step by step:

1. container: a ZIP of known names, each once, stored or deflated, not encrypted, undamaged.
2. manifest: canonical, complete, of ``mingqian-lot/1``, one source at least beyond the bureau's control.
3. files: exactly those the manifest calls for.
4. secret, reveals: every commitment opened, every drand round signed, counts, kinds and lengths as promised.
5. urns, people: leaves whole, ascending, within range, under the frozen roots; no entry in two urns.
6. selection: made again from leaves and seed, byte for byte.
7. eligibility, opened: drawn entries opened in order, hashing to their leaves; eligibility as they fixed it.
8. teams: vacant seats, least load and every choice made again, byte for byte.
9. facts, signatures, log: what is there must hold.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import IO, Literal

from ..archive import Archive, UnreadableError
from ..errors import LotError
from ..hashing import Hash
from ..shapes import Manifest
from .attested import check_log, check_signatures
from .context import Context, Limits
from .drawn import check_selection, check_teams
from .eligible import check_eligibility
from .frozen import (
    check_files,
    check_manifest,
    check_people,
    check_reveals_file,
    check_secret_file,
    check_urns,
    make_seed_of,
)
from .opened import check_opened
from .report import Report, Step, Unproven

__all__ = ["Limits", "Report", "Step", "Unproven", "UnreadableError", "verify_transcript"]

_EXTRA_MEMBERS = 32


def verify_transcript(
    fileobj: IO[bytes], *, limits: Limits | None = None, log_keys: Mapping[str, bytes] | None = None
) -> Report:
    """Verify the transcript in ``fileobj`` (binary, seekable), in memory bounded by ``limits``.

    ``log_keys`` are the transparency logs this caller trusts: key name → 32-byte Ed25519 key. Every reason
    for refusal is in the report. Raises UnreadableError if the file is no ZIP at all.
    """
    limits = limits or Limits()
    archive = Archive(fileobj, limits.urns + _EXTRA_MEMBERS)
    context = Context(archive, limits, log_keys or {})
    findings = context.findings
    findings.refuse("container", *archive.problems)
    findings.done("container", files=len(archive.names))
    if "manifest.json" not in archive:
        findings.refuse("files", LotError("file_missing", place="manifest.json"))
    else:
        _attempt(context, "manifest", lambda: check_manifest(context))
    manifest, hash = context.manifest, context.hash
    if manifest is not None and hash is not None:
        _run_steps(context, manifest, hash)
    form: Literal["public", "auditor"] | None = None
    if findings.passed("opened"):
        form = "auditor" if context.form_auditor else "public"
    return findings.report(context.m, context.seed, form)


def _run_steps(context: Context, manifest: Manifest, hash: Hash) -> None:
    """All steps after the manifest's, each only where the files it reads are there."""
    urns = [f"urns/{n}.leaves" for n in range(len(manifest["urns"]))]
    team = manifest["teams"] is not None
    steps: list[tuple[str, list[str], Callable[[], None]]] = [
        ("files", [], lambda: check_files(context, manifest)),
        ("secret", ["secret.txt"], lambda: check_secret_file(context, manifest, hash)),
        ("reveals", ["reveals.json"], lambda: check_reveals_file(context, manifest, hash)),
        ("seed", [], lambda: make_seed_of(context, hash)),
        ("urns", urns, lambda: check_urns(context, manifest, hash)),
        ("people", ["people.leaves"] * team, lambda: check_people(context, manifest, hash)),
        ("selection", ["selection.json"], lambda: check_selection(context)),
        ("eligibility", ["eligibility.json"] * team, lambda: check_eligibility(context, manifest, hash)),
        ("opened", ["opened.jsonl"], lambda: check_opened(context, manifest, hash)),
        ("teams", ["teams.json"] * team, lambda: check_teams(context, manifest, hash)),
        ("signatures", [], lambda: check_signatures(context, hash)),
        ("log", [], lambda: check_log(context, hash)),
    ]
    for step, files, function in steps:
        if all(name in context.archive for name in files):
            _attempt(context, step, function)


def _attempt(context: Context, step: str, function: Callable[[], None]) -> None:
    """Run one step; what it raises refuses it."""
    try:
        function()
    except LotError as error:
        # A fact that does not fit its commitment is found while the entries are walked.
        context.findings.refuse("facts" if error.code.startswith("facts_") else step, error)
