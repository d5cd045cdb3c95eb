"""The values the subject register holds in one column, for the filters. Found by leaping along the column's index."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.cache import cache
from django.db import connection

from mingqian.codes import region
from mingqian.registers.models import Subject
from mingqian.registers.queries.counting import KEPT_SECONDS
from mingqian.registers.serials import serial_of

MOST = 300
"""More values than this are no list to choose from."""

MOST_PREFECTURES = 30
"""Up to so many prefectures their counties are offered too."""


def held_values(agency_id: int | None, field: str, most: int = MOST) -> list[str]:
    """The values of a column other than the empty one, in order; empty when there are more than `most`.

    One leap a value: a million rows with twenty values cost twenty look-ups.
    """
    found = _leaps(agency_id, field, "{last}", most + 1)
    return found if len(found) <= most else []


def _leaps(agency_id: int | None, field: str, behind: str, most: int) -> list[str]:
    """Values found by leaping from each to the first one greater than what `behind` makes of it."""
    column = connection.ops.quote_name(field)
    table = connection.ops.quote_name(Subject._meta.db_table)
    mine = "" if agency_id is None else "agency_id = %s AND "
    # The condition of the partial indexes is repeated literally, so that SQLite may use them.
    first = f"SELECT min({column}) FROM {table} WHERE {mine}NOT ({column} = '')"  # noqa: S608 -- our own names
    further = f"{first} AND {column} > {behind.format(last='leap.value')}"
    sql = (
        f"WITH RECURSIVE leap(value, place) AS (SELECT ({first}), 1 UNION ALL "  # noqa: S608 -- our own names
        f"SELECT ({further}), leap.place + 1 FROM leap WHERE leap.value IS NOT NULL AND leap.place < %s) "
        "SELECT value FROM leap WHERE value IS NOT NULL ORDER BY place"
    )
    own = [] if agency_id is None else [agency_id]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*own, *own, most])
        return [row[0] for row in cursor.fetchall()]


def kept_values(agency_id: int | None, field: str) -> list[str]:
    """`held_values`, kept until the register moves."""
    found: list[str] = _kept(f"values:{field}", lambda: held_values(agency_id, field), agency_id)
    return found


def _kept(name: str, find: Callable[[], Any], agency_id: int | None) -> Any:
    serial = serial_of(agency_id, "subject") if agency_id is not None else 0
    if not serial:
        return find()
    key = f"registers.{name}:{agency_id}:{serial}"
    kept = cache.get(key)
    if kept is None:
        kept = find()
        cache.set(key, kept, KEPT_SECONDS)
    return kept


RegionChoices = list[tuple[str, list[tuple[str, str]]]]
"""(heading, [(digits a code begins with, name), …]), …"""


def region_choices(agency_id: int | None) -> RegionChoices:
    """Regions to filter by: counties under their prefecture; where the register spans the country, prefectures."""
    found: RegionChoices = _kept("regions", lambda: _regions(agency_id), agency_id)
    return found


def _regions(agency_id: int | None) -> RegionChoices:
    # Codes are six digits: behind 370399 begins the next prefecture.
    firsts = _leaps(agency_id, "region_code", "substr({last}, 1, 4) || '99'", 1000)
    prefectures = list(dict.fromkeys(code[:4] for code in firsts))
    counties = held_values(agency_id, "region_code") if len(prefectures) <= MOST_PREFECTURES else []
    groups: dict[str, list[tuple[str, str]]] = {}
    if counties:
        for code in counties:
            groups.setdefault(_name(code[:4] + "00", whole=True), []).append((code, _name(code)))
        for title, some in groups.items():
            if len(some) > 1:
                some.insert(0, (some[0][0][:4], f"{title}（全部）"))
    else:
        for digits in prefectures:
            groups.setdefault(_name(digits[:2] + "0000"), []).append((digits, _name(digits + "00")))
        for some in groups.values():
            some.insert(0, (some[0][0][:2], "全省（自治区、直辖市）"))
    return list(groups.items())


def _name(code: str, *, whole: bool = False) -> str:
    found = region(code)
    if found is None and code.endswith("00") and not code.endswith("0000"):
        found = region(code[:2] + "0000")
    return code if found is None else found.full_name if whole else found.name
