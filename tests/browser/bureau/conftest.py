"""Small bureaus of a test module's own, built by a script and served."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import tables
from conftest import free_port, wait_for

ROOT = Path(__file__).resolve().parents[3]

PREAMBLE = """
import json, sys
import django
from django.conf import settings
django.setup()
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
import ready_bureau as bureau
world = bureau.build()
def cookies():
    found = {}
    for name, (user, role) in world.users.items():
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "mingqian.accounts.backend.AccountBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session["current_role"] = role
        session.create()
        found[name] = session.session_key
    return found
"""
"""What comes before a module's `BUILD`: `world` is a bureau whose campaign waits for its draw."""


@dataclass(frozen=True)
class Served:
    """A small bureau as the module's `BUILD` script made it, served by the program's own WSGI entry; `facts` is what the
    script said, `data` its folder (the script's second argument).
    """

    url: str
    facts: dict[str, Any]
    data: Path
    env: dict[str, str]

    def run(self, program: str) -> Any:
        """Run a program beside the server; what it prints last, as JSON."""
        done = subprocess.run(
            [sys.executable, "-c", program, str(self.data)],
            env=self.env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-4000:]
        return json.loads(done.stdout.splitlines()[-1])


def environment(data: Path) -> dict[str, str]:
    """In which the program finds this data folder; nothing of the tests' own leaks in."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("MINGQIAN_", "DATABASE_URL"))}
    return kept | {
        "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT / "tests"))),
        "DJANGO_SETTINGS_MODULE": "mingqian.site.settings",
        "MINGQIAN_DATA": str(data),
    }


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The module's own data folder, with all tables and nothing in them."""
    data = tables.put_into(tmp_path_factory.mktemp("bureau") / "data")
    (data / "static").mkdir()
    return data


@pytest.fixture(scope="module")
def served(request: pytest.FixtureRequest, house: Path) -> Iterator[Served]:
    data, env = house, environment(house) | getattr(request.module, "ENVIRONMENT", {})
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    bureau = Served(url, {}, data, env)
    bureau.facts.update(bureau.run(PREAMBLE + request.module.BUILD))
    with (data / "server.log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-w", "1", "--threads", "4", "-b", f"127.0.0.1:{port}",
             "mingqian.site.wsgi:application"],
            env=env, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    try:
        wait_for(url + "/robots.txt", server, data / "server.log")
        yield bureau
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=30)


@pytest.fixture
def phone(served: Served, chromium: Any) -> Iterator[Any]:
    """`phone(name)`: a page of 390 × 844 in which this person is signed in."""
    contexts = []

    def open_one(name: str = "", width: int = 390) -> Any:
        context = chromium.new_context(
            viewport={"width": width, "height": 844},
            locale="zh-CN",
            base_url=served.url,
            has_touch=width < 600,
        )
        contexts.append(context)
        if name:
            context.add_cookies(
                [{"name": "sessionid", "value": served.facts["cookies"][name], "url": served.url}]
            )
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.problems = []
        page.on("console", lambda line: page.problems.append(line.text) if _is_problem(line) else None)
        page.on("pageerror", lambda error: page.problems.append(str(error)))
        return page

    yield open_one
    for context in contexts:
        context.close()


def _is_problem(line: Any) -> bool:
    """An error in the console, save the answer 409 with which a form comes back refused."""
    return line.type == "error" and "409 (Conflict)" not in line.text
