"""One import from file to register, in this process (the file itself is read in the child)."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.utils import timezone

from mingqian.accounts.models import Agency
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.registers import serials
from mingqian.registers.importing import batches, kinds
from mingqian.registers.importing.columns import COLUMNS, Kind
from mingqian.registers.importing.compare import Counts, close, counts_of
from mingqian.registers.importing.sandbox import read_file
from mingqian.registers.importing.staging import Fate
from mingqian.registers.models import ImportBatch, Subject
from mingqian.registers.states import IMPORT

Progress = Callable[[str, float, int], None]
"""Told (phase, how far between 0 and 1, rows): the phases are `read`, `compare`, `apply`."""

SYSTEM = "system"
"""The role of the command line, whose files may hold people of several agencies (a joint draw's inspectors)."""

LARGE = 20_000
"""After so many written rows the database is asked to look at its statistics again."""


@dataclass(frozen=True)
class ImportSummary:
    """What one import did. `read` = new + changed + unchanged + set_aside; `warned` are among the taken ones."""

    read: int
    new: int
    changed: int
    unchanged: int
    warned: int
    set_aside: int
    seconds: float
    batch_id: int
    noted: int = 0
    pending: int = 0
    unclassed: int = 0

    @property
    def taken(self) -> int:
        """Rows of the file that stand in the register."""
        return self.read - self.set_aside

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {**asdict(self), "taken": self.taken}


def digest_of(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def import_file(
    *,
    by: Actor,
    path: Path,
    agency: Agency,
    kind: str = "subject",
    apply: bool = True,
    progress: Progress | None = None,
    mapping: Mapping[str, int | str] | None = None,
    merge: bool = False,
    guess_fields: bool = True,
) -> ImportSummary:
    """Read a file into a register, or only say what it would do (`apply=False`).

    `mapping` names the file's column (its heading, or its position from 0) for every register column that is to
    be read; with `merge` the columns it leaves out are guessed, as all are without it. Raises `Refused` in words when the file cannot be read, a
    required column is missing, or the actor may not.
    """
    path = Path(path)
    if not path.is_file():
        raise Refused("registers.file_missing", field="file")
    started = timezone.now()
    batch = batches.begin(
        by=by,
        agency=agency,
        kind=Kind(kind),
        file_name=path.name,
        file_size=path.stat().st_size,
        file_digest=digest_of(path),
        options={"guess_fields": guess_fields},
    )
    try:
        read(batch, path, mapping=mapping, merge=merge, progress=progress)
        if not batch.columns or batch.state != "preview":
            raise Refused(
                "registers.columns_missing", field="file", columns="、".join(missing_columns(batch))
            )
        batch.seconds = (timezone.now() - started).total_seconds()
        batch.save(update_fields=["seconds"])
        if apply:
            batch = take(batch, by=by, progress=progress)
    except Refused as refused:
        note_failure(batch, by=by, code=refused.code, params=plain(refused.params))
        raise
    except BaseException:
        note_failure(batch, by=by, code="registers.job_died", params={})
        raise
    return summary_of(batch)


def note_failure(batch: ImportBatch, *, by: Actor, code: str, params: dict[str, Any]) -> None:
    """Write into a batch that is under way why it could not go on."""
    batch.refresh_from_db()
    if batch.state in ("reading", "applying"):
        batches.fail(by=by, batch=batch, code=code, params=params)


def plain(params: dict[str, Any]) -> dict[str, Any]:
    """Parameters of a refusal as JSON."""
    return {name: value if isinstance(value, int | float) else str(value) for name, value in params.items()}


def read(
    batch: ImportBatch,
    path: Path,
    *,
    mapping: Mapping[str, int | str] | None,
    merge: bool = False,
    progress: Progress | None = None,
) -> None:
    """Read and compare a batch's file: afterwards it is in `preview`, or in `uploaded` where columns are missing.

    Raises `Refused`; the batch is in `reading` then.
    """
    batch.state = IMPORT.check("read", batch.state, batch.file_name)
    batch.failure = {}
    batch.save(update_fields=["state", "failure"])
    kind = Kind(batch.kind)
    found = read_file(
        path,
        staging=batches.staging_path(batch.pk),
        key=batch.staging_key,
        kind=batch.kind,
        mapping=mapping,
        merge=merge,
        today=timezone.localdate(),
        guess_fields=bool(batch.options.get("guess_fields", True)),
        own_regions=[code for code in Agency.objects.values_list("region_code", flat=True) if code],
        heading_row=batch.options.get("heading_row"),
        progress=None if progress is None else lambda done, rows: progress("read", done, rows),
    )
    batch.columns = [
        {"heading": heading, "samples": samples}
        for heading, samples in zip(found["headings"], found["samples"], strict=True)
    ]
    batch.options = {**batch.options, "guessed": found["guessed"], "format": found["format"]}
    batch.options["found_heading_row"] = found["heading_row"]
    batch.mapping = found["mapping"]
    batch.notices = found.get("notices", [])
    batch.rows_expected = batch.rows_done = found["rows"]
    if not found["staged"]:
        batch.state = IMPORT.check("ask", batch.state, batch.file_name)
        batch.save()
        return
    if kind is Kind.SUBJECT and "jurisdiction" not in batch.mapping:
        batch.notices.append(["jurisdiction_column_missing", {}])
    compare(batch, progress=progress)


def compare(batch: ImportBatch, *, progress: Progress | None = None) -> None:
    """Compare a staged batch with its register as it stands now; leaves it in `preview`."""
    staging = batches.open_staging(batch)
    try:
        batch.serial = serials.serial_of(batch.agency_id, batch.kind)
        comparer = kinds.COMPARERS[Kind(batch.kind)](
            staging, batch.agency_id, everywhere=batch.by_role == SYSTEM
        )
        comparer.run(None if progress is None else lambda done: progress("compare", done, batch.rows_done))
        close(staging)
        counts: Counts = counts_of(staging)
        if batch.kind == Kind.SUBJECT and "jurisdiction" in batch.mapping:
            counts.pending = next(
                staging.select("SELECT count(*) FROM rows WHERE fate = 1 AND f_jurisdiction IS NULL")
            )[0]
    finally:
        staging.close()
    batches.keep_counts(batch, counts)
    if batch.state == "reading":
        batch.state = IMPORT.check("show", batch.state, batch.file_name)
    batch.save()


def take(
    batch: ImportBatch, *, by: Actor, progress: Progress | None = None, again: bool = True
) -> ImportBatch:
    """Apply a batch in `preview`. A register that has moved meanwhile is compared with again, once (`again`).

    Raises `Refused(registers.register_moved)` otherwise; the batch is as it was then.
    """
    started = timezone.now()
    total = max(batch.new + batch.changed, 1)
    tell = None if progress is None else lambda done: progress("apply", min(done / total, 1.0), done)
    try:
        done = batches.apply(by=by, batch=batch, started=started, progress=tell)
    except Refused as refused:
        if refused.code != "registers.register_moved" or not again:
            raise
        compare(batch, progress=progress)
        done = batches.apply(by=by, batch=batch, started=started, progress=tell)
    if done.new + done.changed >= LARGE and done.kind == Kind.SUBJECT:
        batches.settle()
    trim(done)
    return done


def trim(batch: ImportBatch) -> None:
    """Of an applied batch only the rows set aside are kept; the others stand in the register."""
    staging = batches.open_staging(batch)
    try:
        staging.keep_only(Fate.ASIDE)
    finally:
        staging.close()


def missing_columns(batch: ImportBatch) -> list[str]:
    """Headings of required columns nothing is mapped to."""
    return [
        one.heading for one in COLUMNS[Kind(batch.kind)] if one.required and one.name not in batch.mapping
    ]


def summary_of(batch: ImportBatch) -> ImportSummary:
    """The summary of a compared or applied batch."""
    unclassed = 0
    if batch.kind == Kind.SUBJECT and batch.state == "applied":
        unclassed = Subject.objects.filter(agency_id=batch.agency_id, batch_id=batch.pk, field="").count()
    return ImportSummary(
        read=batch.read,
        new=batch.new,
        changed=batch.changed,
        unchanged=batch.unchanged,
        warned=batch.warned,
        set_aside=batch.set_aside,
        seconds=round(batch.seconds, 2),
        batch_id=batch.pk,
        noted=batch.noted,
        pending=batch.pending,
        unclassed=unclassed,
    )


def clear(batch: ImportBatch) -> None:
    """Remove a batch's folder: its file and its staged rows."""
    shutil.rmtree(batches.folder_of(batch.pk), ignore_errors=True)
