"""What is typed, made tidy and bounded; whose it is."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused


def own(by: Actor, agency_id: int) -> None:
    """Raise `Refused(crossing.not_yours)` unless it is this person's agency's."""
    if by.agency_id is not None and by.agency_id != agency_id:
        raise Refused("crossing.not_yours")


def text(value: str, field: str, what: str, most: int, *, needed: bool = False) -> str:
    """Without surrounding blanks. Raises `Refused(crossing.missing | crossing.too_long)`."""
    tidy = value.replace("\r\n", "\n").replace("\x00", "").strip()
    if needed and not tidy:
        raise Refused("crossing.missing", field=field, what=what)
    if len(tidy) > most:
        raise Refused("crossing.too_long", field=field, what=what, most=most, now=len(tidy))
    return tidy


def past(day: date | None, field: str, what: str, not_before: date | None = None) -> date:
    """A day that has come. Raises `Refused(crossing.missing | crossing.future | crossing.before)`."""
    if day is None:
        raise Refused("crossing.missing", field=field, what=what)
    if day > timezone.localdate():
        raise Refused("crossing.future", field=field, what=what)
    if not_before is not None and day < not_before:
        raise Refused("crossing.before", field=field, what=what, day=not_before.isoformat())
    return day
