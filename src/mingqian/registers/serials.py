"""The serial of a register: it moves with every write."""

from __future__ import annotations

from django.db.models import F

from mingqian.registers.models import RegisterSerial


def serial_of(agency_id: int, kind: str) -> int:
    """Where a register stands."""
    found = RegisterSerial.objects.filter(agency_id=agency_id, kind=kind).values_list("serial", flat=True)
    return found.first() or 0


def lock(agency_id: int, kind: str) -> int:
    """Where a register stands, held until the transaction ends: no other writer moves it meanwhile."""
    RegisterSerial.objects.bulk_create(
        [RegisterSerial(agency_id=agency_id, kind=kind)], ignore_conflicts=True
    )
    return RegisterSerial.objects.select_for_update().get(agency_id=agency_id, kind=kind).serial


def move(agency_id: int, kind: str) -> None:
    """Note a write."""
    if not RegisterSerial.objects.filter(agency_id=agency_id, kind=kind).update(serial=F("serial") + 1):
        lock(agency_id, kind)
        RegisterSerial.objects.filter(agency_id=agency_id, kind=kind).update(serial=F("serial") + 1)
