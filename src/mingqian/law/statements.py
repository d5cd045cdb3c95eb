"""Where each statement of a TOML text stands, so that one can be changed and every other character stays.

The text has been through the parser already: what is read here is well-formed. Lines end in ``\\n``.
"""

import re
import tomllib
from dataclasses import dataclass
from typing import Final

_BLANK: Final = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SPACE: Final = re.compile(r"[ \t]*")
_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")
_BASIC: Final = re.compile(r'"(?:[^"\\\n]|\\.)*"')
_LITERAL: Final = re.compile(r"'[^'\n]*'")
_LONG: Final = {
    '"""': re.compile(r'"""(?:[^\\]|\\.)*?"{3,5}', re.DOTALL),
    "'''": re.compile(r"'''.*?'{3,5}", re.DOTALL),
}


@dataclass(frozen=True, slots=True)
class Statement:
    """A header or a pair: the lines it takes (``start`` to ``end``), its whole path, and of a pair its value.

    ``header`` is empty for a pair, else ``[`` or ``[[``. ``value`` is (from, to) in the text. ``under``: how many parts of
    the path come from the header above a pair.
    """

    start: int
    end: int
    path: tuple[str, ...]
    header: str = ""
    value: tuple[int, int] = (0, 0)
    under: int = 0


def statements(text: str) -> list[Statement]:
    """Every statement in order."""
    found: list[Statement] = []
    above: tuple[str, ...] = ()
    at = _end(_BLANK, text, 0)
    while at < len(text):
        start = text.rfind("\n", 0, at) + 1
        if text[at] == "[":
            header = "[[" if text.startswith("[[", at) else "["
            above, at = _path(text, at + len(header))
            at = _line_end(text, at)
            found.append(Statement(start, at, above, header))
        else:
            path, at = _path(text, at)
            first = _end(_SPACE, text, at + 1)
            last = _value_end(text, first)
            at = _line_end(text, last)
            found.append(Statement(start, at, above + path, value=(first, last), under=len(above)))
        at = _end(_BLANK, text, at)
    return found


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at


def _line_end(text: str, at: int) -> int:
    """Behind the line break of the line."""
    found = text.find("\n", at)
    return len(text) if found < 0 else found + 1


def _path(text: str, at: int) -> tuple[tuple[str, ...], int]:
    """The parts of a name, and where it ends."""
    parts: list[str] = []
    while True:
        at = _end(_SPACE, text, at)
        end = _end({'"': _BASIC, "'": _LITERAL}.get(text[at], _BARE), text, at)
        word = text[at:end]
        parts.append(str(tomllib.loads(f"k = {word}")["k"]) if word[:1] in ("'", '"') else word)
        at = _end(_SPACE, text, end)
        if text[at : at + 1] != ".":
            return tuple(parts), at
        at += 1


def _value_end(text: str, at: int) -> int:
    """Behind the value that begins here, without the blanks that follow it."""
    depth, end = 0, at
    while at < len(text):
        one = text[at]
        if one in "\"'":
            pattern = _LONG.get(text[at : at + 3]) or {'"': _BASIC, "'": _LITERAL}[one]
            at = end = _end(pattern, text, at)
            continue
        if one == "#" and depth:
            at = _line_end(text, at)
            continue
        if not depth and one in "#\n":
            break
        depth += (one in "[{") - (one in "]}")
        at += 1
        if not one.isspace():
            end = at
    return end
