"""The public door in a real browser, over the demonstration that the program walked itself."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest

from mingqian.lot.verify import verify_transcript

pytestmark = pytest.mark.browser


def fits(page: Any) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@pytest.mark.parametrize("width", [1440, 390])
def test_search_from_the_home_page_to_one_result(open_page: Any, width: int) -> None:
    page = open_page(width=width)
    page.goto("/")
    assert fits(page)
    assert page.locator("svg.chart").is_visible()
    name = page.locator(".home-lists .portal-list").nth(1).locator("a").first.inner_text()
    page.keyboard.press("/")
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    page.wait_for_url("**/open/results/**")
    assert fits(page)
    rows = page.locator("tbody tr")
    assert rows.count() >= 1
    assert name in rows.first.inner_text()
    rows.first.get_by_role("link").first.click()
    assert page.locator("h1").inner_text().startswith(name)
    assert page.get_by_text("执法证号").first.is_visible()
    assert fits(page)


def test_searching_by_item_and_result(open_page: Any) -> None:
    page = open_page()
    page.goto("/open/results/")
    whole = page.locator("tbody tr").count()
    page.get_by_label("检查结果").select_option("corrected")
    page.get_by_role("button", name="查询").click()
    page.wait_for_url("**result=corrected**")
    assert 0 < page.locator("tbody tr").count() < whole
    page.get_by_label("企业名称或代码").fill("没有这样一家企业")
    page.get_by_role("button", name="查询").click()
    page.get_by_text("没有符合条件的检查结果").wait_for()


def test_every_public_page_holds_on_a_phone(open_page: Any) -> None:
    page = open_page(width=390)
    problems: list[str] = []
    page.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)
    page.goto("/")
    links = page.locator(".portal-top nav a").evaluate_all("all => all.map(a => a.pathname)")
    assert len(links) >= 6
    for path in links:
        answer = page.goto(path)
        assert answer.status == 200, path
        assert fits(page), path
        inside = page.locator("main .portal-list a, main tbody a")
        if inside.count():
            inside.first.click()
            page.wait_for_load_state()
            assert fits(page), page.url
    assert problems == []


def test_the_downloaded_transcript_verifies(open_page: Any, site: Any) -> None:
    page = open_page()
    page.goto("/open/draws/")
    page.locator("tbody a", has_text=re.compile(".+")).first.wait_for()
    released = page.locator("tbody tr", has=page.get_by_role("link", name="下载"))
    address = site.summary["manifest_hash"][:16]
    mine = released.filter(has=page.locator(f'a[href*="{address}"]'))
    with page.expect_download() as download:
        mine.get_by_role("link", name="下载").click()
    data = download.value.path().read_bytes()
    assert verify_transcript(io.BytesIO(data)).ok
    mine.get_by_role("link").first.click()
    shown = re.sub(r"\s", "", page.locator(".hash-block code").inner_text())
    assert shown == site.summary["manifest_hash"]
