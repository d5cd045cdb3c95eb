"""投诉举报多: how many complaints about an enterprise were registered here, beside what the register says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Count, Q
from django.utils import timezone

from mingqian.complaints.models import Complaint
from mingqian.complaints.rules import Rules
from mingqian.complaints.states import REFUSED
from mingqian.plans.packs import cite
from mingqian.registers.models import Subject

YEAR, MONTHS, WHOLE = "calendar_year", "twelve_months", "whole"
MOST = 500
"""Enterprises shown and taken over at once."""


@dataclass(frozen=True)
class Period:
    """From which day complaints count, as the bureau decided; the article of "投诉举报多"."""

    start: date | None
    words: str
    where: str


@dataclass(frozen=True)
class Difference:
    """One enterprise whose number in the register is not the number registered here."""

    subject: Subject
    registered: int

    @property
    def fewer(self) -> bool:
        """Whether the register knows of more: they may have come from elsewhere."""
        return self.registered < self.subject.complaints_count


def asked(rules: Rules) -> bool:
    """Whether a document that binds the bureau goes by complaints at all."""
    return any(pack.has_setting("many_complaints") for pack in rules.packs)


def period(rules: Rules) -> Period | None:
    """The time over which complaints are counted; None while the bureau has not decided."""
    today = rules.on
    for pack in rules.packs:
        said = pack.answer("many_complaints_period")
        if not said:
            continue
        citation = pack.setting("many_complaints").citation
        where = cite(pack, citation) if citation else ""
        if said == YEAR:
            return Period(date(today.year, 1, 1), f"{today.year} 年", where)
        if said == MONTHS:
            start = today.replace(year=today.year - 1, day=min(today.day, 28))
            return Period(start, "最近十二个月", where)
        return Period(None, "全部", where)
    return None


def differences(agency_id: int, over: Period) -> list[Difference]:
    """Enterprises ever complained of here whose number in the register differs, most complained of first.

    Counted are complaints that were registered and not refused, save those about officers.
    """
    counts = Q(registered_at__isnull=False) & ~Q(state=REFUSED)
    if over.start is not None:
        first = timezone.make_aware(datetime.combine(over.start, time.min))
        counts &= Q(registered_at__gte=first)
    rows = (
        Complaint.objects.filter(agency_id=agency_id, officers=False, subject__isnull=False)
        .order_by()
        .values("subject_id")
        .annotate(times=Count("pk", filter=counts))
    )
    times = {row["subject_id"]: row["times"] for row in rows}
    subjects = Subject.objects.filter(agency_id=agency_id, pk__in=times, retired_at=None).defer(
        "phone", "id_number", "original", "scope"
    )
    found = [Difference(one, times[one.pk]) for one in subjects if times[one.pk] != one.complaints_count]
    return sorted(found, key=lambda one: (-one.registered, one.subject.name))
