"""Which column of a file is which column of the register: guessed from the headings, correctable by people."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mingqian.registers.importing.columns import COLUMNS, Column, Kind

_NOISE = re.compile(r"[\s*＊:：_\-·.。“”\"'*【】\[\]]+|（必填）|\(必填\)|（选填）|\(选填\)")
_BRACKETS = str.maketrans("（）", "()")
HEADING_ROWS = 12
"""How many rows from the top may come before the headings (titles, remarks)."""


def tidy_heading(text: str) -> str:
    """One spelling of a heading: without blanks, stars, colons; half-width brackets; lower case."""
    return _NOISE.sub("", text.translate(_BRACKETS)).lower()


def _spellings(one: Column) -> dict[str, int]:
    """Tidied headings of a column with their weight: our own heading first, then by order."""
    found = {tidy_heading(one.name): 900, tidy_heading(one.heading): 1000}
    for place, other in enumerate(one.others):
        found.setdefault(tidy_heading(other), 800 - place)
    return found


def guess(kind: Kind, headings: Sequence[str]) -> dict[str, int]:
    """Register column → position in the file, for every heading that is known.

    A heading equal to one of a column's headings wins; after that a Chinese heading that contains one of ours of
    three characters or more. Each position and each column is used once;
    among equals the column on the left wins.
    """
    offers: list[tuple[int, int, int, str]] = []
    for order, one in enumerate(COLUMNS[kind]):
        spellings = _spellings(one)
        for place, heading in enumerate(headings):
            tidy = tidy_heading(heading)
            if not tidy:
                continue
            weight = spellings.get(tidy, 0)
            if not weight:
                near = [
                    spelled
                    for spelled in spellings
                    if len(spelled) >= 3
                    and not spelled.isascii()
                    and spelled in tidy
                    and len(tidy) <= 2 * len(spelled) + 2
                ]
                weight = 100 + max(map(len, near)) if near else 0
            if weight:
                offers.append((-weight, place, order, one.name))
    found: dict[str, int] = {}
    taken: set[int] = set()
    for _, place, _, name in sorted(offers):
        if name not in found and place not in taken:
            found[name] = place
            taken.add(place)
    return found


def missing(kind: Kind, mapping: dict[str, int]) -> list[str]:
    """Headings of required columns that no column of the file is mapped to."""
    return [one.heading for one in COLUMNS[kind] if one.required and one.name not in mapping]


def find_headings(kind: Kind, rows: Sequence[Sequence[str]]) -> int:
    """The position of the row that holds the headings: the one with most known headings; 0 where none has any."""
    best, score = 0, 0
    for place, row in enumerate(rows[:HEADING_ROWS]):
        known = len(guess(kind, row))
        if known > score:
            best, score = place, known
    return best
