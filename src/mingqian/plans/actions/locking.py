"""The row as it stands now, held until the transaction ends."""

from __future__ import annotations

from typing import TypeVar

from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.plans.models import AnnualPlan, Campaign

Row = TypeVar("Row", AnnualPlan, Campaign)


def own(by: Actor, agency_id: int) -> None:
    """Raise `Refused(plans.other_agency)` unless the actor is of the agency (the system is of all)."""
    if by.agency_id is not None and by.agency_id != agency_id:
        raise Refused("plans.other_agency")


def hold(by: Actor, row: Row, *, version: int | None = None) -> Row:
    """Read the row again under a lock (SQLite's transactions hold the whole file from their beginning).

    Raises `Refused(plans.other_agency | acts.changed_meanwhile)`; the latter when `version` is not the
    present one.
    """
    held = type(row)._default_manager.select_for_update().get(pk=row.pk)
    own(by, held.agency_id)
    if version is not None and held.version != version:
        raise Refused("acts.changed_meanwhile", what=held.title)
    return held


def keep(held: Row, given: Row) -> Row:
    """Save the held row as its next version and bring the caller's instance up to it."""
    held.version += 1
    held.save()
    for column in held._meta.concrete_fields:
        setattr(given, column.attname, getattr(held, column.attname))
    return held
