"""Hiding what looks like an ID or telephone number, wherever it stands. Pure."""

from __future__ import annotations

import re

# Mobile numbers, fixed lines with their area code, ID numbers with a living birth date; not inside longer runs.
_MOBILE = re.compile(r"(?<![0-9A-Za-z])(1[3-9][0-9])[0-9]{6}([0-9]{2})(?![0-9A-Za-z])")
_LANDLINE = re.compile(r"(?<![0-9A-Za-z])(0[0-9]{2,3}-)[0-9]{5,6}([0-9]{2})(?![0-9A-Za-z])")
_ID = re.compile(
    r"(?<![0-9A-Za-z])([1-8][0-9]{5})(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{2}"
    r"([0-9][0-9Xx])(?![0-9A-Za-z])"
)


def masked(text: str) -> str:
    """The text with the middle of such numbers starred."""
    if not any("0" <= sign <= "9" for sign in text):
        return text
    text = _ID.sub(lambda m: f"{m[1]}**********{m[2]}", text)
    text = _MOBILE.sub(lambda m: f"{m[1]}******{m[2]}", text)
    return _LANDLINE.sub(lambda m: f"{m[1]}*****{m[2]}", text)


def hidden(text: str) -> str:
    """A cell of a column that holds such numbers: only its length and its ends remain."""
    return text[:3] + "*" * (len(text) - 5) + text[-2:] if len(text) > 7 else "*" * len(text)
