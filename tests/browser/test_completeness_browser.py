"""按规则核对名录, what documents ask of a plan, receipts of the official platform: in a real Chromium."""

from __future__ import annotations

import re
from typing import Any

import pytest

pytestmark = pytest.mark.browser

REGISTRAR, PLANNER = "minglu", "jihua"


@pytest.fixture
def quiet(open_page: Any) -> Any:
    """`quiet(username, width)`: a page that fails on any complaint of the browser."""
    pages = []

    def enter(username: str, width: int = 1440) -> Any:
        page = open_page(username=username, width=width)
        page.complaints = []
        page.on("console", lambda m: page.complaints.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        pages.append(page)
        return page

    yield enter
    for page in pages:
        assert page.complaints == []


def test_from_what_the_rules_want_to_the_rows_that_lack_it(quiet: Any) -> None:
    page = quiet(REGISTRAR)
    page.goto("/registers/inspectors/new/")
    note = page.locator(".field", has=page.get_by_label("性别"))
    assert "规则要求登记" in note.inner_text() and "高青 5.2.2" in note.inner_text()
    page.get_by_label("姓名").first.fill("新到甲")
    page.get_by_role("button", name="保存").click()
    page.get_by_text("已收入“新到甲”。").wait_for()

    page.get_by_role("link", name="按规则核对").click()
    page.get_by_role("heading", name="按规则核对名录").wait_for()
    # by its own cell: the articles folded into every row name all the columns
    word = page.locator("td[data-label='应当登记']", has_text="性别")
    row = page.locator("#inspector tbody tr", has=word)
    assert re.fullmatch(r"\d+ 人", row.locator("a").inner_text())
    # the article opens beside the word
    row.locator("button.citation").click()
    page.locator("[popover]:popover-open").wait_for()
    page.keyboard.press("Escape")
    said = row.locator("a").inner_text()
    row.locator("a").click()
    page.wait_for_url("**lacks=sex**")
    listed = page.locator("main").inner_text()
    assert f"符合条件的 {said}" in listed and "新到甲" in listed


def test_it_fits_a_telephone(quiet: Any) -> None:
    page = quiet(REGISTRAR, width=390)
    page.goto("/plans/registers/")
    page.locator("#subject").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_what_documents_ask_of_a_plan_and_the_receipt_of_a_step_elsewhere(quiet: Any) -> None:
    page = quiet(PLANNER)
    page.goto("/plans/")
    page.locator("tbody[data-rows] a").first.click()
    duties = page.locator("section.card", has=page.get_by_role("heading", name="文件对计划的其他要求"))
    duties.wait_for()
    assert "高青 6.1" in duties.inner_text() and "监督检查计划" in duties.inner_text()

    page.goto("/plans/campaigns/")
    page.locator("tbody[data-rows] a").first.click()
    card = page.locator("section.card", has=page.get_by_role("heading", name="官方平台"))
    card.wait_for()
    card.get_by_label("在平台上办的").select_option("prepared")
    card.get_by_label("平台", exact=True).fill("省双随机监管平台")
    card.get_by_label("任务编号或者回执号").fill("SJ-0007")
    card.get_by_label("日期").fill("2099-01-01")
    card.get_by_role("button", name="登记回执").click()
    page.get_by_text("日期在今天之后").wait_for()
    assert card.get_by_label("任务编号或者回执号").input_value() == "SJ-0007"
    card.get_by_label("日期").fill("2026-01-05")
    card.get_by_role("button", name="登记回执").click()
    page.get_by_text("已登记。").wait_for()
    assert "SJ-0007" in card.inner_text() and "设置任务" in card.inner_text()
