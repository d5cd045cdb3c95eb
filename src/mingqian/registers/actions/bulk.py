"""One change to many rows of a register: what it does to each row, and doing it.

`planned` only looks; `apply` does what was looked at, in one transaction: each changed row gets its version and its own
event, a leading event says what the whole was. Rows that cannot be changed so are named with the reason and left alone.

`actions.item`, `.subject` and `.people` make it actions, each with its permission and event.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils import timezone

from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.registers import serials
from mingqian.registers.actions import rows, writing
from mingqian.registers.entries import Context, Entry, Sheet, words_of
from mingqian.registers.entries.entry import LIST

LIMIT: Final = 3_000
"""How many rows one press of a button may change: some seconds of one request. More go by a file."""

EDIT, RETIRE, RESTORE = "edit", "retire", "restore"
SET, ADD, TAKE = "set", "add", "take"

FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "item": (
        "item_class", "fields", "method", "body", "level", "subject_scope", "specialty", "share", "frequency",
        "joint",
    ),
    "subject": (
        "jurisdiction", "township", "region_code", "field", "industry_code", "supervision_class",
        "credit_grade", "risk_level", "oversight", "status", "kind", "registrar", "major_hazard",
        "joint_punishment", "abnormal_listed", "watch_listed", "seriously_listed",
    ),
    "inspector": (
        "unit", "status", "specialties", "areas", "task_limit", "level", "post", "certificate_valid_until", "affiliated",
    ),
    "expert": ("status", "specialties", "title", "qualification", "appointed_on"),
}  # fmt: skip
"""What may be changed for many at once: nothing that tells one row from another."""

BESIDE: Final[Mapping[tuple[str, str], str]] = {
    ("subject", "supervision_class"): "class_basis",
    ("inspector", "status"): "status_note",
    ("inspector", "affiliated"): "areas",
    ("expert", "status"): "status_note",
}
"""The field that explains another and may be given with it."""


@dataclass(frozen=True)
class Change:
    """`edit` one field (`way`: set it, or add to and take from a list), `retire` or `restore`. Texts as typed.

    `beside` is the text of the explaining field, empty to leave it as it is.
    """

    act: str
    field: str = ""
    value: str = ""
    way: str = SET
    beside: str = ""


@dataclass(frozen=True)
class Line:
    """What a change does to one row: {field: [before, after]}, nothing, or a refusal."""

    row: Any
    changes: Mapping[str, list[str] | None]
    refused: Refused | None = None
    values: Mapping[str, Any] | None = None

    @property
    def fate(self) -> str:
        """`changed`, `unchanged` or `refused`."""
        return "refused" if self.refused else "changed" if self.changes else "unchanged"


def fields_of(sheet: Sheet) -> list[Entry]:
    """The entries that may be changed for many rows at once."""
    return [entry for name in FIELDS[sheet.kind] if (entry := sheet.entry(name)) is not None]


def beside_of(sheet: Sheet, field: str) -> Entry | None:
    """The entry that explains a field."""
    name = BESIDE.get((sheet.kind, field))
    return sheet.entry(name) if name else None


def seen_of(found: Iterable[Any]) -> str:
    """A short name of rows as they stand: another row, or another version of one, changes it."""
    told = hashlib.blake2b(digest_size=16)
    for row in sorted(found, key=lambda one: int(one.pk)):
        told.update(f"{row.pk}:{row.version};".encode())
    return told.hexdigest()


def planned(rules: rows.Rules, found: Sequence[Any], change: Change, context: Context) -> list[Line]:
    """What a change would do to each row. Nothing is written, no row is touched.

    Raises `Refused` (fields `value`, `beside`) when the change itself cannot be read.
    """
    given = _read(rules.sheet, change, context) if change.act == EDIT else {}
    return [_line(rules, row, change, given, context) for row in found]


def _read(sheet: Sheet, change: Change, context: Context) -> dict[str, Any]:
    entry = sheet.entry(change.field)
    if entry is None or change.field not in FIELDS[sheet.kind]:
        raise Refused("registers.field_unknown", name=change.field)
    found: dict[str, Any] = {}
    beside = beside_of(sheet, change.field)
    for place, one, text in (("value", entry, change.value), ("beside", beside, change.beside)):
        if one is None or (place == "beside" and not text.strip()):
            continue
        try:
            found[one.name] = one.value_of(text, context)
        except Refused as refused:
            refused.field = place
            raise
    return found


def _line(rules: rows.Rules, row: Any, change: Change, given: Mapping[str, Any], context: Context) -> Line:
    sheet = rules.sheet
    try:
        if change.act != EDIT:
            values = rows.moved(sheet, row, change.act)
        else:
            if row.retired_at is not None:
                raise Refused("registers.retired_row", name=row.name)
            values = {
                name: value
                for name, one in given.items()
                if (value := _wanted(sheet, row, name, one, change)) != writing.value_at(row, name)
            }
            sheet.check({**writing.whole(sheet, row), **values}, context, values)
            rules.follow(row, values)
    except Refused as refused:
        return Line(row, {}, refused)
    return Line(row, writing.differences(sheet, row, values), values=values)


def _wanted(sheet: Sheet, row: Any, name: str, value: Any, change: Change) -> Any:
    """The value a row is to have: as given, or its list with the given words added or taken out."""
    entry = sheet.entry(name)
    if name != change.field or change.way == SET or entry is None or entry.control != LIST:
        return value
    kept = list(writing.value_at(row, name))
    if change.way == TAKE:
        return [one for one in kept if one not in value]
    return [*kept, *(one for one in value if one not in kept)]


def apply(
    rules: rows.Rules, *, by: Actor, chosen: Sequence[Any], change: Change, seen: str, reason: str
) -> list[Line]:
    """Do it to rows of one agency, those that refuse left out; returns what became of each.

    `seen` is `seen_of` the rows as the person saw them. Raises `Refused`: nobody chosen, too many, of another agency,
    changed since they were seen, nothing to change, no reason.
    """
    found, context = held(rules.sheet, by, chosen, seen)
    lines = planned(rules, found, change, context)
    do(rules.sheet, by, lines, change.act, reason, _told(rules.sheet, change, context))
    return lines


def held(sheet: Sheet, by: Actor, chosen: Sequence[Any], seen: str) -> tuple[list[Any], Context]:
    """The rows as they stand now, held until the transaction ends, and what reading entries needs.

    Raises `Refused`: nobody chosen, too many, of another agency, changed since they were `seen`.
    """
    if not chosen:
        raise Refused("registers.nobody_ticked", thing=sheet.thing)
    if len(chosen) > LIMIT:
        raise Refused(
            "registers.too_many_for_one", limit=f"{LIMIT:,}", count=f"{len(chosen):,}", measure=sheet.measure
        )
    agency_id = chosen[0].agency_id
    if any(one.agency_id != agency_id for one in chosen) or by.agency_id not in (None, agency_id):
        raise Refused("registers.other_agency")
    serials.lock(agency_id, sheet.kind)
    rows_now = sheet.model.objects.select_for_update().filter(pk__in=[one.pk for one in chosen])
    found = list(rows_now.order_by("pk"))
    if seen_of(found) != seen:
        raise Refused("registers.moved_since_seen")
    return found, writing.context_of(chosen[0].agency)


def do(sheet: Sheet, by: Actor, lines: Sequence[Line], act: str, reason: str, told: Mapping[str, Any]) -> int:
    """Write the lines that change something: the leading event, then row by row; returns the leading event's number.

    Raises `Refused`: nothing to change, no reason.
    """
    changed = [line for line in lines if line.changes]
    if not changed:
        raise Refused("registers.nothing_changed")
    reason = writing.check_reason(reason)
    refused = sum(1 for line in lines if line.refused)
    number = record(
        by=by,
        action=f"registers.{sheet.kind}.bulk",
        reason=reason,
        details={**told, "count": len(changed), **({"refused": refused} if refused else {})},
    )
    now = timezone.now()
    for line in changed:
        assert line.values is not None
        writing.put(line.row, line.values)
    writing.write_each(
        sheet,
        [(line.row, line.changes) for line in changed],
        by=by,
        event=f"registers.{sheet.kind}.{act}",
        reason=reason,
        details={"bulk": number},
        now=now,
    )
    return number


def _told(sheet: Sheet, change: Change, context: Context) -> dict[str, Any]:
    """What the leading event tells besides the counts."""
    found: dict[str, Any] = {"act": WORDS[change.act]}
    if change.act == EDIT:
        entry = sheet.entry(change.field)
        assert entry is not None
        found["field"] = entry.label
        found["value"] = WAYS[change.way] + (words_of(entry, entry.value_of(change.value, context)) or "空")
    return found


WORDS: Final[Mapping[str, str]] = {EDIT: "修改", RETIRE: "停用", RESTORE: "恢复"}
WAYS: Final[Mapping[str, str]] = {SET: "", ADD: "加上 ", TAKE: "去掉 "}
