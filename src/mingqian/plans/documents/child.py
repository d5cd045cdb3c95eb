"""The sandboxed child that reads one PDF. No Django, no keys, no database.

    python -m mingqian.plans.documents.child < file.pdf      one JSON object on standard output: {"pages": [[line, …], …]},
                                                             or {"failed": code, "params": {...}}

A hostile file can at worst end this process, which has a ceiling on memory and processor time and dies with whoever
started it.
"""

from __future__ import annotations

import io
import json
import logging
import sys
from typing import Any, Final

MEMORY_BYTES: Final = 1 << 30
CPU_SECONDS: Final = 60
MOST_PAGES: Final = 500
MOST_CHARACTERS: Final = 2_000_000


def read(data: bytes) -> dict[str, Any]:
    """The lines of every page, or why there are none.

    Codes: `plans.document_broken`, `plans.document_encrypted`, `plans.document_pages`, `plans.document_large`,
    `plans.document_heavy`.
    """
    from pypdf import PasswordType, PdfReader
    from pypdf.errors import DependencyError, LimitReachedError, PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(io.BytesIO(data))
        # A file that only forbids printing opens with the empty password; one that asks for a password does not.
        if reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED:
            return {"failed": "plans.document_encrypted", "params": {}}
        if len(reader.pages) > MOST_PAGES:
            return {
                "failed": "plans.document_pages",
                "params": {"limit": MOST_PAGES, "found": len(reader.pages)},
            }
        pages: list[list[str]] = []
        count = 0
        for page in reader.pages:
            text = page.extract_text()
            count += len(text)
            if count > MOST_CHARACTERS:
                return {"failed": "plans.document_large", "params": {"limit": MOST_CHARACTERS}}
            pages.append(text.splitlines())
    except DependencyError:
        return {"failed": "plans.document_encrypted", "params": {}}
    except (LimitReachedError, MemoryError, RecursionError):
        return {"failed": "plans.document_heavy", "params": {}}
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError, AssertionError,
            NotImplementedError, ArithmeticError):  # fmt: skip
        # The library meets a torn file with whatever error came first.
        return {"failed": "plans.document_broken", "params": {}}
    return {"pages": pages}


def main() -> int:
    """Read the file on standard input. 0 also when it is unreadable: the answer says so."""
    from mingqian.registers.importing.child import confine

    data = sys.stdin.buffer.read()
    confine({"memory_bytes": MEMORY_BYTES, "cpu_seconds": CPU_SECONDS})
    try:
        answer = read(data)
    except MemoryError:
        answer = {"failed": "plans.document_heavy", "params": {}}
    sys.stdout.write(json.dumps(answer))
    return 0


if __name__ == "__main__":
    sys.exit(main())
