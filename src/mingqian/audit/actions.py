"""Writes of the audit room: starting a verification, taking a checkpoint."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.audit.models import Event, Verification
from mingqian.audit.runs import SILENCE, start_process
from mingqian.audit.verify import Checkpoint, Report


@action(Permission.AUDIT_VERIFY, event="audit.verification.start")
def start_verification(*, by: Actor) -> Verification:
    """Start a verification in a process of its own. Raises `Refused(audit.running)` while one is under way."""
    now = timezone.now()
    if Verification.objects.filter(ended_at=None, beat_at__gte=now - timedelta(seconds=SILENCE)).exists():
        raise Refused("audit.running")
    run = Verification.objects.create(started_at=now, beat_at=now, started_by=by.name)
    record(by=by, action="audit.verification.start", obj=("audit.verification", run.id))
    transaction.on_commit(lambda: start_process(run.id))
    return run


@action(None, event="audit.verification.finish", why_unguarded="由核验进程自己记下结果，开始时已核对权限")
def finish_verification(*, by: Actor, run: Verification, report: Report) -> None:
    """Keep the result of a verification, and leave it in the record itself."""
    run.ended_at = run.beat_at = timezone.now()
    run.finding_count = report.finding_count
    run.report = report.as_dict()
    run.save()
    record(
        by=by,
        action="audit.verification.finish",
        obj=("audit.verification", run.id),
        details={"number": report.number, "findings": report.finding_count},
    )


@action(Permission.AUDIT_VERIFY, event="audit.checkpoint.take")
def take_checkpoint(*, by: Actor) -> Checkpoint:
    """The chain's end as of now, this taking included, to be kept elsewhere."""
    number = record(by=by, action="audit.checkpoint.take")
    event = Event.objects.get(number=number)
    return Checkpoint(event.number, event.hash, event.at)


@action(Permission.SETTINGS_MANAGE, event="audit.backup.make")
def note_backup(*, by: Actor) -> Checkpoint:
    """Leave in the record that a copy of everything, keys included, is about to be made.

    Returns the chain's end, this event included: the copy holds it.
    """
    number = record(by=by, action="audit.backup.make")
    event = Event.objects.get(number=number)
    return Checkpoint(event.number, event.hash, event.at)
