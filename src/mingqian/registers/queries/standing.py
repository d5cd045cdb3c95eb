"""What is counted over a whole register, kept as long as it stands still."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from mingqian.acts import counting
from mingqian.registers.models import Subject
from mingqian.registers.serials import serial_of

T = TypeVar("T")

SMALL = 20_000
"""Up to so many subjects everything is counted within the request: some tenths of a second."""


def subjects_of(agency_id: int) -> int:
    """How many subjects are on or were on an agency's register."""
    return Subject.objects.filter(agency_id=agency_id).count()


def is_large(agency_id: int) -> bool:
    """Whether reading an agency's whole register of subjects takes longer than a page may."""
    beyond: Any = Subject.objects.filter(agency_id=agency_id).order_by().values("pk")
    return bool(beyond[SMALL : SMALL + 1])


def standing(agency_id: int, kind: str, asked: str, count: Callable[[], T]) -> T:
    """What `count` finds in a register, kept until the register moves. `asked` says everything else it hangs on.

    Within a view marked `counting.beside`, raises `Counting` while a large register is being counted.
    """
    serial = serial_of(agency_id, kind)
    if not serial:  # nobody has written to the register by its own actions: nothing tells whether it moved
        return count()
    return counting.counted(
        f"{agency_id}:{kind}:{serial}:{asked}",
        count,
        large=lambda: kind == "subject" and is_large(agency_id),
    )
