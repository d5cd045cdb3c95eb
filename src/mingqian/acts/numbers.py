"""A whole number out of an address or a hidden field, which anybody may have changed."""

from __future__ import annotations

_DIGITS = 15
"""More than any row, count or year has; fewer than the databases hold."""


def whole(text: object) -> int | None:
    """The number this text writes, or None: no number, or one no page of ours wrote. `²` and `٣` are digits too, but not
    to us.
    """
    said = str(text or "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) <= _DIGITS else None


def wholes(texts: list[str]) -> list[int]:
    """Those of the texts that are numbers."""
    return [number for number in map(whole, texts) if number is not None]
