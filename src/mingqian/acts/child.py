"""Child processes of the house: work that goes on when the page that began it is closed.

Every one is `python -m <module of ours> <numbers>`, in a session of its own, on the data and settings of whoever starts
it. Nothing secret stands in its command line. Its progress stands in a file, not in the database, which is busy with
the very transaction.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import Any, Final

TICK_SECONDS: Final = 0.4
"""How often a progress file is written at most."""
STOP_SECONDS: Final = 10
"""A process in the midst of writing much takes a moment to end."""


@dataclass(frozen=True)
class Child:
    """A process and when it began: its number alone may be used again by another."""

    pid: int
    began: str


def start(module: str, *arguments: str, log: Path | None = None, folder: Path | None = None) -> Child:
    """Start `python -m module arguments…`; it outlives the request and the web worker. Its words go to `log`."""
    from django.conf import settings

    root = str(Path(__file__).resolve().parents[2])
    environment = {
        **os.environ,
        "MINGQIAN_DATA": str(settings.DATA),
        "PYTHONPATH": os.pathsep.join([root, *filter(None, [os.environ.get("PYTHONPATH")])]),
        "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "mingqian.site.settings"),
    }
    with contextlib.ExitStack() as stack:
        out: Any = stack.enter_context(log.open("ab")) if log else subprocess.DEVNULL
        process = subprocess.Popen(  # noqa: S603 -- our own module, our own words
            [sys.executable, "-m", module, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            env=environment,
            cwd=folder,
            start_new_session=True,
        )
    return Child(process.pid, began(process.pid))


def began(pid: int) -> str:
    """When a process began (clock ticks since the machine did); empty when it is no more."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return ""
    state, *rest = stat.rpartition(")")[2].split()
    return "" if state == "Z" else rest[18]


def alive(child: Child | None) -> bool:
    """Whether this very process still runs."""
    if child is None:
        return False
    if not Path("/proc/self/stat").exists():
        try:
            os.kill(child.pid, 0)
        except OSError:
            return False
        return True
    now = began(child.pid)
    return bool(now) and (not child.began or now == child.began)


def kill(child: Child | None) -> None:
    """End a child with everything it started, and wait until it has ended."""
    if child is None or not alive(child):
        return
    with contextlib.suppress(OSError):
        os.killpg(child.pid, signal.SIGKILL)
    end = monotonic() + STOP_SECONDS
    while alive(child) and monotonic() < end:
        sleep(0.02)


class ProgressFile:
    """Writes progress for whoever looks, a few times a second. Whoever looks never sees half of it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._last = 0.0

    def write(self, *, last: bool = False, **what: Any) -> None:
        """Write the present state; skipped when the one before is fresh, unless it is the last of its kind."""
        now = monotonic()
        if now - self._last < TICK_SECONDS and not last:
            return
        self._last = now
        new = self._path.with_suffix(".new")
        new.write_text(json.dumps(what, ensure_ascii=False))
        new.replace(self._path)


def read_progress(path: Path) -> dict[str, Any]:
    """What a progress file says; empty when there is none yet."""
    try:
        found = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
