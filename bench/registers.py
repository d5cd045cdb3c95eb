"""How long a register takes from file to database, and in how much memory.

    python bench/registers.py --data DIR [--again] FILE …

`--data` is a folder for the database, made new for every file; DATABASE_URL chooses PostgreSQL (an empty
database; the tables are made). Each file is imported from nothing; with `--again` a second time, when every row must
be unchanged. The figures: seconds of each phase and in all, processor seconds, and the largest resident memory
of any one process and of all together. `--json` ends with one line for machines.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import sys
import threading
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

PAGE_KB = os.sysconf("SC_PAGE_SIZE") // 1024


class Memory(threading.Thread):
    """Watches the resident memory of this process and everything it started."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.together_mb = 0
        self._over = threading.Event()

    def run(self) -> None:
        while not self._over.wait(1.0):  # looking costs processor time of what is measured
            self.together_mb = max(self.together_mb, sum(map(_resident_mb, _family(os.getpid()))))

    def end(self) -> None:
        self._over.set()
        self.join()


def _family(root: int) -> list[int]:
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text()
            except OSError:
                continue
            parents[int(entry.name)] = int(stat.rpartition(")")[2].split()[1])
    found = [root]
    for pid in found:
        found += [child for child, parent in parents.items() if parent == pid]
    return found


def _resident_mb(pid: int) -> int:
    """Resident memory less what is shared with others (forks share most of theirs)."""
    try:
        _, resident, shared, *_ = (Path("/proc") / str(pid) / "statm").read_text().split()
    except OSError:
        return 0
    return (int(resident) - int(shared)) * PAGE_KB // 1024


def one(path: Path, agency: Any, by: Any) -> dict[str, Any]:
    """Import one file and say what it took."""
    from mingqian.registers.importing.run import import_file

    phases: dict[str, list[float]] = {}

    def progress(phase: str, done: float, rows: int) -> None:
        now = time.perf_counter()
        phases.setdefault(phase, [now, now])[1] = now

    memory = Memory()
    memory.start()
    before = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    begun = time.perf_counter()
    summary = import_file(by=by, path=path, agency=agency, progress=progress)
    seconds = time.perf_counter() - begun
    after = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    memory.end()
    worked = sum(
        b.ru_utime + b.ru_stime - a.ru_utime - a.ru_stime for a, b in zip(before, after, strict=True)
    )
    ends = [begun, *(times[1] for times in phases.values())]
    return {
        "file": path.name,
        "seconds": round(seconds, 1),
        "phases": {
            name: round(end - start, 1) for name, start, end in zip(phases, ends[:-1], ends[1:], strict=True)
        },
        "processor_seconds": round(worked, 1),
        "largest_process_mb": max(one.ru_maxrss for one in after) // 1024,
        "together_mb": memory.together_mb,
        "summary": summary.as_dict(),
    }


def main() -> int:
    """Import every file named."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--again", action="store_true", help="import each file a second time")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if not os.environ.get("DATABASE_URL"):
        shutil.rmtree(options.data, ignore_errors=True)
    os.environ["MINGQIAN_DATA"] = str(options.data.resolve())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingqian.site.settings")
    from mingqian.cli.setup import prepare

    prepare(options.data)
    from django.db import connection

    from mingqian.accounts.actions import create_agency
    from mingqian.accounts.current import system_actor

    by, results = system_actor(), []
    for number, path in enumerate(options.files):
        # an agency of its own: each file meets an empty register
        code = f"B{time.time_ns()}"
        agency = create_agency(
            by=by, code=code, name=f"第{code}号局", short_name=code, level="county", region_code="330782"
        )
        for turn in range(2 if options.again else 1):
            found = {
                "database": connection.vendor,
                "turn": turn + 1,
                "number": number + 1,
                **one(path, agency, by),
            }
            results.append(found)
            counts = found["summary"]
            print(
                f"{found['database']} {path.name}: {found['seconds']} s {found['phases']}, "
                f"processor {found['processor_seconds']} s, largest process {found['largest_process_mb']} MB, "
                f"together {found['together_mb']} MB; read {counts['read']}, new {counts['new']}, "
                f"unchanged {counts['unchanged']}, warned {counts['warned']}, set aside {counts['set_aside']}",
                file=sys.stderr,
            )
            assert (
                counts["read"]
                == counts["new"] + counts["changed"] + counts["unchanged"] + counts["set_aside"]
            )
            assert turn == 0 or counts["new"] == counts["changed"] == 0
    if options.json:
        print(json.dumps(results, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
