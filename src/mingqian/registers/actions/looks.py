"""Looking at ID and telephone numbers, and taking a register out of the house, are events."""

from __future__ import annotations

from typing import Any

from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.audit.seals import kind_of


@action(Permission.PERSONAL_READ, event="registers.personal.read")
def note_personal_read(*, by: Actor, row: Any) -> dict[str, str]:
    """Note that the actor looks at a row's ID and telephone numbers, and return them by field.

    Raises `Refused`: of another agency, or nothing there.
    """
    if by.agency_id not in (None, row.agency_id):
        raise Refused("registers.other_agency")
    found = {name: getattr(row, name) for name in ("id_number", "phone") if getattr(row, name)}
    if not found:
        raise Refused("registers.no_personal", name=row.name)
    labels = [str(row._meta.get_field(name).verbose_name) for name in found]
    record(
        by=by,
        action="registers.personal.read",
        obj=(kind_of(row), row.pk),
        details={"name": row.name, "fields": labels},
    )
    return found


@action(Permission.REGISTERS_EXPORT, event="registers.export")
def note_export(
    *, by: Actor, kind: str, title: str, rows: int, personal: bool, conditions: dict[str, str]
) -> None:
    """Note that a register is taken out as a file. Personal columns need `personal.read` as well."""
    if personal:
        by.require(Permission.PERSONAL_READ)
    record(
        by=by,
        action="registers.export",
        details={
            "kind": kind,
            "title": title,
            "count": rows,
            "personal": personal,
            **({"conditions": conditions} if conditions else {}),
        },
    )
