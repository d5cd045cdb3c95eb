"""Long work on the desk: what is under way, and what ended while nobody looked."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from mingqian.acts.actor import Actor
from mingqian.acts.desk import DeskLine, register_desk
from mingqian.jobs import runs
from mingqian.jobs.handing import settled, visible
from mingqian.jobs.models import Job
from mingqian.jobs.states import DONE, RUNNING
from mingqian.jobs.works import work_of

MOST = 10


@register_desk
def jobs_on_desk(actor: Actor) -> Iterator[DeskLine]:
    """Running jobs one may open; one's own that ended and were not looked at yet."""
    if actor.user_id is None:
        return
    mine = Q(by_user_id=actor.user_id, seen_at=None)
    for job in visible(actor).filter(Q(state=RUNNING) | mine)[:MOST]:
        yield _line(settled(job, by=actor))


def _line(job: Job) -> DeskLine:
    name, url = work_of(job.work).name, reverse("jobs:job", args=[job.pk])
    if job.state == RUNNING:
        words, done, whole = runs.progress_of(job)
        share = f"，已完成 {done * 100 // whole}%" if whole else ""
        return DeskLine(f"正在{name}", job.title, url, f"系统（{words}{share}）")
    if job.state == DONE:
        return DeskLine(f"{name}：已办完", job.title, url)
    said = "没有办成" if job.state == "refused" else "中断了，请再办一次"
    return DeskLine(f"{name}：{said}", job.title, url, job.by_name, timezone.localdate())
