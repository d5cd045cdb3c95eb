"""组织机构与职责 in a real browser: leading group, charges; who organises a joint check and provides for it."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

BUILD = """
from django.utils import timezone
from one_document import decide
from mingqian.plans.models import PlanLine
decide(world, "xiping")
decide(world, "hebi")
PlanLine.objects.filter(pk=world.campaign.line_id).update(
    kind="joint", partner_agency_ids=[world.neighbour.pk]
)
print(json.dumps({
    "cookies": cookies(), "campaign": world.campaign.pk, "today": timezone.localdate().isoformat(),
}))
"""


def _wrong(*pages: Any) -> list[str]:
    """What a page complained of, save that a form came back refused."""
    return [line for page in pages for line in page.problems if "422" not in line]


def _card(page: Any, heading: str) -> Any:
    return page.locator("section.card").filter(has=page.get_by_role("heading", name=heading))


def _record(page: Any) -> None:
    page.locator("main").get_by_role("button", name="登记", exact=True).click()


def test_the_leading_group_is_recorded_as_the_document_has_it_or_with_a_reason(
    phone: Any, served: Any
) -> None:
    page = phone("planner", width=1440)
    page.goto("/desk/")
    page.goto(page.get_by_role("link", name="组织机构与职责").get_attribute("href"))
    group = _card(page, "“双随机一公开”工作领导小组")
    expect(group.get_by_text("文件要求设立，还没有登记。")).to_be_visible()
    expect(group).to_contain_text("西平 方案 三(二)")
    group.get_by_role("link", name="登记").click()
    for name, words in (("组长职务", "局长"), ("办公室设在", "局办公室")):
        expect(page.get_by_label(name)).to_have_value(words)
    page.get_by_label("组长", exact=True).fill("赵局")
    page.get_by_label("组长职务").fill("副局长")
    page.get_by_label("成立的文件和文号").fill("试应急〔2026〕1号")
    page.get_by_label("成立（调整）日期").fill(served.facts["today"])
    _record(page)
    expect(page.locator("p.error, .errorlist").filter(has_text="请写明理由").first).to_contain_text(
        "西平 方案 三(二)"
    )
    expect(page.get_by_label("组长职务")).to_have_value("副局长")
    page.get_by_label("与文件不同的理由").fill("局长出缺")
    _record(page)
    expect(page.get_by_text("已登记。以前登记的都保留着。")).to_be_visible()
    expect(group).to_contain_text("赵局（副局长）")
    expect(group).to_contain_text("局长出缺")
    expect(group.get_by_text("文件要求设立，还没有登记。")).to_have_count(0)

    group.get_by_role("link", name="调整").click()
    page.get_by_label("组长", exact=True).fill("钱局")
    page.get_by_label("组长职务").fill("局长")
    page.get_by_label("与文件不同的理由").fill("")
    _record(page)
    expect(group).to_contain_text("钱局（局长）")
    expect(group).not_to_contain_text("局长出缺")
    history = _card(page, "登记的经过")
    for head in ("组长 钱局", "组长 赵局"):
        expect(history).to_contain_text(head)
    assert _wrong(page) == []


def test_who_answers_for_what_is_recorded(phone: Any, served: Any) -> None:
    page = phone("planner", width=1440)
    page.goto("/bodies/")
    duty = page.locator("tbody tr").filter(has=page.get_by_role("link", name="登记 责任股室"))
    expect(duty).to_contain_text("还没有登记")
    expect(duty).to_contain_text("西平")
    duty.get_by_role("link").click()
    page.get_by_label("事项或者领域").fill("工贸行业")
    _record(page)
    expect(page.get_by_label("事项或者领域")).to_have_value("工贸行业")
    expect(page.locator("p.error, .errorlist").first).to_be_visible()
    page.get_by_label("责任单位").select_option(label="综合股")
    _record(page)
    expect(page.get_by_text("已登记：责任股室。")).to_be_visible()
    expect(duty).to_contain_text("工贸行业：综合股")

    # Where no unit answers for it, the paper that settles it does.
    other = page.locator("tbody tr").filter(has=page.get_by_role("link", name="登记 督查"))
    expect(other).to_contain_text("高青 4.2")
    other.get_by_role("link").click()
    expect(page.get_by_label("事项或者领域")).to_have_count(0)
    page.get_by_label("文件和文号").fill("试应急〔2026〕3号")
    _record(page)
    expect(page.get_by_text("已登记：督查。")).to_be_visible()
    expect(other).to_contain_text("试应急〔2026〕3号")

    leader = phone("approver")
    leader.goto("/bodies/")
    expect(leader.get_by_text("工贸行业：综合股")).to_be_visible()
    expect(leader.locator("main").get_by_role("link", name="登记")).to_have_count(0)
    assert leader.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert _wrong(page, leader) == []


def test_a_joint_check_has_its_organiser_and_what_it_needs(phone: Any, served: Any) -> None:
    page = phone("planner", width=1440)
    campaign = f"/plans/campaigns/{served.facts['campaign']}/"
    page.goto(campaign)
    card = _card(page, "联合抽查的组织和保障")
    expect(card).to_contain_text("车辆、经费还没有登记落实。")
    expect(card).to_contain_text("市联合抽查领导小组办公室")
    card.get_by_role("link", name="登记").click()
    organised = _card(page, "由谁组织")
    organised.get_by_label("组织、协调").fill("执法大队")
    organised.get_by_role("button", name="登记").click()
    expect(organised.locator("p.error, .errorlist").first).to_contain_text("鹤壁 五(一)")
    organised.get_by_label("与文件不同的理由").fill("办公室机构改革中")
    organised.get_by_role("button", name="登记").click()
    expect(page.get_by_text("已登记由谁组织。")).to_be_visible()
    for word, said in (("车辆", "面包车两辆"), ("经费", "年初预算列支")):
        needed = _card(page, word)
        expect(needed).to_contain_text("还没有落实")
        needed.get_by_label("怎样落实").fill(said)
        needed.get_by_role("button", name="登记").click()
        expect(page.get_by_text(f"已登记：{word}。")).to_be_visible()
        expect(needed).to_contain_text("已落实")
    page.locator("[data-back]").first.click()
    for words in ("执法大队", "办公室机构改革中", "面包车两辆", "年初预算列支"):
        expect(card).to_contain_text(words)
    expect(card).not_to_contain_text("还没有登记落实")
    assert _wrong(page) == []
