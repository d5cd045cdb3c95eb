"""Taking one change to many rows back: each row that has not been changed since becomes what it was before.

What was done stays in the history; taking back is a further change with its own versions and events.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.audit.models import Event
from mingqian.registers.actions import bulk, rows, writing
from mingqian.registers.actions.bulk import Line
from mingqian.registers.entries import Sheet
from mingqian.registers.models import Revision


@dataclass(frozen=True)
class Done:
    """One change to many rows that has been made: its leading event, and the revision it left in each row."""

    event: Event
    revisions: Mapping[int, Revision]


def done_of(sheet: Sheet, number: int, agency_id: int | None) -> Done | None:
    """The change whose leading event has this number; None where there is none in the agency."""
    event = Event.objects.filter(number=number, action=f"registers.{sheet.kind}.bulk").first()
    if event is None or (agency_id is not None and event.agency_id != agency_id):
        return None
    last = number + int(json.loads(event.details)["count"])
    # The head of the record was held while they were written: they follow without a gap.
    ids = Event.objects.filter(number__gt=number, number__lte=last).values_list("object_id", flat=True)
    found = Revision.objects.filter(
        kind=sheet.kind, object_id__in=list(ids), event_number__gt=number, event_number__lte=last
    )
    return Done(event, {one.object_id: one for one in found})


def planned(sheet: Sheet, done: Done, found: Sequence[Any]) -> list[Line]:
    """What taking it back would do to each row. Nothing is written, no row is touched."""
    return [_line(sheet, row, done.revisions[row.pk]) for row in found]


def _line(sheet: Sheet, row: Any, revision: Revision) -> Line:
    if row.version != revision.version:
        return Line(row, {}, Refused("registers.changed_after", name=row.name))
    values = {
        name: _stored(sheet, name, pair[0]) for name, pair in revision.changed().items() if pair is not None
    }
    return Line(row, writing.differences(sheet, row, values), values=values)


def _stored(sheet: Sheet, name: str, text: str) -> Any:
    """The value behind a text as a revision keeps it."""
    column = sheet.model._meta.get_field(name)
    kind = column.get_internal_type()
    if kind == "BooleanField":
        return text == "1"
    if kind == "JSONField":
        return json.loads(text) if text else []
    if not text and column.null:
        return None
    if kind == "DateTimeField":
        return datetime.fromisoformat(text)
    return int(text) if kind == "ForeignKey" else column.to_python(text)


def take_back(
    rules: rows.Rules, *, by: Actor, number: int, chosen: Sequence[Any], seen: str, reason: str
) -> list[Line]:
    """Take back the change with this leading event; says what became of each row.

    Raises `Refused`: not known, or as `bulk.held` and `bulk.do`.
    """
    sheet = rules.sheet
    done = done_of(sheet, number, by.agency_id)
    if done is None or any(one.pk not in done.revisions for one in chosen):
        raise Refused("registers.bulk_unknown")
    found, _ = bulk.held(sheet, by, chosen, seen)
    lines = planned(sheet, done, found)
    act = "edit"
    for line in lines:
        if "retired_at" in line.changes:
            act = "retire" if line.values and line.values["retired_at"] else "restore"
    bulk.do(sheet, by, lines, act, reason, {"act": "撤回修改", "undone": number})
    return lines
