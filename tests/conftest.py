"""What all tests share: no network but this machine, quick passwords, and a real served demonstration for browsers."""

from __future__ import annotations

import itertools
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import tables

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


TOGETHER = ("tests/browser/", "tests/integration/cli/")
"""Folders whose tests share one costly thing (a served demonstration, a furnished installation)."""
BY_FILE = "tests/browser/bureau/"
"""The folder whose files each serve a small bureau of their own."""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """What shares a costly thing runs in one worker, so that it is made once; all other tests go wherever there is room."""
    from xdist.scheduler.loadscope import LoadScopeScheduling

    class ByFolder(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            if nodeid.startswith(BY_FILE):
                return nodeid.split("::")[0]
            return next((folder for folder in TOGETHER if nodeid.startswith(folder)), nodeid)

    return ByFolder(config, log)


def pytest_unconfigure(config: pytest.Config) -> None:
    """The run's tables go with the run: whoever started it, not its workers, sees to that."""
    if not hasattr(config, "workerinput"):
        tables.forget()


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: Any, django_db_modify_db_settings: None
) -> Iterator[None]:
    """The database of this worker: a copy of the tables that the migrations made once for the run."""
    from django.db import connection
    from django.test.utils import setup_databases, teardown_databases

    with django_db_blocker.unblock():
        tables.copy_into_test_database(connection)
        made = setup_databases(verbosity=0, interactive=False, keepdb=True)
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


@pytest.fixture(autouse=True)
def _only_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection that would leave this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in (
            "127.0.0.1",
            "::1",
            "localhost",
        ):
            raise AssertionError(f"a test tried to reach {address[0]}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    """What one test had counted is not another's: after a roll-back the same agency stands at the same serial again."""
    from django.core.cache import cache

    from mingqian.acts import counting

    cache.clear()
    counting.forget()


@pytest.fixture
def data_folder(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """An installation's data folder of this test's own, with fresh keys; the settings point to it."""
    from mingqian.acts import keys

    keys.make_missing(tmp_path / "keys")
    settings.DATA, settings.KEYS_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "keys", tmp_path / "files"
    settings.MEDIA_ROOT.mkdir()
    keys.key.cache_clear()
    yield tmp_path
    keys.key.cache_clear()


@pytest.fixture
def agency(db: None) -> Any:
    """A county bureau, opened through the action."""
    from mingqian.accounts.actions import create_agency
    from mingqian.accounts.current import system_actor

    return create_agency(
        by=system_actor(), code="T01", name="测试县应急管理局", short_name="测应急", level="county",
        region_code="370322",
    )  # fmt: skip


@pytest.fixture
def unit(agency: Any) -> Any:
    """A brigade of that bureau."""
    from mingqian.accounts.actions import create_unit
    from mingqian.accounts.current import system_actor

    return create_unit(by=system_actor(), agency=agency, name="执法大队", kind="brigade")


MakeUser = Callable[..., Any]


@pytest.fixture
def make_user(agency: Any, unit: Any) -> MakeUser:
    """`make_user(*roles, username="", **fields)`: a person of the bureau who holds these roles, password chosen."""
    from mingqian.accounts.actions import create_user, grant_role
    from mingqian.accounts.current import system_actor

    by, numbers = system_actor(), itertools.count(1)

    def make(*roles: str, username: str = "", **fields: Any) -> Any:
        number = next(numbers)
        given = {
            "name": f"某{number}",
            "agency": agency,
            "unit": unit,
            "must_change_password": False,
        } | fields
        user, _ = create_user(by=by, username=username or f"person{number}", **given)
        for role in roles:
            grant_role(by=by, user=user, role=role, reason="到任")
        return user

    return make


@pytest.fixture
def make_actor(make_user: MakeUser) -> Callable[..., Any]:
    """`make_actor(role, **fields)`: a new person acting in this role."""
    from mingqian.accounts.current import actor_for

    def make(role: str, **fields: Any) -> Any:
        return actor_for(make_user(role, **fields), role, origin="127.0.0.1")

    return make


@pytest.fixture
def signed_in(make_user: MakeUser) -> Callable[..., Any]:
    """`signed_in(role_or_user, role="")`: Django's test client in which this person acts in this role."""
    from django.test import Client

    from mingqian.accounts.current import ROLE_KEY

    def sign_in(who: Any, role: str = "") -> Any:
        user = make_user(who) if isinstance(who, str) else who
        client = Client()
        client.force_login(user, backend="mingqian.accounts.backend.AccountBackend")
        session = client.session
        session[ROLE_KEY] = role or (who if isinstance(who, str) else user.roles()[0])
        session.save()
        return client

    return sign_in


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real registers and vectors beside the project; the test is skipped where there is none."""
    if not (SHARED / "data").is_dir():
        pytest.skip("旁边没有 ../shared/data")
    return SHARED


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Site:
    """The demonstration, walked and served by the program itself."""

    url: str
    data: Path
    summary: dict[str, Any]
    passwords: dict[str, str]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """`./run demo` on an empty data folder, then served: the real program, its own database file."""
    data = tables.put_into(tmp_path_factory.mktemp("demo"))
    env = {k: v for k, v in os.environ.items() if not k.startswith(("MINGQIAN_", "DATABASE_URL", "DJANGO_"))}
    env |= {"PYTHONPATH": str(ROOT / "src"), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "mingqian.cli", "demo", "--data", str(data)]
    walked = subprocess.run(
        [*command, "--no-serve", "--json"], env=env, capture_output=True, text=True, timeout=600, check=False
    )
    assert walked.returncode == 0, walked.stderr[-4000:]
    summary = json.loads(walked.stdout)
    port = free_port()
    with (data / "server.log").open("w") as log:
        server = subprocess.Popen(
            [*command, "--port", str(port)], env=env, stdout=log, stderr=log, start_new_session=True
        )
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for(url, server, data / "server.log")
        lines = (data / "demo-accounts.txt").read_text().splitlines()[1:]
        passwords = dict(line.split("　")[:2] for line in lines)
        yield Site(url, data, summary, passwords)
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=30)


def wait_for(url: str, server: subprocess.Popen[Any], log: Path) -> None:
    """Until the server answers; a server that stopped is told with the end of its log."""
    for _ in range(300):
        assert server.poll() is None, log.read_text()[-4000:]
        try:
            urllib.request.urlopen(url, timeout=2).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError(f"the server did not answer: {log.read_text()[-2000:]}")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A real Chromium from the system's packages, without its windows where it is packed so."""
    from mingqian.cli.screenshots import find_browser

    path = find_browser()
    if path is None:
        pytest.skip("没有 Chromium（apt-get install chromium-headless-shell fonts-noto-cjk）")
    # Playwright's event loop runs in this thread; the tests' own database calls are made between its calls.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    from playwright.sync_api import expect, sync_playwright
    from settling import settle_after_presses

    expect.set_options(timeout=60_000)  # as patient as the pages: on a busy machine five seconds are nothing
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-dev-shm-usage",
            ],
        )
        settle_after_presses(browser)
        yield browser
        browser.close()


OpenPage = Callable[..., Any]


@pytest.fixture
def open_page(site: Site, chromium: Any) -> Iterator[OpenPage]:
    """`open_page(username="", role="", width=1440)`: a page of its own context, signed in where a name is given."""
    contexts = []

    def open_one(username: str = "", role: str = "", width: int = 1440) -> Any:
        height = 900 if width > 600 else 844
        context = chromium.new_context(
            viewport={"width": width, "height": height}, locale="zh-CN", base_url=site.url
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        if username:
            page.goto("/login/")
            page.get_by_label("账号").fill(username)
            page.get_by_label("密码").fill(site.passwords[username])
            page.get_by_role("button", name="登录").click()
            page.wait_for_url("**/desk/")
        if role:
            page.locator("details.menu summary").click()
            page.get_by_role("button", name=role).click()
        return page

    yield open_one
    for context in contexts:
        context.close()
