"""Counts of a large register, kept as long as nothing they hang on has moved."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.db.models import Max

from mingqian.plans.models import DrawHistory
from mingqian.plans.pool import budget
from mingqian.plans.pool.untold import told
from mingqian.registers.queries.standing import standing

Counted = TypeVar("Counted")


def kept(agency_id: int, asked: str, count: Callable[[], Counted]) -> Counted:
    """What was counted before, or what `count` counts now.

    `asked` names everything the count hangs on but the register itself, who was drawn, which lists are released, and who
    is checked outside the lottery: those are part of the name already. Raises `Counting` where the page answers while it
    is counted (`acts.counting`).
    """
    history = DrawHistory.objects.filter(agency_id=agency_id)
    last, released = history.aggregate(last=Max("pk"))["last"], told(history).count()
    return standing(agency_id, "subject", f"{last}:{released}:{budget.moved(agency_id)}:{asked}", count)
