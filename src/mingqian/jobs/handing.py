"""The one call pages make: `hand_over`. And the looks at what was handed over."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet

from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.jobs import runs
from mingqian.jobs.actions import begin, interrupt
from mingqian.jobs.models import Job
from mingqian.jobs.states import RUNNING
from mingqian.jobs.works import Work, all_works


def hand_over(
    *, by: Actor, work: Work, object_id: int, arguments: Mapping[str, Any] | None = None
) -> Job | None:
    """A job that does this work, or None when the work is short and the caller does it at once.

    Pressed twice, or by two people, the answer is the one job under way. Raises `Refused(acts.not_permitted)`.
    """
    by.require(work.permission)
    found = running(work, object_id)
    if found is not None and settled(found, by=by).state == RUNNING:
        return found
    if by.user_id is None or work.seconds(object_id) < settings.LONG_WORK_SECONDS:
        return None
    try:
        return begin(by=by, work=work, object_id=object_id, arguments=arguments or {})
    except Refused as refused:
        if refused.code != "jobs.under_way":
            raise
        return running(work, object_id)


def running(work: Work, object_id: int) -> Job | None:
    """The job of this work on this object that has not ended."""
    return Job.objects.filter(work=work.code, object_id=object_id, state=RUNNING).first()


def settled(job: Job, *, by: Actor) -> Job:
    """The job, its state made honest: one whose process is gone is noted as interrupted."""
    if job.state != RUNNING or runs.alive(job):
        return job
    job.refresh_from_db()  # it may have ended properly between the two looks
    if job.state == RUNNING:
        try:
            return interrupt(by=by, job=job, code="jobs.killed")
        except Refused:
            job.refresh_from_db()
    return job


def visible(by: Actor) -> QuerySet[Job]:
    """One's own jobs; and those of the agency whose work one might do oneself."""
    own = Q(by_user_id=by.user_id or 0)
    works = [work.code for work in all_works().values() if by.may(work.permission)]
    return Job.objects.filter(own | Q(agency_id=by.agency_id or 0, work__in=works))


def why(job: Job) -> str:
    """Why the work was not done, in words; empty when it was, or is under way."""
    if not job.refusal:
        return ""
    said = json.loads(job.refusal)
    return Refused(said["code"], **said["params"]).words()
