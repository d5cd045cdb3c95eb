"""Texts to pairs of characters, the unit of the search box. Pure.

A search text is the row's lines (name, codes, people) in one spelling: lower case, half width, without signs. A
line of Chinese or mixed text gives every pair of neighbours; a code gives its aligned groups of four, of which any
seven neighbouring characters contain at least one whole.
"""

from __future__ import annotations

import itertools
import re
from operator import add
from typing import Final

from mingqian.codes import half_width

GROUP: Final = 4
CODE_SHORTEST: Final = 2 * GROUP - 1
"""A part of a code needs so many characters to be found anywhere in it; shorter ones are looked for at its start."""

_FACTOR: Final = 65_599
_SQUARE: Final = _FACTOR**2
_CUBE: Final = _FACTOR**3
_SIGNS = re.compile(r"[\W_]+")
_PLAIN = re.compile("[\u3400-\u9fffa-z0-9]+")
_CODE = re.compile("(?=(?:[a-z]*[0-9]){5})[0-9a-z]{9,40}")


def normalised(text: str) -> str:
    """One spelling to search by: `浙江（义乌） ABC` → `浙江义乌abc`."""
    if text.isascii() and text.isalnum():
        return text.lower()
    if _PLAIN.fullmatch(text):
        return text
    return _SIGNS.sub("", half_width(text)).lower()


def search_text(*parts: str) -> str:
    """The lines of a row, one spelling each; empty ones left out."""
    return "\n".join([normalised(part) for part in parts if part])


def _is_code(line: str) -> bool:
    return len(line) >= 9 and line.isascii() and _CODE.fullmatch(line) is not None


def grams(text: str) -> set[str]:
    """The look-up keys of a search text."""
    found: set[str] = set()
    for line in text.split("\n"):
        if _is_code(line):
            found.update([line[place : place + GROUP] for place in range(2, len(line) - GROUP + 1, GROUP)])
        else:
            found.update(map(add, line, line[1:]))
    return found


def query_pairs(word: str) -> list[str]:
    """The pairs a text must all have to contain a normalised word of two characters or more."""
    return list(dict.fromkeys(first + second for first, second in itertools.pairwise(word)))


def query_groups(word: str) -> list[list[str]]:
    """For part of a code: the alternatives, one an alignment, each a list of groups the code must all have."""
    found = []
    for shift in range(GROUP):
        groups = [word[place : place + GROUP] for place in range(shift, len(word) - GROUP + 1, GROUP)]
        if groups:
            found.append(groups)
    return found


def number_of(gram: str) -> int:
    """A key as a signed 32-bit number (PostgreSQL keeps integers): pairs exactly, groups of four mixed."""
    value = 0
    if len(gram) > 2:
        for sign in gram:
            value = value * _FACTOR + ord(sign)
        value &= 0xFFFFFFFF
    else:
        for sign in gram:
            value = value << 16 | ord(sign) & 0xFFFF
    return value - (1 << 32) if value >= 1 << 31 else value


def numbers_packed(text: str) -> list[bytes]:
    """`number_of` every key of a search text, four bytes each, the highest first; a number may come twice.

    For a register of a million: the number of a pair is its UTF-16, cut out at once.
    """
    found: list[bytes] = []
    for line in text.split("\n"):
        if _is_code(line):
            octets = line.encode()
            for place in range(2, len(octets) - GROUP + 1, GROUP):
                a, b, c, d = octets[place : place + GROUP]
                number = a * _CUBE + b * _SQUARE + c * _FACTOR + d & 0xFFFFFFFF
                found.append(number.to_bytes(4, "big"))
            continue
        wide = line.encode("utf-16-be", "surrogatepass")
        if len(wide) == 2 * len(line):
            found += [wide[place : place + 4] for place in range(0, len(wide) - 2, 2)]
        else:  # signs beyond the common plane
            found += [number_of(pair).to_bytes(4, "big", signed=True) for pair in map(add, line, line[1:])]
    return found
