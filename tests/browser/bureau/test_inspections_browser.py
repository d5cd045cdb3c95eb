"""The check on an inspector's phone, in a real browser: 390 pixels, fingers, no value preset."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

BUILD = """
world.draw_now()
world.dispatch()
one = world.notify(world.inspections()[0])
leader, member = [world.name_of(seat.inspector_id) for seat in one.seats.order_by("number")]
print(json.dumps({
    "cookies": cookies(), "inspection": one.pk, "name": one.subject_name, "leader": leader, "member": member,
    "items": len(world.items), "token": one.notice.token,
}))
"""


def fits(page: Any) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def out_of_cards(page: Any) -> list[str]:
    """Tables that stick out of the sides of the card they stand in."""
    return page.evaluate(
        """() => [...document.querySelectorAll(".card > .table-wrap")].filter(t => {
            const [inner, outer] = [t.getBoundingClientRect(), t.parentElement.getBoundingClientRect()];
            return inner.left < outer.left - 1 || inner.right > outer.right + 1;
        }).map(t => t.innerText.slice(0, 60))"""
    )  # type: ignore[no-any-return]


def write_by_hand(page: Any, pad: Any) -> None:
    """A scrawl with the pointer over the whole field."""
    canvas = pad.locator("canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 30)
    page.mouse.down()
    for step in range(1, 25):
        page.mouse.move(box["x"] + 20 + step * 9, box["y"] + 30 + (step * 37) % 60)
    page.mouse.up()


def test_the_inspectors_walk_on_a_phone(served: Any, phone: Any) -> None:
    facts = served.facts
    page = phone(facts["leader"])
    page.goto("/desk/")
    page.get_by_text(f"检查：{facts['name']}").click()
    expect(page.get_by_role("button", name="开始检查")).to_be_visible()
    assert fits(page)
    page.get_by_role("button", name="开始检查").click()
    page.wait_for_url("**/check/")
    assert fits(page)

    # Certificates shown and the method are noted, the promise of conduct is made; none of it is preset.
    head = page.locator("#head")
    assert head.locator("input:checked").count() == 0
    for box in head.locator("input[name=shown]").all():
        box.check()
    head.get_by_label("检查现场").check()
    head.get_by_label("检查组承诺遵守").check()
    page.get_by_role("button", name="保存").click()
    page.get_by_text("已保存。").wait_for()
    assert page.locator("#head").get_by_text("已出示", exact=True).count() == 2
    assert fits(page)

    # Nothing is chosen, whatever the phone remembers.
    assert page.locator(".finding input:checked").count() == 0
    assert page.locator(".check-item select[name^=result]").evaluate_all(
        "all => all.every(s => s.value === '')"
    )
    items = page.locator(".check-item")
    assert items.count() == facts["items"]

    first = items.nth(0)
    assert first.get_by_label("发现的问题").is_hidden()
    first.get_by_role("radio", name="有问题").check()
    first.get_by_label("发现的问题").fill("配电箱无门")
    open_results = "s => [...s.options].filter(o => o.value && !o.disabled).map(o => o.value)"
    assert "none_found" not in first.locator("select[name^=result]").evaluate(open_results)
    assert first.locator("select[name^=result]").input_value() == ""
    first.locator("select[name^=result]").select_option("corrected")
    first.get_by_text("现场措施、处理").click()
    first.get_by_label("处理（将随结果公开）").fill("责令改正")
    for number in range(1, facts["items"]):
        items.nth(number).get_by_role("radio", name="无问题").check()
        assert items.nth(number).locator("select[name^=result]").input_value() == ""
        items.nth(number).locator("select[name^=result]").select_option("none_found")
    # A change of mind takes the result back with it.
    last = items.nth(facts["items"] - 1)
    last.get_by_role("radio", name="有问题").check()
    assert last.locator("select[name^=result]").input_value() == ""
    last.get_by_role("radio", name="无问题").check()
    last.locator("select[name^=result]").select_option("none_found")
    assert page.get_by_role("button", name="去签字").is_visible()
    page.get_by_role("button", name="去签字").dblclick()
    page.wait_for_url("**/sign/")
    assert fits(page)

    subject = page.locator("form:has(input[value=subject])")
    subject.get_by_label("签字人姓名").fill("张现场")
    subject.get_by_label("身份").fill("安全负责人")
    subject.get_by_role("button", name="确认签字").click()
    page.get_by_text("请在签名框内手写签名").wait_for()
    subject = page.locator("form:has(input[value=subject])")
    assert subject.get_by_label("签字人姓名").input_value() == "张现场"
    write_by_hand(page, subject)
    subject.get_by_role("button", name="确认签字").click()
    page.locator("svg.handwriting").first.wait_for()

    assert page.get_by_role("button", name="结束检查，录入结果").is_disabled()
    page.get_by_role("button", name="我确认以上记录").click()
    page.get_by_text("在这台手机上签").click()
    member = page.locator("form:has(input[value=member])")
    write_by_hand(page, member)
    member.get_by_role("button", name="确认签字").click()
    page.wait_for_function("document.querySelectorAll('svg.handwriting').length === 2")
    page.get_by_role("button", name="结束检查，录入结果").click()
    page.get_by_text("检查已结束，结果已录入").wait_for()
    assert page.problems == []

    head = phone("unit_head", width=1440)
    head.goto(f"/inspections/{facts['inspection']}/record/paper/")
    assert head.locator("svg.handwriting").count() == 2
    assert head.get_by_text("配电箱无门").is_visible()


def test_the_enterprises_own_page_on_a_phone(served: Any, phone: Any) -> None:
    page = phone()
    page.goto(f"/n/{served.facts['token']}/")
    assert fits(page)
    assert page.get_by_text(served.facts["name"]).first.is_visible()
    page.get_by_label("经办人姓名").fill("王经办")
    page.get_by_role("button", name="确认收到本通知").dblclick()
    page.get_by_text("已确认收到").wait_for()
    page.reload()
    assert page.get_by_role("button", name="确认收到本通知").count() == 0
    assert page.problems == []


def test_the_office_pages_of_the_work_hold_on_desk_and_phone(served: Any, phone: Any) -> None:
    number = served.facts["inspection"]
    for who, paths in (
        ("unit_head", ("/inspections/", "/inspections/campaign/1/", f"/inspections/{number}/",
                       f"/inspections/{number + 1}/notice/", f"/inspections/{number}/notice/paper/",
                       "/publicity/", "/publicity/campaign/1/")),
        ("publisher", ("/publicity/", "/publicity/items/")),
        ("draw_operator", ("/inspections/dispatch/1/",)),
    ):  # fmt: skip
        for width in (1440, 390):
            page = phone(who, width=width)
            for path in paths:
                answer = page.goto(path)
                assert answer.status == 200, (who, path)
                assert fits(page), (who, path, width)
                assert out_of_cards(page) == [], (who, path, width)
            assert page.problems == [], (who, width)


def test_a_seat_given_up_is_drawn_anew(served: Any, phone: Any) -> None:
    """Asked for, approved, locked, witnessed on a phone, drawn, signed, seated; then seen in public."""
    number = served.facts["inspection"] + 2
    head = phone("unit_head", width=1440)
    head.goto(f"/inspections/{number}/")
    head.get_by_role("link", name="更换").nth(1).click()
    name = head.locator(".sub").inner_text().split("现为")[1].strip()
    form = head.locator("#vacancy")
    form.get_by_label("回避", exact=True).check()
    form.get_by_role("button", name="申请补抽").click()  # without a reason: told so, nothing lost
    expect(head.locator("#vacancy .error")).to_be_visible()
    expect(head.locator("#vacancy").get_by_label("回避", exact=True)).to_be_checked()
    head.locator("#vacancy").get_by_label("理由").fill("其兄在该厂任安全科长")
    head.locator("#vacancy [name=note_recusal]").check()
    head.locator("#vacancy [name=recusal_case]").select_option(label="（四）与本人或亲属有直接利害关系的单位")
    head.locator("#vacancy").get_by_role("button", name="申请补抽").click()
    expect(head.get_by_text("已申请补抽，等审批领导批准")).to_be_visible()

    approver = phone("approver")
    approver.goto("/desk/")
    approver.get_by_role("link", name=re.compile("批准补抽空缺")).first.click()
    expect(approver.get_by_text("其兄在该厂任安全科长")).to_be_visible()
    expect(approver.get_by_text("名单公开之后写进名录库")).to_be_visible()
    assert fits(approver)
    approver.get_by_role("button", name="批准", exact=True).click()
    expect(approver.get_by_text("已批准，待补抽").first).to_be_visible()

    operator = phone("draw_operator", width=1440)
    operator.goto("/desk/")
    operator.get_by_role("link", name=re.compile("补抽空缺：锁库")).first.click()
    expect(operator.get_by_text("组员 1 席")).to_be_visible()
    operator.locator("input[name=witnesses]").first.check()
    operator.get_by_role("button", name="锁库", exact=True).dblclick()
    operator.get_by_text("第二步：各位提交承诺").wait_for()
    expect(operator.get_by_text("这一次补抽空缺的席位")).to_be_visible()

    witness = phone("witness")
    witness.goto("/draws/witness/")
    witness.locator("h2 a").first.click()
    witness.get_by_role("button", name="提交承诺").click()
    witness.get_by_text("承诺已收到").wait_for()
    expect(operator.get_by_role("button", name="公布锁库摘要")).to_be_enabled()
    operator.get_by_role("button", name="公布锁库摘要").click()
    witness.get_by_role("button", name="一样，签名").click()
    witness.get_by_role("button", name="公开我的随机数").click()
    witness.get_by_text("马上摇号").wait_for()
    public = operator.locator(".room-right .link").inner_text()
    expect(operator.get_by_role("button", name="摇号", exact=True)).to_be_enabled()
    operator.get_by_role("button", name="摇号", exact=True).click()
    operator.get_by_text("第四步：看结果，签字").wait_for()
    operator.get_by_role("button", name="我已核对，签字").click()
    witness.get_by_role("button", name="我在场，签字").click()
    witness.get_by_text("您已签字").wait_for()
    operator.get_by_role("link", name="去入座").click()
    operator.get_by_role("button", name="补抽的人员入座").click()
    expect(operator.get_by_text("补抽的 1 人已经写进检查组")).to_be_visible()

    head.goto(f"/inspections/{number}/")
    expect(head.get_by_text("第 2 次摇号补抽，随机产生")).to_be_visible()
    expect(head.get_by_text(f"{name}（随机抽取）让出席位")).to_be_visible()
    anybody = phone()
    anybody.goto(public)
    expect(anybody.get_by_text("这一次补的是空缺的席位")).to_be_visible()
    assert fits(anybody)
    assert name not in anybody.locator("body").inner_text()
    for page in (head, approver, operator, witness, anybody):
        assert page.problems == []
