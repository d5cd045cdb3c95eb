"""RFC 8785 canonical JSON (JCS) restricted to integers, written and read strictly.

What is written: objects sorted by UTF-16 code units, no white space, integers with |n| ≤ 2^53 − 1, UTF-8.
What is read: exactly those bytes and no others.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from json.encoder import encode_basestring as _quote
from operator import itemgetter
from typing import NoReturn, TypeAlias, cast

from .errors import LotError

Json: TypeAlias = "bool | int | str | list[Json] | dict[str, Json] | None"

MAX_INTEGER = 2**53 - 1
MAX_DEPTH = 64  # nesting deeper than this is refused by writer and reader alike

_encoder = json.JSONEncoder(ensure_ascii=False, check_circular=False, allow_nan=False, separators=(",", ":"))
_integer = re.compile(r"-?(?:0|[1-9][0-9]{0,15})")


def canonical(value: object) -> bytes:
    """``JCS(value)``: the canonical UTF-8 bytes of ``value``.

    Takes None, bool, int, str, list, tuple and dict with str keys. Raises LotError ``json_type``,
    ``json_integer`` (|n| > 2^53 − 1), ``json_surrogate`` (text that is not Unicode scalar values) or
    ``json_depth``.
    """
    try:
        if type(value) is dict and value and set(map(type, value)) == _TEXT:
            return _object_text(value).encode()
        return _encoder.encode(_ordered(value, 0)).encode()
    except UnicodeEncodeError as error:
        raise LotError("json_surrogate") from error


_TEXT = {str}


@dataclass(frozen=True)
class _Layout:
    """How objects with the same keys are written: ``keys`` in canonical order, ``heads`` the text before the value
    of each, the brace or comma included, ``pairs`` both.
    """

    keys: tuple[str, ...]
    heads: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]


# By the keys as they came. A million entries have the same keys; a stranger's file can neither fill this up nor put
# long keys in it.
_layouts: dict[tuple[str, ...], _Layout] = {}
_MOST_LAYOUTS = 256
_LONGEST_LAYOUT = 1024


def _layout(keys: tuple[str, ...]) -> _Layout:
    found = _layouts.get(keys)
    if found is None:
        ordered = tuple(sorted(keys, key=_utf16))
        heads = tuple(f"{',' if i else '{'}{_quote(key)}:" for i, key in enumerate(ordered))
        found = _Layout(ordered, heads, tuple(zip(heads, ordered, strict=True)))
        if len(_layouts) < _MOST_LAYOUTS and sum(map(len, heads)) <= _LONGEST_LAYOUT:
            _layouts[keys] = found
    return found


def _object_text(value: dict[str, object]) -> str:
    """The canonical text of an object whose keys are all text, the same as the general way writes."""
    unordered = tuple(value)
    layout = _layouts.get(unordered) or _layout(unordered)
    text = ""
    for head, key in layout.pairs:
        item = value[key]
        text += head + (_quote(item) if type(item) is str else _encoder.encode(_ordered(item, 1)))
    return text + "}"


def canonical_many(values: Sequence[object]) -> list[bytes]:
    """``canonical`` of each. Objects with the same keys are written column by column, several times faster, most of all
    where they hold plain text alone; where a single one is anything else, all go the general way.
    """
    return _columns(values) or _mixed_columns(values) or [canonical(value) for value in values]


def _columns(values: Sequence[object]) -> list[bytes] | None:
    """The canonical bytes of objects that share their keys and hold only text that needs no escape, else None."""
    if set(map(type, values)) != {dict}:
        return None
    rows = cast("Sequence[dict[str, object]]", values)
    size = len(rows[0])
    if size < 2 or set(map(len, rows)) != {size} or not _TEXT.issuperset(map(type, chain(*rows))):
        return None
    layout = _layout(tuple(rows[0]))
    try:
        cells = list(chain.from_iterable(map(itemgetter(*layout.keys), rows)))
    except KeyError:
        return None
    if not _TEXT.issuperset(map(type, cells)):
        return None
    whole = "".join(cast("list[str]", cells))
    # What JSON escapes is a quotation mark, a backslash or not printable, and so is the mark between two objects.
    if not whole.isprintable() or '"' in whole or "\\" in whole:
        return None
    start, *heads = layout.heads
    between = ['"}\n' + start + '"', *('"' + head + '"' for head in heads)]
    pieces: list[object] = [""] * (2 * size * len(rows))
    for column, head in enumerate(between):
        pieces[2 * column :: 2 * size] = [head] * len(rows)
        pieces[2 * column + 1 :: 2 * size] = cells[column::size]
    pieces[0] = start + '"'
    try:
        return ("".join(cast("list[str]", pieces)) + '"}').encode().split(b"\n")
    except UnicodeEncodeError:
        return None


def _mixed_columns(values: Sequence[object]) -> list[bytes] | None:
    """The canonical bytes of objects that share their keys, whatever they hold, else None."""
    if set(map(type, values)) != {dict}:
        return None
    rows = cast("Sequence[dict[str, object]]", values)
    if not rows[0] or len(set(map(tuple, rows))) != 1 or not _TEXT.issuperset(map(type, chain(*rows))):
        return None
    layout = _layout(tuple(rows[0]))
    size = len(layout.keys)
    pieces = [""] * (2 * size * len(rows))
    for column, (head, key) in enumerate(layout.pairs):
        pieces[2 * column :: 2 * size] = [head if column else "}\n" + head] * len(rows)
        pieces[2 * column + 1 :: 2 * size] = _cells([row[key] for row in rows])
    pieces[0] = layout.heads[0]
    try:
        # No value holds a line feed: in JSON text it is escaped.
        return ("".join(pieces) + "}").encode().split(b"\n")
    except UnicodeEncodeError as error:
        raise LotError("json_surrogate") from error


def _cells(cells: list[object]) -> list[str]:
    """Each as canonical text; what comes again (a number, the very same object) is written once."""
    if _TEXT.issuperset(map(type, cells)):
        return list(map(_quote, cast("list[str]", cells)))
    known: dict[object, str] = {}
    out = []
    for cell in cells:
        kind = type(cell)
        name = (kind, cell) if kind in _SCALARS else id(cell)
        text = known.get(name)
        if text is None:
            text = known[name] = _encoder.encode(_ordered(cell, 1))
        out.append(text)
    return out


_SCALARS = {str, int, bool, type(None)}


def _ordered(value: object, depth: int) -> object:
    """``value`` with every object's keys in UTF-16 order; refuses what JCS with integers cannot hold."""
    kind = type(value)
    if kind is str or value is None or kind is bool:
        return value
    if kind is int:
        if not -MAX_INTEGER <= value <= MAX_INTEGER:  # type: ignore[operator]
            raise LotError("json_integer")
        return value
    if depth >= MAX_DEPTH:
        raise LotError("json_depth", limit=MAX_DEPTH)
    if isinstance(value, dict):
        keys = list(value)
        if any(type(key) is not str for key in keys):
            raise LotError("json_type", type="key")
        if all(map(str.isascii, keys)):
            keys.sort()
        else:
            keys.sort(key=_utf16)
        return {key: _ordered(value[key], depth + 1) for key in keys}
    if isinstance(value, list | tuple):
        return [_ordered(item, depth + 1) for item in value]
    raise LotError("json_type", type=kind.__name__)


def _utf16(key: str) -> bytes:
    return key.encode("utf-16-be", "surrogatepass")


def parse_canonical(data: bytes) -> Json:
    """The value whose canonical bytes are exactly ``data``.

    Raises LotError: ``json_utf8``, ``json_syntax``, ``json_duplicate_key``, ``json_float``, ``json_integer``,
    ``json_surrogate``, ``json_depth``, or ``json_not_canonical`` for anything JCS would have written
    otherwise.
    """
    value = parse(data)
    if canonical(value) != data:
        raise LotError("json_not_canonical")
    return value


def parse(data: bytes) -> Json:
    """JSON of people's files (job folders): white space and key order are free, the rest is as strict as
    above.
    """
    return _parse_text(_decode(data))


def parse_nfc(data: bytes) -> Json:
    """``nfc(parse(data))``, without a second walk where the text is NFC already. Raises what both raise."""
    text = _decode(data)
    value = _parse_text(text)
    # Parts of NFC text are NFC (UAX #15); only escapes could hide something else.
    if "\\" not in text and unicodedata.is_normalized("NFC", text):
        return value
    return nfc(value)


def _decode(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise LotError("json_utf8", offset=error.start) from error


def _parse_text(text: str) -> Json:
    try:
        value: Json = _decoder.decode(text)
    except json.JSONDecodeError as error:
        raise LotError("json_syntax", offset=error.pos) from error
    except RecursionError as error:
        raise LotError("json_depth", limit=MAX_DEPTH) from error
    return value


def _pairs(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise LotError("json_duplicate_key")
    return found


def _whole(text: str) -> int:
    if not _integer.fullmatch(text) or text == "-0":
        raise LotError("json_integer")
    number = int(text)
    if not -MAX_INTEGER <= number <= MAX_INTEGER:
        raise LotError("json_integer")
    return number


def _refuse_float(text: str) -> NoReturn:
    raise LotError("json_float")


_decoder = json.JSONDecoder(
    object_pairs_hook=_pairs, parse_float=_refuse_float, parse_int=_whole, parse_constant=_refuse_float
)


def nfc(value: Json) -> Json:
    """``value`` with every text and every key in Unicode NFC, as writers must bring it.

    Raises LotError ``json_duplicate_key`` where two keys of an object are equal after NFC.
    """
    if isinstance(value, str):
        return nfc_text(value)
    if isinstance(value, dict):
        return _pairs([(nfc_text(key), nfc(item)) for key, item in value.items()])
    if isinstance(value, list):
        return [nfc(item) for item in value]
    return value


def nfc_text(text: str) -> str:
    """``text`` in Unicode NFC."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def canonical_lines(values: Iterable[object]) -> Iterable[bytes]:
    """One canonical value and a newline a line."""
    for value in values:
        yield canonical(value) + b"\n"
