"""国家规定 in a real browser: each check approved by the head on a phone, the urgent one afterwards; 扫码 before entering;
the notice as the bureau's document has it.
"""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

BUILD = """
from datetime import date
from one_document import alone
from mingqian.inspections.models import Notice
from mingqian.inspections.overlay import entry_code
from mingqian.plans import actions as plans, overlay
world.draw_now()
world.dispatch()
alone(world, "xinyang")
proposal = plans.propose_binding(
    by=world.actor("planner"), agency=world.agency, pack_id="national", layer="overlay",
    valid_from=date(2024, 12, 1), reason="读到原文",
    settings={f"rule.{key}": "二（三）｜原文的几个字" for key in (overlay.APPROVED, overlay.SCAN)}
    | {"checks_approved_by": "分管负责人"},
)
plans.decide_proposal(by=world.actor("approver"), proposal=proposal, approve=True)
usual, urgent, untold = world.inspections()
def told(one):
    if one is not untold:
        world.notify(one)
    seat = one.seats.exclude(inspector=None).order_by("number")[0]
    notice = Notice.objects.filter(inspection=one).first()
    return {
        "pk": one.pk, "name": one.subject_name, "uscc": one.subject_code, "leader": world.name_of(seat.inspector_id),
        "code": entry_code(notice) if notice else "",
    }
print(json.dumps({
    "cookies": cookies(), "usual": told(usual), "urgent": told(urgent), "untold": told(untold),
    "items": [item.name for item in world.items], "today": date.today().isoformat(),
}))
"""
WHERE = "国办发〔2024〕54号 二（三）"


def _wrong(*pages: Any) -> list[str]:
    """What a page complained of, save that a form came back refused."""
    return [line for page in pages for line in page.problems if "422" not in line]


def _fits(page: Any) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_a_check_waits_for_the_head_who_approves_it_on_the_phone(phone: Any, served: Any) -> None:
    one = served.facts["usual"]
    team, head = phone(one["leader"]), phone("approver")
    team.goto(f"/inspections/{one['pk']}/")
    waiting = team.locator(".alert").filter(has_text="还没有经分管负责人批准")
    expect(waiting).to_contain_text(WHERE)
    team.get_by_role("button", name="开始检查").click()
    expect(team.get_by_text("这一户的检查还没有经分管负责人批准，不能开始")).to_be_visible()
    expect(team.get_by_role("button", name="开始检查")).to_be_visible()
    assert _fits(team)

    head.goto("/desk/")
    head.get_by_role("link", name="3 户的检查待批准").click()
    assert _fits(head)
    head.get_by_role("button", name="批准勾选的检查").click()
    expect(head.locator("p.error")).to_be_visible()
    head.get_by_role("checkbox", name=one["name"]).check()
    head.get_by_label("意见").fill("同意检查")
    head.get_by_role("button", name="批准勾选的检查").click()
    expect(head.get_by_text("已批准 1 户的检查。")).to_be_visible()
    assert head.locator("input[name=row]").count() == 2
    assert head.get_by_role("checkbox", name=one["name"]).count() == 0

    team.reload()
    expect(waiting).to_have_count(0)
    expect(team.get_by_text("某approver批准检查")).to_be_visible()
    expect(team.get_by_text("同意检查")).to_be_visible()
    assert _wrong(team, head) == []


def test_the_approved_team_scans_in_at_the_right_door_and_begins(phone: Any, served: Any) -> None:
    one, other = served.facts["usual"], served.facts["urgent"]
    page = phone(one["leader"])
    page.goto(f"/inspections/{one['pk']}/")
    page.get_by_role("button", name="开始检查").click()
    expect(page.get_by_text("进企业之前要先扫码登记")).to_be_visible()
    page.get_by_role("link", name="扫码入企").click()
    expect(page.get_by_text(WHERE)).to_be_visible()
    assert _fits(page)
    page.get_by_label("入企码").fill(other["code"])
    page.get_by_role("button", name="登记入企").click()
    expect(page.get_by_text("有没有走错门")).to_be_visible()
    expect(page.get_by_label("入企码")).to_have_value(other["code"])
    page.goto(f"/inspections/{one['pk']}/enter/?code={one['code']}")  # what the phone's camera opens
    expect(page.get_by_label("入企码")).to_have_value(one["code"])
    page.get_by_role("button", name="登记入企").click()
    expect(page.get_by_text("已登记入企。")).to_be_visible()
    page.get_by_role("button", name="开始检查").click()
    page.wait_for_url(f"**/inspections/{one['pk']}/check/")
    assert _wrong(page) == []


def test_an_urgent_check_begins_first_and_is_approved_afterwards(phone: Any, served: Any) -> None:
    one = served.facts["urgent"]
    team, head = phone(one["leader"]), phone("approver")
    team.goto(f"/inspections/{one['pk']}/")
    team.get_by_text("情况紧急，先查后批").click()
    team.get_by_label("紧急的情况").fill("举报正在违规动火")
    team.get_by_role("button", name="记下，开始后补批").click()
    expect(team.get_by_text("已记下紧急情况")).to_be_visible()
    team.get_by_role("link", name="扫码入企").click()
    team.get_by_label("入企码").fill(one["uscc"])
    team.get_by_role("button", name="登记入企").click()
    expect(team.get_by_text("已登记入企。")).to_be_visible()
    team.get_by_role("button", name="开始检查").click()
    team.wait_for_url("**/check/")
    team.goto(f"/inspections/{one['pk']}/")
    expect(team.get_by_text("待补批", exact=True)).to_be_visible()

    head.goto("/inspections/approvals/")
    row = head.locator("tbody tr").filter(has_text=one["name"])
    expect(row).to_contain_text("紧急，待补批")
    expect(row).to_contain_text("举报正在违规动火")
    row.get_by_role("checkbox").check()
    head.get_by_role("button", name="批准勾选的检查").click()
    expect(head.get_by_text("已批准 1 户的检查。")).to_be_visible()
    expect(head.get_by_text(one["name"])).to_have_count(0)
    team.reload()
    expect(team.get_by_text("某approver批准检查")).to_be_visible()
    expect(team.get_by_text("待补批", exact=True)).to_have_count(0)
    assert _wrong(team, head) == []


def test_the_notice_says_what_the_document_wants_once_the_check_is_approved(phone: Any, served: Any) -> None:
    """信阳 十一, 二十二: materials, who attends, the reason of a late notice; rights on the paper, with the 入企码."""
    one = served.facts["untold"]
    head = phone("approver")
    head.goto("/inspections/approvals/")
    head.get_by_role("checkbox", name=one["name"]).check()
    head.get_by_role("button", name="批准勾选的检查").click()
    expect(head.get_by_text("已批准 1 户的检查。")).to_be_visible()

    unit = phone("unit_head", width=1440)
    unit.goto(f"/inspections/{one['pk']}/")
    expect(unit.get_by_text("某approver批准检查")).to_be_visible()
    unit.get_by_role("link", name="通知检查对象").click()
    for item in served.facts["items"]:
        expect(unit.locator("ol.items").get_by_text(item)).to_be_visible()
    expect(unit.get_by_role("button", name="决定不事先告知")).to_have_count(0)
    day = unit.get_by_label("检查日期").first
    day.fill(served.facts["today"])
    unit.get_by_label("书面").check()
    unit.get_by_label("应准备的材料").fill("营业执照、教育培训台账")
    unit.get_by_label("到场配合的人员").fill("安全管理人员")
    unit.get_by_role("button", name="记下通知，生成通知书").click()
    refused = unit.locator("p.error, .errorlist")
    expect(refused.filter(has_text="5 个工作日").first).to_contain_text("信阳 十一")
    expect(unit.get_by_label("应准备的材料")).to_have_value("营业执照、教育培训台账")
    unit.get_by_label("迟于规定的期限通知的，理由是").fill("上级临时安排")
    unit.get_by_role("button", name="记下通知，生成通知书").click()
    unit.wait_for_url("**/notice/paper/")

    paper = unit.locator("article.paper")
    expect(paper.get_by_text("应准备的材料：营业执照、教育培训台账")).to_be_visible()
    expect(paper.get_by_text("到场配合的人员：安全管理人员")).to_be_visible()
    expect(paper.get_by_text("你单位的权利（信阳 二十二）")).to_be_visible()
    for item in served.facts["items"]:
        expect(paper.get_by_role("cell", name=item, exact=True)).to_be_visible()
    expect(paper.get_by_text("入企码", exact=False)).to_be_visible()
    assert paper.locator("figure.qr img").evaluate_all(
        "all => all.length === 2 && all.every(i => i.naturalWidth)"
    )
    unit.get_by_role("link", name=one["name"]).click()
    expect(unit.get_by_text("迟于期限通知")).to_be_visible()
    expect(unit.get_by_text("未确认收到")).to_be_visible()
    assert _wrong(head, unit) == []
