"""After the dispatch: another leader, another inspector with the document's reason, two lists that become one visit."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

BUILD = """
from mingqian.inspections.models import Inspection
from mingqian.plans.models import Campaign, PlanLine
from mingqian.registers.models import Subject
others = Subject.objects.exclude(pk__in=[subject.pk for subject in world.subjects[:3]])
others.update(status="cancelled")
Campaign.objects.update(share_percent="100")
world.draw_now()
first = world.dispatch()
world.campaign = bureau.make_campaign(world, plan="（二）", repeat_reason="与第一次合并上门")
PlanLine.objects.filter(pk=world.campaign.line_id).update(unit=world.other_unit)
Campaign.objects.filter(pk=world.campaign.pk).update(share_percent="100", unit=world.other_unit)
world.campaign.refresh_from_db()
world.draw_now()
second = {one.subject_id: one for one in world.dispatch()}
pairs = [(one, second[one.subject_id]) for one in Inspection.objects.filter(campaign=first[0].campaign).order_by("number")]
print(json.dumps({
    "cookies": cookies(),
    "pairs": [[one.pk, other.pk, one.subject_name] for one, other in pairs],
    "titles": [pairs[0][0].campaign.title, pairs[0][1].campaign.title],
}))
"""
"""Three enterprises on the lists of two units, nobody told yet."""


def fits(page: Any) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def _team(page: Any) -> dict[str, str]:
    """Seat → name, as the page of a check has them."""
    rows = page.locator("tr", has=page.locator('td[data-label="席位"]'))
    cells = [[row.locator("td").nth(at).inner_text().strip() for at in (0, 1)] for row in rows.all()]
    return {cell[0]: cell[1] for cell in cells}


def test_somebody_else_of_the_team_leads_it(served: Any, phone: Any) -> None:
    number = served.facts["pairs"][0][0]
    page = phone("unit_head")
    page.goto(f"/inspections/{number}/")
    before = _team(page)
    page.get_by_role("link", name="更换").nth(1).click()
    assert before["组员"] in page.locator("#lead").inner_text()
    page.locator("#lead").get_by_role("button", name="定为组长").click()  # without a reason: told so
    expect(page.locator("#lead .error")).to_be_visible()
    assert page.locator("#vacancy .error, #appoint .error").count() == 0, "only where it was pressed"
    assert fits(page)
    page.locator("#lead").get_by_label("理由").fill("大队长指定，熟悉机械行业")
    page.locator("#lead").get_by_role("button", name="定为组长").dblclick()
    page.wait_for_url(f"**/inspections/{number}/")
    assert _team(page) == {"组长": before["组员"], "组员": before["组长"]}
    page.reload()
    assert _team(page)["组长"] == before["组员"], "pressed twice, done once"
    assert page.problems == []


def test_somebody_leaves_for_a_reason_of_the_document(served: Any, phone: Any) -> None:
    number = served.facts["pairs"][1][0]
    page = phone("unit_head", width=1440)
    page.goto(f"/inspections/{number}/")
    before = _team(page)
    page.get_by_role("link", name="更换").nth(1).click()
    form = page.locator("#appoint")
    grounds = form.get_by_role("radio")
    assert grounds.count() >= 3 and form.locator("input[name=ground]:checked").count() == 0
    form.locator("select[name=person]").select_option(index=1)
    chosen = form.locator("select[name=person] option:checked").inner_text()
    form.get_by_label("理由").fill("借调到县安委办")
    form.get_by_role("button", name="同意更换").click()  # no case chosen: asked for, what was typed stays
    expect(page.locator("#appoint .error")).to_be_visible()
    expect(page.locator("#appoint").get_by_label("理由")).to_have_value("借调到县安委办")
    assert page.locator("#appoint select[name=person] option:checked").inner_text() == chosen
    page.locator("#appoint").get_by_label("岗位").check()
    page.locator("#appoint").get_by_role("button", name="同意更换").click()
    page.wait_for_url(f"**/inspections/{number}/")
    after = _team(page)
    assert after["组长"] == before["组长"] and chosen.startswith(after["组员"])
    expect(page.get_by_text("不是随机产生").first).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    assert fits(page)
    assert page.problems == []


def test_two_lists_become_one_visit(served: Any, phone: Any) -> None:
    name = served.facts["pairs"][2][2]
    leader = phone("approver")
    leader.goto("/inspections/joint/")
    match = leader.locator("form.joint", has=leader.get_by_role("heading", name=re.compile(re.escape(name))))
    assert match.locator("input[name=pick]:checked").count() == 2
    assert fits(leader)
    day = (timezone.localdate() + timedelta(days=9)).isoformat()
    match.get_by_label("上门日期").fill(day)
    match.get_by_label("理由").fill("一次查完")
    match.get_by_role("button", name="提议合并上门").dblclick()
    leader.wait_for_url(re.compile(r"/inspections/joint/\d+/"))
    visit = leader.url

    one, other = phone("unit_head", width=1440), phone("other_head")
    other.goto("/desk/")
    other.get_by_role("link", name=re.compile("合并上门")).first.click()
    assert other.url == visit
    other.get_by_role("button", name="不同意", exact=True).click()  # asks why
    expect(other.locator(".alert.bad")).to_be_visible()
    other.get_by_role("button", name="同意", exact=True).click()
    assert fits(other)
    one.goto(visit)
    one.get_by_role("button", name="同意", exact=True).click()
    one.get_by_role("heading", name="通知检查对象").wait_for()
    one.get_by_label(re.compile("书面")).first.check()
    one.get_by_role("button", name="记下通知，生成通知书").dblclick()
    one.wait_for_url("**/notice/paper/")
    for title in served.facts["titles"]:
        assert title in one.locator("main").inner_text() or name in one.locator("main").inner_text()
    one.goto(visit)
    assert one.get_by_role("link", name="打印通知书").count() == 1
    leader.goto("/inspections/joint/")
    assert leader.locator("form.joint", has_text=name).count() == 0, "no longer offered"

    other.goto(visit)
    other.get_by_label("拆开的理由").fill("检查组不能同日到")
    other.get_by_role("button", name="拆开，各自上门").click()
    expect(other.get_by_text("拆开").first).to_be_visible()
    for page in (leader, one, other):
        assert [said for said in page.problems if "409" not in said] == []
