"""An enterprise objects on its phone, on the page its notice opens; the unit answers; the reply is read there."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

BUILD = """
world.draw_now()
world.dispatch()
one = world.review(world.inspections()[0])
print(json.dumps({"cookies": cookies(), "token": one.notice.token, "code": one.subject_code, "name": one.subject_name}))
"""


def fits(page: Any) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_an_enterprise_objects_and_reads_the_reply(phone: Any, served: Any) -> None:
    facts = served.facts
    own = phone()
    own.goto(f"/n/{facts['token']}/")
    own.get_by_role("link", name="对结果提出异议").click()
    own.get_by_label("统一社会信用代码").fill("91370322TX0000000X")
    own.get_by_label("提出人姓名").fill("王五")
    own.get_by_label("异议和理由").fill("第一项当时已经改好")
    own.get_by_role("button", name="提出异议").click()
    expect(own.get_by_text("代码和检查通知上的检查对象不符")).to_be_visible()
    expect(own.get_by_label("异议和理由")).to_have_value("第一项当时已经改好")
    assert fits(own)
    own.get_by_label("统一社会信用代码").fill(facts["code"])
    own.get_by_role("button", name="提出异议").click()
    expect(own.get_by_text("待复核")).to_be_visible()
    expect(own.get_by_text("高青 9.2").first).to_be_visible()
    assert fits(own)

    head = phone("unit_head", width=1440)
    head.goto("/desk/")
    head.get_by_role("link", name="复核异议").first.click()
    expect(head.get_by_text("第一项当时已经改好")).to_be_visible()
    head.get_by_label("原结果正确，予以维持").check()
    head.get_by_label("复核意见").fill("照片时间在改正以前")
    head.get_by_role("button", name="登记复核").click()
    head.get_by_label("怎样反馈的").fill("专用页和书面送达")
    head.get_by_role("button", name="登记反馈").click()
    expect(head.get_by_text("已登记反馈。")).to_be_visible()

    own.reload()
    expect(own.get_by_text("照片时间在改正以前")).to_be_visible()
    assert fits(own)
    assert [line for line in (*own.problems, *head.problems) if "422" not in line] == []
