"""A list drawn on the official platform, entered by the operator and held against the platform by the leader.

It is taken back at the end: the campaign waits for its draw again.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

PLATFORM = "国家企业信用信息公示系统"


def test_a_list_of_the_official_platform(site, open_page):
    room = f"/draws/room/{site.summary['next_campaign']}/"
    operator = open_page("yaohao")
    operator.goto("/registers/subjects/?status=existing")
    subject = operator.locator("tbody tr td a").first.inner_text().strip()
    operator.goto(room)
    operator.get_by_role("link", name="登记平台抽取的名单").click()

    def upload(lines: str, reason: str = "") -> None:
        operator.get_by_label("在哪个平台抽取").fill(PLATFORM)
        operator.get_by_label("平台上的任务编号").fill("S-2026-017")
        operator.get_by_label("抽取日期").fill("2026-01-05")
        operator.get_by_label("抽取名单").set_input_files(
            {"name": "名单.csv", "mimeType": "text/csv", "buffer": lines.encode("gb18030")}
        )
        operator.get_by_label("与抽取范围不一致的理由").fill(reason)
        operator.get_by_role("button", name="登记", exact=True).click()

    upload(f"检查对象名称,检查人员\n{subject},王无名\n没有这一家,\n")
    expect(operator.get_by_text("2 处不对")).to_be_visible()
    expect(operator.get_by_text("第 3 行")).to_be_visible()
    expect(operator.get_by_label("平台上的任务编号")).to_have_value("S-2026-017")
    upload(f"检查对象名称,检查人员\n{subject},\n")
    expect(operator.get_by_text("请写明理由，再上传一次")).to_be_visible()
    upload(f"检查对象名称,检查人员\n{subject},\n", reason="平台上的抽取比例由市局设置")
    expect(operator.get_by_text("平台抽取，没有本平台的证明")).to_be_visible()
    expect(operator.get_by_role("button", name=re.compile("核对一致"))).to_have_count(0)

    leader = open_page("juzhang", width=390)
    leader.goto("/desk/")
    leader.get_by_role("link", name=re.compile("核对平台抽取的名单")).click()
    leader.get_by_role("link", name="查看抽取名单").click()
    expect(leader.get_by_text(subject)).to_be_visible()
    leader.goto(room)
    assert leader.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    leader.locator("summary", has_text="与平台核对一致，签字").click()
    leader.get_by_role("button", name="签字", exact=True).click()
    expect(leader.get_by_text("已核对签字，可以派发")).to_be_visible()

    public = open_page()
    public.goto("/open/draws/")
    expect(public.get_by_text("S-2026-017")).to_have_count(0)  # nothing before the dispatch

    operator.goto(room)
    expect(operator.get_by_role("link", name="去派发")).to_be_visible()
    operator.locator("summary", has_text="撤回登记").click()
    operator.get_by_label("理由").fill("改在本平台摇号")
    operator.get_by_role("button", name="撤回登记").click()
    expect(operator.get_by_text("登记已撤回")).to_be_visible()
    expect(operator.get_by_role("button", name="锁库", exact=True)).to_be_visible()
