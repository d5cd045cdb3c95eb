"""The process that reads or applies a batch apart from any page: it goes on when the page is closed.

    python -m mingqian.registers.importing.jobs read|apply BATCH USER ROLE ORIGIN

Its progress stands in a file of the batch, not in the database, which is busy with the very transaction.
"""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from mingqian.acts import child

if TYPE_CHECKING:
    from mingqian.acts.actor import Actor
    from mingqian.registers.models import ImportBatch

KEEP_DAYS: Final = 30
"""So long a finished batch keeps its set-aside rows."""


@dataclass(frozen=True)
class Progress:
    """Where a job stands: `read`, `compare` or `apply`, how far (0 to 1), at which row."""

    phase: str = "read"
    done: float = 0.0
    rows: int = 0


def _progress_path(batch_id: int) -> Path:
    from mingqian.registers.importing.batches import folder_of

    return folder_of(batch_id) / "progress.json"


def progress_of(batch_id: int) -> Progress:
    """The latest progress; its beginning when there is none yet."""
    try:
        return Progress(**child.read_progress(_progress_path(batch_id)))
    except TypeError:
        return Progress()


class ProgressFile:
    """Writes a batch's progress for whoever looks."""

    def __init__(self, batch_id: int) -> None:
        self._file = child.ProgressFile(_progress_path(batch_id))

    def __call__(self, phase: str, done: float, rows: int) -> None:
        self._file.write(phase=phase, done=done, rows=rows, last=done >= 1.0)


def start(batch: ImportBatch, act: str, by: Actor) -> None:
    """Start the job of a batch that is in `reading` or `applying` already, and remember its process."""
    from mingqian.registers.importing.batches import folder_of
    from mingqian.registers.models import ImportBatch

    folder = folder_of(batch.pk)
    _progress_path(batch.pk).unlink(missing_ok=True)
    begun = child.start(
        "mingqian.registers.importing.jobs",
        act,
        str(batch.pk),
        str(by.user_id),
        by.role,
        by.origin,
        log=folder / "job.log",
        folder=folder,
    )
    ImportBatch.objects.filter(pk=batch.pk).update(job_pid=begun.pid, job_started=begun.began)


def _child_of(batch: ImportBatch) -> child.Child | None:
    return None if batch.job_pid is None else child.Child(batch.job_pid, batch.job_started)


def alive(batch: ImportBatch) -> bool:
    """Whether the batch's job still runs."""
    return child.alive(_child_of(batch))


def stop(batch: ImportBatch) -> None:
    """End the job of a batch with everything it started, and wait until it has ended. The register stays as it was."""
    child.kill(_child_of(batch))


def run_read(batch: ImportBatch, by: Actor) -> None:
    """Read and compare a batch whose file has been uploaded; what goes wrong is written into the batch."""
    from mingqian.acts.refusal import Refused
    from mingqian.registers.importing import batches, run

    try:
        run.read(
            batch,
            batches.folder_of(batch.pk) / "file",
            mapping=batch.options.get("asked"),
            progress=ProgressFile(batch.pk),
        )
    except Refused as refused:
        batches.fail(by=by, batch=batch, code=refused.code, params=run.plain(refused.params))
    finally:
        _progress_path(batch.pk).unlink(missing_ok=True)


def run_apply(batch: ImportBatch, by: Actor) -> None:
    """Apply a batch; when the register has moved, or it cannot be, it goes back to its preview."""
    from mingqian.acts.refusal import Refused
    from mingqian.registers.importing import batches, run

    try:
        run.take(batch, by=by, progress=ProgressFile(batch.pk), again=False)
        (batches.folder_of(batch.pk) / "file").unlink(missing_ok=True)
    except Refused as refused:
        if refused.code == "registers.register_moved":
            run.compare(batch, progress=ProgressFile(batch.pk))
        batches.fail(by=by, batch=batch, code=refused.code, params=run.plain(refused.params))
    finally:
        _progress_path(batch.pk).unlink(missing_ok=True)


def sweep() -> None:
    """Clear away what batches left behind: files of finished ones, everything of those finished long ago."""
    from django.conf import settings
    from django.utils import timezone

    from mingqian.registers.models import ImportBatch

    root = Path(settings.DATA) / "imports"
    if not root.is_dir():
        return
    old = timezone.now() - timedelta(days=KEEP_DAYS)
    over = dict(
        ImportBatch.objects.filter(
            state__in=("applied", "cancelled", "failed"), finished_at__lt=old
        ).values_list("pk", "state")
    )
    for folder in root.iterdir():
        if folder.name.isdigit() and int(folder.name) in over:
            shutil.rmtree(folder, ignore_errors=True)


def main(arguments: list[str]) -> int:
    """Do one job."""
    import django

    django.setup()
    from mingqian.accounts.current import actor_for
    from mingqian.accounts.models import User
    from mingqian.acts.refusal import Refused
    from mingqian.registers.importing import batches
    from mingqian.registers.models import ImportBatch

    act, batch_id, user_id, role, origin = arguments
    batch = ImportBatch.objects.select_related("agency").get(pk=int(batch_id))
    user = User.objects.get(pk=int(user_id))
    by = actor_for(user, role if role in user.roles() else "", origin=origin)
    try:
        {"read": run_read, "apply": run_apply}[act](batch, by)
    except Refused:
        raise
    except Exception:
        batch.refresh_from_db()
        if batch.state in ("reading", "applying"):
            batches.fail(by=by, batch=batch, code="registers.job_died", params={})
        raise
    sweep()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))


__all__: list[Any] = ["Progress", "alive", "progress_of", "run_apply", "run_read", "start", "stop", "sweep"]
