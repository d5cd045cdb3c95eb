"""归档 in a real browser: what the file lacks is named with its article, noted or explained, and the file is closed."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

BUILD = """
from django.utils import timezone
from one_document import alone
from mingqian.plans import actions as plans, rulebook
from mingqian.publicity import actions as publicity
world.draw_now()
world.dispatch()
for one in world.inspections():
    world.review(one)
publicity.prepare_campaign(by=world.actor("unit_head"), campaign=world.campaign)
publicity.publish_campaign(by=world.actor("publisher"), campaign=world.campaign)
alone(world, "xinyang")
for one in rulebook.standings(world.agency, timezone.localdate()):
    if one.stops:
        plans.decide_collision(
            by=world.actor("approver"), agency=world.agency, key=one.collision.key, choice="照本局文件", reason="局办公会",
        )
first = world.inspections()[0]
seat = first.seats.exclude(inspector=None).order_by("number")[0]
print(json.dumps({
    "cookies": cookies(), "campaign": world.campaign.pk, "title": world.campaign.title, "count": len(world.inspections()),
    "name": first.subject_name, "first": first.pk, "member": world.name_of(seat.inspector_id),
    "today": timezone.localdate().isoformat(),
}))
"""
WHERE = "信阳 十七"


def _wrong(*pages: Any) -> list[str]:
    """What a page complained of, save that a form came back refused."""
    return [line for page in pages for line in page.problems if "422" not in line]


def _row(page: Any, word: str) -> Any:
    """The line of one content of the file."""
    return page.locator("form tbody tr").filter(has=page.get_by_role("cell", name=word, exact=True))


def _note(page: Any, kind: str, title: str, place: str, day: str) -> None:
    page.get_by_label("类别").select_option(label=kind)
    page.get_by_label("题名").fill(title)
    page.get_by_label("形成日期").fill(day)
    page.get_by_label("存放处").fill(place)
    page.get_by_role("button", name="登记", exact=True).click()


def test_what_the_file_lacks_is_named_noted_or_explained_and_the_file_closed(phone: Any, served: Any) -> None:
    facts = served.facts
    address = f"/inspections/campaign/{facts['campaign']}/archive/"
    head = phone("unit_head", width=1440)
    head.goto(address)
    for word in ("通知", "检查表单"):
        expect(_row(head, word)).to_contain_text("齐")
    for word in ("会议纪要", "视频音频资料"):
        expect(_row(head, word)).to_contain_text("缺")
        expect(_row(head, word)).to_contain_text(WHERE)
    head.get_by_label("缺少会议纪要的理由").fill("还在整理")
    head.get_by_role("button", name="归档", exact=True).click()
    refused = head.locator(".alert.bad")
    expect(refused).to_contain_text(WHERE)
    expect(refused).to_contain_text("卷内还缺：视频音频资料（")
    expect(head.get_by_label("缺少会议纪要的理由")).to_have_value("还在整理")

    # The minutes turn up; one registered by mistake is struck out and counts no more.
    head.get_by_role("link", name="登记留痕材料").click()
    _note(head, "会议纪要", "别的任务的会", "档案盒 9", facts["today"])
    head.get_by_text("登记错了", exact=True).click()
    head.get_by_label("划去的理由").fill("登记到别的任务了")
    head.get_by_role("button", name="划去").click()
    expect(head.get_by_text("某unit_head划去：登记到别的任务了")).to_be_visible()
    head.goto(address)
    expect(_row(head, "会议纪要")).to_contain_text("缺")
    head.get_by_role("link", name="登记留痕材料").click()
    _note(head, "会议纪要", "抽查部署会", "档案盒 1", facts["today"])
    expect(head.get_by_role("cell", name="抽查部署会", exact=True)).to_be_visible()

    # One of the team notes on the phone what was recorded at one enterprise: one of all.
    member = phone(facts["member"])
    member.goto(f"/inspections/campaign/{facts['campaign']}/materials/?inspection={facts['first']}")
    assert member.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    _note(member, "视频音频资料", "配电房录像", "记录仪 3 号", facts["today"])
    expect(member.get_by_role("cell", name="配电房录像")).to_be_visible()

    head.goto(address)
    expect(_row(head, "会议纪要")).to_contain_text("齐")
    expect(head.get_by_label("缺少会议纪要的理由")).to_have_count(0)
    expect(_row(head, "视频音频资料")).to_contain_text(f"1 / {facts['count']} 户")
    head.get_by_label("缺少视频音频资料的理由").fill("记录仪损坏，已报修")
    head.get_by_role("button", name="归档", exact=True).click()
    expect(head.get_by_text("已归档，共")).to_be_visible()
    expect(head.get_by_role("button", name="归档", exact=True)).to_have_count(0)
    explained = head.locator("section", has=head.get_by_role("heading", name="缺件说明"))
    expect(explained).to_contain_text("视频音频资料")
    expect(explained).to_contain_text(WHERE)
    expect(explained).to_contain_text("记录仪损坏，已报修")
    contents = head.locator("section", has=head.get_by_role("heading", name="卷内目录"))
    for title in ("抽查部署会", "配电房录像"):
        expect(contents.get_by_text(title)).to_be_visible()
    head.goto(f"/inspections/{facts['first']}/")
    expect(head.get_by_text("某unit_head归档")).to_be_visible()
    assert _wrong(head, member) == []


def test_what_comes_after_the_filing_is_added_and_changes_nothing(phone: Any, served: Any) -> None:
    facts = served.facts
    address = f"/inspections/campaign/{facts['campaign']}/archive/"
    head = phone("unit_head", width=1440)
    head.goto(address)
    contents = head.locator("section", has=head.get_by_role("heading", name="卷内目录")).locator("tbody tr")
    before = contents.all_inner_texts()
    head.goto(f"/inspections/campaign/{facts['campaign']}/materials/")
    kept = head.locator("tbody tr").filter(has_text="抽查部署会")
    expect(kept).to_be_visible()
    expect(head.get_by_text("登记错了", exact=True)).to_have_count(0)
    _note(head, "会议纪要", "补录的总结会", "档案盒 2", facts["today"])
    head.goto(address)
    after = contents.all_inner_texts()
    assert after[: len(before)] == before
    assert "（归档以后形成）" in after[-1] and "补录的总结会" in after[-1]

    leader = phone("approver")
    leader.goto(address)
    expect(leader.get_by_text("补录的总结会")).to_be_visible()
    expect(leader.get_by_role("button", name="归档", exact=True)).to_have_count(0)
    assert leader.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    stranger = phone("neighbour_unit_head", width=1440)
    assert stranger.goto(address).status == 404
    assert _wrong(head, leader) == []
