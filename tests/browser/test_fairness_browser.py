"""为什么抽到我, the fairness report and the trial draws, in a real browser over the demonstration."""

from __future__ import annotations

import io
import json
import re
import zipfile
from typing import Any

import pytest
from playwright.sync_api import expect

from mingqian.lot.proof import read_proof

pytestmark = pytest.mark.browser


def fits(page: Any) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@pytest.fixture
def released(open_page: Any, site: Any) -> tuple[str, list[dict[str, Any]]]:
    """The address of the public draw, and its drawn enterprises as its transcript opens them."""
    address = f"/open/draws/{site.summary['manifest_hash'][:16]}/"
    page = open_page()
    page.goto(address)
    with page.expect_download() as download:
        page.get_by_role("link", name="下载摇号记录").click()
    with zipfile.ZipFile(io.BytesIO(download.value.path().read_bytes())) as archive:
        lines = archive.read("opened.jsonl").decode().splitlines()
    opened = [json.loads(line) for line in lines]
    return address, [one for one in opened if "eligible" in one]


@pytest.mark.parametrize("width", [1440, 390])
def test_a_drawn_enterprise_is_told_why_and_takes_its_proof(
    open_page: Any, released: Any, width: int
) -> None:
    address, drawn = released
    page = open_page(width=width)
    page.goto(f"{address}why/")
    page.locator("input[name=code]").fill("无此代码")
    page.locator("main form button").first.click()
    expect(page.get_by_text("没有这个代码")).to_be_visible()
    one = next(entry for entry in drawn if re.fullmatch("[0-9A-Z]{18}", entry["id"]))
    page.locator("input[name=code]").fill(one["id"])
    page.locator("main form button").first.click()
    expect(page.get_by_role("heading", name="为什么抽到我")).to_be_visible()
    assert one["name"] in page.locator(".sub").inner_text()
    said = page.locator(".five > li > .said")
    assert said.count() == 5
    assert re.search(r"分之 \d+（[\d.]+%），与同一签筒的每一户相同", said.nth(3).inner_text())
    page.get_by_text("从签条走到根的").click()
    assert page.locator(".path li").count() >= 8
    assert fits(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="下载证明").click()
    checked = read_proof(download.value.path().read_bytes())
    assert checked.explanation is not None
    assert checked.explanation.drawn is True


def test_the_public_report_sets_expected_beside_drawn(open_page: Any, released: Any) -> None:
    address, drawn = released
    page = open_page(width=390)
    page.goto(f"{address}fairness/")
    expect(page.get_by_text("证明摇号公正的是重算，不是统计")).to_be_visible()
    by_place = page.locator("section", has=page.get_by_role("heading", name="按乡镇（街道）"))
    expected = by_place.locator('td[data-label="应当抽中"]').all_inner_texts()
    found = by_place.locator('td[data-label="实际抽中"]').all_inner_texts()
    assert sum(map(int, found)) == len(drawn)
    assert sum(map(float, expected)) == pytest.approx(len(drawn), abs=0.1)
    assert fits(page)


def test_trial_draws_name_nobody_and_show_how_often(open_page: Any, site: Any) -> None:
    page = open_page("jihua")
    page.goto(f"/draws/simulate/{site.summary['next_campaign']}/")
    page.get_by_label("抽多少次").select_option("100")
    page.get_by_role("button", name="开始试抽").click()
    heading = page.get_by_role("heading", name=re.compile("试抽 100 次"))
    for _ in range(60):  # done at once, or behind the page of a long work
        if heading.count():
            break
        page.wait_for_timeout(1000)
        page.goto(f"/draws/simulate/{site.summary['next_campaign']}/")
    expect(heading).to_be_visible()
    expect(page.get_by_text("每户平均应当抽中").first).to_be_visible()
    assert page.locator("svg.chart").count() >= 1
    fewest, most = (
        [int(text) for text in page.locator(f'td[data-label="{name}"]').all_inner_texts()]
        for name in ("最少", "最多")
    )
    assert fewest and all(low <= high for low, high in zip(fewest, most, strict=True))
    page.set_viewport_size({"width": 390, "height": 844})
    assert fits(page)
