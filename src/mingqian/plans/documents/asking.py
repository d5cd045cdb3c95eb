"""Asking a sandboxed child about an uploaded file."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any, Final

from mingqian.registers.importing.sandbox import environment

WALL_SECONDS: Final = 90


def ask_child(module: str, data: bytes) -> dict[str, Any] | None:
    """What the child says of the file on its standard input: one JSON object. None when it died of it or took too long."""
    try:
        done = subprocess.run(  # noqa: S603 - fixed words
            [sys.executable, "-m", module],
            input=data,
            capture_output=True,
            env=environment(),
            cwd="/",
            timeout=WALL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None
    if done.returncode != 0:
        return None
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
