"""Installations of their own, driven through the program itself in child processes, on the database of the run."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


@dataclass
class Installation:
    """One data folder, one database, and the environment in which the program finds them."""

    data: Path
    url: str
    more: dict[str, str] = field(default_factory=dict)

    @property
    def env(self) -> dict[str, str]:
        """The environment of a child process; nothing of the tests' own leaks in."""
        kept = {
            k: v for k, v in os.environ.items() if not k.startswith(("MINGQIAN_", "DATABASE_URL", "DJANGO_"))
        }
        kept |= {"PYTHONPATH": str(ROOT / "src"), "MINGQIAN_DATA": str(self.data)}
        kept["DJANGO_SETTINGS_MODULE"] = "mingqian.site.settings"
        if self.url:
            kept["DATABASE_URL"] = self.url
        return kept | self.more

    def run(self, *arguments: str | Path, expect: int | None = 0) -> subprocess.CompletedProcess[str]:
        """`./run …`; the exit code is checked unless `expect` is None."""
        done = subprocess.run(
            [sys.executable, "-m", "mingqian.cli", *map(str, arguments)],
            env=self.env, capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip
        assert expect is None or done.returncode == expect, (done.returncode, done.stdout, done.stderr)
        return done

    def python(self, program: str) -> str:
        """Run a program inside the installation, with the applications loaded; returns what it prints."""
        whole = "from mingqian.cli.setup import prepare\nprepare()\n" + textwrap.dedent(program)
        done = subprocess.run(
            [sys.executable, "-c", whole],
            env=self.env,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    @contextmanager
    def served(self) -> Iterator[str]:
        """`./run serve` on a free port; yields the site's address."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        log = self.data.parent / f"server-{port}.log"
        with log.open("w") as out:
            server = subprocess.Popen(
                [sys.executable, "-m", "mingqian.cli", "serve", "--port", str(port)],
                env=self.env, stdout=out, stderr=out, start_new_session=True,
            )  # fmt: skip
        try:
            for _ in range(600):
                assert server.poll() is None, log.read_text()
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.2)
            else:
                raise AssertionError(f"nobody listens: {log.read_text()}")
            yield f"http://127.0.0.1:{port}"
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(timeout=30)


def get(url: str, **headers: str) -> tuple[int, str]:
    """Status and text of a page; redirections are not followed."""

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_: object) -> None:
            return None

    request = urllib.request.Request(url, headers={k.replace("_", "-"): v for k, v in headers.items()})
    try:
        with urllib.request.build_opener(Stay).open(request, timeout=60) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
