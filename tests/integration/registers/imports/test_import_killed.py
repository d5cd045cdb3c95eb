"""The real program in processes of their own, killed with -9 at bad moments: whole or nothing."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest

ROOT = Path(__file__).resolve().parents[4]
ROWS = 6_000
JOB_ROWS = 21_000
"""More than two chunks: the first is told before the last is written."""

PRELUDE = """
import json, sys
from pathlib import Path
from mingqian.cli.setup import prepare
prepare()
from mingqian.accounts.actions import create_agency
from mingqian.accounts.current import system_actor
from mingqian.accounts.models import Agency
from mingqian.audit.models import Event, Seal
from mingqian.audit.verify import verify
from mingqian.registers.importing import jobs, makers, run
from mingqian.registers.importing.apply import subjects
makers.FEW, subjects.CHUNK = 500, 1000
from mingqian.registers.models import ImportBatch, Subject
by = system_actor()
name = sys.argv[1]
agency = Agency.objects.filter(code=name).first() or create_agency(
    by=by, code=name, name=name, short_name=name, level="county", region_code="370322"
)
own = Subject.objects.filter(agency=agency)
"""

STATE = """
report = verify()
ids = own.values("pk")
print(json.dumps({
    "subjects": own.count(),
    "seals": Seal.objects.filter(kind="registers.subject", object_id__in=ids).count(),
    "all_seals": Seal.objects.filter(kind="registers.subject").count(),
    "applied": Event.objects.filter(action="registers.import.apply").count(),
    "ok": report.ok,
}))
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The environment of an installation of its own, on the database the tests run on."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("MINGQIAN_", "DATABASE_URL", "DJANGO_", "PYTEST_"))
    }
    environment |= {
        "PYTHONPATH": str(ROOT / "src"),
        "DJANGO_SETTINGS_MODULE": "mingqian.site.settings",
        "MINGQIAN_DATA": str(tmp_path_factory.mktemp("killed") / "data"),
    }
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        yield environment
        return
    import psycopg

    name = f"killed_{uuid.uuid4().hex[:12]}"
    parts = urlsplit(url)
    maintenance = urlunsplit(parts._replace(path="/postgres"))
    with psycopg.connect(maintenance, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    try:
        yield environment | {"DATABASE_URL": urlunsplit(parts._replace(path=f"/{name}"))}
    finally:
        with psycopg.connect(maintenance, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def register_of(tmp_path: Path, code_of: Callable[..., str]) -> Callable[[int], Path]:
    def make(rows: int) -> Path:
        path = tmp_path / "many.csv"
        with path.open("w") as file:
            file.write("统一社会信用代码,名称,法定代表人,经营范围\n")
            file.writelines(f"{code_of(n)},某县{n}号机械有限公司,张某,机械加工\n" for n in range(1, rows + 1))
        return path

    return make


def program(house: dict[str, str], code: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", PRELUDE + code, *arguments],
        env=house,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def said(process: subprocess.Popen[str]) -> dict[str, Any]:
    out, err = process.communicate(timeout=300)
    assert process.returncode == 0, err[-3000:]
    found: dict[str, Any] = json.loads(out.splitlines()[-1])
    return found


IMPORT = """
def progress(phase, done, rows):
    print(phase, rows, flush=True)
run.import_file(by=by, path=Path(sys.argv[2]), agency=agency, progress=progress)
print("done", flush=True)
"""


def kill_when(process: subprocess.Popen[str], line: Callable[[str], bool]) -> None:
    """Kill the process and everything it started once it says a line."""
    assert process.stdout is not None
    for text in process.stdout:
        if line(text):
            os.killpg(process.pid, signal.SIGKILL)
            break
    else:
        raise AssertionError(process.communicate()[1][-3000:])
    process.communicate(timeout=60)


def test_killed_while_applying_nothing_is_there_and_killed_after_the_end_everything_is(
    house: dict[str, str], register_of: Callable[[int], Path]
) -> None:
    register = str(register_of(ROWS))
    kill_when(program(house, IMPORT, "甲局", register), lambda text: text.startswith("apply"))
    time.sleep(0.5)
    after = said(program(house, STATE, "甲局"))
    assert after == {"subjects": 0, "seals": 0, "all_seals": 0, "applied": 0, "ok": True}
    kill_when(program(house, IMPORT + "input()", "甲局", register), lambda text: text.startswith("done"))
    after = said(program(house, STATE, "甲局"))
    assert after == {"subjects": ROWS, "seals": ROWS, "all_seals": ROWS, "applied": 1, "ok": True}


JOB = """
from mingqian.accounts.actions import create_user, grant_role
from mingqian.accounts.current import actor_for
from mingqian.accounts.models import User
from mingqian.registers.importing import batches
from mingqian.registers.importing.columns import Kind
import shutil, time
user = User.objects.filter(username="minglu").first()
if user is None:
    user, _ = create_user(by=by, username="minglu", name="名录员", agency=agency, unit=None)
    grant_role(by=by, user=user, role="registrar", reason="到任")
me = actor_for(user, "registrar", origin="127.0.0.1")
def wait(batch):
    while jobs.alive(batch):
        time.sleep(0.05)
    batch.refresh_from_db()
    return batch
def fresh(batch):
    batch.refresh_from_db()
    return batch
batch = batches.begin(by=me, agency=agency, kind=Kind.SUBJECT, file_name="many.csv", file_size=1, file_digest="")
shutil.copy(sys.argv[2], batches.folder_of(batch.pk) / "file")
"""


def test_a_job_goes_on_by_itself_and_can_be_stopped_at_any_time(
    house: dict[str, str], register_of: Callable[[int], Path]
) -> None:
    code = """
jobs.start(batches.begin_work(batch, "read"), "read", me)
time.sleep(0.4)
first = jobs.alive(fresh(batch))
jobs.stop(batch)
wait(batch)
batch = batches.fail(by=me, batch=batch, code="registers.job_died", params={})
stopped = batch.state
jobs.start(batches.begin_work(batch, "read"), "read", me)
wait(fresh(batch))
read = [batch.state, batch.new, batch.event_number]
jobs.start(batches.begin_work(batch, "apply"), "apply", me)
fresh(batch)
while not jobs.progress_of(batch.pk).phase == "apply" and jobs.alive(batch):
    time.sleep(0.02)
jobs.stop(batch)
wait(batch)
killed = [batch.state, own.count()]
batch = batches.fail(by=me, batch=batch, code="registers.job_died", params={})
back = batch.state
jobs.start(batches.begin_work(batch, "apply"), "apply", me)
wait(fresh(batch))
done = [batch.state, own.count(), verify().ok]
event = Event.objects.filter(action="registers.import.apply").last()
print(json.dumps({
    "first": first, "stopped": stopped, "read": read, "killed": killed, "back": back, "done": done,
    "by": [event.actor_name, event.role, event.origin],
}))
"""
    found = said(program(house, JOB + code, "乙局", str(register_of(JOB_ROWS))))
    assert found == {
        "first": True,
        "stopped": "failed",
        "read": ["preview", JOB_ROWS, None],
        "killed": ["applying", 0],
        "back": "preview",
        "done": ["applied", JOB_ROWS, True],
        "by": ["名录员", "registrar", "127.0.0.1"],
    }
