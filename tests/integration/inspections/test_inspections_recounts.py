"""A year's days off are announced: whoever holds a provisional term is told which day it was and is now."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from mingqian.accounts.current import system_actor
from mingqian.inspections.models import Inspection
from mingqian.inspections.recounts import recounted_terms
from mingqian.plans import actions as plans
from mingqian.plans import rulebook
from mingqian.workdays import table_from_rows

from .conftest import World


def test_old_and_new_day_are_named_to_the_holder(dispatched: World) -> None:
    one = dispatched.record(dispatched.inspections()[0])
    ended = timezone.make_aware(datetime(2026, 12, 21, 10))
    Inspection.objects.filter(pk=one.pk).update(ended_at=ended)
    head = dispatched.actor("unit_head")
    assert list(recounted_terms(head)) == []
    rows = [(f"2027-01-0{n}", "休", "元旦") for n in (1, 4, 5)]
    try:
        plans.import_workdays(by=system_actor(), table=table_from_rows(2027, rows), original=b"x")
        (line,) = recounted_terms(head)
        assert one.number in line.what
        assert "由2027年1月18日改为2027年1月21日" in line.what.replace(" ", "")
        assert one.subject_name not in line.what
        assert not line.provisional
        assert list(recounted_terms(dispatched.actor("planner"))) == []
    finally:
        rulebook.forget_calendar()
