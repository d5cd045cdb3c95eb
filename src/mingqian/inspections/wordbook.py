"""Dates and moments in the documents' words."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone


def day(value: date | None) -> str:
    """2026年11月21日; empty for none."""
    return f"{value.year}年{value.month}月{value.day}日" if value else ""


def moment(value: datetime | None) -> str:
    """2026年11月21日 9:05, in the bureau's time."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    return f"{day(local.date())} {local.hour}:{local.minute:02d}"
