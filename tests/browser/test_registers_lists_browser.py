"""The registers in a real Chromium: filter and come back, look beside the list, change with a reason, see who did."""

from __future__ import annotations

import re
from typing import Any

import pytest

pytestmark = pytest.mark.browser


@pytest.fixture
def registrar(site: Any, open_page: Any) -> Any:
    """`registrar(width)`: a page of the demonstration's registrar that fails on any complaint of the browser."""
    pages = []

    def enter(width: int = 1440) -> Any:
        page = open_page(username=REGISTRAR, width=width)
        page.complaints = []
        page.on("console", lambda m: page.complaints.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        pages.append(page)
        return page

    yield enter
    for page in pages:
        assert page.complaints == []


REGISTRAR = "minglu"


def test_filter_open_beside_change_and_see_who(registrar: Any) -> None:
    page = registrar()
    page.goto("/registers/subjects/")
    page.get_by_label("查找").fill("机械")
    page.get_by_role("button", name="筛选").click()
    page.wait_for_url("**q=*")
    first = page.locator("tbody[data-rows] a").first
    name = first.inner_text()
    assert "机械" in page.locator("tbody[data-rows]").inner_text()

    # remembered: the bare address comes back filtered, and clearing forgets it
    page.goto("/registers/subjects/")
    page.wait_for_url("**q=*")
    assert page.get_by_label("查找").input_value() == "机械"

    # the keyboard opens a row beside the list; Esc closes it
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    panel = page.locator("#panel")
    panel.get_by_role("heading", level=1).wait_for()
    assert name in panel.inner_text()
    assert page.url.endswith("%E6%9C%BA%E6%A2%B0")
    panel.get_by_role("link", name="修改").click()

    page.get_by_label("联系电话", exact=False).first.fill("12")
    page.get_by_label("修改理由").fill("企业来函")
    page.get_by_role("button", name="保存").click()
    error = page.locator(".field.bad .error")
    error.wait_for()
    assert "电话号码不对" in error.inner_text()
    assert page.get_by_label("修改理由").input_value() == "企业来函"
    page.get_by_label("联系电话", exact=False).first.fill("0533-6960000")
    page.get_by_role("button", name="保存").click()
    page.get_by_text(re.compile("已修改")).wait_for()

    history = page.locator(".timeline li").first.inner_text()
    assert "企业来函" in history
    assert "已变更" in history
    assert "6960000" not in page.locator("main").inner_text()
    page.get_by_role("button", name="查看身份证号和电话").click()
    page.get_by_text("0533-6960000").wait_for()

    page.get_by_text("移出名录", exact=True).first.click()
    page.get_by_label("理由").fill("已注销")
    page.get_by_role("button", name="移出名录").last.click()
    page.get_by_text("已移出名录").first.wait_for()
    page.goto("/registers/subjects/?q=" + name)
    assert name not in [link.inner_text() for link in page.locator("tbody[data-rows] a").all()]

    page.goto("/registers/subjects/")
    page.locator("a[data-clear]").click()
    page.goto("/registers/subjects/")
    assert page.get_by_label("查找").input_value() == ""


def test_an_export_is_downloaded_from_beside_the_list(registrar: Any) -> None:
    page = registrar()
    page.goto("/registers/inspectors/?certificate=valid")
    page.get_by_role("link", name="导出").click()
    panel = page.locator("#panel")
    panel.get_by_text("执法证：有效").wait_for()
    with page.expect_download() as download:
        panel.get_by_role("button", name="导出").click()
    assert download.value.suggested_filename.endswith(".xlsx")


def test_one_change_to_several_rows(registrar: Any) -> None:
    page = registrar()
    page.goto("/registers/inspectors/?status=active")
    boxes = page.locator("tbody input[name=row]")
    boxes.nth(0).check()
    boxes.nth(1).check()
    page.get_by_text("已选 2 人").wait_for()
    page.get_by_role("button", name="办理勾选的").click()
    page.get_by_label("办理什么").select_option(label="业务专长")
    page.get_by_role("button", name="下一步").click()
    page.get_by_label("新的业务专长").fill("冶金煤气")
    page.get_by_label("理由").fill("取得培训证书")
    page.get_by_role("button", name="预览").click()
    page.get_by_text("将要改动的 2 人").wait_for()
    assert page.locator("tbody[data-rows] .after", has_text="冶金煤气").count() == 2
    page.get_by_role("button", name="回去改").click()
    assert page.get_by_label("新的业务专长").input_value() == "冶金煤气"
    page.get_by_role("button", name="预览").click()
    page.get_by_role("button", name="改动 2 人").click()
    page.get_by_text("已办理").first.wait_for()

    # each row tells of it; the panel opens beside the result
    page.locator("tbody[data-rows] a").first.click()
    history = page.locator("#panel .timeline li").first
    history.wait_for()
    assert "取得培训证书" in history.inner_text()
    page.keyboard.press("Escape")
    page.get_by_role("link", name="回到名录").click()
    page.wait_for_url("**/registers/inspectors/?status=active")


def test_a_filter_comes_back_without_scripts(site: Any, chromium: Any, registrar: Any) -> None:
    signed_in = registrar()
    context = chromium.new_context(
        java_script_enabled=False, locale="zh-CN", storage_state=signed_in.context.storage_state()
    )
    page = context.new_page()
    page.goto(f"{site.url}/registers/inspectors/")
    page.get_by_role("combobox", name="执法证", exact=True).select_option(label="有效")
    page.get_by_role("button", name="筛选").click()
    page.goto(f"{site.url}/registers/inspectors/")
    assert page.get_by_role("combobox", name="执法证", exact=True).input_value() == "valid"
    page.get_by_role("combobox", name="执法证", exact=True).select_option(label="全部")
    page.get_by_role("button", name="筛选").click()
    page.goto(f"{site.url}/registers/inspectors/")
    assert page.get_by_role("combobox", name="执法证", exact=True).input_value() == ""
    context.close()


def test_every_page_fits_a_phone(registrar: Any) -> None:
    page = registrar(width=390)
    page.goto("/registers/subjects/")
    address = page.locator("tbody[data-rows] a").first.get_attribute("href")
    for path in (
        "/registers/items/",
        "/registers/subjects/",
        "/registers/inspectors/",
        "/registers/experts/",
        "/registers/subjects/pending/",
        "/registers/subjects/new/",
        "/registers/recusals/new/",
        "/registers/export/?kind=subject",
        "/registers/subjects/bulk/?all=1&q=机械&change=supervision_class",
        address,
        f"{address}edit/",
    ):
        page.goto(path)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, path
