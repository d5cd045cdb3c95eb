"""The bureau decides which unit registers what, and where the public may turn (安全生产法 73)."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import models
from django.utils import timezone

from mingqian.accounts.models import Agency, Unit
from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.complaints.models import Arrangement
from mingqian.inspections.limits import text

CHANNELS = (
    "telephone",
    "email",
    "letterbox",
    "platform",
    "address",
    "officers_telephone",
    "officers_address",
    "discipline",
)
"""What the public reads."""


def column(name: str) -> models.CharField[str, str]:
    """The field of one channel: how it is called, how long it may be."""
    found = Arrangement._meta.get_field(name)
    assert isinstance(found, models.CharField)
    return found


@action(Permission.COMPLAINTS_ARRANGE, event="complaints.arrange")
def arrange(
    *,
    by: Actor,
    agency: Agency,
    office: Unit | None,
    officers_unit: Unit | None,
    channels: Mapping[str, str],
) -> Arrangement:
    """A new decision; the former ones stay. Raises `Refused`: not_yours, unit, text_too_long."""
    if by.agency_id != agency.pk:
        raise Refused("complaints.not_yours")
    for field, unit in (("office", office), ("officers_unit", officers_unit)):
        if unit is not None and (unit.agency_id != agency.pk or not unit.active):
            raise Refused("complaints.unit", field=field)
    said = {name: text(channels.get(name, ""), name, column(name).max_length or 200) for name in CHANNELS}
    made = Arrangement.objects.create(
        agency=agency,
        office=office,
        officers_unit=officers_unit,
        decided_at=timezone.now(),
        decided_by=by.name,
        **said,
    )
    record(
        by=by,
        action="complaints.arrange",
        obj=("complaints.arrangement", made.pk),
        details={
            "office": office.name if office else "",
            "officers_unit": officers_unit.name if officers_unit else "",
            "channels": [value for value in said.values() if value],
        },
    )
    return made
