"""Writing 执法检查人员名录库 and 专家库."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mingqian.accounts.models import Agency
from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.registers.actions import bulk, rows, undoing
from mingqian.registers.entries import EXPERT, INSPECTOR
from mingqian.registers.models import Expert, Inspector


def _follow(row: Any, values: dict[str, Any]) -> None:
    """Nothing follows."""


def _inspector_unique(row: Inspector) -> None:
    others = Inspector.objects.filter(agency_id=row.agency_id)
    if row.certificate_number:
        rows.taken(
            others.filter(certificate_number=row.certificate_number),
            row,
            "registers.certificate_taken",
            "certificate_number",
            number=row.certificate_number,
        )
    if row.id_blind:
        rows.taken(others.filter(id_blind=row.id_blind), row, "registers.id_taken", "id_number")


def _expert_unique(row: Expert) -> None:
    same = Expert.objects.filter(agency_id=row.agency_id, name=row.name, employer=row.employer)
    rows.taken(same, row, "registers.person_taken", "name", employer=row.employer or "未填单位")


INSPECTOR_RULES = rows.Rules(INSPECTOR, _follow, _inspector_unique)
EXPERT_RULES = rows.Rules(EXPERT, _follow, _expert_unique)


@action(Permission.INSPECTORS_EDIT, event="registers.inspector.create")
def create_inspector(
    *, by: Actor, values: Mapping[str, Any], agency: Agency | None = None, reason: str = ""
) -> Inspector:
    """A new inspector from texts as typed, by field. Raises `Refused` naming the field."""
    found: Inspector = rows.create(
        INSPECTOR_RULES, by=by, values=values, agency=agency, confirmed=False, reason=reason
    )
    return found


@action(Permission.INSPECTORS_EDIT, event="registers.inspector.edit")
def edit_inspector(
    *, by: Actor, inspector: Inspector, version: int | None, values: Mapping[str, Any], reason: str
) -> Inspector:
    """Change an inspector. Raises `Refused`: changed meanwhile, nothing changed, or naming a field."""
    found: Inspector = rows.edit(
        INSPECTOR_RULES,
        by=by,
        row=inspector,
        version=version,
        values=values,
        confirmed=False,
        reason=reason,
    )
    return found


@action(Permission.INSPECTORS_EDIT, event="registers.inspector.retire")
def retire_inspector(
    *, by: Actor, inspector: Inspector, version: int | None = None, reason: str
) -> Inspector:
    """Take an inspector off the register."""
    found: Inspector = rows.retire(INSPECTOR_RULES, by=by, row=inspector, version=version, reason=reason)
    return found


@action(Permission.INSPECTORS_EDIT, event="registers.inspector.restore")
def restore_inspector(
    *, by: Actor, inspector: Inspector, version: int | None = None, reason: str
) -> Inspector:
    """Put an inspector back on the register."""
    found: Inspector = rows.restore(INSPECTOR_RULES, by=by, row=inspector, version=version, reason=reason)
    return found


@action(Permission.EXPERTS_EDIT, event="registers.expert.create")
def create_expert(
    *, by: Actor, values: Mapping[str, Any], agency: Agency | None = None, reason: str = ""
) -> Expert:
    """A new expert from texts as typed, by field. Raises `Refused` naming the field."""
    found: Expert = rows.create(
        EXPERT_RULES, by=by, values=values, agency=agency, confirmed=False, reason=reason
    )
    return found


@action(Permission.EXPERTS_EDIT, event="registers.expert.edit")
def edit_expert(
    *, by: Actor, expert: Expert, version: int | None, values: Mapping[str, Any], reason: str
) -> Expert:
    """Change an expert. Raises `Refused`: changed meanwhile, nothing changed, or naming a field."""
    found: Expert = rows.edit(
        EXPERT_RULES, by=by, row=expert, version=version, values=values, confirmed=False, reason=reason
    )
    return found


@action(Permission.EXPERTS_EDIT, event="registers.expert.retire")
def retire_expert(*, by: Actor, expert: Expert, version: int | None = None, reason: str) -> Expert:
    """Take an expert off the register."""
    found: Expert = rows.retire(EXPERT_RULES, by=by, row=expert, version=version, reason=reason)
    return found


@action(Permission.EXPERTS_EDIT, event="registers.expert.restore")
def restore_expert(*, by: Actor, expert: Expert, version: int | None = None, reason: str) -> Expert:
    """Put an expert back on the register."""
    found: Expert = rows.restore(EXPERT_RULES, by=by, row=expert, version=version, reason=reason)
    return found


@action(Permission.INSPECTORS_EDIT, event="registers.inspector.bulk")
def change_inspectors(
    *, by: Actor, chosen: Sequence[Inspector], change: bulk.Change, seen: str, reason: str
) -> list[bulk.Line]:
    """One change to many inspectors; says what became of each. Raises `Refused` as `bulk.apply` does."""
    return bulk.apply(INSPECTOR_RULES, by=by, chosen=chosen, change=change, seen=seen, reason=reason)


@action(Permission.EXPERTS_EDIT, event="registers.expert.bulk")
def change_experts(
    *, by: Actor, chosen: Sequence[Expert], change: bulk.Change, seen: str, reason: str
) -> list[bulk.Line]:
    """One change to many experts; says what became of each. Raises `Refused` as `bulk.apply` does."""
    return bulk.apply(EXPERT_RULES, by=by, chosen=chosen, change=change, seen=seen, reason=reason)


@action(Permission.INSPECTORS_EDIT, event="registers.inspector.bulk")
def take_back_inspectors(
    *, by: Actor, number: int, chosen: Sequence[Inspector], seen: str, reason: str
) -> list[bulk.Line]:
    """Take one change to many inspectors back. Raises `Refused` as `undoing.take_back` does."""
    return undoing.take_back(INSPECTOR_RULES, by=by, number=number, chosen=chosen, seen=seen, reason=reason)


@action(Permission.EXPERTS_EDIT, event="registers.expert.bulk")
def take_back_experts(
    *, by: Actor, number: int, chosen: Sequence[Expert], seen: str, reason: str
) -> list[bulk.Line]:
    """Take one change to many experts back. Raises `Refused` as `undoing.take_back` does."""
    return undoing.take_back(EXPERT_RULES, by=by, number=number, chosen=chosen, seen=seen, reason=reason)
