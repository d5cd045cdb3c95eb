"""Bringing a typed code to one spelling: half width, upper case, without spaces; the original stays with
the caller.
"""

import re

from mingqian.codes.problems import Level, Problem

_HALF_WIDTH = {full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F)} | {
    ord(dash): ord("-") for dash in "‐‑‒–—―−－"
}
_FULL_WIDTH = re.compile("[\uff01-\uff5e]")
# Blanks a spreadsheet or a web page leaves behind: white space (the ideographic space included), zero-width
# signs, the byte order mark, and the apostrophe Excel users type to force text.
_BLANKS = re.compile("[\\s\u200b-\u200f\u202a-\u202e\u2060\ufeff]+|^'")
_LOWER = re.compile("[a-z]")


def half_width(text: str) -> str:
    """``text`` with full-width ASCII signs and dash look-alikes made half-width; everything else
    untouched.
    """
    return text.translate(_HALF_WIDTH)


def tidy_code(text: str) -> tuple[str, tuple[Problem, ...]]:
    """One spelling of a typed code and a note for each thing that was changed.

    Notes: ``code.full_width``, ``code.blanks``, ``code.lower_case``. The full-width letter and the
    lower-case letter are the same code to every registry, so these are notes, not warnings.
    """
    notes: list[Problem] = []
    if _FULL_WIDTH.search(text):
        notes.append(Problem("code.full_width", Level.NOTE))
    tidy = half_width(text)
    without_blanks = _BLANKS.sub("", tidy)
    if without_blanks != tidy:
        notes.append(Problem("code.blanks", Level.NOTE))
    if _LOWER.search(without_blanks):
        notes.append(Problem("code.lower_case", Level.NOTE))
    return without_blanks.upper(), tuple(notes)
