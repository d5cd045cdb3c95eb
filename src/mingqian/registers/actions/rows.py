"""Create, change, retire and restore one row: the same for the four registers, told apart by their sheets.

`actions.item`, `.subject`, `.inspector` and `.expert` make them actions, each with its permission and event.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils import timezone

from mingqian.accounts.models import Agency
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.audit.seals import text_of
from mingqian.registers import gates, serials
from mingqian.registers.actions import writing
from mingqian.registers.entries import Sheet
from mingqian.registers.entries.entry import as_text

Follow = Callable[[Any, dict[str, Any]], None]
Unique = Callable[[Any], None]


@dataclass(frozen=True)
class Rules:
    """What belongs to one register besides its sheet.

    `follow(row, values)` adds to the changed `values` what follows from them; `unique(row)` raises `Refused` when
    another row of the agency already stands there.
    """

    sheet: Sheet
    follow: Follow
    unique: Unique


def taken(rows: models.QuerySet[Any], row: Any, refusal: str, field: str, **params: Any) -> None:
    """Raises `Refused(refusal)` when a row other than this one is among `rows`."""
    other = rows.exclude(pk=row.pk).first()
    if other is not None:
        raise Refused(refusal, field=field, **{"name": other.name, **params})


def create(
    rules: Rules,
    *,
    by: Actor,
    values: Mapping[str, Any],
    agency: Agency | None,
    confirmed: bool,
    reason: str,
) -> Any:
    """A new row from what was given, texts as typed. Raises `Refused` naming the field."""
    sheet = rules.sheet
    owner = writing.agency_for(by, agency)
    serials.lock(owner.pk, sheet.kind)
    context = writing.context_of(owner, confirmed=confirmed)
    row = sheet.model(agency=owner)
    given = {entry.name: values.get(entry.name, writing.value_at(row, entry.name)) for entry in sheet.entries}
    read = sheet.read(given, context)
    sheet.check(read, context, read)
    rules.follow(row, read)
    writing.put(row, read)
    gates.pass_row(sheet.kind, row)
    rules.unique(row)
    writing.write(
        sheet,
        [(row, {})],
        by=by,
        event=f"registers.{sheet.kind}.create",
        reason=reason.strip(),
        details={"name": row.name},
        new=True,
    )
    return row


def edit(
    rules: Rules,
    *,
    by: Actor,
    row: Any,
    version: int | None,
    values: Mapping[str, Any],
    confirmed: bool,
    reason: str,
) -> Any:
    """Change the fields given, only where they differ. Raises `Refused` naming the field."""
    sheet = rules.sheet
    fresh = writing.held(sheet, row, by, version)
    if fresh.retired_at is not None:
        raise Refused("registers.retired_row", name=fresh.name)
    context = writing.context_of(fresh.agency, confirmed=confirmed)
    changed = {
        name: value
        for name, value in values.items()
        if (entry := sheet.entry(name)) is None
        or _differs(entry.value_of, value, writing.value_at(fresh, name), context)
    }
    read = sheet.read(changed, context)
    sheet.check({**writing.whole(sheet, fresh), **read}, context, read)
    rules.follow(fresh, read)
    changes = writing.differences(sheet, fresh, read)
    if not changes:
        raise Refused("registers.nothing_changed")
    reason = writing.check_reason(reason)
    writing.put(fresh, read)
    rules.unique(fresh)
    writing.write(
        sheet,
        [(fresh, changes)],
        by=by,
        event=f"registers.{sheet.kind}.edit",
        reason=reason,
        details={
            "name": fresh.name,
            "version": fresh.version + 1,
            "fields": [sheet.label(name) for name in changes],
        },
    )
    return fresh


def _differs(read: Callable[[Any, Any], Any], given: Any, kept: Any, context: Any) -> bool:
    """Whether a given text says something else than what is kept.

    What stands in the register unchanged is not checked again: a row taken in with a warning can be edited elsewhere.
    """
    if as_text(given) == as_text(kept):
        return False
    try:
        return bool(text_of(read(given, context)) != text_of(kept))
    except Refused:
        return True


def moved(sheet: Sheet, row: Any, act: str) -> dict[str, Any]:
    """What changes in a row taken off its register (`retire`) or put back (`restore`). Raises `Refused`."""
    if act == "retire":
        if row.retired_at is not None:
            raise Refused("registers.already_retired", name=row.name)
        found: dict[str, Any] = {"retired_at": timezone.now()}
    else:
        if row.retired_at is None:
            raise Refused("registers.not_retired", name=row.name)
        found = {"retired_at": None}
    if sheet.kind != "subject":
        found["status"] = "retired" if act == "retire" else "active"
    return found


def retire(rules: Rules, *, by: Actor, row: Any, version: int | None, reason: str) -> Any:
    """Take a row off its register: it stays with its history and is drawn no more. Raises `Refused`."""
    return _move(rules.sheet, writing.held(rules.sheet, row, by, version), by=by, act="retire", reason=reason)


def restore(rules: Rules, *, by: Actor, row: Any, version: int | None, reason: str) -> Any:
    """Put a retired row back. Raises `Refused`."""
    return _move(
        rules.sheet, writing.held(rules.sheet, row, by, version), by=by, act="restore", reason=reason
    )


def _move(sheet: Sheet, row: Any, *, by: Actor, act: str, reason: str) -> Any:
    values = moved(sheet, row, act)
    reason = writing.check_reason(reason)
    changes = writing.differences(sheet, row, values)
    writing.put(row, values)
    writing.write(
        sheet,
        [(row, changes)],
        by=by,
        event=f"registers.{sheet.kind}.{act}",
        reason=reason,
        details={"name": row.name, "version": row.version + 1},
    )
    return row
