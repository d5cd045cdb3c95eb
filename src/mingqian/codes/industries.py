"""国民经济行业分类, GB/T 4754—2017: 门类 (A), 大类 (01), 中类 (011), 小类 (0111).

``data/industries.tsv`` lists code and name in the standard's order, so a division belongs to the letter
above it.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Final

_CODE: Final = re.compile("([A-T]?)([0-9]{2,4})|([A-T])")


@dataclass(frozen=True, slots=True)
class Industry:
    """One entry. ``level`` 1 门类 to 4 小类; ``section`` is its letter; ``code`` is bare: ``C`` or
    ``2611``.
    """

    code: str
    section: str
    level: int
    name: str

    @property
    def full_code(self) -> str:
        """Letter and digits, as registers write it: ``C2611``; a section is its letter."""
        return self.section + self.code if self.level > 1 else self.code

    @property
    def parent_code(self) -> str | None:
        """The bare code one level up; None for a section."""
        if self.level == 1:
            return None
        return self.section if self.level == 2 else self.code[:-1]


@lru_cache(maxsize=1)
def _table() -> dict[str, Industry]:
    text = (files("mingqian.codes") / "data" / "industries.tsv").read_text(encoding="utf-8")
    table: dict[str, Industry] = {}
    section = ""
    for line in text.splitlines()[1:]:
        code, name = line.split("\t")
        if code.isalpha():
            section = code
        table[code] = Industry(code, section, 1 if code.isalpha() else len(code), name)
    return table


def industry(code: str) -> Industry | None:
    """Looks up ``C``, ``26``, ``261``, ``2611`` or ``C2611``; None when unknown or the letter does not
    fit.
    """
    match = _CODE.fullmatch(code.strip().upper())
    if match is None:
        return None
    found = _table().get(match[2] or match[3])
    if found is None or (match[1] and match[1] != found.section):
        return None
    return found


def industry_path(code: str) -> tuple[Industry, ...]:
    """From the section down to ``code``; empty when unknown."""
    path: list[Industry] = []
    found = industry(code)
    while found is not None:
        path.append(found)
        found = industry(found.parent_code) if found.parent_code else None
    return tuple(reversed(path))


def subindustries(code: str | None = None) -> tuple[Industry, ...]:
    """The entries directly under ``code``, in the standard's order; the sections for None."""
    above = None
    if code is not None:
        found = industry(code)
        if found is None:
            return ()
        above = found.code
    return tuple(one for one in _table().values() if one.parent_code == above)


def search_industries(text: str, limit: int = 20) -> tuple[Industry, ...]:
    """Entries whose name contains ``text`` or whose code begins with it; exact names first, then higher
    levels.
    """
    wanted = text.strip()
    if not wanted or limit < 1:
        return ()
    upper = wanted.upper()
    hits = [
        one
        for one in _table().values()
        if wanted in one.name or one.code.startswith(upper) or one.full_code.startswith(upper)
    ]
    return tuple(sorted(hits, key=lambda one: (one.name != wanted, one.level, one.section, one.code))[:limit])
