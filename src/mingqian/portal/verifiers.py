"""The independent verifiers the public may download, exactly as they stand in the project's `verifier/` folder.

They are handed out as files, never run from this site: whoever checks a draw keeps the program, and compares its
digest with that of the project's own release.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache

from django.conf import settings

NAMES = ("verify.html", "mingqian_verify.py")


@dataclass(frozen=True)
class Verifier:
    """One program, read once."""

    name: str
    data: bytes
    sha256: str


@cache
def verifiers() -> dict[str, Verifier]:
    """Those that are there, by name: an installation without the folder offers none."""
    found = {}
    for name in NAMES:
        path = settings.ROOT / "verifier" / name
        if path.is_file():
            data = path.read_bytes()
            found[name] = Verifier(name, data, hashlib.sha256(data).hexdigest())
    return found
