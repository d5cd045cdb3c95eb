"""The one road by which a single row of a register is written.

Whatever changes a row here keeps what an import keeps: the version counts up, a revision says who, when, why and each
field before and after (personal fields only that they changed), the search text and its look-up structure follow, the
register's serial moves, the row is sealed to the event.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from mingqian.accounts.models import Agency
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record, record_each
from mingqian.audit.chain import coming_number
from mingqian.audit.seals import kind_of, text_of
from mingqian.registers import search, serials
from mingqian.registers.entries import Context, Sheet
from mingqian.registers.grams import search_text
from mingqian.registers.importing.compare import BLIND, blind_of
from mingqian.registers.models import Revision, Subject


def agency_for(by: Actor, agency: Agency | None = None) -> Agency:
    """The agency whose register is written: the actor's own; the command line names one. Raises `Refused`."""
    if by.agency_id is None:
        if agency is None:
            raise Refused("registers.agency_unnamed")
        return agency
    if agency is not None and agency.pk != by.agency_id:
        raise Refused("registers.other_agency")
    return Agency.objects.get(pk=by.agency_id)


def context_of(agency: Agency, *, confirmed: bool = False) -> Context:
    """What reading entries needs, today."""
    return Context(agency, timezone.localdate(), confirmed)


def held(sheet: Sheet, row: Any, by: Actor, version: int | None) -> Any:
    """The row as it stands now, held until the transaction ends, its register with it.

    Raises `Refused`: of another agency; changed since `version` was read (None: not asked).
    """
    if by.agency_id is not None and row.agency_id != by.agency_id:
        raise Refused("registers.other_agency")
    serials.lock(row.agency_id, sheet.kind)
    fresh = sheet.model.objects.select_for_update().select_related("agency").get(pk=row.pk)
    if version is not None and fresh.version != version:
        raise Refused("acts.changed_meanwhile", what=fresh.name)
    return fresh


def value_at(row: Any, name: str) -> Any:
    """The value kept under a field (the id behind a relation)."""
    return getattr(row, row._meta.get_field(name).attname)


def differences(sheet: Sheet, row: Any, values: Mapping[str, Any]) -> dict[str, list[str] | None]:
    """{field: [before, after]} of what differs; `None` for a personal field."""
    found: dict[str, list[str] | None] = {}
    for name, value in values.items():
        before, after = text_of(value_at(row, name)), text_of(value)
        if before != after:
            found[name] = None if name in BLIND else [before, after]
    return found


def put(row: Any, values: Mapping[str, Any]) -> None:
    """Set fields of a row (not saved), their look-up digests with them."""
    for name, value in values.items():
        setattr(row, row._meta.get_field(name).attname, value)
        if name in BLIND:
            setattr(row, BLIND[name], blind_of(kind_of(row), name, value) if value else "")


def spell(sheet: Sheet, row: Any) -> str:
    """The row's search text."""
    if isinstance(row, Subject):
        return search.text_of_subject(row)
    return search_text(*[text_of(getattr(row, name)) for name in sheet.search_parts])


def check_reason(reason: str) -> str:
    """The reason without outer blanks. Raises `Refused` where there is none."""
    reason = reason.strip()
    if not reason:
        raise Refused("acts.reason_required", field="reason")
    return reason


def write(
    sheet: Sheet,
    rows: Iterable[tuple[Any, Mapping[str, list[str] | None]]],
    *,
    by: Actor,
    event: str,
    reason: str,
    details: Mapping[str, Any],
    new: bool = False,
) -> int:
    """Save rows of one agency with what changed in each, under one event; returns the event's number.

    The rows carry their new values already; their versions count up here (a new row is version 1).
    """
    now = timezone.now()
    written: list[Any] = []
    revisions: list[Revision] = []
    for row, changes in rows:
        _save(sheet, row, new=new)
        written.append(row)
        revisions.append(_revision(sheet.kind, row, changes, by, reason, now))
    number = coming_number()
    for revision in revisions:
        revision.event_number = number
    Revision.objects.bulk_create(revisions, batch_size=500)
    record(by=by, action=event, rows=written, reason=reason, details=details)
    serials.move(written[0].agency_id, sheet.kind)
    return number


def write_each(
    sheet: Sheet,
    rows: Iterable[tuple[Any, Mapping[str, list[str] | None]]],
    *,
    by: Actor,
    event: str,
    reason: str,
    details: Mapping[str, Any],
    now: datetime,
) -> None:
    """Save rows of one agency as `write` does, each under an event of its own; `details` go into every one."""
    written: list[Any] = []
    searched: list[tuple[int, str, str]] = []
    revisions: list[Revision] = []
    touched = {"version", "search_text", "updated_at"}
    for row, changes in rows:
        before = row.search_text
        row.version += 1
        row.updated_at = now
        row.search_text = spell(sheet, row)
        searched.append((row.pk, before, row.search_text))
        touched.update(changes)
        touched.update(BLIND[name] for name in changes if name in BLIND)
        written.append(row)
        revisions.append(_revision(sheet.kind, row, changes, by, reason, now))
    if not written:
        return
    sheet.model.objects.bulk_update(written, sorted(touched), batch_size=200)
    if sheet.model is Subject:
        search.change(searched)
    told = [
        (
            row,
            {
                "name": row.name,
                "version": row.version,
                "fields": [sheet.label(name) for name in revision.changed()],
                **details,
            },
        )
        for row, revision in zip(written, revisions, strict=True)
    ]
    for number, revision in enumerate(revisions, start=coming_number()):
        revision.event_number = number
    Revision.objects.bulk_create(revisions, batch_size=500)
    record_each(by=by, action=event, rows=told, reason=reason)
    serials.move(written[0].agency_id, sheet.kind)


def _save(sheet: Sheet, row: Any, *, new: bool) -> None:
    before = row.search_text
    row.version = 1 if new else row.version + 1
    row.search_text = spell(sheet, row)
    row.save()
    if isinstance(row, Subject):
        search.keep(row, before)


def _revision(
    kind: str, row: Any, changes: Mapping[str, Any], by: Actor, reason: str, now: datetime
) -> Revision:
    return Revision(
        kind=kind,
        object_id=row.pk,
        version=row.version,
        by_name=by.name,
        at=now,
        reason=reason,
        changes=json.dumps(changes, ensure_ascii=False) if changes else "",
    )


def whole(sheet: Sheet, row: Any) -> dict[str, Any]:
    """Every entry's value of a row."""
    return {entry.name: value_at(row, entry.name) for entry in sheet.entries}
