"""Starting the child, listening to it, and putting what went wrong into words' codes."""

from __future__ import annotations

import json
import os
import selectors
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from time import monotonic
from typing import Any, Final

from mingqian.acts.refusal import Refused

MEMORY_BYTES: Final = 2 << 30
"""Ceiling on the child's address space. A register of 1.2 million rows takes a sixth of it in memory."""
CPU_SECONDS: Final = 900
WALL_SECONDS: Final = 1800
SILENT_SECONDS: Final = 300
"""A child that says nothing for so long is stuck (a large workbook is unpacked in silence first)."""

Progress = Callable[[float, int], None]


def environment() -> dict[str, str]:
    """What the child may know of its surroundings: no keys, no database, no settings."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "TMPDIR") if name in os.environ}
    root = str(Path(__file__).resolve().parents[3])
    return {
        **kept,
        "PYTHONPATH": root,
        "PYTHONIOENCODING": "utf-8",
        "PYTHONDONTWRITEBYTECODE": "1",
        "ARROW_DEFAULT_MEMORY_POOL": "system",
        "OMP_NUM_THREADS": "1",
        "MALLOC_ARENA_MAX": "2",
    }


def read_file(
    file: Path,
    *,
    staging: Path,
    key: str,
    kind: str,
    mapping: Mapping[str, int | str] | None,
    merge: bool = False,
    today: date,
    guess_fields: bool = True,
    own_regions: Sequence[str] = (),
    heading_row: int | None = None,
    progress: Progress | None = None,
    memory_bytes: int = MEMORY_BYTES,
) -> dict[str, Any]:
    """Let a child read a file into a staging file; returns its closing answer (`stage.read_into`).

    Raises `Refused` in words when the file is unreadable or the child ends before it is done, whatever ended it.
    The staging file is removed then.
    """
    job = {
        "file": str(file.resolve()),
        "staging": str(staging.resolve()),
        "key": key,
        "kind": kind,
        "mapping": dict(mapping) if mapping is not None else None,
        "today": today.isoformat(),
        "merge": merge,
        "guess_fields": guess_fields,
        "own_regions": list(own_regions),
        "heading_row": heading_row,
        "memory_bytes": memory_bytes,
        "cpu_seconds": CPU_SECONDS,
    }
    child = subprocess.Popen(
        [sys.executable, "-m", "mingqian.registers.importing.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment(),
        cwd="/",
    )
    try:
        assert child.stdin is not None
        try:
            child.stdin.write(json.dumps(job).encode())
            child.stdin.close()
        except BrokenPipeError:
            pass  # it ended before it listened: its exit status says more
        last = _listen(child, progress)
        status = child.wait(timeout=30)
    except BaseException:
        child.kill()
        child.wait()
        staging.unlink(missing_ok=True)
        raise
    finally:
        if child.stdout is not None:
            child.stdout.close()
    if "finished" in last and status == 0:
        finished: dict[str, Any] = last["finished"]
        return finished
    staging.unlink(missing_ok=True)
    if "failed" in last:
        raise Refused(last["failed"], field="file", **last["params"])
    raise _ended(status)


def _listen(child: subprocess.Popen[bytes], progress: Progress | None) -> dict[str, Any]:
    """The child's last line. Raises `Refused` when it takes too long or says nothing for too long."""
    assert child.stdout is not None
    begun = heard = monotonic()
    last: dict[str, Any] = {}
    buffer = b""
    with selectors.DefaultSelector() as selector:
        selector.register(child.stdout, selectors.EVENT_READ)
        while True:
            now = monotonic()
            if now - begun > WALL_SECONDS or now - heard > SILENT_SECONDS:
                raise Refused("registers.child_time", field="file", minutes=WALL_SECONDS // 60)
            if not selector.select(timeout=1.0):
                continue
            data = os.read(child.stdout.fileno(), 1 << 16)
            if not data:
                break
            heard = now
            buffer += data
            *lines, buffer = buffer.split(b"\n")
            for line in lines:
                last = json.loads(line)
                if progress is not None and "done" in last:
                    progress(float(last["done"]), int(last["rows"]))
    return last


def _ended(status: int) -> Refused:
    """Why a child ended without an answer."""
    if status == -signal.SIGXCPU:
        return Refused("registers.child_time", field="file", minutes=CPU_SECONDS // 60)
    if status == -signal.SIGKILL:
        return Refused("registers.child_killed", field="file")
    # SIGABRT and SIGSEGV: the reader could not get the memory a hostile or broken file asks for.
    return Refused("registers.child_broke", field="file")
