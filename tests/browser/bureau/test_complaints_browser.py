"""投诉举报 in a real browser: a call at night, the hand-over, registration, routing, the answer; and what the public reads."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

BUILD = """
from datetime import date
from mingqian.accounts.actions import create_unit, create_user, grant_role
from mingqian.accounts.current import system_actor
from mingqian.plans import actions as plans
from mingqian.registers.actions import create_subject
by, agency = system_actor(), world.agency
units = {name: create_unit(by=by, agency=agency, name=name, kind="office") for name in ("办公室", "政策法规股")}
for name, unit in (("office", units["办公室"]), ("duty", world.other_unit)):
    user, _ = create_user(by=by, username=name, name=f"某{name}", agency=agency, unit=unit, must_change_password=False)
    grant_role(by=by, user=user, role="complaints_officer", reason="到任")
    world.users[name] = (user, "complaints_officer")
plans.bind_pack(by=world.actor("approver"), agency=agency, pack_id="xiping", valid_from=date(2025, 1, 1), reason="决定")
plans.bind_pack(
    by=world.actor("approver"), agency=agency, pack_id="national", valid_from=date(2025, 1, 1),
    settings={"complaint_web": "yes"}, reason="决定",
)
subject = create_subject(
    by=world.actor("registrar"), confirmed=True,
    values={"code": "91370322MA3TEXTX0A", "name": "试验烟花爆竹厂", "kind": "enterprise"},
)
print(json.dumps({"cookies": cookies(), "subject": subject.name, "unit": world.unit.name}))
"""


def fits(page: Any) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")


def test_a_call_at_night_is_answered_in_the_end(served: Any, phone: Any) -> None:
    leader = phone("approver", width=1440)
    leader.goto("/complaints/arrangement/")
    expect(leader.get_by_label("统一登记的单位")).not_to_have_value("")
    leader.get_by_label("举报投诉电话").fill("0600-2100000")
    leader.get_by_label("来访地址", exact=False).first.fill("政务中心 6 楼")
    leader.get_by_role("button", name="确定").click()
    expect(leader.get_by_text("已确定。")).to_be_visible()

    duty = phone("duty")
    duty.goto("/complaints/take/")
    expect(duty.get_by_text("先开始值班")).to_be_visible()
    duty.get_by_role("link", name="去开始值班").click()
    until = timezone.localtime() + timedelta(hours=9)
    duty.get_by_label("交接班时间").fill(f"{until:%Y-%m-%dT%H:%M}")
    duty.get_by_role("button", name="开始值班").click()
    expect(duty.get_by_text("已开始值班。")).to_be_visible()
    duty.get_by_role("link", name="受理登记").click()
    duty.get_by_label("电话", exact=True).check()
    kind = duty.get_by_label("（二）教育培训")
    expect(kind).to_be_hidden()
    duty.get_by_label("应急管理违法行为").check()
    kind.check()
    duty.get_by_label("被反映的单位").fill(served.facts["subject"])
    duty.get_by_role("button", name="在名录里找").click()
    duty.locator(".found-list input").first.check()
    duty.get_by_label("姓名").fill("赵举报")
    duty.get_by_label("联系电话").fill("13905330077")
    duty.get_by_role("button", name="受理", exact=True).click()
    expect(duty.get_by_text("请写明反映的内容。")).to_be_visible()
    expect(duty.get_by_label("姓名")).to_have_value("赵举报")
    assert fits(duty)
    duty.get_by_label("反映的内容").fill("新来的人没有培训就上岗。")
    duty.get_by_role("button", name="受理", exact=True).click()
    expect(duty.get_by_text("交接班前一起报办公室登记")).to_be_visible()
    duty.goto("/desk/")
    duty.get_by_role("link", name="交接班前报办公室：1 件").click()
    hand_over = duty.get_by_role("button", name="报办公室，共 1 件")
    expect(hand_over).to_be_visible()
    assert fits(duty)
    hand_over.click()
    expect(duty.get_by_text("已报办公室，等待统一登记。")).to_be_visible()

    office = phone("office", width=1440)
    office.goto("/desk/")
    office.get_by_role("link", name="登记某duty值班交来的投诉举报").click()
    office.get_by_role("button", name="统一登记 1 件").click()
    office.locator("tbody a").first.click()
    address = office.url
    expect(office.get_by_text("赵举报")).to_have_count(0)
    office.get_by_role("button", name="查看姓名、电话").click()
    expect(office.get_by_text("13905330077")).to_be_visible()
    office.goto(address)
    office.get_by_label("承办单位").select_option(label=served.facts["unit"])
    office.get_by_role("button", name="交办", exact=True).click()
    expect(office.get_by_text("已交办给")).to_be_visible()

    head = phone("unit_head")
    head.goto("/desk/")
    head.get_by_role("link", name="办理投诉举报").first.click()
    expect(head.get_by_text("身份保密，只给登记的单位看。")).to_be_visible()
    expect(head.get_by_role("link", name="据此检查")).to_be_visible()
    assert fits(head)
    head.get_by_label("查了什么、是否属实、怎样处理").fill("属实，责令限期改正。")
    head.get_by_role("button", name="报办理结果").click()
    expect(head.get_by_text("已登记办理结果。")).to_be_visible()

    office.goto(address)
    office.get_by_label("答复内容").fill("查实，已责令改正。")
    office.get_by_label("答复方式").fill("电话")
    office.get_by_role("button", name="登记答复").click()
    office.get_by_role("button", name="办结").click()
    expect(office.get_by_text("已办结。")).to_be_visible()
    office.goto("/complaints/?tab=done")
    expect(office.get_by_text("共 1 件", exact=True)).to_be_visible()
    problems = [line for page in (leader, duty, office, head) for line in page.problems if "422" not in line]
    assert problems == []

    anyone = phone()
    anyone.goto("/")
    anyone.goto("/open/complaints/")
    expect(anyone.get_by_text("0600-2100000", exact=True).first).to_be_visible()
    expect(anyone.get_by_text("县纪委监委派驻纪检组", exact=True)).to_be_visible()
    expect(anyone.locator(".status", has_text="受理时间内").first).to_be_visible()
    assert fits(anyone)
    assert anyone.problems == []


PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40 + b"IEND\xaeB\x60\x82"


def test_sent_in_from_a_phone_and_answered_by_its_code(served: Any, phone: Any) -> None:
    """390 wide, nobody signed in: the form, what it refuses, the code, the state, the answer."""
    leader = phone("approver", width=1440)
    leader.goto("/complaints/arrangement/")
    expect(leader.get_by_label("统一登记的单位")).not_to_have_value("")
    leader.get_by_role("button", name="确定").click()
    expect(leader.get_by_text("已确定。")).to_be_visible()

    anyone = phone()
    anyone.goto("/open/complaints/")
    anyone.get_by_role("link", name="网上投诉举报").click()
    assert fits(anyone)
    kind = anyone.get_by_label("（二）教育培训")
    expect(kind).to_be_hidden()
    anyone.get_by_label("应急管理违法行为").check()
    expect(kind).to_be_visible()
    assert fits(anyone)
    anyone.get_by_role("radio", name="事故隐患", exact=True).check()
    anyone.get_by_label("反映哪个单位").fill(served.facts["subject"])
    anyone.get_by_role("button", name="提交").click()
    expect(anyone.get_by_text("请写明反映的内容。")).to_be_visible()
    expect(anyone.get_by_label("反映哪个单位")).to_have_value(served.facts["subject"])
    anyone.get_by_label("什么情况").fill("安全出口锁着。")
    anyone.get_by_label("照片、材料").set_input_files(
        {"name": "门.png", "mimeType": "image/png", "buffer": PNG}
    )
    assert fits(anyone)
    anyone.get_by_role("button", name="提交").click()
    code = anyone.locator(".query-code").inner_text().strip()
    assert len(code) == 19 and fits(anyone)
    anyone.get_by_role("link", name="去查询").click()
    anyone.get_by_label("查询码").fill(code.lower())
    anyone.get_by_role("button", name="查询").click()
    expect(anyone.get_by_text("已收到，等待受理")).to_be_visible()
    assert fits(anyone)

    office = phone("office")
    office.goto("/desk/")
    office.get_by_role("link", name="受理网上提交的").first.click()
    expect(office.get_by_role("link", name="附件 1（PNG")).to_be_visible()
    expect(office.get_by_text("匿名，凭查询码看答复。")).to_be_visible()
    assert fits(office)
    office.get_by_role("button", name="受理", exact=True).click()
    expect(office.get_by_text("已受理、登记。下一步：转办。")).to_be_visible()
    office.get_by_label("承办单位").select_option(label=served.facts["unit"])
    office.get_by_role("button", name="交办", exact=True).click()
    expect(office.get_by_text("已交办给")).to_be_visible()
    office.get_by_label("查了什么、是否属实、怎样处理").fill("属实。")
    office.get_by_role("button", name="报办理结果").click()
    office.get_by_label("答复内容").fill("已责令打开安全出口。")
    office.get_by_role("button", name="登记答复").click()
    expect(office.get_by_text("已登记答复。")).to_be_visible()

    anyone.get_by_label("查询码").fill(code)
    anyone.get_by_role("button", name="查询").click()
    expect(anyone.get_by_text("已责令打开安全出口。")).to_be_visible()
    assert fits(anyone)
    problems = [line for page in (anyone, office) for line in page.problems if "422" not in line]
    assert problems == []
