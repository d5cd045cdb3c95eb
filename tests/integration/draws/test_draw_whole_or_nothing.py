"""A draw is one transaction: two people pressing get one draw; killed at any point it happened whole or not at all."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, connections
from ground import make_ground

from mingqian.acts.refusal import Refused
from mingqian.draws import actions, states
from mingqian.draws.models import DrawnSubject

CHILD = """
import os
import django
django.setup()
from mingqian.accounts.current import actor_for
from mingqian.accounts.models import User
from mingqian.acts.refusal import Refused
from mingqian.draws.actions import drawing
from mingqian.draws.models import Draw

stage = os.environ["STAGE"]

def die_after(original):
    def dying(*args, **kwargs):
        original(*args, **kwargs)
        os._exit(9)
    return dying

if stage != "none":
    setattr(drawing, stage, die_after(getattr(drawing, stage)))
operator = actor_for(User.objects.get(username="operator"), "draw_operator", origin="")
try:
    drawing.draw_now(by=operator, draw=Draw.objects.get())
except Refused as refused:
    print(refused.code)
else:
    print("drawn")
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "stage", ["run", "transcript_bytes", "_keep_drawn", "_keep_seats", "move_campaign", "record"]
)
def test_killed_in_the_middle_nothing_happened(stage):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite's test database lives in this process's memory; the file below stands for it")
    ground = make_ground()
    draw = ground.revealed()
    assert _child(stage) == 9
    draw.refresh_from_db()
    assert draw.state == states.COMMITTED
    assert not DrawnSubject.objects.exists()
    assert not draw.parts.filter(name="transcript.zip").exists()
    assert actions.draw_now(by=ground.actor("operator"), draw=draw).state == states.DRAWN


@pytest.mark.django_db(transaction=True)
def test_two_people_pressing_at_once_get_one_draw():
    if connection.vendor == "sqlite":
        pytest.skip("SQLite's test database lives in this process's memory; the file below stands for it")
    ground = make_ground()
    draw = ground.revealed()
    start = threading.Barrier(2)
    outcomes: list[str] = []

    def press(name: str) -> None:
        start.wait()
        try:
            actions.draw_now(by=ground.actor(name), draw=draw)
            outcomes.append("drawn")
        except Refused as refused:
            outcomes.append(refused.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press, args=(name,)) for name in ("operator", "operator2")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["drawn", "draws.already_drawn"]
    assert DrawnSubject.objects.filter(draw=draw).count() == 6


def _child(stage: str) -> int:
    s = connection.settings_dict
    url = f"postgresql://{s['USER']}:{s['PASSWORD']}@{s['HOST']}:{s['PORT']}/{s['NAME']}"
    env = {**os.environ, "DATABASE_URL": url, "STAGE": stage, "MINGQIAN_DATA": str(settings.DATA)}
    return subprocess.run([sys.executable, "-c", CHILD], env=env, check=False, timeout=120).returncode


FILE_VARIANT = """
import os, sys
sys.path[:0] = [os.environ["GROUND"], os.path.join(os.environ["GROUND"], "..", "..")]
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from ground import make_ground
make_ground(subjects=30).revealed()
"""


def test_killed_in_the_middle_on_a_sqlite_file(tmp_path):
    """The same with a real SQLite file and kill -9, then a look at the file with fresh eyes."""
    env = {
        **os.environ, "MINGQIAN_DATA": str(tmp_path), "GROUND": str(Path(__file__).parent),
        "DJANGO_SETTINGS_MODULE": "mingqian.site.settings",
    }  # fmt: skip
    env.pop("DATABASE_URL", None)
    subprocess.run([sys.executable, "-c", FILE_VARIANT], env=env, check=True, timeout=120)
    look = textwrap.dedent(
        """
        import django; django.setup()
        from mingqian.draws.models import Draw, DrawnSubject
        print(Draw.objects.get().state, DrawnSubject.objects.count())
        """
    )
    for stage in ("_keep_seats", "record"):
        died = subprocess.run(
            [sys.executable, "-c", CHILD], env={**env, "STAGE": stage}, check=False, timeout=120
        )
        assert died.returncode == 9
        seen = subprocess.run(
            [sys.executable, "-c", look], env=env, check=True, capture_output=True, text=True
        )
        assert seen.stdout.split() == ["committed", "0"]
    two = [
        subprocess.Popen(
            [sys.executable, "-c", CHILD], env={**env, "STAGE": "none"}, stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    said = [process.communicate(timeout=120)[0].strip() for process in two]
    assert sorted(said) == ["drawn", "draws.already_drawn"], "two people pressing at once get one draw"
    seen = subprocess.run([sys.executable, "-c", look], env=env, check=True, capture_output=True, text=True)
    assert seen.stdout.split() == ["drawn", "3"]
