"""The actions on an import batch: begin, preview, apply, cancel, fail."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from mingqian.accounts.models import Agency
from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.audit.chain import bulk_event
from mingqian.registers import gates, serials
from mingqian.registers.importing.columns import Kind
from mingqian.registers.importing.compare import Counts
from mingqian.registers.importing.staging import Staging, new_key
from mingqian.registers.models import ImportBatch
from mingqian.registers.states import IMPORT

LARGE = 100_000
"""From so many rows on an import is large: SQLite gets more memory."""
CACHE_KB = 400_000

PERMISSION_TO_EDIT = {
    Kind.SUBJECT: Permission.SUBJECTS_EDIT,
    Kind.ITEM: Permission.ITEMS_EDIT,
    Kind.INSPECTOR: Permission.INSPECTORS_EDIT,
    Kind.EXPERT: Permission.EXPERTS_EDIT,
    Kind.RECUSAL: Permission.INSPECTORS_EDIT,
}


def folder_of(batch_id: int) -> Path:
    """Where a batch keeps its file, its staged rows and its progress."""
    return Path(settings.DATA) / "imports" / str(batch_id)


def staging_path(batch_id: int) -> Path:
    """The staging file of a batch."""
    return folder_of(batch_id) / "staging.sqlite3"


def open_staging(batch: ImportBatch) -> Staging:
    """The staged rows of a batch. Raises `Refused(registers.file_gone)` when they have been cleared away."""
    path = staging_path(batch.pk)
    if not path.exists():
        raise Refused("registers.file_gone")
    return Staging(path, batch.staging_key)


def check_scope(by: Actor, agency: Agency) -> None:
    """Raises `Refused` where the actor belongs to another agency."""
    if by.agency_id is not None and by.agency_id != agency.pk:
        raise Refused("registers.other_agency")


def _details(batch: ImportBatch, **more: Any) -> dict[str, Any]:
    return {
        "kind": batch.kind,
        "agency": batch.agency_id,
        "file": batch.file_name,
        "sha256": batch.file_digest,
        **more,
    }


@action(Permission.REGISTERS_IMPORT, event="registers.import.begin")
def begin(
    *,
    by: Actor,
    agency: Agency,
    kind: Kind,
    file_name: str,
    file_size: int,
    file_digest: str,
    options: dict[str, Any] | None = None,
) -> ImportBatch:
    """Open a batch for one file. Raises `Refused(registers.other_agency)`."""
    check_scope(by, agency)
    by.require(PERMISSION_TO_EDIT[kind])
    batch = ImportBatch.objects.create(
        agency=agency,
        kind=kind.value,
        file_name=file_name[-200:],
        file_size=file_size,
        file_digest=file_digest,
        options=options or {},
        staging_key=new_key(),
        by_user_id=by.user_id,
        by_role=by.role,
        by_name=by.name,
        by_origin=by.origin,
    )
    folder_of(batch.pk).mkdir(parents=True, exist_ok=True, mode=0o700)
    record(
        by=by,
        action="registers.import.begin",
        obj=("registers.importbatch", batch.pk),
        details=_details(batch),
    )
    return batch


@action(Permission.REGISTERS_IMPORT, event="registers.import.apply")
def apply(*, by: Actor, batch: ImportBatch, started: datetime, progress: Any = None) -> ImportBatch:
    """Take every new and changed row of a compared batch into its register: wholly or not at all, one event.

    Raises `Refused(registers.register_moved)` when the register is no longer what the batch was compared with, and what
    a gate refuses.
    """
    check_scope(by, batch.agency)
    by.require(PERMISSION_TO_EDIT[Kind(batch.kind)])
    fresh = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    fresh.state = IMPORT.check("apply", fresh.state, fresh.file_name)
    if serials.lock(batch.agency_id, batch.kind) != fresh.serial:
        raise Refused("registers.register_moved")
    if fresh.kind == Kind.SUBJECT and fresh.new:
        gates.pass_question(fresh.agency_id, "registers.subject_source")
    staging = open_staging(fresh)
    now = timezone.now()
    try:
        details = _details(fresh)
        with (
            _roomy(fresh.new + fresh.changed),
            bulk_event(
                by=by,
                action="registers.import.apply",
                model=_model_of(Kind(fresh.kind)),
                obj=("registers.importbatch", fresh.pk),
                reason=f"导入 {fresh.file_name}",
                details=details,
            ) as seals,
        ):
            applier = _applier(Kind(fresh.kind), staging, fresh, by, now, progress)
            applier.changed(seals)
            applier.new(seals)
            details.update(
                read=fresh.read,
                new=fresh.new,
                changed=fresh.changed,
                unchanged=fresh.unchanged,
                warned=fresh.warned,
                set_aside=fresh.set_aside,
            )
            event_number = seals.number
    finally:
        staging.close()
    if fresh.new or fresh.changed:
        serials.move(fresh.agency_id, fresh.kind)
    fresh.state = IMPORT.check("finish", fresh.state, fresh.file_name)
    fresh.event_number = event_number
    fresh.finished_at = timezone.now()
    fresh.seconds += (fresh.finished_at - started).total_seconds()
    fresh.save()
    return fresh


@contextmanager
def _roomy(rows: int) -> Iterator[None]:
    """More memory for the indexes of a large import, until its transaction ends.

    SQLite writes and reads index pages that do not fit its cache many times; PostgreSQL merges the search keys it has
    put off into the look-up index every 4 MB.
    """
    if rows < LARGE:
        yield
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL gin_pending_list_limit = '16MB'")
            cursor.execute("SET LOCAL work_mem = '128MB'")
            yield
            return
        cursor.execute("PRAGMA cache_size")
        (usual,) = cursor.fetchone()
        cursor.execute(f"PRAGMA cache_size=-{CACHE_KB}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA cache_size={usual}")


def _model_of(kind: Kind) -> Any:
    from mingqian.registers.importing import kinds

    return kinds.MODELS[kind]


def _applier(
    kind: Kind, staging: Staging, batch: ImportBatch, by: Actor, now: datetime, progress: Any
) -> Any:
    from mingqian.registers.importing import kinds

    return kinds.APPLIERS[kind](
        staging,
        agency_id=batch.agency_id,
        batch_id=batch.pk,
        by_name=by.name,
        at=now,
        reason=f"导入 {batch.file_name}",
        progress=progress,
    )


@action(Permission.REGISTERS_IMPORT, event="registers.import.cancel")
def cancel(*, by: Actor, batch: ImportBatch) -> ImportBatch:
    """Throw a batch away; the register has not been touched. Raises `Refused(acts.wrong_state)`."""
    check_scope(by, batch.agency)
    fresh = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    fresh.state = IMPORT.check("cancel", fresh.state, fresh.file_name)
    fresh.finished_at = timezone.now()
    fresh.save()
    record(
        by=by,
        action="registers.import.cancel",
        obj=("registers.importbatch", fresh.pk),
        details=_details(fresh),
    )
    return fresh


@action(Permission.REGISTERS_IMPORT, event="registers.import.fail")
def fail(*, by: Actor, batch: ImportBatch, code: str, params: dict[str, Any]) -> ImportBatch:
    """Note that a batch could not be read or applied, and why. The register has not been touched.

    What could not be applied goes back to its preview.
    """
    check_scope(by, batch.agency)
    fresh = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    act = "return" if fresh.state == "applying" else "fail"
    fresh.state = IMPORT.check(act, fresh.state, fresh.file_name)
    fresh.failure = {"code": code, "params": params}
    fresh.finished_at = timezone.now() if act == "fail" else None
    fresh.job_pid = None
    fresh.save()
    record(
        by=by,
        action="registers.import.fail",
        obj=("registers.importbatch", fresh.pk),
        details=_details(fresh, code=code),
    )
    return fresh


@action(Permission.REGISTERS_IMPORT, event="registers.import.set_aside")
def note_set_aside_download(*, by: Actor, batch: ImportBatch) -> None:
    """Leave the event of giving out the rows set aside, which hold whatever the file held."""
    check_scope(by, batch.agency)
    record(
        by=by,
        action="registers.import.set_aside",
        obj=("registers.importbatch", batch.pk),
        details=_details(batch, count=batch.set_aside),
    )


def begin_work(
    batch: ImportBatch, act: str, *, asked: dict[str, int] | None = None, heading_row: int | None = None
) -> ImportBatch:
    """Put a batch into `reading` or `applying` before its job starts; the second of two presses is refused.

    `asked` is the mapping a person chose, `heading_row` the row of the headings (0: none). Not an action: the import's own progress, not the register's content. Raises `Refused(acts.wrong_state)`.
    """
    with transaction.atomic():
        fresh = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if fresh.state in ("reading", "applying"):
            raise Refused(
                "acts.wrong_state",
                what=fresh.file_name,
                state=IMPORT.states[fresh.state].name,
                doing=IMPORT.transitions[act].name,
            )
        fresh.state = IMPORT.check(act, fresh.state, fresh.file_name)
        fresh.failure = {}
        if asked is not None:
            fresh.options = {**fresh.options, "asked": asked}
        if heading_row is not None:
            fresh.options = {**fresh.options, "heading_row": heading_row}
        fresh.save()
    return fresh


def keep_counts(batch: ImportBatch, counts: Counts) -> None:
    """Write what comparing found into the batch (not saved)."""
    for name, value in asdict(counts).items():
        setattr(batch, name, value)


def settle() -> None:
    """After a large import, outside transactions: let the database look at what is there now and put it in order.

    PostgreSQL: statistics, visibility and the pending entries of the look-up index; SQLite: statistics, and the
    write-ahead log, as large as the import, back to nothing.
    """
    if connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM (ANALYZE) registers_subject")
            cursor.execute("VACUUM (ANALYZE) registers_subject_search")
        else:
            cursor.execute("PRAGMA analysis_limit=2000")
            cursor.execute("ANALYZE registers_subject")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
