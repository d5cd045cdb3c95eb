"""Long work: handed over once, done whole or not at all, found again on the desk, silent about secrets."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.urls import resolve, reverse
from django.utils import timezone

from mingqian.acts import child
from mingqian.acts.desk import desk_lines
from mingqian.acts.refusal import Refused
from mingqian.audit.models import Event
from mingqian.audit.presenters import sentence
from mingqian.jobs import actions, runs
from mingqian.jobs.handing import hand_over, settled, why
from mingqian.jobs.models import Job

SECRET = "中签机械厂"
"""What the refusing work of `conftest` names."""


@pytest.fixture
def me(make_actor: Any) -> Any:
    return make_actor("system_admin", name="甲")


@pytest.fixture
def begin(work: Any, unit: Any, me: Any) -> Any:
    def start(name: str = "一大队") -> Job:
        job = hand_over(by=me, work=work, object_id=unit.pk, arguments={"name": name})
        assert job is not None
        return job

    return start


def lines(actor: Any) -> list[str]:
    return [line.what for line in desk_lines(actor) if "改名" in line.what]


def test_short_work_is_left_to_the_caller(work, unit, me, settings) -> None:
    settings.LONG_WORK_SECONDS = 3.5
    assert hand_over(by=me, work=work, object_id=unit.pk, arguments={"name": "乙"}) is None
    assert not Job.objects.exists()


def test_only_who_may_do_the_work_may_hand_it_over(work, unit, make_actor) -> None:
    with pytest.raises(Refused) as refused:
        hand_over(by=make_actor("planner"), work=work, object_id=unit.pk)
    assert refused.value.code == "acts.not_permitted"


def test_pressed_twice_there_is_one_job(begin, work, unit, make_actor) -> None:
    first = begin()
    assert begin() == first
    assert hand_over(by=make_actor("system_admin"), work=work, object_id=unit.pk) == first
    with pytest.raises(Refused) as refused:
        actions.begin(by=make_actor("system_admin"), work=work, object_id=unit.pk, arguments={})
    assert refused.value.code == "jobs.under_way"
    assert Job.objects.count() == 1


def test_its_process_starts_once_the_page_has_committed(begin, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks() as waiting:
        job = begin()
    assert len(waiting) == 1
    assert runs.alive(job), "while its process starts a job counts as alive"


def test_done_the_work_and_its_note_are_one(begin, unit, me) -> None:
    job = begin("二大队")
    assert runs.carry_out(job.pk) == 0
    job.refresh_from_db()
    unit.refresh_from_db()
    assert (job.state, job.outcome, unit.name) == ("done", "已改名为“二大队”。", "二大队")
    assert job.ended_at is not None
    written = list(Event.objects.filter(number__gt=0).order_by("-number")[:3])
    assert [event.action for event in written] == ["jobs.job.finish", "tests.rename", "jobs.job.begin"]
    assert sentence(written[0]) == "在后台办完了“改名”：执法大队"
    assert {event.actor_name for event in written} == {"甲"}
    assert not list((runs._file(0, "x").parent).glob("*")), "nothing is left lying about"


def test_refused_nothing_happened_and_the_words_are_kept_encrypted(begin, unit, me) -> None:
    job = begin("拒绝")
    assert runs.carry_out(job.pk) == 0
    job.refresh_from_db()
    unit.refresh_from_db()
    assert (job.state, unit.name) == ("refused", "执法大队")
    assert SECRET in why(job)
    assert not Event.objects.filter(action="tests.rename").exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM jobs_job")
        assert SECRET not in str(cursor.fetchall())
    assert SECRET not in "".join(e.details + e.reason for e in Event.objects.all())


def test_broken_nothing_happened_and_the_log_is_silent(begin, unit, data_folder, capsys) -> None:
    job = begin("意外")
    assert runs.carry_out(job.pk) == 1
    job.refresh_from_db()
    unit.refresh_from_db()
    assert (job.state, unit.name) == ("interrupted", "执法大队")
    assert f"第 {job.pk} 号" in why(job)
    said = capsys.readouterr().err
    assert "ValueError" in said
    assert "in rename" in said
    assert SECRET not in said


def test_who_lost_the_role_meanwhile_is_refused(begin, make_actor) -> None:
    from mingqian.accounts.actions import withdraw_role
    from mingqian.accounts.current import system_actor
    from mingqian.accounts.models import User

    job = begin()
    make_actor("system_admin")  # one of that office must remain
    user = User.objects.get(pk=job.by_user_id)
    withdraw_role(by=system_actor(), user=user, role="system_admin", reason="调岗")
    runs.carry_out(job.pk)
    job.refresh_from_db()
    assert job.state == "refused"
    assert "权限" in why(job)


def test_a_dead_process_is_shown_as_interrupted_and_the_work_can_be_begun_again(begin, me, unit) -> None:
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    job = begin()
    Job.objects.filter(pk=job.pk).update(pid=process.pid, pid_began=child.began(process.pid))
    job.refresh_from_db()
    assert settled(job, by=me).state == "running"
    process.kill()
    process.communicate()
    assert settled(job, by=me).state == "interrupted"
    assert "再办一次" in why(job) or "再办一次" in why(Job.objects.get(pk=job.pk))
    assert Event.objects.latest("number").action == "jobs.job.interrupt"
    again = begin()
    assert again.pk != job.pk
    assert runs.carry_out(again.pk) == 0


def test_a_number_used_again_by_another_process_is_not_mistaken(begin, me) -> None:
    job = begin()
    Job.objects.filter(pk=job.pk).update(pid=os.getpid(), pid_began="1")
    job.refresh_from_db()
    assert settled(job, by=me).state == "interrupted"


def test_a_process_that_never_came_up(begin, me) -> None:
    job = begin()
    Job.objects.filter(pk=job.pk).update(begun_at=timezone.now() - runs.STARTING - timedelta(seconds=1))
    job.refresh_from_db()
    assert settled(job, by=me).state == "interrupted"


def test_the_desk_shows_it_until_it_was_looked_at(begin, me, make_actor, signed_in) -> None:
    from mingqian.accounts.models import User

    job = begin()
    child.ProgressFile(runs._file(job.pk, "json")).write(words="正在改名", done=1, whole=4)
    colleague, stranger = make_actor("system_admin"), make_actor("planner")
    assert [line.waits_for for line in desk_lines(me) if "改名" in line.what] == [
        "系统（正在改名，已完成 25%）"
    ]
    assert lines(colleague) == ["正在改名"]
    assert lines(stranger) == []
    runs.carry_out(job.pk)
    assert lines(me) == ["改名：已办完"]
    assert lines(colleague) == []
    page = signed_in(User.objects.get(pk=me.user_id)).get(reverse("jobs:job", args=[job.pk]))
    assert "已改名为" in page.content.decode()
    assert lines(me) == []


def test_the_bar_leads_on_when_the_work_is_done(begin, me, signed_in) -> None:
    from mingqian.accounts.models import User

    client = signed_in(User.objects.get(pk=me.user_id))
    job = begin()
    child.ProgressFile(runs._file(job.pk, "json")).write(words="正在改名", done=1, whole=4)
    page = client.get(reverse("jobs:job", args=[job.pk])).content.decode()
    assert 'http-equiv="refresh"' in page, "without scripts the page asks again by itself"
    assert 'value="1" max="4"' in page
    url = reverse("jobs:progress", args=[job.pk])
    assert "25%" in client.get(url).content.decode()
    runs.carry_out(job.pk)
    assert client.get(url)["HX-Redirect"] == "/desk/"
    assert "已改名为“一大队”。" in client.get("/desk/").content.decode()
    refused = begin("拒绝")
    runs.carry_out(refused.pk)
    assert client.get(reverse("jobs:progress", args=[refused.pk]))["HX-Refresh"] == "true"
    shown = client.get(reverse("jobs:job", args=[refused.pk])).content.decode()
    assert SECRET in shown
    assert "没有改动任何数据" in shown


def test_a_job_is_nobody_elses_business(begin, signed_in) -> None:
    job = begin()
    client = signed_in("planner")
    assert client.get(reverse("jobs:job", args=[job.pk])).status_code == 404
    assert client.get(reverse("jobs:progress", args=[job.pk])).status_code == 404


def test_every_work_of_the_house_is_permitted_and_leads_somewhere(db) -> None:
    from mingqian.accounts.permissions import Permission
    from mingqian.jobs.works import all_works

    works = all_works()
    assert {
        "plans.confirm_pool",
        "draws.lock",
        "draws.draw",
        "inspections.dispatch",
        "publicity.publish",
    } <= set(works)
    assert {work.permission for work in works.values()} <= set(Permission.values)
    for code, work in works.items():
        if code not in ("draws.draw", "tests.rename"):  # the way from a draw leads over its campaign
            resolve(work.url(7).partition("?")[0])
