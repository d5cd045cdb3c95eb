"""A verification started from a page runs in a process of its own and reports into its row."""

from __future__ import annotations

import time

from django.utils import timezone

from mingqian.acts import child
from mingqian.audit.models import Verification

SILENCE = 60
"""Seconds without progress after which a run counts as dead."""

BEAT = 1.0
"""Seconds between two reports of progress."""


def start_process(run_id: int) -> None:
    """Start the child that carries out a run; it outlives the request and the web worker."""
    child.start("mingqian.audit.process", str(run_id))


def carry_out(run_id: int) -> Verification:
    """Verify and keep the result (called in the child). A failure is kept too and raised again."""
    from mingqian.accounts.current import system_actor
    from mingqian.audit.actions import finish_verification
    from mingqian.audit.verify import verify

    run = Verification.objects.get(pk=run_id)
    last = 0.0

    def progress(phase: str, done: int, whole: int) -> None:
        nonlocal last
        if time.monotonic() - last >= BEAT:
            last = time.monotonic()
            Verification.objects.filter(pk=run_id).update(
                phase=phase, done=done, whole=whole, beat_at=timezone.now()
            )

    try:
        report = verify(progress=progress)
        finish_verification(by=system_actor("核验进程"), run=run, report=report)
    except Exception as error:
        Verification.objects.filter(pk=run_id).update(
            ended_at=timezone.now(), failure=f"{type(error).__name__}: {error}"[:500]
        )
        raise
    return run
