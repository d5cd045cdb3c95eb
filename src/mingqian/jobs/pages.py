"""The page of one job: how far it is, or how it ended and where to go on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from mingqian.accounts.permissions import Permission
from mingqian.acts.doors import actor_of, page
from mingqian.jobs import runs
from mingqian.jobs.handing import hand_over, settled, visible, why
from mingqian.jobs.models import Job
from mingqian.jobs.states import DONE, RUNNING
from mingqian.jobs.works import Work, work_of


def carry_out(
    request: HttpRequest, work: Work, object_id: int, asked: Mapping[str, Any] | None = None
) -> HttpResponseRedirect:
    """What a page does with work that may be long: at once and on to where it leads, or to the page of its job.

    Raises what the work refuses; a job's refusals are shown on the job's page instead.
    """
    by = actor_of(request)
    job = hand_over(by=by, work=work, object_id=object_id, arguments=asked)
    if job is not None:
        return HttpResponseRedirect(reverse("jobs:job", args=[job.pk]))
    messages.success(request, work.carry_out(by, object_id, asked or {}))
    return HttpResponseRedirect(work.url(object_id))


def _context(job: Job) -> dict[str, Any]:
    words, done, whole = runs.progress_of(job)
    return {"job": job, "work": work_of(job.work), "words": words, "done": done, "whole": whole}


def _job(request: HttpRequest, job_id: int) -> Job:
    actor = actor_of(request)
    return settled(get_object_or_404(visible(actor), pk=job_id), by=actor)


def _seen(request: HttpRequest, job: Job) -> None:
    if job.by_user_id == actor_of(request).user_id:
        runs.mark_seen(job)


@page(Permission.DESK_OPEN)
def job(request: HttpRequest, job_id: int) -> HttpResponse:
    """One job."""
    one = _job(request, job_id)
    _seen(request, one)
    context = _context(one) | {
        "title": work_of(one.work).name,
        "running": one.state == RUNNING,
        "why": why(one),
        "back": work_of(one.work).url(one.object_id),
    }
    return render(request, "jobs/job.html", context)


@page(Permission.DESK_OPEN)
def progress(request: HttpRequest, job_id: int) -> HttpResponse:
    """The bar alone, asked for every second. Done: on to where the work leads; not done: the page says why."""
    one = _job(request, job_id)
    if one.state == RUNNING:
        return render(request, "jobs/progress.html", _context(one))
    response = HttpResponse(status=204)
    if one.state == DONE:
        _seen(request, one)
        messages.success(request, one.outcome)
        response["HX-Redirect"] = work_of(one.work).url(one.object_id)
    else:
        response["HX-Refresh"] = "true"
    return response
