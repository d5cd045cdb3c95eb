"""`verifier/verify.html` in a real Firefox: opened as a file, the whole corpus through its worker, one record as a person would."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

PAGE = Path(__file__).resolve().parents[2] / "verifier" / "verify.html"
pytestmark = pytest.mark.browser

PATIENCE = 300
"""Seconds for the slowest answer, the whole corpus, on a busy machine."""


class Firefox:
    """The browser's own remote control (Marionette): messages of JSON with their length before them, over TCP."""

    def __init__(self, port: int) -> None:
        self._socket = self._reach(port)
        self._socket.settimeout(PATIENCE)
        self._number = 0
        self._read()  # it says who it is first
        self.ask("WebDriver:NewSession", {})
        self.ask("WebDriver:SetTimeouts", {"script": PATIENCE * 1000})

    @staticmethod
    def _reach(port: int) -> socket.socket:
        for _ in range(PATIENCE):
            try:
                return socket.create_connection(("127.0.0.1", port), timeout=5)
            except OSError:
                time.sleep(0.2)
        raise AssertionError("Firefox does not listen")

    def _read(self) -> Any:
        length = b""
        while (byte := self._socket.recv(1)) != b":":
            assert byte, "Firefox has hung up"
            length += byte
        data = b""
        while len(data) < int(length):
            data += self._socket.recv(int(length) - len(data))
        return json.loads(data)

    def close(self) -> None:
        """Hang up."""
        self._socket.close()

    def ask(self, name: str, values: dict[str, Any]) -> Any:
        """One command; its value. An error of the browser fails the test in its own words."""
        self._number += 1
        message = json.dumps([0, self._number, name, values]).encode()
        self._socket.sendall(b"%d:" % len(message) + message)
        _, number, error, value = self._read()
        assert (number, error) == (self._number, None), error
        return value.get("value", value) if isinstance(value, dict) else value

    def run(self, script: str, *, awaited: bool = False) -> Any:
        """A script's value; with `awaited` the value its promise comes to."""
        if awaited:
            script = f"const done = arguments[arguments.length - 1]; ({script})().then(done, (e) => done(String(e)));"
        kind = "Async" if awaited else ""
        return self.ask(f"WebDriver:Execute{kind}Script", {"script": script, "args": []})

    def choose(self, selector: str, *files: Path) -> None:
        """Choose files as a person does."""
        found = self.ask("WebDriver:FindElement", {"using": "css selector", "value": selector})
        text = "\n".join(str(file) for file in files)
        self.ask("WebDriver:ElementSendKeys", {"id": next(iter(found.values())), "text": text})


@pytest.fixture(scope="module")
def firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    program = shutil.which("firefox-esr") or shutil.which("firefox")
    if program is None:
        pytest.skip("没有 Firefox（apt-get install firefox-esr）")
    profile = tmp_path_factory.mktemp("firefox")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = {"marionette.port": port, "app.update.enabled": False, "network.proxy.type": 1}
    settings |= {
        "network.proxy.http": "127.0.0.1",
        "network.proxy.http_port": 9,
    }  # nothing leaves this machine
    settings |= {"network.proxy.ssl": "127.0.0.1", "network.proxy.ssl_port": 9}
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in settings.items()]
    (profile / "user.js").write_text("\n".join(lines))
    with (profile / "log").open("w") as log:
        browser = subprocess.Popen(
            [program, "--headless", "--no-remote", "--marionette", "--profile", str(profile)],
            stdout=log,
            stderr=log,
        )
    driver = None
    try:
        driver = Firefox(port)
        yield driver
    finally:
        if driver is not None:
            driver.close()
        browser.terminate()
        browser.wait(timeout=60)


def test_an_honest_record_and_a_changed_one(
    firefox: Firefox, honest: dict[str, Path], corpus: list[dict[str, Any]]
):
    for path, words in (
        (honest["teams-sha256"], "核对通过"),
        (next(one["path"] for one in corpus if one["name"].startswith("teams-seats-swapped")), "不符"),
    ):
        firefox.ask("WebDriver:Navigate", {"url": PAGE.as_uri()})
        firefox.choose("#file", path)
        ended = time.monotonic() + PATIENCE
        while firefox.run("return document.body.dataset.state") not in ("finished", "unreadable"):
            assert time.monotonic() < ended
            time.sleep(0.1)
        assert words in firefox.run("return document.querySelector('.verdict').innerText")


def test_the_worker_agrees_on_the_whole_corpus(
    firefox: Firefox, corpus: list[dict[str, Any]], through_worker: tuple[str, str]
):
    prepare, ask = through_worker
    firefox.ask("WebDriver:Navigate", {"url": PAGE.as_uri()})
    firefox.run(prepare)
    firefox.choose("#corpus", *(one["path"] for one in corpus))
    found = firefox.run(ask, awaited=True)
    assert isinstance(found, dict), found
    assert [
        (one["name"], found[one["file"]]) for one in corpus if found[one["file"]] is not one["honest"]
    ] == []
