"""The life of a plan in a real browser: adjusted, sent up, agreed to by everybody in turn; what changed is shown."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.browser


def test_a_plan_is_adjusted_and_passes_every_stage(open_page: Any) -> None:
    planner = open_page("jihua")
    found: list[str] = []
    planner.on("pageerror", lambda error: found.append(str(error)))
    planner.goto("/plans/new/")
    planner.get_by_label("名称", exact=True).fill("浏览器里批的计划")
    planner.get_by_label("抽查范围").fill("全县商贸企业")
    planner.get_by_label("制定依据").fill("抽查工作指引")
    planner.get_by_role("button", name="建立计划").click()
    planner.get_by_role("link", name="添加一行").first.click()
    planner.get_by_label("抽查任务名称").fill("商贸企业抽查")
    planner.get_by_label("一般检查事项").check()
    planner.get_by_label("抽查比例（%）").fill("5")
    planner.get_by_label("预估数量（户）").fill("45")
    planner.get_by_label("任务执行单位").select_option(label="安全生产执法大队")
    planner.get_by_role("button", name="保存").click()
    planner.get_by_role("link", name="商贸企业抽查").wait_for()
    address = planner.url

    people = {
        "jiaodao": ("会签", "现在由“政策法规股审核”办理"),
        "fagui": ("审核", "现在由“领导批准”办理"),
        "juzhang": ("批准", "计划已批准"),
    }
    pages = {name: open_page(name) for name in people}
    _pass_all(planner, pages, people, address)

    planner.goto(address)
    planner.locator("details.ask summary", has_text="调整计划").click()
    planner.get_by_label("理由").fill("执法大队人手减少")
    planner.get_by_role("button", name="建立新版").click()
    planner.get_by_text("还没有改动").wait_for()
    version = planner.url
    planner.get_by_role("link", name="商贸企业抽查").click()
    planner.get_by_label("预估数量（户）").fill("50")
    planner.get_by_role("button", name="保存").click()
    row = planner.locator("tr", has_text="预估数量").first
    row.wait_for()
    assert "45 户" in row.inner_text() and "50 户" in row.inner_text()
    _pass_all(planner, pages, people, version)
    planner.goto(address)
    assert "已调整，见新版" in planner.locator("main").inner_text()

    # The form in which it is filed, and the report of the year, on a phone too.
    phone = open_page("jihua", width=390)
    for page in (f"{version}filing/", f"{version}report/", "/plans/visits/", version):
        assert phone.goto(page).status == 200
        assert phone.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth + 1"), page
    assert found == []


def _pass_all(planner: Any, pages: dict[str, Any], people: dict[str, tuple[str, str]], address: str) -> None:
    planner.get_by_role("button", name="送审").click()
    planner.get_by_text("已送审，现在由“安全生产执法大队会签”办理").wait_for()
    for name, (doing, said) in people.items():
        page = pages[name]
        page.goto("/desk/")
        page.locator(".desk-lines a", has_text=doing).first.wait_for()
        page.goto(address)
        page.get_by_role("button", name=doing, exact=True).click()
        page.get_by_text(said).first.wait_for()
