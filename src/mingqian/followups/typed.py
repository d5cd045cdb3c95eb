"""What is typed, held to what it must be: days in their order, numbers not used twice, a reason where one is needed."""

from __future__ import annotations

from datetime import date

from django.db.models import Model
from django.utils import timezone

from mingqian.accounts.models import Agency
from mingqian.acts.refusal import Refused
from mingqian.inspections.limits import text


def past(day: date | None, field: str, *, after: date | None = None, name: str = "前一步") -> date:
    """A day that has come, and does not lie before what it follows. Raises `Refused`: day_missing, day_future, day_before."""
    if day is None:
        raise Refused("followups.day_missing", field=field)
    if day > timezone.localdate():
        raise Refused("followups.day_future", field=field)
    if after is not None and day < after:
        raise Refused(
            "followups.day_before", field=field, name=name, day=f"{after.year}年{after.month}月{after.day}日"
        )
    return day


def needed(value: str, field: str, most: int, code: str) -> str:
    """A text that must be there. Raises `Refused(code)` beside its field."""
    said = text(value, field, most)
    if not said:
        raise Refused(code, field=field)
    return said


def reason_of(value: str, field: str = "reason") -> str:
    """A reason. Raises `Refused(acts.reason_required)`."""
    return needed(value, field, 1000, "acts.reason_required")


def fresh_number(model: type[Model], agency_id: int, column: str, number: str, field: str) -> str:
    """A number the agency has not used yet; the agency's row is the queue of all who give one.

    Raises `Refused(followups.number_taken)`.
    """
    Agency.objects.select_for_update(no_key=True).get(pk=agency_id)
    if model._default_manager.filter(agency_id=agency_id, **{column: number}).exists():
        raise Refused("followups.number_taken", field=field, number=number)
    return number


def running_number(model: type[Model], agency: Agency, column: str, word: str) -> str:
    """The next number of our own of a year: 测应急线索〔2026〕3号."""
    Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
    year = timezone.localdate().year
    prefix = f"{agency.short_name}{word}〔{year}〕"
    used = model._default_manager.filter(agency_id=agency.pk, **{f"{column}__startswith": prefix}).count()
    return f"{prefix}{used + 1}号"
