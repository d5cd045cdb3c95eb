"""跨区域执法 and 履职情况 in a real browser: the way, getting ready, the finding, following up; what the record proves."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

BUILD = """
from datetime import date, timedelta
from django.utils import timezone
from mingqian.inspections import actions as inspections
from mingqian.plans import actions as plans, rulebook
from mingqian.plans.models import PlanLine
import plan_chain
world.draw_now()
world.dispatch()
one = world.start(world.notify(world.inspections()[0]))
world.fill(one, handling="移送", result="pending")
world.sign(one)
inspections.end_check(by=world.team(one)[0], inspection=one)
inspections.approve(by=world.actor("unit_head"), inspection=one)
PlanLine.objects.filter(pk=world.campaign.line_id).update(kind="cross")
plans.bind_pack(
    by=world.actor("approver"), agency=world.agency, pack_id="xiping", valid_from=date(2024, 1, 1), reason="决定",
    settings={"year_means": "calendar_year", "cycle_starts": "2025", "newcomers": "join_now", "third_year": "all_left",
              "key_inspectors": "drawn", "high_risk_means": "重大、较大", "many_complaints": "3",
              "raised_share_percent": "50"},
)
today = timezone.localdate()
planner = world.actor("planner")
plan = plans.create_plan(by=planner, agency=world.agency, year=today.year, title="跨区域计划", scope="全县", basis="细则",
                         pack_id="xiping")
line = plans.add_line(by=planner, plan=plan, title="跨区域互查", kind="cross", item_class="general", share_percent="50",
                      estimated_count=6, month_from=1, month_to=12, unit=world.unit,
                      item_ids=[item.pk for item in world.items])
plan_chain.approve(plan, planner, world.actor("approver"))
waiting = plans.create_campaign(by=planner, line=PlanLine.objects.get(pk=line.pk), check_from=today,
                                check_to=today + timedelta(days=9), unclassed_as="general")
for standing in rulebook.standings(world.agency, today):
    if standing.stops:
        plans.decide_collision(
            by=world.actor("approver"), agency=world.agency, key=standing.collision.key, reason="会议",
            choice="、".join(said.citation.article for said in standing.collision.statements),
        )
print(json.dumps({
    "cookies": cookies(), "inspection": one.pk, "name": one.subject_name, "campaign": world.campaign.pk,
    "waiting": waiting.pk,
}))
"""


def fits(page: Any) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def unexpected(page: Any) -> list[str]:
    """What the console complained of, save the answer 422 with which a form comes back refused."""
    return [words for words in page.problems if "422" not in words]


def test_from_the_notice_to_a_campaign_that_may_be_drawn(served: Any, phone: Any) -> None:
    facts = served.facts
    page = phone("unit_head", width=1440)
    page.goto(f"/plans/campaigns/{facts['waiting']}/")
    expect(page.get_by_text("还没有写明用哪一种方式")).to_be_visible()
    page.get_by_role("link", name="去登记").click()
    page.get_by_role("link", name="登记一次联动").click()
    page.get_by_label("名称", exact=True).fill("危化品互查")
    page.get_by_label("互查或者推磨检查").check()
    page.get_by_label("针对什么").fill("较大事故之后的专项整治")
    page.get_by_label("市局", exact=True).check()
    page.get_by_label("组织单位名称").fill("某市应急管理局")
    page.get_by_label("收到通知日期").fill(page.evaluate("new Date().toLocaleDateString('sv')"))
    page.get_by_label("派员参加执法").check()
    page.get_by_label("检查地").fill("邻县")
    page.get_by_label("牵头的股室或者二级机构").fill("市局危化科")
    page.get_by_label("开始日期").fill(page.evaluate("new Date().toLocaleDateString('sv')"))
    page.get_by_label("结束日期").fill(page.evaluate("new Date().toLocaleDateString('sv')"))
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_text("请填写“通知文号”")).to_be_visible()
    expect(page.get_by_label("检查地")).to_have_value("邻县")
    page.get_by_label("通知文号").fill("某应急〔2026〕9号")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_text("已登记。请逐项登记")).to_be_visible()
    for word, needed in (("成立专班", True), ("制定方案", True), ("选派人员", True), ("做好迎检准备", False)):
        line = page.locator("dl.facts > div").filter(has=page.locator("dt", has_text=word))
        line.locator("summary").click()
        if needed:
            line.get_by_label("谁").fill("某甲、某乙")
        else:
            line.get_by_label("这次不需要").check()
        line.get_by_label("怎样办的").fill("已办" if needed else "这次只派员参加")
        line.get_by_role("button", name=f"登记{word}").click()
        expect(page.get_by_text(f"已登记：{word}。")).to_be_visible()
    page.get_by_role("button", name="列入").click()
    expect(page.get_by_text("已列入：跨区域互查。")).to_be_visible()
    small = phone("unit_head")
    small.goto(page.url)
    assert fits(small)
    page.goto(f"/plans/campaigns/{facts['waiting']}/")
    expect(page.get_by_text("较大事故之后的专项整治")).to_be_visible()
    expect(page.locator("dd", has_text="当地全部检查对象").first).to_be_visible()
    expect(page.get_by_text("收到通知后的准备还没有登记")).to_have_count(0)
    assert unexpected(page) == []


def test_a_finding_is_told_to_its_place_answered_and_followed(served: Any, phone: Any) -> None:
    facts = served.facts
    page = phone("unit_head", width=1440)
    page.goto(f"/inspections/{facts['inspection']}/refer/")
    page.get_by_label("书面反馈问题所在地").check()
    page.get_by_label("移送给哪个部门").fill("邻县应急管理局")
    page.get_by_role("button", name="拟好").click()
    expect(page.get_by_text("书面反馈问题所在地的，同时上报")).to_be_visible()
    page.get_by_label("抄送、上报").fill("市局危化科")
    page.get_by_role("button", name="拟好").click()
    page.get_by_role("button", name="发出", exact=True).click()
    expect(page.get_by_text("请打印函件，盖章送达")).to_be_visible()
    page.get_by_role("link", name="所在地的办理和跟踪").click()
    line = page.locator("dl.facts > div").filter(has=page.locator("dt", has_text="调查核实"))
    line.locator("summary").click()
    line.get_by_label("情况").fill("已核实，配电箱无门属实")
    line.get_by_role("button", name="登记调查核实").click()
    expect(page.get_by_text("已核实，配电箱无门属实")).to_be_visible()
    page.get_by_label("约谈").check()
    page.get_by_role("button", name="登记跟踪").click()
    expect(page.get_by_label("结果")).to_be_focused()
    page.get_by_label("结果").fill("限期一周办结")
    page.get_by_role("button", name="登记跟踪").click()
    expect(page.locator(".timeline").get_by_text("限期一周办结")).to_be_visible()
    small = phone("unit_head")
    small.goto(page.url)
    expect(small.get_by_text("限期一周办结")).to_be_visible()
    assert fits(small)
    small.goto("/desk/")
    expect(small.get_by_text("所在地还没有立案查处").first).to_be_visible()
    assert unexpected(page) == []


def test_what_the_record_proves_on_a_screen_a_phone_and_paper(served: Any, phone: Any) -> None:
    facts = served.facts
    page = phone("approver", width=1440)
    page.goto(f"/plans/campaigns/{facts['campaign']}/")
    page.get_by_role("link", name="看履职情况").click()
    expect(page.get_by_role("heading", name="承担责任的情形")).to_be_visible()
    expect(page.get_by_role("heading", name="免除责任的情形")).to_be_visible()
    expect(page.get_by_text("未依法及时公示抽查检查结果").first).to_be_visible()
    assert fits(page)
    page.get_by_label("对哪一种情形").select_option(
        label="高青 10.2 c) 检查对象发生事故，性质上与执法检查人员的抽查检查不存在因果关系的"
    )
    page.get_by_label("文件和文号").fill("事故调查报告〔2026〕2号")
    page.get_by_role("button", name="记下说明").click()
    expect(page.get_by_text("请写明说明")).to_be_visible()
    expect(page.get_by_label("文件和文号")).to_have_value("事故调查报告〔2026〕2号")
    page.get_by_label("说明", exact=True).fill("事故由外来施工引起")
    page.get_by_role("button", name="记下说明").click()
    expect(page.locator("blockquote").get_by_text("事故由外来施工引起")).to_be_visible()
    page.get_by_role("link", name=facts["name"]).click()
    expect(page.get_by_text("1 / 1 户全组签字").first).to_be_attached()
    small = phone("approver")
    small.goto(page.url)
    assert fits(small)
    page.get_by_role("link", name="打印稿").click()
    expect(page.locator("article.paper h1")).to_contain_text("履职情况")
    page.emulate_media(media="print")
    expect(page.locator("article.paper")).to_be_visible()
    expect(page.locator("nav").first).to_be_hidden()
    page.set_viewport_size({"width": 794, "height": 1123})
    assert fits(page)
    blocked = phone("auditor", width=1440)
    blocked.goto(f"/liability/campaign/{facts['campaign']}/")
    expect(blocked.get_by_text("名单还没有公开")).to_be_visible()
    expect(blocked.get_by_text(facts["name"])).to_have_count(0)
    assert unexpected(page) == []
