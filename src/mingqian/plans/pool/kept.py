"""Counts of a large register, kept as long as nothing they hang on has moved."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import TypeVar

from django.core.cache import cache
from django.db.models import Max

from mingqian.plans.models import DrawHistory
from mingqian.plans.pool import budget
from mingqian.plans.pool.untold import told
from mingqian.registers.serials import serial_of

Counted = TypeVar("Counted")
KEPT_SECONDS = 600


def kept(agency_id: int, asked: str, count: Callable[[], Counted]) -> Counted:
    """What was counted before, or what `count` counts now.

    `asked` names everything the count hangs on but the register itself, who was drawn, which lists are released, and who
    is checked outside the lottery: those are part of the name already.
    """
    serial = serial_of(agency_id, "subject")
    if not serial:  # nobody has written to the register by its own actions: nothing tells whether it moved
        return count()
    history = DrawHistory.objects.filter(agency_id=agency_id)
    last, released = history.aggregate(last=Max("pk"))["last"], told(history).count()
    name = f"{agency_id}:{serial}:{last}:{released}:{budget.moved(agency_id)}:{asked}"
    key = "plans.counted:" + hashlib.blake2b(name.encode(), digest_size=16).hexdigest()
    found: Counted | None = cache.get(key)
    if found is None:
        found = count()
        cache.set(key, found, KEPT_SECONDS)
    return found
