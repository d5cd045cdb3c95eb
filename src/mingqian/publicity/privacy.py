"""Nothing personal goes out: the last look at a text before it is public."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from mingqian.codes.identity import parse_id_number

_ID_LIKE = re.compile(
    r"(?<![0-9A-Za-z])[0-9]{17}[0-9Xx](?![0-9A-Za-z])|(?<![0-9A-Za-z])[0-9]{15}(?![0-9A-Za-z])"
)
_MOBILE = re.compile(r"(?<![0-9A-Za-z])(?:\+?86[- ]?)?1[3-9][0-9][- ]?[0-9]{4}[- ]?[0-9]{4}(?![0-9A-Za-z])")

CODE_FIELDS = frozenset(
    {"code", "subject_code", "certificate", "digest", "manifest_hash", "number", "item_code"}
)
"""Fields that hold official codes, checked where they are filled in: their digits are not a person's."""


def find_personal(said: Any, *, field: str = "") -> Iterator[tuple[str, str]]:
    """(what, field) of everything in a JSON-shaped content that reads like an ID or mobile number.

    The number itself is never part of the answer.
    """
    if isinstance(said, dict):
        for name, value in said.items():
            yield from find_personal(value, field=str(name))
    elif isinstance(said, list):
        for value in said:
            yield from find_personal(value, field=field)
    elif isinstance(said, str) and field not in CODE_FIELDS:
        if any(parse_id_number(found.group()).valid for found in _ID_LIKE.finditer(said)):
            yield "身份证号", field
        if _MOBILE.search(said):
            yield "手机号码", field
