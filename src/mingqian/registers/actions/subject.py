"""Writing 检查对象名录库."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mingqian.accounts.models import Agency
from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.registers import serials
from mingqian.registers.actions import bulk, rows, undoing, writing
from mingqian.registers.entries import SUBJECT
from mingqian.registers.entries.subject_code import kind_of_code
from mingqian.registers.importing.compare import person_key
from mingqian.registers.models import Subject

BULK_LIMIT = 500
"""How many subjects one press of a button may settle."""


def _follow(row: Subject, values: dict[str, Any]) -> None:
    """The code's kind and a natural person's key, the basis of a guessed field, the queue of blank jurisdictions."""

    def after(name: str) -> Any:
        return values.get(name, getattr(row, name))

    if "code" in values or "id_number" in values or "kind" in values:
        code = after("code")
        by_person = not code or (code == row.code and row.code_kind == "person")
        if by_person and after("kind") == "person":
            if not after("id_number"):
                raise Refused("registers.person_number_missing", field="id_number")
            values["code"], values["code_kind"] = person_key(after("id_number")), "person"
        elif by_person:
            raise Refused("registers.required", field="code", label=SUBJECT.label("code"))
        elif code != row.code:
            values["code_kind"] = kind_of_code(code)
    if "field" in values:
        values["field_basis"] = ""  # stated by a person now, no longer guessed
    if "jurisdiction" in values:
        values["pending_jurisdiction"] = not values["jurisdiction"]


def _unique(row: Subject) -> None:
    same = Subject.objects.filter(agency_id=row.agency_id, code=row.code)
    if row.code_kind == "person":
        rows.taken(same, row, "registers.id_taken", "id_number")
    else:
        rows.taken(same, row, "registers.code_used", "code", number=row.code)


RULES = rows.Rules(SUBJECT, _follow, _unique)


@action(Permission.SUBJECTS_EDIT, event="registers.subject.create")
def create_subject(
    *,
    by: Actor,
    values: Mapping[str, Any],
    agency: Agency | None = None,
    confirmed: bool = False,
    reason: str = "",
) -> Subject:
    """A new subject from texts as typed, by field. `confirmed`: the licence really bears a code that fails its check.

    Raises `Refused` naming the field.
    """
    found: Subject = rows.create(
        RULES, by=by, values=values, agency=agency, confirmed=confirmed, reason=reason
    )
    return found


@action(Permission.SUBJECTS_EDIT, event="registers.subject.edit")
def edit_subject(
    *,
    by: Actor,
    subject: Subject,
    version: int | None,
    values: Mapping[str, Any],
    reason: str,
    confirmed: bool = False,
) -> Subject:
    """Change a subject. Raises `Refused`: `acts.changed_meanwhile`, `registers.nothing_changed`, or naming a field."""
    found: Subject = rows.edit(
        RULES, by=by, row=subject, version=version, values=values, confirmed=confirmed, reason=reason
    )
    return found


@action(Permission.SUBJECTS_EDIT, event="registers.subject.retire")
def retire_subject(*, by: Actor, subject: Subject, version: int | None = None, reason: str) -> Subject:
    """Take a subject off the register."""
    found: Subject = rows.retire(RULES, by=by, row=subject, version=version, reason=reason)
    return found


@action(Permission.SUBJECTS_EDIT, event="registers.subject.restore")
def restore_subject(*, by: Actor, subject: Subject, version: int | None = None, reason: str) -> Subject:
    """Put a subject back on the register."""
    found: Subject = rows.restore(RULES, by=by, row=subject, version=version, reason=reason)
    return found


@action(Permission.SUBJECTS_EDIT, event="registers.subject.settle")
def settle_jurisdiction(
    *, by: Actor, subjects: Sequence[Subject], jurisdiction: str, reason: str = ""
) -> int:
    """State who is responsible for subjects that wait for it, one or many of one agency, under one event.

    Returns how many. Raises `Refused`: nobody chosen, too many, already settled, of another agency.
    """
    if not subjects:
        raise Refused("registers.nobody_chosen", field="jurisdiction")
    if len(subjects) > BULK_LIMIT:
        raise Refused(
            "registers.too_many_chosen", field="jurisdiction", limit=BULK_LIMIT, count=len(subjects)
        )
    agency_id = subjects[0].agency_id
    if any(one.agency_id != agency_id for one in subjects) or by.agency_id not in (None, agency_id):
        raise Refused("registers.other_agency")
    serials.lock(agency_id, SUBJECT.kind)
    found = list(
        Subject.objects.select_for_update()
        .select_related("agency")
        .filter(pk__in=[one.pk for one in subjects])
        .order_by("pk")
    )
    context = writing.context_of(found[0].agency)
    values = SUBJECT.read({"jurisdiction": jurisdiction}, context)
    if not values["jurisdiction"]:
        raise Refused("registers.required", field="jurisdiction", label="管辖单位")
    values["pending_jurisdiction"] = False
    written = []
    for row in found:
        if not row.pending_jurisdiction:
            raise Refused("registers.not_pending", name=row.name, field="jurisdiction")
        changes = writing.differences(SUBJECT, row, values)
        writing.put(row, values)
        written.append((row, changes))
    writing.write(
        SUBJECT,
        written,
        by=by,
        event="registers.subject.settle",
        reason=reason.strip() or "确定管辖单位",
        details={"jurisdiction": values["jurisdiction"], "subjects": len(written)},
    )
    return len(written)


@action(Permission.SUBJECTS_EDIT, event="registers.subject.bulk")
def change_subjects(
    *, by: Actor, chosen: Sequence[Subject], change: bulk.Change, seen: str, reason: str
) -> list[bulk.Line]:
    """One change to many subjects; says what became of each. Raises `Refused` as `bulk.apply` does."""
    return bulk.apply(RULES, by=by, chosen=chosen, change=change, seen=seen, reason=reason)


@action(Permission.SUBJECTS_EDIT, event="registers.subject.bulk")
def take_back_subjects(
    *, by: Actor, number: int, chosen: Sequence[Subject], seen: str, reason: str
) -> list[bulk.Line]:
    """Take one change to many subjects back. Raises `Refused` as `undoing.take_back` does."""
    return undoing.take_back(RULES, by=by, number=number, chosen=chosen, seen=seen, reason=reason)
