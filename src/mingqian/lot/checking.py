"""Reading untrusted JSON by rule: every check names the place and collects what is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .canonical import MAX_INTEGER, Json
from .errors import LotError

HEX_32 = re.compile(r"[0-9a-f]{64}")
HEX_DIGEST = re.compile(r"(?:[0-9a-f]{2}){1,64}")


class Checker:
    """Collects LotErrors with their places. A check that fails returns None, so callers can go on."""

    def __init__(self) -> None:
        self.problems: list[LotError] = []

    def refuse(self, code: str, place: str, **params: object) -> None:
        """Note a broken rule."""
        self.problems.append(LotError(code, place=place, **params))

    def raise_first(self) -> None:
        """Raise the first problem, if there is one."""
        if self.problems:
            raise self.problems[0]

    def keys(
        self, value: Json, place: str, required: Iterable[str], optional: Iterable[str] = ()
    ) -> dict[str, Json] | None:
        """``value`` if it is an object; keys missing or unknown are noted."""
        if not isinstance(value, dict):
            self.refuse("not_object", place)
            return None
        needed = set(required)
        for key in sorted(needed - set(value)):
            self.refuse("key_missing", place, key=key)
        for key in sorted(set(value) - needed - set(optional)):
            self.refuse("key_unknown", place, key=key)
        return value

    def items(self, value: Json, place: str) -> list[Json] | None:
        """``value`` if it is a list."""
        if not isinstance(value, list):
            self.refuse("not_list", place)
            return None
        return value

    def text(self, value: Json, place: str) -> str | None:
        """``value`` if it is text."""
        if not isinstance(value, str):
            self.refuse("not_text", place)
            return None
        return value

    def truth(self, value: Json, place: str) -> bool | None:
        """``value`` if it is true or false."""
        if not isinstance(value, bool):
            self.refuse("not_boolean", place)
            return None
        return value

    def whole(self, value: Json, place: str, low: int = 0, high: int = MAX_INTEGER) -> int | None:
        """``value`` if it is a whole number in ``low`` … ``high``."""
        if type(value) is not int:
            self.refuse("not_integer", place)
            return None
        if not low <= value <= high:
            self.refuse("out_of_range", place, value=value, low=low, high=high)
            return None
        return value

    def matching(
        self, value: Json, place: str, pattern: re.Pattern[str], code: str = "not_hex"
    ) -> str | None:
        """``value`` if it is text that matches ``pattern`` whole."""
        if not isinstance(value, str) or not pattern.fullmatch(value):
            self.refuse(code, place)
            return None
        return value

    def unique(self, names: Iterable[str | None], place: str) -> None:
        """Note names that stand twice."""
        seen: set[str] = set()
        for name in names:
            if name is not None and name in seen:
                self.refuse("name_repeated", place, name=name)
            if name is not None:
                seen.add(name)
