"""`./run screenshots`: the pictures in docs/screenshots, taken from the demonstration by a real browser."""

from __future__ import annotations

import argparse
import io
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
DESKTOP, PHONE, PROJECTOR = (1440, 900), (390, 844), (1920, 1080)


@dataclass(frozen=True)
class Shot:
    """One picture: its file name, who looks (empty: the public), the address, the window, the role taken up after signing in.

    Braces stand for the walk's summary. A role is named where the lot chose the person: a head who also inspects signs in as head.
    """

    name: str
    user: str
    path: str
    size: tuple[int, int] = DESKTOP
    role: str = ""


SHOTS = (
    Shot("portal-home", "", "/"),
    Shot("portal-home-phone", "", "/", PHONE),
    Shot("portal-results", "", "/open/results/"),
    Shot("portal-how-to-check", "", "/open/how-to-check/"),
    Shot("login", "", "/login/"),
    Shot("desk", "dadui", "/desk/"),
    Shot("subjects", "minglu", "/registers/subjects/"),
    Shot("import", "minglu", "/registers/imports/new/"),
    Shot("plan", "jihua", "/plans/1/"),
    Shot("plan-year", "jihua", "/plans/1/year/"),
    Shot("plan-capacity", "jihua", "/plans/1/capacity/"),
    Shot("campaign", "jihua", "/plans/campaigns/3/"),
    Shot("rules", "jihua", "/plans/rules/pack/gaoqing/"),
    Shot("draw-room", "yaohao", "/draws/room/{next_campaign}/"),
    Shot("draw-room-projector", "yaohao", "/draws/room/2/", PROJECTOR),
    Shot("drawn-list-secret", "juzhang", "/draws/2/list/"),
    Shot("inspections", "jiaodao", "/inspections/"),
    Shot("statistics", "jihua", "/statistics/"),
    Shot("complaint-channels-phone", "", "/open/complaints/", PHONE),
    Shot("inspection-phone", "jiaodao", "/inspections/", PHONE),
    Shot("check-phone", "{inspector}", "/inspections/{checking}/check/", PHONE, "inspector"),
    Shot("audit", "shenji", "/audit/"),
    Shot("roles", "anquan", "/settings/roles/"),
)


def find_browser() -> str | None:
    """A Chromium of this machine, the one without windows first: it does a third of the work. None: there is none."""
    known = ("chromium-headless-shell", "chromium", "chromium-browser")
    return next(filter(None, map(shutil.which, known)), None)


def add_parser(commands: Any) -> None:
    """Register the command."""
    parser = commands.add_parser(
        "screenshots",
        help="重新拍摄文档里的页面图片",
        description="建一个示范县并启动网站，用真正的浏览器（Chromium）逐页拍图，存到 docs/screenshots。",
        epilog="例子：\n  ./run screenshots\n  ./run screenshots --data /tmp/试用   用已有的示范数据",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--data", type=Path, metavar="目录", help="用这个目录里的示范数据（默认：临时建一个）"
    )
    parser.add_argument(
        "--out", type=Path, default=ROOT / "docs" / "screenshots", metavar="目录", help="图片存到哪里"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Take every picture; exit code 1 when a page did not answer, 2 without a browser."""
    browser = find_browser()
    if browser is None:
        print(
            "没有 Chromium。请安装：apt-get install chromium-headless-shell fonts-noto-cjk（或者 chromium）",
            file=sys.stderr,
        )
        return 2
    with tempfile.TemporaryDirectory() as temporary:
        data = args.data or Path(temporary)
        command = [sys.executable, "-m", "mingqian.cli", "demo", "--data", str(data)]
        walked = subprocess.run(
            [*command, "--no-serve", "--json"], stdout=subprocess.PIPE, text=True, check=False
        )
        if walked.returncode:
            return 1
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        with (Path(temporary) / "server.log").open("w") as log:
            server = subprocess.Popen(
                [*command, "--port", str(port)], stdout=log, stderr=log, start_new_session=True
            )
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_for(url, server)
            return _shoot(browser, url, data, json.loads(walked.stdout), args.out)
        finally:
            if server.poll() is None:
                os.killpg(server.pid, signal.SIGTERM)
            server.wait(timeout=30)


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    """Until the site answers. Raises `RuntimeError` when the server has ended or a minute has passed."""
    for _ in range(300):
        if server.poll() is not None:
            break
        try:
            urllib.request.urlopen(url, timeout=10).close()  # noqa: S310 -- our own server on loopback
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError("示范网站没有启动")


def _shoot(chromium: str, url: str, data: Path, summary: dict[str, Any], out: Path) -> int:
    from playwright.sync_api import sync_playwright

    lines = (data / "demo-accounts.txt").read_text().splitlines()[1:]
    passwords = dict(line.split("　")[:2] for line in lines)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-dev-shm-usage",
            ],
        )
        failures = take(browser, url, passwords, summary, out)
        browser.close()
    for failure in failures:
        print(failure, file=sys.stderr)
    return 1 if failures else 0


def take(browser: Any, url: str, passwords: dict[str, str], summary: dict[str, Any], out: Path) -> list[str]:
    """Write every picture of `SHOTS` under `out`; returns what was wrong, in words: a status, a page wider than its window.

    `passwords` by account name and `summary` are those of the demonstration served at `url`.
    """
    out.mkdir(parents=True, exist_ok=True)
    failures: list[str] = []
    pages: dict[tuple[str, tuple[int, int]], Any] = {}
    for shot in SHOTS:
        user = shot.user.format(**summary)
        key = (user, shot.size)
        if key not in pages:
            width, height = shot.size
            context = browser.new_context(
                viewport={"width": width, "height": height}, locale="zh-CN", base_url=url
            )
            pages[key] = context.new_page()
            pages[key].set_default_timeout(60_000)
            if user:
                _sign_in(pages[key], user, passwords[user], shot.role)
        page = pages[key]
        answer = page.goto(shot.path.format(**summary))
        if answer is None or answer.status != 200:
            failures.append(f"{shot.name}：{shot.path} 返回 {answer.status if answer else '空'}")
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            failures.append(f"{shot.name}：页面比窗口宽")
        (out / f"{shot.name}.png").write_bytes(_with_palette(page.screenshot()))
    for page in pages.values():
        page.context.close()
    return failures


def _with_palette(png: bytes) -> bytes:
    """The picture in 256 colours, about two fifths of the size; pages of text and flat colours lose nothing one sees."""
    from PIL import Image

    out = io.BytesIO()
    with Image.open(io.BytesIO(png)) as picture:
        flat = picture.convert("RGB").quantize(256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        flat.save(out, "PNG", optimize=True)
    return out.getvalue()


def _sign_in(page: Any, username: str, password: str, role: str) -> None:
    page.goto("/login/")
    page.get_by_label("账号").fill(username)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/desk/")
    if role:
        page.locator("details.menu summary").click()
        page.locator(f"details.menu button[name=role][value={role}]").click()
        page.locator(f"details.menu button[value={role}][aria-current]").wait_for(state="attached")
