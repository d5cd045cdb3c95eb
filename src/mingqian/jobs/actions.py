"""Writes of this room: a job begins, ends well, is refused, is found dead."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.jobs import runs
from mingqian.jobs.models import Job
from mingqian.jobs.states import JOB
from mingqian.jobs.works import Work, work_of


@action(
    None,
    event="jobs.job.begin",
    why_unguarded="权限随事项不同，这里按事项核对；办理时由事项自己的动作再核对一次",
)
def begin(*, by: Actor, work: Work, object_id: int, arguments: Mapping[str, Any]) -> Job:
    """Begin a job; its process starts once this is committed. Raises `Refused(jobs.under_way | acts.not_permitted)`."""
    by.require(work.permission)
    if by.user_id is None:
        raise TypeError("a job is begun by a person: the command line does its work at once")
    title = work.title(object_id)
    try:
        with transaction.atomic():
            job = Job.objects.create(
                work=work.code,
                object_id=object_id,
                title=title,
                arguments=dict(arguments),
                agency_id=by.agency_id,
                by_user_id=by.user_id,
                by_role=by.role,
                by_name=by.name,
                by_origin=by.origin,
                begun_at=timezone.now(),
            )
    except IntegrityError as error:
        raise Refused("jobs.under_way", what=f"{work.name}：{title}") from error
    record(
        by=by, action="jobs.job.begin", obj=("jobs.job", job.pk), details={"work": work.name, "title": title}
    )
    transaction.on_commit(lambda: runs.start(job))
    return job


def _held(job: Job, act: str) -> Job:
    """The job as it stands, held until the transaction ends, in the state the act leads to, its end noted."""
    held = Job.objects.select_for_update().get(pk=job.pk)
    held.state = JOB.check(act, held.state, held.title)
    return held


def _told(job: Job, **more: Any) -> dict[str, Any]:
    return {"work": work_of(job.work).name, "title": job.title, **more}


@action(None, event="jobs.job.finish", why_unguarded="由办理的进程调用，事项自己的动作核对经办人的权限")
def finish(*, by: Actor, job: Job) -> Job:
    """Do the work and note its end, in one transaction: both happen, or neither. Raises what the work raises."""
    held = _held(job, "finish")
    held.outcome = work_of(held.work).carry_out(by, held.object_id, held.arguments)
    held.ended_at = timezone.now()
    held.save()
    record(by=by, action="jobs.job.finish", obj=("jobs.job", held.pk), details=_told(held))
    return held


@action(None, event="jobs.job.refuse", why_unguarded="由办理的进程记下事项为什么没有办成")
def refuse(*, by: Actor, job: Job, refused: Refused) -> Job:
    """Note why the work was refused; nothing of it happened."""
    held = _held(job, "refuse")
    held.ended_at = timezone.now()
    held.refusal = json.dumps({"code": refused.code, "params": refused.params}, default=str)
    held.save()
    record(by=by, action="jobs.job.refuse", obj=("jobs.job", held.pk), details=_told(held, code=refused.code))
    return held


@action(None, event="jobs.job.interrupt", why_unguarded="谁先看到进程已停，就由谁记下；不改动任何业务数据")
def interrupt(*, by: Actor, job: Job, code: str) -> Job:
    """Note that the process is gone before the work was done; nothing of it happened.

    `code`: jobs.killed or jobs.broke. Raises `Refused(acts.wrong_state)` when it ended meanwhile.
    """
    held = _held(job, "interrupt")
    held.ended_at = timezone.now()
    held.refusal = json.dumps({"code": code, "params": {"number": held.pk}})
    held.save()
    record(by=by, action="jobs.job.interrupt", obj=("jobs.job", held.pk), details=_told(held, code=code))
    return held
