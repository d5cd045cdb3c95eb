"""锁库 and 摇号 in processes of their own, by the real program on an installation of its own: left, killed, found again."""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from installations import Installation

GROUND = str(Path(__file__).parents[1] / "draws")
SUBJECTS = 20_000


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation on the kind of database the tests run on."""
    data, url = tmp_path_factory.mktemp("long") / "data", os.environ.get("DATABASE_URL", "")
    more = {"GROUND": GROUND, "MINGQIAN_LONG_WORK_SECONDS": "0", "SUBJECTS": str(SUBJECTS)}
    if not url.startswith("postgres"):
        yield Installation(data, "", more)
        return
    import psycopg

    name = f"long_{uuid.uuid4().hex[:12]}"
    parts = urlsplit(url)
    maintenance = urlunsplit(parts._replace(path="/postgres"))
    with psycopg.connect(maintenance, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    try:
        yield Installation(data, urlunsplit(parts._replace(path=f"/{name}")), more)
    finally:
        with psycopg.connect(maintenance, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


PRELUDE = """
import json, os, signal, sys, time
sys.path[:0] = [os.environ["GROUND"], os.path.join(os.environ["GROUND"], "..", "..")]
from django.test import Client
from django.urls import reverse
from ground import PEOPLE, make_ground
from mingqian.accounts.current import ROLE_KEY
from mingqian.accounts.models import User
from mingqian.acts import child
from mingqian.audit.verify.chain import check_chain
from mingqian.audit.verify.rows import RowCheck, sealed_models
from mingqian.draws.models import Draw, DrawnSubject
from mingqian.jobs import runs
from mingqian.jobs.models import Job
from mingqian.plans.models import Campaign

def client(name):
    one = Client()
    one.force_login(User.objects.get(username=name), backend="mingqian.accounts.backend.AccountBackend")
    session = one.session
    session[ROLE_KEY] = PEOPLE[name.removeprefix("z")]
    session.save()
    return one

def press(one, campaign):
    ids = list(User.objects.filter(username__in=("witness1", "witness2")).values_list("pk", flat=True))
    return one.post(reverse("draws:lock", args=[campaign.pk]), {"witnesses": ids})["Location"]

def until(job, words):
    for _ in range(1200):
        job.refresh_from_db()
        said = runs.progress_of(job)[0]
        if words in said or job.state != "running":
            return said
        time.sleep(0.02)
    raise AssertionError(runs.progress_of(job))

def end(job):
    for _ in range(1200):
        job.refresh_from_db()
        if job.state != "running":
            return job
        time.sleep(0.05)
    raise AssertionError("it does not end")

def findings():
    # Of the record and of every row but the register's, which the ground lays without events.
    found = []
    check_chain(found.append, lambda _: None, None)
    for model in sealed_models():
        if model._meta.app_label != "registers":
            RowCheck(model, found.append, lambda _: None).run()
    return [one.words() for one in found]

def command_line(job):
    return open(f"/proc/{job.pid}/cmdline").read().split(chr(0))[1:-1]
"""


def said(house: Installation, program: str) -> Any:
    return json.loads(house.python("\n".join([PRELUDE, program])).splitlines()[-1])


def test_a_freeze_is_left_killed_found_again_and_pressed_once_more(house: Installation) -> None:
    found = said(
        house,
        """
make_ground(subjects=int(os.environ["SUBJECTS"]))
campaign = Campaign.objects.get()
operator, colleague = client("operator"), client("operator2")
desk = operator.get("/desk/")
pages = {press(operator, campaign), press(colleague, campaign), press(operator, campaign)}
job = Job.objects.get()
began = until(job, "第二步")
os.kill(job.pid, signal.SIGSTOP)  # it may be done before it has been looked at
arguments = command_line(job)
started = time.monotonic()
bar = operator.get(reverse("jobs:progress", args=[job.pk])).content.decode()
waits = operator.get("/desk/").content.decode()
looked = time.monotonic() - started
running = child.alive(child.Child(job.pid, job.pid_began))
child.kill(child.Child(job.pid, job.pid_began))
while child.alive(child.Child(job.pid, job.pid_began)):
    time.sleep(0.05)
shown = operator.get(reverse("jobs:job", args=[job.pk])).content.decode()
campaign.refresh_from_db()
killed = [Job.objects.get().state, Draw.objects.count(), campaign.state, "请回到原来的页面再办一次" in shown]
press(operator, campaign)
job = end(Job.objects.latest("pk"))
campaign.refresh_from_db()
print(json.dumps({
    "pages": len(pages), "began": began, "arguments": arguments, "looked": looked, "running": running,
    "bar": "逐户计算摘要" in bar, "desk": "正在锁库" in waits, "killed": killed,
    "again": [job.state, job.outcome, Draw.objects.count(), campaign.state], "found": findings(),
    "files": sorted(p.suffix for p in runs._file(0, "x").parent.iterdir()),
}))
""",
    )
    assert found["pages"] == 1, "two people, three presses, one job"
    assert found["began"].startswith("第二步")
    assert found["arguments"][-2:] == ["mingqian.jobs.process", "1"], (
        "the command line tells a number, no more"
    )
    assert (found["running"], found["bar"], found["desk"]) == (True, True, True)
    assert found["looked"] < 5, "whoever watches does not wait behind the one writer"
    assert found["killed"] == ["interrupted", 0, "ready", True]
    assert found["again"] == ["done", "已锁库。请各位见证人提交承诺。", 1, "frozen"]
    assert found["found"] == []
    assert found["files"] in ([], [".json", ".log"]), (
        "of the killed one, where it stood; of the other, nothing"
    )


def test_a_draw_is_carried_out_in_its_own_process(house: Installation) -> None:
    found = said(
        house,
        """
draw = make_ground(subjects=3000, prefix="z").revealed()
operator = client("zoperator")
first = operator.post(reverse("draws:draw", args=[draw.pk]))["Location"]
job = end(Job.objects.latest("pk"))
draw.refresh_from_db()
again = operator.post(reverse("draws:draw", args=[draw.pk]))["Location"]
twice = end(Job.objects.latest("pk"))
print(json.dumps({
    "first": first, "job": [job.state, job.outcome], "draw": draw.state, "drawn": DrawnSubject.objects.count(),
    "twice": [twice.state, again != first], "found": findings(),
}))
""",
    )
    assert found["job"] == ["done", "摇号完成，并已通过自验。请在场人员核对并签字。"]
    assert (found["draw"], found["drawn"]) == ("drawn", 300)
    assert found["twice"] == ["refused", True]
    assert found["found"] == []
