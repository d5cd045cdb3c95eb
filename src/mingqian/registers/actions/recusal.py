"""Who must stand aside from whom (xinyang 第十五条)."""

from __future__ import annotations

import json
from typing import Any

from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.audit.chain import coming_number
from mingqian.registers import serials
from mingqian.registers.actions.writing import check_reason
from mingqian.registers.importing.text import clean
from mingqian.registers.models import Inspector, Recusal, RecusalCase, Revision, Subject

NOTE_LIMIT = 300
LATER = "本人申请回避，经批准"


@action(Permission.INSPECTORS_EDIT, event="registers.recusal.create")
def add_recusal(*, by: Actor, inspector: Inspector, subject: Subject, case: str, note: str = "") -> Recusal:
    """Note that an inspector must not inspect a subject. One withdrawn before stands again.

    Raises `Refused`: of another agency, unknown case, a note too long, noted already.
    """
    return _add(by, inspector, subject, case, note)


@action(
    None,
    event="registers.recusal.create",
    why_unguarded="由批准人员回避的那一步决定，随那一步或者抽取名单的公开写入",
)
def note_recusal(
    *, by: Actor, inspector: Inspector, subject: Subject, case: str, approved_by: str
) -> Recusal:
    """The same for a recusal that came to light in a team, once `approved_by` has approved that the inspector leaves it
    and the drawn list is public.
    """
    note = f"{LATER}（{approved_by}）"[:NOTE_LIMIT]
    return _add(by, inspector, subject, case, note)


def _add(by: Actor, inspector: Inspector, subject: Subject, case: str, note: str) -> Recusal:
    if inspector.agency_id != subject.agency_id or by.agency_id not in (None, inspector.agency_id):
        raise Refused("registers.other_agency")
    if case not in RecusalCase.values:
        raise Refused("registers.choice_wrong", field="case")
    note = clean(note)
    if len(note) > NOTE_LIMIT:
        raise Refused("registers.text_too_long", field="note", limit=NOTE_LIMIT, length=len(note))
    if case == RecusalCase.OTHER and not note:
        raise Refused("registers.required", field="note", label="说明")
    serials.lock(inspector.agency_id, "recusal")
    known = (
        Recusal.objects.select_for_update().filter(inspector=inspector, subject=subject, case=case).first()
    )
    if known is not None and known.active:
        raise Refused("registers.recusal_taken", field="subject")
    if known is None:
        row = Recusal.objects.create(inspector=inspector, subject=subject, case=case, note=note)
        _keep(row, by=by, act="create", reason=note, changes={})
        return row
    changes = {"active": ["0", "1"]}
    if known.note != note:
        changes["note"] = [known.note, note]
    known.active, known.note = True, note
    known.version += 1
    known.save()
    _keep(known, by=by, act="create", reason=note, changes=changes)
    return known


@action(Permission.INSPECTORS_EDIT, event="registers.recusal.withdraw")
def withdraw_recusal(*, by: Actor, recusal: Recusal, reason: str) -> Recusal:
    """Note that the ground has fallen away. Raises `Refused`: of another agency, withdrawn already, no reason."""
    if by.agency_id not in (None, recusal.inspector.agency_id):
        raise Refused("registers.other_agency")
    serials.lock(recusal.inspector.agency_id, "recusal")
    row = Recusal.objects.select_for_update().get(pk=recusal.pk)
    if not row.active:
        raise Refused("registers.recusal_withdrawn")
    reason = check_reason(reason)
    row.active = False
    row.version += 1
    row.save()
    _keep(row, by=by, act="withdraw", reason=reason, changes={"active": ["1", "0"]})
    return row


def _keep(row: Recusal, *, by: Actor, act: str, reason: str, changes: dict[str, Any]) -> None:
    Revision.objects.create(
        kind="recusal",
        object_id=row.pk,
        version=row.version,
        event_number=coming_number(),
        by_name=by.name,
        at=timezone.now(),
        reason=reason,
        changes=json.dumps(changes, ensure_ascii=False) if changes else "",
    )
    record(
        by=by,
        action=f"registers.recusal.{act}",
        rows=[row],
        reason=reason if act == "withdraw" else "",
        details={
            "inspector": row.inspector.name,
            "subject": row.subject.name,
            "case": row.get_case_display(),
        },
    )
    serials.move(row.inspector.agency_id, "recusal")
