"""后续处理 in a real browser: an order looked at again; a case to the published penalty and back; an objection answered."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

BUILD = """
world.draw_now()
world.dispatch()
for one in world.inspections():
    world.review(one)
from mingqian.publicity import actions as publicity
publicity.prepare_campaign(by=world.actor("unit_head"), campaign=world.campaign)
publicity.publish_campaign(by=world.actor("publisher"), campaign=world.campaign)
first = world.inspections()[0]
team = [world.name_of(seat.inspector_id) for seat in first.seats.order_by("number") if seat.inspector_id]
print(json.dumps({"cookies": cookies(), "first": first.pk, "name": first.subject_name, "team": team}))
"""


def _wrong(*pages: Any) -> list[str]:
    """What a page complained of, save that a form came back refused."""
    return [line for page in pages for line in page.problems if "422" not in line]


def _today(field: Any) -> str:
    """The day the page itself proposes."""
    return str(field.input_value())


def test_a_finding_is_ordered_corrected_and_looked_at_again(phone: Any, served: Any) -> None:
    """The head orders it at the desk; an inspector looks again on the phone."""
    page = phone("unit_head", width=1440)
    page.goto(f"/inspections/{served.facts['first']}/")
    page.get_by_role("link", name="责令改正、立案、异议").click()
    page.get_by_role("link", name="责令改正", exact=True).click()
    page.get_by_role("button", name="登记").click()
    expect(page.get_by_text("请填写日期。")).to_be_visible()
    page.get_by_label("改正期限").fill(_today(page.get_by_label("责令日期")))
    page.get_by_role("button", name="登记").click()
    expect(page.get_by_text("已登记责令改正")).to_be_visible()
    address = page.url
    page.get_by_role("link", name="打印通知书").click()
    expect(page.get_by_role("heading", name="责令改正通知书").last).to_be_visible()
    small = phone(served.facts["team"][0])
    small.goto("/desk/")
    small.get_by_role("link", name=f"复查：{served.facts['name']}").click()
    small.wait_for_url(address)
    small.get_by_label("复查情况").fill("配电箱已经装门")
    small.get_by_role("button", name="登记复查").click()
    expect(small.get_by_text("请选择复查结果。")).to_be_visible()
    expect(small.get_by_label("复查情况")).to_have_value("配电箱已经装门")
    small.get_by_label("已改正，合格").check()
    small.get_by_role("button", name="登记复查").click()
    expect(small.get_by_text("复查合格，责令改正办结。")).to_be_visible()
    assert small.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert _wrong(small, page) == []


def test_a_case_leads_to_a_penalty_that_is_published_and_taken_back(phone: Any, served: Any) -> None:
    name = served.facts["name"]
    head = phone("unit_head", width=1440)
    head.goto(f"/followups/inspection/{served.facts['first']}/case/")
    head.get_by_role("button", name="登记").click()
    head.get_by_label("存在问题，基本违法事实成立").check()
    head.get_by_role("button", name="登记认定").click()
    head.get_by_label("立案号").fill("试应急立〔2026〕1号")
    head.get_by_role("button", name="立案", exact=True).click()
    expect(head.get_by_text("已立案。")).to_be_visible()
    case = head.url
    head.get_by_role("link", name="拟处罚意见").click()
    head.get_by_label("处罚依据").fill("《安全生产法》第九十九条")
    head.get_by_label("罚款").check()
    head.get_by_label("罚没金额（元）").fill("20000")
    head.get_by_label("涉及重大公共利益").check()
    head.get_by_role("button", name="提出").click()
    expect(head.get_by_text("处罚意见已提出。")).to_be_visible()

    leader = phone("approver", width=1440)
    leader.goto(case)
    leader.get_by_label("决定书文号").fill("试应急罚〔2026〕1号")
    leader.get_by_role("button", name="作出决定").click()
    expect(leader.get_by_text("还没有审核，不能作出决定")).to_be_visible()
    lawyer = phone("plan_reviewer", width=1440)
    lawyer.goto("/desk/")
    lawyer.get_by_role("link", name=f"法制审核：{name}").click()
    lawyer.get_by_label("审核通过", exact=True).check()
    lawyer.get_by_label("审核意见").fill("事实清楚，同意")
    lawyer.get_by_role("button", name="提交审核意见").click()
    leader.get_by_role("button", name="作出决定").click()
    expect(leader.get_by_text("已作出处罚决定")).to_be_visible()

    head.goto(case)
    head.get_by_role("link", name="在本平台公示处罚决定").click()
    head.get_by_role("button", name="送公示审核").click()
    waiting = head.url
    publisher = phone("publisher", width=1440)
    publisher.goto(waiting)
    publisher.get_by_role("button", name="公示", exact=True).click()
    publisher.get_by_role("link", name="看公众页面").click()
    public = publisher.url
    expect(publisher.get_by_text("20000 元")).to_be_visible()

    leader.goto(case)
    leader.get_by_text("登记变更、撤销", exact=True).click()
    leader.get_by_label("依法撤销").check()
    leader.locator("#id_revoke-reason").fill("适用依据错误")
    leader.get_by_role("button", name="登记", exact=True).click()
    expect(leader.get_by_text("已经公开的，请承办单位逐处撤回")).to_be_visible()
    head.goto(case)
    head.get_by_role("link", name="在本平台撤回公示").click()
    head.get_by_role("button", name="送公示审核").click()
    publisher.goto(head.url)
    publisher.get_by_role("button", name="公示", exact=True).click()
    expect(publisher.get_by_text("已公示：").first).to_be_visible()
    stranger = phone(width=1440)
    stranger.goto(public)
    expect(stranger.get_by_text("本处罚决定信息已经撤回")).to_be_visible()
    assert name not in stranger.locator("main").inner_text()
    stranger.locator(".correction-link a").click()
    expect(stranger.get_by_text("撤回的理由：适用依据错误")).to_be_visible()
    assert _wrong(head, leader, lawyer, publisher, stranger) == []


def test_an_objection_is_reviewed_and_answered(phone: Any, served: Any) -> None:
    page = phone("unit_head", width=1440)
    page.goto(f"/followups/inspection/{served.facts['first']}/objection/")
    page.get_by_label("提出人姓名").fill("王五")
    page.get_by_role("button", name="受理").click()
    expect(page.get_by_text("请写明对哪一项结果有异议")).to_be_visible()
    page.get_by_label("异议和理由").fill("第一项当时已经改好")
    page.get_by_role("button", name="受理").click()
    expect(page.get_by_text("请不在检查组的人复核")).to_be_visible()
    page.get_by_label("确有错误，予以更正").check()
    page.get_by_label("复核意见").fill("当时确已改好")
    page.get_by_role("button", name="登记复核").click()
    page.get_by_label("怎样反馈的").fill("书面送达")
    page.get_by_role("button", name="登记反馈").click()
    expect(page.get_by_text("已登记反馈。")).to_be_visible()
    page.get_by_role("link", name="更正检查结果").click()
    page.get_by_label("第 1 项的结果").select_option("none_found")
    page.get_by_label("更正理由（公开）").fill("复核更正")
    page.get_by_role("button", name="签字确认更正").click()
    leader = phone("approver", width=1440)
    leader.goto(page.url)
    leader.get_by_role("button", name="公示", exact=True).click()
    expect(leader.get_by_text("更正已公示")).to_be_visible()
    page.goto("/followups/?tab=objections&all=1")
    page.get_by_role("link", name="异议〔").click()
    expect(page.get_by_text("更正已公示：")).to_be_visible()
    assert _wrong(page, leader) == []
