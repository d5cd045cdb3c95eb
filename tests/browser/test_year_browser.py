"""A year planned from the rules in a real browser: proposed, changed, seen to break, mended, written, weighed against people."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.browser.test_plans_browser import complaints

pytestmark = pytest.mark.browser


def test_from_the_rules_to_saved_lines(open_page: Any) -> None:
    page = open_page("jihua")
    found = complaints(page)
    page.goto("/plans/new/")
    page.get_by_label("年度").fill("2027")
    page.get_by_label("名称", exact=True).fill("按规则编的计划")
    page.get_by_label("抽查范围").fill("全县工矿商贸企业")
    page.get_by_label("制定依据").fill("抽查工作指引")
    page.get_by_role("button", name="建立计划").click()
    page.get_by_role("link", name="按规则编制").first.click()
    page.locator('input[name="split"][value="class"]').check()
    page.get_by_role("button", name="重新算").click()
    rows = page.locator("li[data-row]")
    assert rows.count() == 2
    brief = page.locator("#year-brief")
    assert "每一条规则都达到" in brief.inner_text()
    assert "5.1.2" in rows.nth(1).inner_text()

    share, count = rows.nth(1).get_by_label("比例（%）"), rows.nth(1).get_by_label("户数", exact=True)
    before = int(count.input_value())
    share.fill("3")
    brief.filter(has_text="1 处没有达到规则").wait_for()
    assert int(count.input_value()) < before
    assert "一般检查对象安排" in page.locator("#verdict .broken").inner_text()
    page.get_by_role("button", name="把勾选的行写入计划").click()
    refused = page.locator("li[data-row].bad")
    assert "不得低于 5%（高青 5.1.2）" in refused.inner_text()
    assert refused.get_by_label("比例（%）").input_value() == "3"

    refused.get_by_label("比例（%）").fill("5")
    assert int(refused.get_by_label("户数", exact=True).input_value()) == before
    page.get_by_role("button", name="把勾选的行写入计划").click()
    page.get_by_text("已写入 2 行").wait_for()
    assert page.locator("tbody[data-rows] tr").count() == 2
    assert found == []

    # So many visits for two people: the capacity page draws it, and the plan itself says so before anybody signs.
    page.get_by_role("link", name="力量测算").first.click()
    for people in page.locator('input[name^="unit_"]').all():
        people.fill("0")
    page.get_by_role("spinbutton", name="安全生产执法大队").fill("1")
    page.get_by_role("button", name="保存并重算").click()
    page.get_by_text("力量不够").first.wait_for()
    assert page.locator(".load-chart .over").count() > 0
    assert "加人" in page.locator(".remedies").inner_text()
    page.get_by_role("link", name="按规则编的计划").click()
    assert re.search(r"执法大队.*月差 [\d,.]+ 人日", page.locator(".alert.bad").first.inner_text())
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
    page.get_by_role("link", name="覆盖仿真").click()
    assert page.locator(".forecast-chart polyline").count() == 2
    assert found == []


@pytest.mark.parametrize("width", [1440, 390])
def test_the_pages_fit_their_screen(open_page: Any, width: int) -> None:
    page = open_page("jihua", width=width)
    for address in ("/plans/1/year/", "/plans/1/capacity/", "/plans/1/forecast/"):
        assert page.goto(address).status == 200
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1"), address
