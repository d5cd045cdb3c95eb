"""One person, two roles, on a phone: the refused page leads on in the other role, back to the page asked for."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_a_refused_page_is_one_press_away_in_ones_other_role(open_page: Any) -> None:
    """The head of the brigade also inspects; the page asked for is one that head may open whoever was drawn."""
    page = open_page("dadui", role="检查人员", width=390)
    page.goto("/plans/new/")
    expect(page.get_by_role("heading", name="现在不能这样办")).to_be_visible()
    address = "/inspections/campaign/2/notices/"
    page.goto(address)
    expect(page.get_by_role("heading", name="要换一个角色")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="以“任务执行单位负责人”打开").click()
    expect(page).to_have_url(re.compile(f"{address}$"))
    expect(page.locator("details.menu summary .role")).to_have_text("任务执行单位负责人")
