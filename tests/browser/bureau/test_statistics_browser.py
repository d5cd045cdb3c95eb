"""统计, a 通报 from its composition to the portal, a receipt entered: in a real browser, on a screen and on a phone."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

BUILD = """
from mingqian.plans.models import AnnualPlan
from mingqian.publicity import actions as publicity
world.draw_now()
world.dispatch()
for one in world.inspections():
    world.review(one)
AnnualPlan.objects.filter(pk=world.campaign.line.plan_id).update(pack_id="xiping")
publicity.prepare_campaign(by=world.actor("unit_head"), campaign=world.campaign)
publicity.publish_campaign(by=world.actor("publisher"), campaign=world.campaign)
print(json.dumps({"cookies": cookies(), "campaign": world.campaign.pk, "count": len(world.inspections())}))
"""


def fits(page: Any) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@pytest.mark.parametrize("width", [1440, 390])
def test_the_figures_of_the_year(served: Any, phone: Any, width: int) -> None:
    page = phone("planner", width=width)
    assert page.goto("/statistics/").status == 200
    assert fits(page)
    expect(page.locator(".figure", has_text="已公示的检查")).to_contain_text(str(served.facts["count"]))
    assert page.locator("svg.chart").first.is_visible()
    assert page.locator("ul.bars").count() >= 7
    for chart in page.locator("ul.bars").all():
        assert chart.locator("rect.fill").count() >= 1
    page.get_by_label("抽查方式").select_option("joint")
    page.get_by_role("button", name="统计", exact=True).click()
    expect(page.get_by_text("这一年还没有公示的检查结果")).to_be_visible()
    assert fits(page)
    assert page.problems == []


def test_a_bulletin_from_the_figures_to_the_portal(served: Any, phone: Any) -> None:
    head = phone("unit_head", width=1440)
    head.goto("/desk/")
    head.get_by_role("link", name="拟写抽查情况通报").first.click()
    head.get_by_role("button", name="拟写抽查情况通报").click()
    text = head.get_by_label("正文")
    expect(text).to_have_value(re.compile(f"已公示检查结果 {served.facts['count']} 户"))
    before, title = text.input_value(), head.get_by_label("标题").input_value()
    text.fill("")
    head.get_by_role("button", name="送领导批准").click()
    expect(head.get_by_text("请写正文。")).to_be_visible()
    head.get_by_label("正文").fill(before + "\n\n请各企业引以为戒。")
    head.get_by_role("button", name="送领导批准").click()
    expect(head.get_by_text("已送领导批准")).to_be_visible()
    address = head.url

    leader = phone("approver", width=390)
    leader.goto("/desk/")
    leader.get_by_role("link", name="批准抽查情况通报").first.click()
    leader.wait_for_url(address)
    assert fits(leader)
    leader.get_by_role("button", name="批准", exact=True).click()
    expect(leader.get_by_text("已批准，等待公示审核公开")).to_be_visible()

    anyone = phone(width=390)
    anyone.goto("/open/reports/")
    expect(anyone.get_by_text(title)).to_have_count(0)
    publisher = phone("publisher", width=1440)
    publisher.goto("/desk/")
    publisher.get_by_role("link", name="抽查情况的通报").first.click()
    publisher.get_by_role("button", name="公示", exact=True).click()
    expect(publisher.get_by_text("已公示：")).to_be_visible()
    anyone.reload()
    anyone.get_by_role("link", name=title).click()
    expect(anyone.get_by_text("请各企业引以为戒。")).to_be_visible()
    assert fits(anyone)
    for page in (head, leader, publisher, anyone):
        assert page.problems == []


def test_a_receipt_is_entered_on_a_phone(served: Any, phone: Any) -> None:
    page = phone("unit_head")
    page.goto("/desk/")
    page.get_by_role("link", name="登记回执").first.click()
    expect(page.get_by_role("button", name="登记勾选的回执")).to_be_visible()
    assert fits(page)
    page.locator('tbody input[name="row"]').first.check()
    page.get_by_label("录入日期").fill(page.get_by_label("录入日期").get_attribute("max"))
    page.get_by_role("button", name="登记勾选的回执").click()
    expect(page.get_by_text("请写明录入后的回执号")).to_be_visible()
    assert page.locator('tbody input[name="row"]:checked').count() == 1
    page.get_by_label("回执号").fill("HN-2026-0001")
    page.get_by_role("button", name="登记勾选的回执").click()
    expect(page.get_by_text("已登记 1 户")).to_be_visible()
    expect(page.get_by_text("HN-2026-0001")).to_be_visible()
    assert fits(page)
    assert page.problems == []


def test_every_page_of_a_campaigns_forms_holds(served: Any, phone: Any) -> None:
    one = served.facts["campaign"]
    for width in (1440, 390):
        page = phone("unit_head", width=width)
        for path in (
            f"/statistics/campaign/{one}/",
            f"/statistics/campaign/{one}/form/problems/",
            f"/publicity/campaign/{one}/",
            f"/publicity/campaign/{one}/places/",
        ):
            assert page.goto(path).status == 200, path
            assert fits(page), (path, width)
        assert page.problems == []
