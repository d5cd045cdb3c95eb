"""Rules in a real browser: one proposes, another approves, a collision is decided, a case is tried."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.browser


def complaints(page: Any) -> list[str]:
    """What the browser complains about from now on."""
    found: list[str] = []
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("console", lambda message: found.append(message.text) if message.type == "error" else None)
    return found


def test_a_pack_is_proposed_approved_and_its_collisions_decided(open_page: Any) -> None:
    planner = open_page("jihua")
    found = complaints(planner)
    planner.goto("/plans/rules/pack/xinyang/propose/")
    planner.get_by_label("这份文件是").select_option("superior")
    planner.get_by_label("理由").fill("局办公会决定一并适用")
    planner.get_by_role("button", name="提出拟议").click()
    planner.get_by_role("heading", name="批准以后有什么变化").wait_for()
    assert planner.get_by_role("button", name="批准").count() == 0
    address = planner.url

    approver = open_page("juzhang")
    approver.goto(address)
    approver.get_by_role("button", name="批准").click()
    approver.get_by_text("已批准，从现在起按此计算").wait_for()
    approver.goto("/plans/rules/collisions/")
    card = approver.locator("section.card", has_text="应当回避的人员怎样办？")
    assert "信阳" in card.inner_text() and "十五" in card.inner_text()
    card.get_by_text("作出决定").click()
    card.get_by_label("怎样办").fill("照高青 7.3 申请回避")
    card.get_by_label("理由").fill("局办公会")
    card.get_by_role("button", name="记下决定").click()
    approver.get_by_text("决定已记下").wait_for()
    assert "照高青 7.3 申请回避" in approver.locator("main").inner_text()
    assert found == []


def test_the_article_opens_beside_the_rule_and_a_case_is_tried(open_page: Any) -> None:
    page = open_page("jihua", width=390)
    found = complaints(page)
    page.goto("/plans/rules/cases/try/")
    page.get_by_role("button", name="算一算").click()
    page.get_by_text("与您写的相符").wait_for()
    page.goto("/plans/rules/workdays/?year=2026")
    assert page.locator(".month").count() == 12
    page.goto("/plans/rules/pack/gaoqing/")
    articles = page.locator("details", has=page.locator("p.article"))
    if articles.count():  # the demonstration attaches the documents where they lie beside the project
        articles.first.locator("summary").click()
        assert articles.first.locator("p.article").is_visible()
    for path in ("/plans/rules/", "/plans/rules/cases/", "/plans/rules/collisions/"):
        page.goto(path)
        assert (
            page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
        )
    assert found == []


def test_the_article_opens_where_a_rule_bites(open_page: Any) -> None:
    page = open_page("jihua", width=390)
    found = complaints(page)
    page.goto("/plans/")
    page.locator("[data-rows] a").first.click()
    citation = page.locator("button.citation").first
    citation.click()
    said = page.locator(".cite:popover-open")
    said.wait_for()
    assert citation.inner_text() in said.inner_text()
    assert "“" in said.inner_text(), "the anchor"
    page.keyboard.press("Escape")
    said.wait_for(state="hidden")
    page.goto("/plans/rules/classes/")
    assert page.get_by_role("heading", name="监管类别核对").is_visible()
    assert found == []
