"""The signed paper record as it comes back: what kinds of file are taken."""

from __future__ import annotations

MAX_BYTES = 20 * 1024 * 1024
KINDS = {
    b"%PDF-": ("application/pdf", "pdf"),
    b"\xff\xd8\xff": ("image/jpeg", "jpg"),
    b"\x89PNG\r\n\x1a\n": ("image/png", "png"),
}


def kind_of(data: bytes) -> tuple[str, str] | None:
    """(content type, ending) by the file's own first bytes, whatever it is called; None for anything else."""
    return next((kind for magic, kind in KINDS.items() if data.startswith(magic)), None)
