"""A county writes its own pack rule by rule in a real browser: copied from 西平, its document attached, a share changed, a
rule removed and one added, proposed, approved by another, bound; and a plan is reckoned with the changed share.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

BUILD = """
print(json.dumps({"cookies": cookies()}))
"""
DOCUMENT = """青禾县双随机抽查办法

第一条 为了规范抽查，制定本办法。
第二条 一般检查对象每年抽查比例不低于百分之四十。重点检查对象每年全部检查。
第三条 检查组由三名以上执法人员组成。
第四条 本办法自2020年1月1日起施行。
"""
PLACE = re.compile(r"/plans/rules/drafts/\d+/")


def fits(page: Any) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1"))


def complaints(page: Any) -> list[str]:
    found: list[str] = []
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("console", lambda message: found.append(message.text) if message.type == "error" else None)
    return found


def test_a_county_writes_its_own_pack_rule_by_rule(served: Any, phone: Any, tmp_path: Path) -> None:
    planner = phone("planner", width=1440)
    narrow = phone("planner")
    found = complaints(planner)
    planner.goto("/plans/rules/")
    planner.get_by_role("link", name="自编规则包").click()
    planner.get_by_label("规则包", exact=True).select_option("xiping")
    planner.get_by_role("button", name="照此另立，逐条编").click()
    expect(planner).to_have_url(PLACE)
    draft = planner.url
    expect(planner.get_by_text("文件还没有换")).to_be_visible()

    # The head: another document, its own date, no parts.
    planner.get_by_role("link", name="改", exact=True).first.click()
    planner.get_by_label("文件名称").fill("青禾县双随机抽查办法")
    planner.get_by_label("一份文件收了几个制度的").fill("")
    planner.get_by_role("button", name="存", exact=True).click()
    expect(planner.get_by_text("文件和日期已存")).to_be_visible()
    expect(planner.get_by_text("文件还没有换")).to_have_count(0)

    file = tmp_path / "办法.txt"
    file.write_text(DOCUMENT, encoding="utf-8")
    planner.get_by_role("link", name="附上原文").click()
    planner.get_by_label("文件", exact=True).set_input_files(file)
    planner.get_by_role("button", name="附上").click()
    expect(planner.get_by_text("原文已附上：分出 4 条")).to_be_visible()

    # One rule: a mistake stands at its field, the article beside it, the anchor marked as it is typed.
    planner.goto(draft)
    planner.get_by_role("link", name="改：一般检查对象的抽查比例").click()
    beside = planner.locator("#article-beside")
    expect(beside).to_contain_text("原文没有这一条")
    planner.get_by_label("条号").fill("二")
    expect(beside).to_contain_text("这一条里没有这几个字")
    planner.get_by_label("锚文字").fill("每年抽查比例不低于百分之四十")
    expect(beside.locator("mark")).to_have_text("每年抽查比例不低于百分之四十")
    planner.get_by_label("值", exact=True).fill("四成")
    planner.get_by_label("单位").select_option("百分比")
    planner.get_by_label("我们的一句话").fill("一般检查对象每年至少抽查百分之四十。")
    planner.get_by_role("button", name="存", exact=True).click()
    expect(planner.locator(".field.bad")).to_contain_text("百分比只写数")
    expect(planner.get_by_label("条号")).to_have_value("二")
    planner.get_by_label("值", exact=True).fill("40%")
    planner.get_by_role("button", name="存", exact=True).click()
    row = planner.locator("#r-shares-general_minimum-1")
    expect(row).to_contain_text("至少 40%")
    expect(row).to_contain_text("找到")
    expect(row).to_contain_text("改过")

    # The same on a phone.
    narrow.goto(draft)
    assert fits(narrow)
    narrow.get_by_role("link", name="改：重点检查对象的检查比例").click()
    assert fits(narrow)
    expect(narrow.locator("#article-beside")).to_be_in_viewport()
    narrow.get_by_label("条号").fill("二")
    narrow.get_by_label("锚文字").fill("重点检查对象每年全部检查")
    narrow.get_by_role("button", name="存，看下一条").click()
    expect(narrow.get_by_text("已存。")).to_be_visible()
    expect(narrow.get_by_role("heading", level=1)).not_to_have_text("重点检查对象的检查比例")

    # One removed with a reason, one added from what the product knows.
    planner.goto(draft)
    planner.get_by_role("link", name="改：每个行业一年至少几次").click()
    planner.locator("summary", has_text="删去这一条").click()
    planner.get_by_label("理由").fill("本县的办法没有分行业。")
    planner.get_by_role("button", name="删去", exact=True).click()
    expect(planner.get_by_text("已经删去")).to_be_visible()
    planner.get_by_role("link", name="增加一条").click()
    planner.get_by_label("找题目").fill("组长负责制")
    planner.get_by_role("button", name="找").click()
    planner.get_by_role("link", name="增加：组长负责制").click()
    planner.get_by_role("button", name="增加").click()
    expect(planner.get_by_role("heading", level=1)).to_have_text("组长负责制")  # the article is asked for
    planner.get_by_label("条号").fill("三")
    planner.get_by_label("锚文字").fill("三名以上执法人员")
    planner.get_by_label("我们的一句话").fill("检查组三人以上。")
    planner.get_by_role("button", name="增加").click()
    expect(planner.locator("#r-teams-leader_answers-1")).to_contain_text("新加")

    planner.get_by_role("link", name="检查和变化").click()
    changes = planner.locator(".pack-changes")
    expect(changes.filter(has_text="一般检查对象的抽查比例")).to_contain_text("至少 40%")
    expect(changes.filter(has_text="每个行业一年至少几次")).to_contain_text("本县的办法没有分行业。")
    planner.get_by_label("理由").fill("照本县的办法")
    planner.get_by_role("button", name="提出这一版").click()
    expect(planner.get_by_text("这一版已经提出")).to_be_visible()
    version = planner.url

    approver = phone("approver")
    more = complaints(approver)
    approver.goto(version)
    assert fits(approver)
    expect(approver.get_by_text("本县的办法没有分行业。")).to_be_visible()
    approver.get_by_role("button", name="批准").click()
    expect(approver.get_by_text("已批准，可以提出适用了")).to_be_visible()

    planner.goto(version)
    planner.get_by_role("link", name="去看规则").click()
    planner.get_by_role("link", name="提出适用日期和待决事项").click()
    year = timezone.localdate().year
    planner.get_by_label("适用起始日").fill(f"{year}-01-01")
    planner.get_by_label("周期从哪一年").fill(str(year))
    planner.get_by_label("理由").fill("局办公会")
    planner.get_by_role("button", name="提出拟议").click()
    approver.goto(planner.url)
    approver.get_by_role("button", name="批准").click()
    expect(approver.get_by_text("已批准，从现在起按此计算")).to_be_visible()

    # A plan reckoned by it wants two fifths of the general subjects.
    planner.goto("/plans/new/")
    planner.get_by_label("抽查范围").fill("全县")
    planner.get_by_label("制定依据").fill("本县的办法")
    planner.get_by_label("依据的规则").select_option(label="试验县应急管理局自编规则")
    planner.locator("form.form button.button").first.click()
    planner.wait_for_url(re.compile(r"/plans/\d+/$"))
    planner.goto(f"{planner.url}year/")
    expect(planner.locator("main")).to_contain_text("30 户 × 40% = 12 户")
    expect(planner.locator("main")).to_contain_text("每年抽查比例不低于百分之四十")
    assert found == [] and more == []
