"""Changing one rule, one question or the head of a pack in the text of its files: the rest of the text stays as it was.

Comments, order and blank lines belong to whoever wrote them. Only the lines of what is changed are written anew; every
result is read again and compared with what was meant, so that a slip here is an error and never a changed rule.
"""

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from mingqian.law.errors import PackProblem
from mingqian.law.loading import THEMES
from mingqian.law.statements import Statement, statements

Table = Mapping[str, Any]
SETTINGS: Final = "settings"
_ORDER: Final = (
    *("event", "to", "direction", "value", "unit", "bound", "fields", "applies", "position", "settled_by"),
    *("question", "options", "default", "silent", "article", "anchor", "reading", "strength", "verified"),
    *("valid_from", "valid_until"),
)
_HEAD_ORDER: Final = ("id", "name", "short", "authority", "version", "status")
_SECTION_ORDER: Final = (
    *("title", "number", "seed", "from", "until", "ask"),
    *("article", "anchor", "reading", "strength", "verified"),
)
_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")


class EditError(Exception):
    """The text cannot be changed in this place; ``code`` is stable: ``edit.gone`` (it is not there), ``edit.text`` (written
    in a way only a person can change).
    """

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Entry:
    """One rule or question as it stands in the files. ``number``: which of several of one name, from 1."""

    theme: str
    name: str
    number: int
    table: Table
    line: int

    @property
    def file(self) -> str:
        """The file it stands in."""
        return f"{self.theme}.toml"

    @property
    def key(self) -> str:
        """As its theme's rule, or as a question."""
        return f"{self.theme}.{self.name}"


def entries(files: Mapping[str, str]) -> tuple[Entry, ...]:
    """Every rule by theme, then every question, in the order of their files; what is no table is left out."""
    found: list[Entry] = []
    for theme in (*THEMES, SETTINGS):
        text = files.get(f"{theme}.toml", "")
        lines = _lines(text)
        for name, content in tomllib.loads(text).items():
            tables = content if isinstance(content, list) else [content]
            places = lines.get(name, [1])
            found += [
                Entry(theme, name, number, table, places[min(number, len(places)) - 1])
                for number, table in enumerate(tables, 1)
                if isinstance(table, dict)
            ]
    return tuple(found)


def _lines(text: str) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for one in statements(text):
        if len(one.path) == 1 or not one.under:
            found.setdefault(one.path[0], []).append(text.count("\n", 0, one.start) + 1)
    return found


def edited(text: str, name: str, number: int, table: Table) -> str:
    """The text with one table saying this. Raises EditError."""
    meant = _read(text)
    held = meant.get(name)
    if isinstance(held, list):
        if not 1 <= number <= len(held):
            raise EditError("edit.gone")
        before, held[number - 1] = held[number - 1], dict(table)
    elif isinstance(held, dict) and number == 1:
        before, meant[name] = held, dict(table)
    else:
        raise EditError("edit.gone")
    block = _block(text, name, number)
    if block[0].header and not block[0].under:
        return _same(_changed(text, block, before, table, _ORDER), meant)
    without = _cut(text, block)
    return _same(_appended(without, name, table, several=isinstance(held, list)), meant)


def added(text: str, name: str, table: Table) -> str:
    """The text with one more table of this name: a second one makes both entries of a list. Raises EditError."""
    meant = _read(text)
    held = meant.get(name)
    if held is None:
        meant[name] = dict(table)
        return _same(_appended(text, name, table, several=False), meant)
    before = held if isinstance(held, list) else [held]
    meant[name] = [*before, dict(table)]
    block = _block(text, name, len(before))
    if not block[0].header or any(one.header == "[" and one.path != (name,) for one in block):
        raise EditError("edit.text")
    if block[0].header == "[":
        opening = text[block[0].start : block[0].end]
        text = (
            text[: block[0].start]
            + opening.replace("[", "[[", 1).replace("]", "]]", 1)
            + text[block[0].end :]
        )
        block = _block(text, name, len(before))
    end = block[-1].end
    head, tail = _with_break(text[:end]), text[end:]
    return _same(f"{head}\n{written(name, table, several=True)}{tail}", meant)


def removed(text: str, name: str, number: int) -> str:
    """The text without one table. Raises EditError."""
    meant = _read(text)
    held = meant.get(name)
    if isinstance(held, list) and 1 <= number <= len(held):
        del held[number - 1]
    elif isinstance(held, dict) and number == 1:
        del meant[name]
    else:
        raise EditError("edit.gone")
    if held == []:
        del meant[name]
    return _same(_cut(text, _block(text, name, number)), meant)


def with_head(text: str, head: Table, document: Table, parts: Mapping[str, str], validity: Table) -> str:
    """The text of ``pack.toml`` saying this. Raises EditError where its sections are not written as sections."""
    meant = _read(text)
    sections = {"document": document, "validity": validity}
    before: dict[str, Any] = {
        name: meant.get(name) if isinstance(meant.get(name), dict) else {} for name in sections
    }
    plain = {name: value for name, value in meant.items() if not isinstance(value, dict)}
    named = before["document"].pop("parts", {}) if before["document"] else {}
    root = [one for one in statements(text) if not one.under and not one.header]
    text = _changed(text, root, plain, head, _HEAD_ORDER) if root else written_pairs(head) + text
    for name, table in sections.items():
        block = [one for one in _owned(text, name) if one.path[:2] != ("document", "parts")]
        if not block:
            text = f"{_with_break(text)}\n{written(name, table)}"
        elif block[0].header == "[" and all(one.path[0] == name for one in block):
            text = _changed(text, block, before[name] or {}, table, _SECTION_ORDER)
        else:
            raise EditError("edit.text")
    if dict(parts) != named:
        held = [one for one in statements(text) if one.path[:2] == ("document", "parts")]
        text = _cut(text, held) if held else text
        if parts:
            end = _owned(text, "document")[-1].end
            section = "".join(f"{_quoted(name)} = {_value(words)}\n" for name, words in parts.items())
            text = f"{_with_break(text[:end])}\n[document.parts]\n{section}{text[end:]}"
    whole = dict(document) | ({"parts": dict(parts)} if parts else {})
    return _same(text, dict(head) | {"document": whole, "validity": dict(validity)})


def _read(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except ValueError as error:
        raise EditError("edit.text") from error


def _same(text: str, meant: Table) -> str:
    if _read(text) != meant:
        raise EditError("edit.text")
    return text


def _owned(text: str, name: str) -> list[Statement]:
    return [one for one in statements(text) if one.path[0] == name]


def _block(text: str, name: str, number: int) -> list[Statement]:
    """The statements of one table."""
    found: list[Statement] = []
    seen = 0
    for one in _owned(text, name):
        if one.header == "[[" and one.path == (name,):
            seen += 1
        if seen in (0, number):
            found.append(one)
    if not found:
        raise EditError("edit.gone")
    return found


def _changed(text: str, block: list[Statement], before: Table, table: Table, order: tuple[str, ...]) -> str:
    """The block with the pairs that differ written anew, those no longer there taken out, new ones in their place."""
    depth = len(block[0].path) if block[0].header else 0
    pairs: dict[str, list[Statement]] = {}
    for one in block:
        if len(one.path) > depth:
            pairs.setdefault(one.path[depth], []).append(one)
    changes: list[tuple[int, int, str]] = []
    first = block[0].end if block[0].header else block[0].start
    for name in [*before, *(one for one in table if one not in before)]:
        if name in before and name in table and _alike(before[name], table[name]):
            continue
        held = pairs.get(name, [])
        simple = len(held) == 1 and not held[0].header and len(held[0].path) == depth + 1
        if simple and name in table:
            changes.append((*held[0].value, _value(table[name])))
            continue
        changes += [(one.start, one.end, "") for one in held]
        if name in table:
            place = _place(name, pairs, order, depth, first)
            head = "" if not place or text[place - 1] == "\n" else "\n"
            changes.append((place, place, f"{head}{name} = {_value(table[name])}\n"))
    # Sorting keeps pairs that come to stand in one place in the order in which they belong.
    rank = {name: number for number, name in enumerate(order)}
    changes.sort(key=lambda one: (one[0], one[1], rank.get(one[2].strip().partition(" ")[0], 0)))
    parts, at = [], 0
    for start, end, words in changes:
        parts += [text[at:start], words]
        at = max(at, end)
    return "".join([*parts, text[at:]])


def _alike(one: Any, other: Any) -> bool:
    """Equal, and of one kind: true is not 1."""
    return type(one) is type(other) and bool(one == other)


def _place(
    name: str, pairs: Mapping[str, list[Statement]], order: tuple[str, ...], depth: int, first: int
) -> int:
    """Behind the nearest pair that comes before this one; sections within stay last."""
    before = order[: order.index(name)] if name in order else order
    for other in reversed(before):
        held = [one for one in pairs.get(other, []) if not one.header and one.under == depth]
        if held:
            return held[-1].end
    return first


def _cut(text: str, block: list[Statement]) -> str:
    """The text without these statements: with what is said directly above the first and between them."""
    runs: list[list[int]] = []
    every = statements(text)
    mine = {one.start for one in block}
    for one in every:
        if one.start not in mine:
            runs.append([])
        elif runs and runs[-1]:
            runs[-1][1] = one.end
        else:
            runs.append([one.start, one.end])
    for start, end in reversed([one for one in runs if one]):
        lines = text[:start].splitlines(keepends=True)
        while lines and lines[-1].lstrip().startswith("#") and len(lines) > 1:
            start -= len(lines.pop())
        while text[end : end + 1] == "\n":
            end += 1
        text = text[:start] + text[end:]
    return _with_break(text.rstrip("\n")) if text.strip() else ""


def _appended(text: str, name: str, table: Table, *, several: bool) -> str:
    head = f"{_with_break(text.rstrip())}\n" if text.strip() else ""
    return head + written(name, table, several=several)


def _with_break(text: str) -> str:
    return text if not text or text.endswith("\n") else f"{text}\n"


def written(name: str, table: Table, *, several: bool = False) -> str:
    """A table as its own text."""
    label = name if _BARE.fullmatch(name) else _quoted(name)
    opening, closing = ("[[", "]]") if several else ("[", "]")
    return f"{opening}{label}{closing}\n{written_pairs(table)}"


def written_pairs(table: Table) -> str:
    """The pairs of a table, each on a line, in the order the guide has them."""
    rank = {name: number for number, name in enumerate((*_HEAD_ORDER, *_SECTION_ORDER[:6], *_ORDER))}
    names = sorted(table, key=lambda one: rank.get(one, len(rank)))
    return "".join(f"{name} = {_value(table[name])}\n" for name in names)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return f"[{', '.join(_value(one) for one in value)}]"
    if isinstance(value, Mapping):
        pairs = ", ".join(f"{_quoted(str(name))} = {_value(one)}" for name, one in value.items())
        return f"{{ {pairs} }}" if pairs else "{}"
    return _quoted(str(value))


def _quoted(words: str) -> str:
    """A basic string: JSON's escapes are among TOML's, and the one character JSON lets through is put in."""
    return json.dumps(words, ensure_ascii=False).replace("\x7f", "\\u007f")


_FIELD_CODES: Final[Mapping[str, tuple[str, ...]]] = {
    "pack.unit": ("value",),
    "pack.unlike": ("value", "options"),
    "pack.dates": ("valid_from", "from"),
    "pack.overlap": ("valid_from",),
    "anchor.no_article": ("article",),
    "anchor.not_in_article": ("anchor",),
    "pack.id": ("id",),
    "pack.id_taken": ("id",),
    "pack.short_taken": ("short",),
    "pack.version": ("version",),
    "pack.version_taken": ("version",),
}


def fields_of(problem: PackProblem) -> tuple[str, ...]:
    """The fields of a rule or question a problem is about; empty: about the whole."""
    if problem.code in _FIELD_CODES:
        return _FIELD_CODES[problem.code]
    named = [word for word in problem.detail.split() if word in {*_ORDER, *_HEAD_ORDER, *_SECTION_ORDER}]
    if problem.code == "pack.no_citation":
        return tuple(named)
    return tuple(named[:1])


def about(entry: Entry, problem: PackProblem) -> bool:
    """Whether a problem is this entry's: by the line it names, else by its key."""
    if problem.file != entry.file or problem.key not in (entry.key, entry.name):
        return False
    return problem.line is None or problem.line == entry.line or problem.code in _UNPLACED


_UNPLACED: Final = frozenset({"pack.key", "pack.long", "pack.unlike"})
"""Problems whose line is that of the first of several."""
