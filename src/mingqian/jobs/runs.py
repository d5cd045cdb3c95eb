"""The process of a job: started from a page, doing the work, telling how far it is."""

from __future__ import annotations

import os
import sys
import traceback
from datetime import timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import OperationalError
from django.utils import timezone

from mingqian.acts import child, progress
from mingqian.jobs.models import Job

STARTING: Final = timedelta(seconds=60)
"""So long a job may be without a process: Python is loading."""


def _file(job_id: int, kind: str) -> Path:
    folder = Path(settings.DATA) / "jobs"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder / f"{job_id}.{kind}"


def start(job: Job) -> None:
    """Start the process of a job. It writes its own number into the row: by then the page's transaction is over."""
    child.start("mingqian.jobs.process", str(job.pk), log=_file(job.pk, "log"))


def alive(job: Job) -> bool:
    """Whether the job's process runs, or may still be starting."""
    if job.pid is None:
        return timezone.now() - job.begun_at < STARTING
    return child.alive(child.Child(job.pid, job.pid_began))


def progress_of(job: Job) -> tuple[str, int, int]:
    """What is being done in words, how much of it, out of how much (0: unknown)."""
    said = child.read_progress(_file(job.pk, "json"))
    return str(said.get("words", "正在准备")), int(said.get("done", 0)), int(said.get("whole", 0))


def mark_seen(job: Job) -> None:
    """The person who began the job has seen how it ended: the desk need not show it any more."""
    if job.ended_at is not None and job.seen_at is None:
        Job.objects.filter(pk=job.pk, seen_at=None).update(seen_at=timezone.now())


def carry_out(job_id: int) -> int:
    """Do the work of a job (called in its process); its exit code."""
    from mingqian.accounts.current import actor_for
    from mingqian.accounts.models import User
    from mingqian.acts.refusal import Refused
    from mingqian.jobs import actions

    pid = os.getpid()
    Job.objects.filter(pk=job_id).update(pid=pid, pid_began=child.began(pid))
    job = Job.objects.get(pk=job_id)
    user = User.objects.get(pk=job.by_user_id)
    # Whoever lost the role meanwhile acts in none, and the action refuses.
    by = actor_for(user, job.by_role if job.by_role in user.roles() else "", origin=job.by_origin)
    board = child.ProgressFile(_file(job_id, "json"))
    try:
        with progress.heard_by(lambda words, done, whole: board.write(words=words, done=done, whole=whole)):
            actions.finish(by=by, job=job)
    except Refused as refused:
        actions.refuse(by=by, job=job, refused=refused)
    except BaseException as error:
        _log(error)
        actions.interrupt(by=by, job=job, code="jobs.broke")
        return 1
    finally:
        _file(job_id, "json").unlink(missing_ok=True)
    _file(job_id, "log").unlink(missing_ok=True)
    return 0


def _log(error: BaseException) -> None:
    """Where it broke, without the message: it might hold a name from a list that is still secret."""
    told = f"：{error}" if isinstance(error, OperationalError | OSError | MemoryError) else ""
    sys.stderr.write("".join(traceback.format_tb(error.__traceback__)) + f"{type(error).__name__}{told}\n")
