"""Planning in a real browser: the pool builder counts while one types, a decision stops where the rules stop it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

PLAN_PAGES = (
    "/plans/",
    "/plans/1/",
    "/plans/campaigns/",
    "/plans/rules/",
    "/plans/rules/pack/gaoqing/",
    "/plans/1/paper/",
)


def number(page: Any, label: str) -> int:
    """A figure of the live counts."""
    figure = page.locator("#counts .figure", has_text=label).first.locator(".value")
    return int(re.sub(r"\D", "", figure.inner_text()))


def complaints(page: Any) -> list[str]:
    """What the browser complains about from now on: scripts that fail, and what the content policy blocks."""
    found: list[str] = []
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("console", lambda message: found.append(message.text) if message.type == "error" else None)
    return found


@pytest.fixture
def fresh_campaign(open_page: Any) -> Any:
    """The planner, on the pool builder of a campaign just set from a general line."""
    page = open_page("jihua")
    page.goto("/plans/campaigns/new/")
    page.get_by_role("row", name=re.compile("机械、建材")).get_by_role(
        "link", name="设置", exact=True
    ).click()
    page.get_by_label("任务名称").fill("浏览器里设的任务")
    page.get_by_role("button", name=re.compile("建立任务")).click()
    page.get_by_role("heading", name="浏览器里设的任务").wait_for()
    return page


def test_counts_follow_what_is_typed_and_the_confirmation_takes_what_was_seen(fresh_campaign: Any) -> None:
    page = fresh_campaign
    found = complaints(page)
    whole, drawn = number(page, "候选"), number(page, "应抽")
    assert drawn == -(-whole // 20)

    page.get_by_label("抽查比例（%）").fill("10")
    page.wait_for_function("n => document.querySelector('#counts').innerText.includes('10%')", arg=0)
    assert number(page, "应抽") == -(-whole // 10)

    page.locator("details.condition", has_text="乡镇（街道）").locator("summary").click()
    township = page.locator("details.condition", has_text="乡镇（街道）").locator("input").first
    township.check()
    page.wait_for_function(
        "n => Number(document.querySelector('#counts .figure .value').innerText.replace(/\\D/g, '')) < n",
        arg=whole,
    )
    part = number(page, "候选")
    assert 0 < part < whole
    assert (
        page.locator("details.condition", has_text="乡镇（街道）").locator(".chosen").inner_text()
        == "已选 1 个"
    )

    page.get_by_label("抽查比例（%）").fill("3")
    page.locator("#counts .alert.bad").wait_for()
    assert "不得低于 5%（高青 5.1.2）" in page.locator("#counts .alert.bad").inner_text()
    page.get_by_role("button", name="保存并确认抽取范围").click()
    beside = page.locator(".field", has=page.get_by_label("抽查比例（%）")).locator(".error")
    assert "不得低于 5%" in beside.inner_text()
    assert page.get_by_label("抽查比例（%）").input_value() == "3"

    page.get_by_label("抽查比例（%）").fill("5")
    page.wait_for_function("() => !document.querySelector('#counts .alert.bad')")
    assert number(page, "候选") == part
    page.get_by_role("button", name="保存并确认抽取范围").dblclick()
    page.get_by_text("等待摇号操作员锁库").first.wait_for()
    assert page.locator(".strip .done").count() == 2
    assert page.locator(".strip .current").inner_text().split()[1] == "锁库"
    assert str(part) in re.sub(
        r"\D", "", page.locator(".figure", has_text="候选").locator(".value").inner_text()
    )
    assert found == []

    # It was a mistake: back to setting, with the reason.
    page.locator("details.ask summary", has_text="退回设置").click()
    page.get_by_label("理由").fill("浏览器测试用完退回")
    page.locator("details.ask").get_by_role("button", name="退回设置").click()
    page.get_by_text("已退回设置").wait_for()


def test_an_undirected_draw_hides_the_conditions(fresh_campaign: Any) -> None:
    page = fresh_campaign
    directed = number(page, "候选")
    page.get_by_label("不定向").check()
    assert not page.locator(".depends.conditions").is_visible()
    page.wait_for_function(
        "n => Number(document.querySelector('#counts .figure .value').innerText.replace(/\\D/g, '')) > n",
        arg=directed,
    )
    page.get_by_label("定向", exact=True).check()
    assert page.locator(".depends.conditions").is_visible()
    page.wait_for_function(
        "n => Number(document.querySelector('#counts .figure .value').innerText.replace(/\\D/g, '')) === n",
        arg=directed,
    )


def test_the_line_form_estimates_and_keeps_what_was_refused(open_page: Any) -> None:
    page = open_page("jihua")
    found = complaints(page)
    page.goto("/plans/new/")
    page.get_by_label("名称", exact=True).fill("浏览器里编的计划")
    page.get_by_label("抽查范围").fill("全县工矿商贸企业")
    page.get_by_label("制定依据").fill("抽查工作指引")
    page.get_by_role("button", name="建立计划").click()
    page.get_by_role("link", name="添加一行").first.click()
    page.get_by_label("抽查任务名称").fill("机械企业抽查")
    page.get_by_label("一般检查事项").check()
    page.get_by_label("抽查比例（%）").fill("2.5")
    page.locator(".estimate b").nth(1).wait_for()
    reached = int(re.sub(r"\D", "", page.locator(".estimate b").first.inner_text()))
    drawn = -(-reached // 40)
    expect(page.locator(".estimate b").nth(1)).to_have_text(re.compile(rf"\D*{drawn:,}\D*"))
    demanded = -(-reached // 20)
    expect(page.locator(".estimate")).to_contain_text(f"规定要求不少于 {demanded:,} 户")
    page.get_by_label("预估数量（户）").fill(str(drawn))
    page.get_by_label("任务执行单位").select_option(index=1)
    page.get_by_role("button", name="保存").click()
    assert "不得低于 5%（高青 5.1.2）" in page.locator(".field .error").inner_text()
    assert page.get_by_label("抽查任务名称").input_value() == "机械企业抽查"
    page.get_by_label("抽查比例（%）").fill("5")
    page.get_by_role("button", name="保存").click()
    page.get_by_role("link", name="机械企业抽查").wait_for()
    line = page.locator("tr", has=page.get_by_role("link", name="机械企业抽查"))
    assert "下限 5%" in line.inner_text()
    assert found == []


@pytest.mark.parametrize("width", [1440, 390])
def test_no_page_is_wider_than_its_screen(open_page: Any, width: int) -> None:
    page = open_page("jihua", width=width)
    found = complaints(page)
    page.goto("/plans/campaigns/")
    own = page.locator("tbody a").first.get_attribute("href")
    assert own is not None
    for address in (*PLAN_PAGES, own, f"{own}pool/"):
        assert page.goto(address).status == 200
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1"), address
    assert found == []


def test_urns_are_chosen_and_each_gets_its_quota(fresh_campaign: Any) -> None:
    page = fresh_campaign
    found = complaints(page)
    page.locator("input[name=stratify_by][value=credit_grade]").check()
    row = page.locator("#urns tr", has_text="D级")
    row.wait_for()
    row.get_by_label("D级抽多少").fill("1户")
    low = page.locator("#counts .alert", has_text="“D级”定为 1 户，规则要求至少")
    low.wait_for()
    row.get_by_label("D级抽多少").fill("40%")
    low.wait_for(state="detached")
    counted = page.locator("#counts tr", has_text="D级")
    expect(counted).to_contain_text("本签筒单独定为 40%")
    page.get_by_role("button", name="只保存").click()
    page.get_by_text("已保存。").wait_for()
    expect(page.locator("#urns tr", has_text="D级").locator("input.input")).to_have_value("40")
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert [one for one in found if "htmx:sendAbort" not in one and "htmx:afterRequest" not in one] == []


def test_a_plan_from_a_file_is_held_against_the_documents(open_page: Any) -> None:
    page = open_page("jihua")
    page.goto("/plans/")
    page.get_by_role("link", name="核对计划表").click()
    page.get_by_role("button", name="核对", exact=True).wait_for()
    table = "任务名称,抽查事项,检查对象,抽查比例,抽查数量,时间安排\n建材抽查,安全警示标志设置情况,一般检查对象（建材）,4%,5户,6月\n"
    for data, words in ((b"a,b\n1,2\n", "没有找到表头"), (table.encode(), "低于 5%")):
        page.set_input_files("input[type=file]", {"name": "计划.csv", "mimeType": "text/csv", "buffer": data})
        page.get_by_label("高青").check()
        page.get_by_role("button", name="核对", exact=True).click()
        expect(page.get_by_text(words)).to_be_visible()
    expect(page.get_by_role("cell", name="第 2 行").first).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
