"""The office in a real Chromium: the first day of an installation, keyboard, panel, phone, no scripts, verification.

A server of its own with its own empty data; everything is done through the pages.
"""

from __future__ import annotations

import json
import os
import re
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser

PASSWORD = "yuan-shan-8832-lv"
FIRST = """
import json, django
django.setup()
from mingqian.accounts.first_run import create_first_administrators
print(json.dumps({user.username: password for user, password in create_first_administrators()}))
"""


@dataclass
class Site:
    """A running server with its data and the passwords of its people."""

    address: str
    data: Path
    passwords: dict[str, str] = field(default_factory=dict)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def office_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    data = tmp_path_factory.mktemp("office")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("DATABASE_URL", "MINGQIAN_"))}
    environment |= {
        "MINGQIAN_DATA": str(data),
        "DJANGO_SETTINGS_MODULE": "mingqian.site.settings",
        "PYTHONPATH": os.pathsep.join(
            filter(None, [str(Path(__file__).parents[2] / "src"), os.environ.get("PYTHONPATH")])
        ),
    }

    def python(*words: str) -> str:
        return subprocess.run(
            [sys.executable, *words], env=environment, check=True, capture_output=True, text=True
        ).stdout

    python("-m", "django", "migrate", "-v0")
    passwords = json.loads(python("-c", FIRST))
    port = _free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "django", "runserver", f"127.0.0.1:{port}", "--noreload"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(100):
            try:
                urllib.request.urlopen(f"{address}/login/", timeout=2).close()
                break
            except OSError:
                time.sleep(0.2)
        yield Site(address, data, passwords)
    finally:
        server.terminate()
        server.wait(10)


@pytest.fixture
def window(office_site: Site, chromium: Any) -> Iterator[Any]:
    """Open browser windows; afterwards none may have complained (a blocked style or script complains)."""
    contexts, complaints = [], []

    def open_window(*, width: int = 1440, height: int = 900, **more: Any) -> Any:
        context = chromium.new_context(
            base_url=office_site.address, viewport={"width": width, "height": height}, locale="zh-CN", **more
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("console", lambda m: complaints.append(m.text) if m.type in {"error", "warning"} else None)
        page.on("pageerror", lambda e: complaints.append(str(e)))
        return page

    yield open_window
    for context in contexts:
        context.close()
    assert [c for c in complaints if "Failed to load resource" not in c] == []


def sign_in(page: Any, site: Site, username: str) -> None:
    """Sign in; whoever still has the one-time password exchanges it."""
    page.goto("/login/")
    page.get_by_label("账号").fill(username)
    page.get_by_label("密码").fill(site.passwords[username])
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(re.compile("/(desk|me/password)/$"))
    if page.url.endswith("/me/password/"):
        page.get_by_label("现在的密码").fill(site.passwords[username])
        page.get_by_label("新密码", exact=True).fill(PASSWORD)
        page.get_by_label("再输一次新密码").fill(PASSWORD)
        page.get_by_role("button", name="修改密码").click()
        page.get_by_text("密码已修改").wait_for()
        site.passwords[username] = PASSWORD


@pytest.fixture
def furnished(office_site: Site, window: Any) -> Site:
    """The first day: the system administrator opens the bureau, a unit and a person; the security administrator grants."""
    if "lixy" in office_site.passwords:
        return office_site
    page = window()
    sign_in(page, office_site, "sysadmin")
    page.goto("/settings/agencies/")
    page.get_by_text("还没有机构").wait_for()
    page.get_by_role("link", name="开设机构").first.click()
    page.get_by_label("名称", exact=True).fill("试验县应急管理局")
    page.get_by_label("简称").fill("试应急")
    page.get_by_label("机构代码").fill("11370322004225TEST")
    page.get_by_label("行政区划代码").fill("37032")
    page.get_by_role("button", name="开设").click()
    page.get_by_text("行政区划代码应为六位").wait_for()
    assert page.get_by_label("简称").input_value() == "试应急", "what was typed stays"
    assert page.evaluate("document.activeElement.name") == "region_code", "the refused field takes the cursor"
    page.get_by_label("行政区划代码").fill("370322")
    page.get_by_role("button", name="开设").click()
    page.get_by_text("已开设“试验县应急管理局”").wait_for()
    page.get_by_label("单位名称").fill("危险化学品监管股")
    page.get_by_role("button", name="开设单位").click()
    page.get_by_text("已开设“危险化学品监管股”").wait_for()
    page.goto("/settings/people/new/")
    page.get_by_label("账号").fill("lixy")
    page.get_by_label("姓名").fill("李秀英")
    page.get_by_label("机构").select_option(label="试验县应急管理局")
    page.get_by_label("单位").select_option(label="试应急 · 危险化学品监管股")
    page.get_by_role("button", name="开设账号").click()
    office_site.passwords["lixy"] = page.locator(".one-time").inner_text()
    page.reload()
    page.get_by_text("已经显示过").first.wait_for()
    security = window()
    sign_in(security, office_site, "secadmin")
    security.goto("/settings/people/?q=李秀英")
    security.get_by_role("link", name="李秀英").click()
    for role in ("registrar", "planner"):
        security.get_by_label("角色").select_option(role)
        security.locator("#id_reason").fill("到任")
        security.get_by_role("button", name="授予").click()
        security.get_by_text("已授予").wait_for()
    return office_site


def test_the_first_day_ends_with_a_person_at_the_desk(furnished: Site, window: Any) -> None:
    page = window()
    sign_in(page, furnished, "lixy")
    assert page.url.endswith("/desk/")
    assert page.locator(".top .brand").inner_text().startswith("试验县应急管理局")
    page.locator(".menu summary").click()
    page.get_by_role("button", name="计划制定").click()
    page.get_by_text("现在以“计划制定”办事").wait_for()
    assert "计划制定" in page.locator(".menu summary").inner_text()
    page.locator(".menu summary").click()
    page.get_by_role("button", name="退出登录").click()
    page.goto("/desk/")
    assert "/login/" in page.url


def test_two_presses_are_one(furnished: Site, window: Any) -> None:
    page = window()
    sign_in(page, furnished, "sysadmin")
    page.goto("/settings/agencies/1/")
    sent = []

    def slowly(route: Any) -> None:
        if route.request.method == "POST":
            sent.append(route.request.url)
            time.sleep(0.5)
        route.continue_()

    page.route("**/settings/agencies/1/", slowly)
    page.get_by_label("单位名称").fill("综合股")
    page.evaluate(
        "() => { const b = [...document.querySelectorAll('button')].find(b => b.textContent.trim() === '开设单位');"
        " b.click(); b.click(); b.click(); }"
    )
    page.get_by_text("已开设“综合股”").wait_for()
    assert len(sent) == 1


def test_the_keyboard_walks_the_list(furnished: Site, window: Any) -> None:
    page = window()
    sign_in(page, furnished, "auditor")
    page.goto("/audit/")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") != "search"
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    marked = page.locator("tr[data-current]")
    assert marked.count() == 1
    number = marked.locator("a").first.inner_text()
    page.keyboard.press("Enter")
    panel = page.locator("#panel")
    panel.get_by_role("heading", name=f"第 {number} 号").wait_for()
    assert page.url.endswith("/audit/")
    page.keyboard.press("Escape")
    panel.wait_for(state="hidden")
    page.goto(f"/audit/{number}/")
    page.keyboard.press("Escape")
    page.wait_for_url("**/audit/")


def test_one_click_copies_a_hash_whole(furnished: Site, window: Any) -> None:
    page = window(permissions=["clipboard-read", "clipboard-write"])
    sign_in(page, furnished, "auditor")
    page.goto("/audit/1/")
    code = page.locator(".code").last
    code.click()
    page.get_by_text("已复制").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == code.get_attribute("data-copy")
    assert len(copied) == 64


def test_filters_come_back_as_they_were_left(furnished: Site, window: Any) -> None:
    page = window()
    sign_in(page, furnished, "auditor")
    page.goto("/audit/")
    page.get_by_label("动作").select_option("accounts.unit.create")
    page.get_by_role("button", name="筛选").click()
    page.wait_for_url("**/audit/?action=accounts.unit.create")
    page.goto("/desk/")
    page.goto("/audit/")
    page.wait_for_url("**action=accounts.unit.create")
    assert page.get_by_label("动作").input_value() == "accounts.unit.create"
    page.get_by_role("link", name="清除").click()
    page.wait_for_url("**/audit/?")
    page.goto("/audit/")
    assert page.get_by_label("动作").input_value() == ""


PHONE_PAGES = {
    "sysadmin": [
        "/desk/",
        "/desk/style/",
        "/desk/style/?secret=1",
        "/settings/agencies/",
        "/settings/people/",
        "/settings/people/new/",
        "/settings/roles/",
    ],
    "auditor": ["/audit/", "/audit/1/", "/audit/verify/"],
}


@pytest.mark.parametrize("username", sorted(PHONE_PAGES))
def test_on_a_phone_nothing_hangs_over_the_edge(furnished: Site, window: Any, username: str) -> None:
    page = window(width=390, height=844, has_touch=True)
    sign_in(page, furnished, username)
    for address in PHONE_PAGES[username]:
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address
    menu = page.locator(".side")
    assert not menu.is_visible()
    page.locator(".nav-button").click()
    assert menu.is_visible()
    assert all(box.bounding_box()["height"] >= 44 for box in menu.locator("a").all())


def test_without_scripts_everything_can_be_read(furnished: Site, window: Any) -> None:
    page = window(java_script_enabled=False)
    sign_in(page, furnished, "auditor")
    page.goto("/audit/?action=accounts.unit.create")
    page.locator("tbody a").first.click()
    assert page.locator("h1").inner_text().startswith("第")
    assert page.url.rstrip("/").split("/")[-1].isdigit()
    page.locator(".menu summary").click()
    assert page.get_by_role("button", name="退出登录").is_visible()


def test_a_paper_leaves_the_shell_at_home(furnished: Site, window: Any) -> None:
    page = window()
    sign_in(page, furnished, "auditor")
    page.goto("/audit/1/")
    page.emulate_media(media="print")
    for part in (".top", ".side", ".crumbs", ".head .acts"):
        assert not page.locator(part).is_visible(), part
    assert page.locator("h1").is_visible()


def test_a_verification_names_what_was_changed_in_the_file(furnished: Site, window: Any) -> None:
    page = window()
    sign_in(page, furnished, "auditor")
    page.goto("/audit/verify/")
    page.get_by_role("button", name="现在核验").click()
    page.get_by_text("没有发现绕过平台的改动").wait_for()
    with sqlite3.connect(furnished.data / "mingqian.sqlite3") as behind:
        behind.execute("UPDATE accounts_unit SET name = '改名股' WHERE name = '危险化学品监管股'")
    try:
        page.get_by_role("button", name="现在核验").click()
        page.get_by_text("发现 1 处绕过平台的改动").wait_for()
        assert "“改名股”的“名称”被绕过平台改动" in page.locator("#verification").inner_text()
    finally:
        with sqlite3.connect(furnished.data / "mingqian.sqlite3") as behind:
            behind.execute("UPDATE accounts_unit SET name = '危险化学品监管股' WHERE name = '改名股'")
