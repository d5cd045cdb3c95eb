"""The versions of a row in words: who changed what, when, why."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from mingqian.audit.models import Event, Seal
from mingqian.audit.seals import kind_of
from mingqian.registers.entries import Sheet, words_of
from mingqian.registers.entries.entry import chinese_date
from mingqian.registers.models import Revision

LONG_TEXT = 400
"""Longer texts are shown by their beginnings."""


@dataclass(frozen=True)
class Change:
    """One field before and after, in words; a `personal` one only says that it changed."""

    label: str
    before: str = ""
    after: str = ""
    personal: bool = False


@dataclass(frozen=True)
class Version:
    """One version of a row."""

    number: int
    at: datetime | None
    who: str
    what: str
    reason: str
    changes: tuple[Change, ...] = ()
    event: int | None = None
    bulk: int | None = None
    """The leading event of the change to many rows it was part of."""


def versions_of(sheet: Sheet, row: Any) -> list[Version]:
    """The newest first. A row taken in by an import has no revision of its first version: the record tells of it."""
    revisions = list(Revision.objects.filter(kind=sheet.kind, object_id=row.pk))
    bulks = _bulks([one.event_number for one in revisions])
    found = [
        Version(
            number=one.version,
            at=one.at,
            who=one.by_name,
            what=_what(one),
            reason=one.reason,
            changes=tuple(_change(sheet, name, pair) for name, pair in one.changed().items()),
            event=one.event_number,
            bulk=bulks.get(one.event_number),
        )
        for one in revisions
    ]
    if not found or found[-1].number > 1:
        found.append(_origin(row))
    return found


def _bulks(numbers: list[int]) -> dict[int, int]:
    """Which of these events were part of a change to many rows: event → leading event."""
    events = Event.objects.filter(number__in=numbers, details__contains='"bulk": ')
    found = {
        number: json.loads(details).get("bulk") for number, details in events.values_list("number", "details")
    }
    return {number: bulk for number, bulk in found.items() if bulk is not None}


def bulk_of(sheet: Sheet, row: Any) -> int | None:
    """The leading event of the change to many rows that made a row's present version."""
    made = Revision.objects.filter(kind=sheet.kind, object_id=row.pk, version=row.version).first()
    return _bulks([made.event_number]).get(made.event_number) if made else None


def _what(revision: Revision) -> str:
    changes = revision.changed()
    if "retired_at" in changes:
        pair = changes["retired_at"]
        return "恢复" if pair and not pair[1] else "停用"
    return "新增" if revision.version == 1 else "修改"


def _origin(row: Any) -> Version:
    """Version 1 of a row no single action made: the event that first sealed it."""
    seal = Seal.objects.filter(kind=kind_of(row), object_id=row.pk).order_by("number").first()
    event = Event.objects.filter(number=seal.number).first() if seal else None
    if event is None:
        return Version(1, None, "", "收入名录", "")
    return Version(
        1, datetime.fromisoformat(event.at), event.actor_name, "收入名录", event.reason, event=event.number
    )


def _change(sheet: Sheet, name: str, pair: Any) -> Change:
    label = sheet.label(name)
    if not pair:
        return Change(label, personal=True)
    before, after = (said(sheet, name, text) for text in pair)
    return Change(label, before, after)


def said(sheet: Sheet, name: str, text: Any) -> str:
    """A value as a revision keeps it, in words."""
    if text is None or text == "":
        return ""
    column = sheet.model._meta.get_field(name)
    kind = column.get_internal_type()
    value: Any = text
    try:
        if kind == "BooleanField":
            return "是" if str(text) in ("1", "True", "true") else "否"
        if kind == "DateField":
            return chinese_date(date.fromisoformat(str(text)))
        if kind == "DateTimeField":
            return chinese_date(timezone.localtime(datetime.fromisoformat(str(text))).date())
        if kind == "JSONField":
            value = json.loads(text) if isinstance(text, str) and text.startswith("[") else text
            return "、".join(value) if isinstance(value, list) else str(value).replace("；", "、")
    except ValueError:
        return str(text)
    entry = sheet.entry(name)
    words = str(words_of(entry, value) if entry else dict(column.choices or ()).get(text, text))
    return words if len(words) <= LONG_TEXT else words[:LONG_TEXT] + "…"
