"""非随机检查 in a real browser: opened, approved, checked on a phone, published, seen on the portal for what it is."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.browser

BUILD = """
from mingqian.plans import actions as plans
from django.utils import timezone
plans.bind_pack(
    by=world.actor("approver"), agency=world.agency, pack_id="xiping", valid_from=timezone.localdate().replace(month=1, day=1),
    settings={}, reason="局办公会决定",
)
print(json.dumps({
    "cookies": cookies(), "name": world.subjects[6].name, "leader": world.inspectors[0].pk, "member": world.inspectors[1].pk,
    "item": world.items[0].name, "today": timezone.localdate().isoformat(),
}))
"""


def fits(page: Any) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def write_by_hand(page: Any, pad: Any) -> None:
    canvas = pad.locator("canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 30)
    page.mouse.down()
    for step in range(1, 25):
        page.mouse.move(box["x"] + 20 + step * 9, box["y"] + 30 + (step * 37) % 60)
    page.mouse.up()


def test_a_complaint_is_checked_without_a_draw(served: Any, phone: Any) -> None:
    facts = served.facts
    head = phone("unit_head", width=1440)
    head.goto("/inspections/")
    head.get_by_role("link", name="开展非随机检查").click()
    head.locator("input[name=ground][value='gaoqing:excluded_complaint_or_lead']").check()
    head.get_by_label("事由").fill("来电反映夜间违规动火")
    head.get_by_label("文号或登记号").fill("投〔2026〕7号")
    head.get_by_label("按名称或代码查找").fill(facts["name"][:5])
    head.get_by_role("button", name="查找", exact=True).last.click()
    head.get_by_label(facts["name"]).check()
    head.get_by_label(facts["item"]).check()
    head.get_by_label("组长").select_option(str(facts["leader"]))
    head.locator(f"input[name=members][value='{facts['member']}']").check()
    head.get_by_role("button", name="开展检查").click()
    head.locator(".field.bad").wait_for()
    assert head.get_by_label(facts["item"]).is_checked()
    assert head.get_by_label("事由").input_value() == "来电反映夜间违规动火", "填好的都还在"
    head.get_by_label("指定这些人的理由").fill("辖区责任人员")
    assert fits(head)
    head.get_by_role("button", name="开展检查").click()
    head.get_by_text("已开展非随机检查").wait_for()
    assert head.get_by_text("来电反映夜间违规动火").is_visible()
    head.get_by_role("link", name=facts["name"]).click()
    number = int(head.url.rstrip("/").split("/")[-1])
    head.get_by_role("link", name="通知检查对象").click()
    silent = head.locator("form:has(input[value=withhold])")
    silent.get_by_label("检查日期").fill(facts["today"])
    silent.get_by_label("不宜告知的理由").fill("夜间突击，不能走漏")
    silent.get_by_role("button", name="决定不事先告知").click()
    head.get_by_text("已记下：不事先告知").wait_for()

    leader = phone("approver", width=1440)
    leader.goto("/desk/")
    leader.get_by_text("户的检查待批准").click()
    assert leader.get_by_text("来电反映夜间违规动火").is_visible()
    leader.get_by_label(facts["name"], exact=True).check()
    leader.get_by_role("button", name="批准勾选的检查").click()
    leader.get_by_text("已批准 1 户的检查").wait_for()

    hand = phone("inspector1")
    hand.goto(f"/inspections/{number}/")
    assert hand.get_by_text("非随机检查").first.is_visible() and fits(hand)
    hand.get_by_role("button", name="开始检查").click()
    hand.wait_for_url("**/check/")
    hand.get_by_role("radio", name="无问题").check()
    hand.locator(".check-item select[name^=result]").select_option("none_found")
    record = hand.locator("#head")
    for box in record.locator("input[name=shown]").all():
        box.check()
    record.get_by_label("检查现场").check()
    record.get_by_label("检查组承诺遵守").check()
    hand.get_by_role("textbox", name="对执行法律法规情况的评价").fill("动火审批齐全")
    hand.get_by_role("textbox", name="处理意见和建议").fill("无需处理")
    hand.get_by_role("button", name="委托检查、采信他人结论").click()
    hand.wait_for_url("**/rely/")
    assert fits(hand)
    hand.get_by_role("radio", name="政府部门检查结论 西平 联合 五").check()
    hand.get_by_label("作出报告或者结论的机构").fill("县消防救援大队")
    hand.get_by_label("报告编号、文书文号").fill("消检〔2026〕12号")
    hand.get_by_label("报告、文书日期").fill(facts["today"])
    hand.get_by_label("结论", exact=True).fill("未发现违规动火")
    hand.get_by_role("button", name="记下").click()
    hand.get_by_text("依据政府部门检查结论：县消防救援大队").wait_for()
    assert hand.get_by_role("radio", name="无问题").is_checked(), "先填的没有丢"
    hand.get_by_role("button", name="去签字").click()
    hand.wait_for_url("**/sign/**")
    subject = hand.locator("form:has(input[value=subject])")
    subject.get_by_label("签字人姓名").fill("张现场")
    subject.get_by_label("身份").fill("安全负责人")
    write_by_hand(hand, subject)
    subject.get_by_role("button", name="确认签字").click()
    hand.locator("svg.handwriting").first.wait_for()
    hand.get_by_role("button", name="我确认以上记录").click()
    hand.get_by_text("在这台手机上签").click()
    member = hand.locator("form:has(input[value=member])")
    write_by_hand(hand, member)
    member.get_by_role("button", name="确认签字").click()
    hand.wait_for_function("document.querySelectorAll('svg.handwriting').length === 2")
    hand.get_by_role("button", name="结束检查，录入结果").click()
    hand.get_by_text("检查已结束，结果已录入").wait_for()

    head.goto(f"/inspections/{number}/record/paper/")
    assert head.get_by_role("article").get_by_role("heading", name="检查记录表（非随机检查）").is_visible()
    assert head.get_by_text("消检〔2026〕12号").is_visible()
    head.goto(f"/inspections/{number}/review/")
    head.get_by_role("button", name="审核通过").click()
    head.wait_for_url("**/prepare/**")
    head.get_by_role("button", name="送公示审核", exact=True).click()
    head.wait_for_load_state()
    publisher = phone("publisher", width=1440)
    publisher.goto("/desk/")
    publisher.get_by_text("1 户的结果待公示").click()
    publisher.get_by_role("link", name=facts["name"]).first.click()
    publisher.get_by_role("button", name="公示", exact=True).click()
    publisher.wait_for_load_state()

    anyone = phone(width=1440)
    anyone.goto("/open/results/?way=outside")
    anyone.get_by_role("link", name=facts["name"]).wait_for()
    assert anyone.locator("tbody").get_by_text("非随机检查", exact=True).is_visible()
    anyone.get_by_role("link", name=facts["name"]).click()
    anyone.get_by_text("没有摇号记录").wait_for()
    assert anyone.get_by_text("依据政府部门检查结论：县消防救援大队，消检〔2026〕12号").is_visible()
    assert anyone.get_by_text("夜间违规动火").count() == 0
    anyone.goto("/open/results/?way=random")
    assert anyone.get_by_role("link", name=facts["name"]).count() == 0
    for page in (leader, hand, publisher, anyone):
        assert page.problems == []
    assert [one for one in head.problems if "422" not in one] == [], "422 是上面故意漏填的那一次"
