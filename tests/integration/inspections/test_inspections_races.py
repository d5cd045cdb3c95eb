"""Several people press at the same moment: every act happens once. Real threads, a real database of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parents[3]

_RACES = """
import json, threading
import django
from django.conf import settings
django.setup()
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
from django.core.management import call_command
from django.db import connections
call_command("migrate", verbosity=0)
import ready_bureau as bureau
from mingqian.acts.refusal import Refused
from mingqian.audit.verify import verify
from mingqian.inspections import actions
from mingqian.inspections.models import ArchivedPaper, Inspection
from mingqian.publicity import actions as publicity
from mingqian.publicity.models import Publication

said = {}

def race(name, calls):
    results = [""] * len(calls)
    together = threading.Barrier(len(calls))
    def run(place, call):
        together.wait()
        try:
            call()
            results[place] = "ok"
        except Refused as refused:
            results[place] = refused.code
        except Exception as error:
            results[place] = repr(error)
        finally:
            connections.close_all()
    threads = [threading.Thread(target=run, args=one) for one in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    said[name] = sorted(results)

world = bureau.build()
world.draw_now()
operator, head, publisher = (world.actor(name) for name in ("draw_operator", "unit_head", "publisher"))
race("dispatch", [lambda: actions.dispatch(by=operator, draw=world.draw)] * 4)
made = world.inspections()
for one in made:
    world.start(world.notify(one))
    world.fill(one)
one = Inspection.objects.get(pk=made[0].pk)
leader = world.team(one)[0]
race("sign", [lambda: actions.sign_member(by=leader, inspection=one)] * 3)
for one in made:
    for member in world.team(one):
        try:
            actions.sign_member(by=member, inspection=one)
        except Refused:
            pass
one = made[0]
race("answer", [
    lambda: actions.note_refusal(by=leader, inspection=one, note="不在场"),
    lambda: actions.sign_subject(by=leader, inspection=one, name="张", capacity="厂长", strokes=bureau.STROKES),
])
for other in made[1:]:
    actions.note_refusal(by=world.team(other)[0], inspection=other, note="不在场")
def ending(one):
    return lambda: actions.end_check(by=world.team(one)[0], inspection=one)
def approving(one):
    return lambda: actions.approve(by=head, inspection=one)
race("end", [ending(one) for one in made for _ in range(2)])
race("approve", [approving(one) for one in made for _ in range(2)])
race("prepare", [lambda: publicity.prepare_campaign(by=head, campaign=world.campaign)] * 2)
prepared = list(Publication.objects.filter(kind="result"))
def publishing(one):
    return lambda: publicity.publish_result(by=publisher, publication=one)
race("publish", [publishing(one) for one in prepared for _ in range(2)])
race("archive", [lambda: actions.archive_campaign(by=head, campaign=world.campaign)] * 2)
world.campaign.refresh_from_db()
world.draw.refresh_from_db()
said["serials"] = sorted(int(p.slug.rsplit("-", 1)[1]) for p in Publication.objects.exclude(slug=None))
said["steps"] = list(world.campaign.steps.order_by("id").values_list("step", flat=True))
said["papers"] = ArchivedPaper.objects.values("position").distinct().count() == ArchivedPaper.objects.count()
said["released"] = world.draw.released
said["verified"] = verify().ok
print(json.dumps(said))
"""


@pytest.fixture
def database(db: None, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database of the kind under test."""
    if connection.vendor != "postgresql":
        yield f"sqlite:///{tmp_path / 'races.sqlite3'}"
        return
    import psycopg

    of = connection.settings_dict
    name = f"races_{uuid.uuid4().hex[:12]}"
    address = {"host": of["HOST"], "port": of["PORT"] or 5432, "user": of["USER"], "password": of["PASSWORD"]}
    with psycopg.connect(dbname="postgres", autocommit=True, **address) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        login = of["USER"] + (f":{of['PASSWORD']}" if of["PASSWORD"] else "")
        yield f"postgresql://{login}@{of['HOST']}:{of['PORT'] or 5432}/{name}"
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def test_everything_happens_once_however_many_press(database: str, tmp_path: Path) -> None:
    env = {k: v for k, v in os.environ.items() if not k.startswith("MINGQIAN_")} | {
        "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT / "tests"))),
        "DJANGO_SETTINGS_MODULE": "mingqian.site.settings",
        "MINGQIAN_DATA": str(tmp_path),
        "DATABASE_URL": database,
    }
    ran = subprocess.run(
        [sys.executable, "-c", _RACES],
        env=env,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-4000:]
    said = json.loads(ran.stdout.splitlines()[-1])
    assert said["dispatch"] == ["inspections.already_dispatched"] * 3 + ["ok"]
    assert said["sign"] == ["inspections.already_signed"] * 2 + ["ok"]
    assert said["answer"] == ["inspections.subject_already_answered", "ok"]
    for act in ("end", "approve", "publish"):
        assert said[act] == ["acts.wrong_state"] * 3 + ["ok"] * 3, act
    assert said["prepare"] == ["ok", "publicity.nothing_prepared"]
    assert said["archive"] == ["acts.wrong_state", "ok"]
    assert said["serials"] == [1, 2, 3, 4]
    assert said["steps"][-6:] == ["dispatch", "notify", "check", "result", "publish", "archive"]
    assert len(said["steps"]) == len(set(said["steps"]))
    assert said["papers"]
    assert said["released"]
    assert said["verified"]
