"""移送 in a real browser: from the record to the letter that is printed, on a screen and on a phone."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

NUMBER = "2026-01-0002"
"""The second inspection of the walk always finds a problem."""


def test_a_problem_is_handed_over_by_letter(open_page: Any, site: Any) -> None:
    page = open_page("dadui")
    page.goto(f"/desk/search/?q={NUMBER}")
    page.locator('main a[href^="/inspections/"]').first.click()
    page.get_by_role("link", name="拟移送函").click()
    page.get_by_role("button", name="拟好").click()
    expect(page.get_by_text("请写明移送给哪个部门。")).to_be_visible()
    page.get_by_label("其他单位的名称").fill("青禾县消防救援大队")
    page.get_by_role("button", name="拟好").click()
    expect(page.get_by_text("函已拟好")).to_be_visible()
    page.get_by_role("button", name="发出", exact=True).click()
    expect(page.get_by_text("请打印函件，盖章送达")).to_be_visible()
    address = page.url
    page.get_by_role("link", name="看函、打印").click()
    expect(page.get_by_text("青禾县消防救援大队：")).to_be_visible()
    expect(page.get_by_text("第69条")).to_be_visible()
    phone = open_page("dadui", width=390)
    phone.goto(address)
    expect(phone.get_by_role("button", name="对方受理")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    phone.get_by_label("答复日期").fill(phone.get_by_label("答复日期").get_attribute("max"))
    phone.get_by_role("button", name="对方退回").click()
    expect(phone.get_by_text("请写明对方退回的理由。")).to_be_visible()
    phone.get_by_label("答复内容").fill("不属于本单位管辖")
    phone.get_by_role("button", name="对方退回").click()
    expect(phone.get_by_role("link", name="另拟一份函")).to_be_visible()
