"""The sandboxed child: reads one file, checks every row, writes the staging file. No Django, no keys, no database.

    python -m mingqian.registers.importing.child      job as JSON on standard input, progress as JSON lines on
                                                      standard output: {"done": 0.4, "rows": 12000}, and at the end
                                                      {"finished": {...}} or {"failed": code, "params": {...}}

A hostile file can at worst end this process, which has a ceiling on memory, processor time, file size and open
files, and dies with whoever started it.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import resource
import signal
import sys
from datetime import date
from pathlib import Path
from time import monotonic
from typing import Any

PR_SET_PDEATHSIG = 1
SAMPLE_ROWS = 5


def say(message: dict[str, Any]) -> None:
    """One line to whoever listens."""
    sys.stdout.write(json.dumps(message, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def confine(job: dict[str, Any]) -> None:
    """Take on the limits of the job before anything of the file is touched."""
    with contextlib.suppress(OSError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    memory, seconds = int(job["memory_bytes"]), int(job["cpu_seconds"])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (16 << 30, 16 << 30))


def main() -> int:
    """Do the job on standard input. 0 also when the file is unreadable: the last line says so."""
    job = json.load(sys.stdin)
    confine(job)
    from mingqian.registers.importing.makers import NO_MEMORY, MakerDied
    from mingqian.registers.importing.readers import Unreadable
    from mingqian.registers.importing.stage import read_into

    last = [0.0]

    def progress(done: float, rows: int) -> None:
        now = monotonic()
        if now - last[0] > 0.2:
            last[0] = now
            say({"done": round(done, 4), "rows": rows})

    try:
        finished = read_into(
            Path(job["staging"]),
            job["key"],
            source=Path(job["file"]),
            kind=job["kind"],
            mapping=job["mapping"],
            merge=job["merge"],
            today=date.fromisoformat(job["today"]),
            guess_fields=job["guess_fields"],
            own_regions=job["own_regions"],
            heading_row=job["heading_row"],
            progress=progress,
        )
    except Unreadable as error:
        say({"failed": error.code, "params": error.params})
        return 0
    except MemoryError:
        say({"failed": "registers.child_memory", "params": {}})
        return 0
    except MakerDied as error:
        if error.status == NO_MEMORY:
            say({"failed": "registers.child_memory", "params": {}})
            return 0
        if error.status is not None and error.status < 0:
            # End as the maker ended: whoever started us reads the reason from the signal.
            os.kill(os.getpid(), -error.status)
        raise
    say({"finished": finished})
    return 0


if __name__ == "__main__":
    sys.exit(main())
