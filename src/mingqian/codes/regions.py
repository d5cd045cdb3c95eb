"""行政区划代码 (GB/T 2260): county level and above, today's and every code used since 1981, with what
became of it.

``data/regions.tsv`` holds facts only, one line a period of use: code, name, first year, year of change or
abolition (empty while in use), codes that cover the area afterwards (``370303[2003]``: only a part, moved
in 2003). Lines without a first year are development zones and the like to which statistics give a code but
the State Council none; codes of companies carry them too. State of the table: :data:`AS_OF`.

The table is read once, at first use.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from typing import Final

AS_OF: Final = 2024
"""The table shows the codes in use at the end of this year."""

NATION: Final = "100000"


class RegionLevel(StrEnum):
    """省级, 地级, 县级."""

    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"


class RegionStatus(StrEnum):
    """In use, abolished, or a statistical code of a zone that is no administrative division."""

    CURRENT = "current"
    ABOLISHED = "abolished"
    ZONE = "zone"


@dataclass(frozen=True, slots=True)
class Region:
    """One period of one code. ``since`` is the first year, ``until`` the year of change (not included any
    more).
    """

    code: str
    name: str
    full_name: str
    level: RegionLevel
    status: RegionStatus
    since: int | None
    until: int | None
    successors: tuple[str, ...]
    """Codes that cover its area since ``until``; empty while in use."""
    parts_moved: tuple[tuple[str, int], ...]
    """Parts given to another code, with the year."""

    @property
    def current(self) -> bool:
        """True unless abolished."""
        return self.status is not RegionStatus.ABOLISHED

    @property
    def parent_code(self) -> str | None:
        """The prefecture's code (or the province's where there is none); None for a province."""
        if self.level is RegionLevel.PROVINCE:
            return None
        prefecture = self.code[:4] + "00"
        if self.level is RegionLevel.COUNTY and prefecture in _table():
            return prefecture
        return self.code[:2] + "0000"


_CODE: Final = re.compile("[0-9]{6}")
_SUCCESSOR: Final = re.compile(r"([0-9]{6})(?:\[([0-9]{4})\])?")


@dataclass(frozen=True, slots=True)
class _Line:
    code: str
    name: str
    since: int | None
    until: int | None
    successors: str


def _lines() -> Iterator[_Line]:
    text = (files("mingqian.codes") / "data" / "regions.tsv").read_text(encoding="utf-8")
    for line in text.splitlines()[1:]:
        code, name, since, until, successors = (line.split("\t") + [""] * 4)[:5]
        yield _Line(code, name, int(since) if since else None, int(until) if until else None, successors)


def _level(code: str) -> RegionLevel:
    if code.endswith("0000"):
        return RegionLevel.PROVINCE
    return RegionLevel.PREFECTURE if code.endswith("00") else RegionLevel.COUNTY


def _covering(lines: list[_Line], year: int | None) -> _Line:
    """The period of a parent that a child of ``year`` belonged to; the latest when none fits."""
    if year is not None:
        for line in lines:
            if (line.since or 0) <= year and (line.until is None or year < line.until):
                return line
    return max(lines, key=lambda line: line.until or 9999)


def _region(line: _Line, lines_of: dict[str, list[_Line]]) -> Region:
    above = [line.code[:2] + "0000", line.code[:4] + "00"]
    # A municipality repeats its own name as no prefecture; a province-administered county has none either.
    names = [
        _covering(lines_of[code], line.since).name for code in above if code != line.code and code in lines_of
    ]
    pairs = [(match[1], match[2]) for match in _SUCCESSOR.finditer(line.successors)]
    status = RegionStatus.ZONE if line.since is None else RegionStatus.ABOLISHED
    if line.since is not None and line.until is None:
        status = RegionStatus.CURRENT
    return Region(
        code=line.code,
        name=line.name,
        full_name="".join([*dict.fromkeys(names), line.name]),
        level=_level(line.code),
        status=status,
        since=line.since,
        until=line.until,
        successors=tuple(code for code, year in pairs if not year),
        parts_moved=tuple((code, int(year)) for code, year in pairs if year),
    )


@lru_cache(maxsize=1)
def _table() -> dict[str, tuple[Region, ...]]:
    """Every period by code, the latest first."""
    lines_of: dict[str, list[_Line]] = {}
    for line in _lines():
        lines_of.setdefault(line.code, []).append(line)
    return {
        code: tuple(
            sorted(
                (_region(line, lines_of) for line in lines),
                key=lambda region: region.until or 9999,
                reverse=True,
            )
        )
        for code, lines in lines_of.items()
    }


@lru_cache(maxsize=1)
def _latest() -> dict[str, Region]:
    return {code: periods[0] for code, periods in _table().items()}


@lru_cache(maxsize=1)
def _prefixes() -> frozenset[str]:
    """The first four digits of every code ever used, and of the nation (codes given by national
    registrars).
    """
    return frozenset({code[:4] for code in _table()} | {NATION[:4]})


def is_region_prefix(first4: str) -> bool:
    """True when some province or prefecture, past or present, begins with these four digits."""
    return first4 in _prefixes()


def is_province_prefix(first2: str) -> bool:
    """True when some province, or the nation (10), begins with these two digits."""
    return first2 + "0000" in _table() or first2 == NATION[:2]


def region(code: str) -> Region | None:
    """The code's present meaning, or the last one it had; None when it never was a code."""
    return _latest().get(code)


def region_history(code: str) -> tuple[Region, ...]:
    """Every meaning the code has had, the latest first; empty when unknown."""
    return _table().get(code, ())


def region_in_year(code: str, year: int) -> Region | None:
    """What the code meant at the end of ``year``; None when it was not in use then."""
    for period in region_history(code):
        if (
            period.since is not None
            and period.since <= year
            and (period.until is None or year < period.until)
        ):
            return period
    return None


def nearest_region(code: str) -> Region | None:
    """The code's region, or the prefecture's or province's it lies in when the last digits are unknown."""
    if _CODE.fullmatch(code) is None:
        return None
    return region(code) or region(code[:4] + "00") or region(code[:2] + "0000")


def current_regions(code: str) -> tuple[Region, ...]:
    """Today's regions that cover what ``code`` once covered: itself while in use, else its successors'
    successors.

    Sorted by code; empty when the code is unknown or nothing is recorded about what became of it.
    """
    found: dict[str, Region] = {}
    waiting, seen = [code], set()
    while waiting:
        one = waiting.pop()
        if one in seen:
            continue
        seen.add(one)
        last = region(one)
        if last is None:
            continue
        if last.current:
            found[one] = last
        else:
            waiting.extend(last.successors)
    return tuple(found[one] for one in sorted(found))


def subregions(code: str) -> tuple[Region, ...]:
    """The current regions directly under a province or prefecture, by code; zones are left out."""
    return tuple(
        one for one in _latest().values() if one.status is RegionStatus.CURRENT and one.parent_code == code
    )


def provinces() -> tuple[Region, ...]:
    """The provinces, autonomous regions, municipalities and special administrative regions, by code."""
    return tuple(
        one
        for one in _latest().values()
        if one.level is RegionLevel.PROVINCE and one.status is RegionStatus.CURRENT
    )


@lru_cache(maxsize=1)
def _names() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[Region, ...]]]:
    """Names by their first two characters, the longest first; and the regions of each name."""
    by_name: dict[str, list[Region]] = {}
    for periods in _table().values():
        for one in periods:
            if len(one.name) > 1:
                by_name.setdefault(one.name, []).append(one)
    starts: dict[str, list[str]] = {}
    for name in sorted(by_name, key=len, reverse=True):
        starts.setdefault(name[:2], []).append(name)
    return (
        {start: tuple(names) for start, names in starts.items()},
        {name: tuple(found) for name, found in by_name.items()},
    )


def _names_in(text: str) -> Iterator[str]:
    """Region names standing in ``text``, from left to right, the longest at each place, never overlapping."""
    starts, _ = _names()
    place = 0
    while place < len(text) - 1:
        for name in starts.get(text[place : place + 2], ()):
            if text.startswith(name, place):
                yield name
                place += len(name)
                break
        else:
            place += 1


def find_in_text(address: str, within: str = "") -> Region | None:
    """The deepest region an address names (first 40 characters), or None when nothing or several remain
    possible.

    ``within``: digits every candidate must begin with ("3703"). A county named together with its prefecture
    or province must lie in it; a current region wins over an abolished one of the same name.
    """
    _, by_name = _names()
    named: list[tuple[Region, ...]] = []
    for name in _names_in(address[:40]):
        candidates = tuple(one for one in by_name[name] if one.code.startswith(within))
        if named:
            inside = tuple(
                one
                for one in candidates
                if any(one.code.startswith(_significant(up.code)) for up in named[-1])
            )
            if not inside:
                continue  # a street or shop named after some other place
            candidates = inside
        if candidates:
            named.append(candidates)
    if not named:
        return None
    last = [one for one in named[-1] if one.current] or list(named[-1])
    return last[0] if len({one.code for one in last}) == 1 else None


def _significant(code: str) -> str:
    return code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code
