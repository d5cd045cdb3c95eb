"""The draw in a real browser: two operators, a projector, two phones (one of somebody without an account).

Phones reload and sleep, buttons are pressed twice, a browser is closed in the middle. The demonstration leaves one
campaign waiting for it.
"""

from __future__ import annotations

import io
import re
import urllib.request

import pytest
from playwright.sync_api import expect

from mingqian.lot.verify import verify_transcript

pytestmark = pytest.mark.browser


@pytest.fixture(scope="session")
def ready_campaign(site) -> int:
    """The demonstration leaves one campaign waiting for its draw."""
    return site.summary["next_campaign"]


def fits(page) -> bool:
    """Nothing runs out of the phone's side."""
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def words(page) -> list[str]:
    return page.locator(".phrase li").all_inner_texts()


def test_a_draw_from_lock_to_signatures(site, open_page, ready_campaign):
    room = f"/draws/room/{ready_campaign}/"
    leader = open_page("juzhang")  # the demonstration itself drew by SHA-256
    leader.goto("/draws/hash/")
    leader.get_by_label("SM3（国密，GB/T 32905）").check()
    leader.get_by_label("理由").fill("密码管理部门的要求")
    leader.get_by_role("button", name="决定").click()
    leader.get_by_text("以后锁库都用它").wait_for()
    operator = open_page("yaohao")
    operator.goto(room)
    expect(operator.get_by_role("heading", name=re.compile("条提醒"))).to_be_visible()
    operator.get_by_text("人没有列入，看是谁、为什么").click()
    expect(operator.get_by_text("执法证已过期").first).to_be_visible()
    operator.locator("input[name=witnesses]").first.check()
    operator.get_by_label("第 1 位姓名").fill("李四")
    operator.get_by_label("第 1 位单位职务").fill("派驻纪检监察组")
    operator.get_by_label("在哪里公布").fill(
        "中国体彩网"
    )  # without a name: refused, and nothing typed is lost
    operator.get_by_label("上面的提醒我逐条看过").check()
    operator.get_by_role("button", name="锁库", exact=True).click()
    expect(operator.get_by_text("位数应当是 1 到 40")).to_be_visible()
    expect(operator.get_by_label("第 1 位姓名")).to_have_value("李四")
    operator.get_by_label("在哪里公布").fill("")
    operator.get_by_label("现场掷骰 50 次").check()
    operator.get_by_label("上面的提醒我逐条看过").check()
    operator.get_by_role("button", name="锁库", exact=True).dblclick()
    operator.get_by_text("第二步：各位提交承诺").wait_for()
    expect(operator.get_by_role("button", name="公布锁库摘要")).to_be_disabled()
    link = operator.locator(".invites .link").inner_text()

    account = open_page("jianzheng1", width=390)
    account.goto("/draws/witness/")
    account.locator("h2 a").first.click()
    guest = open_page(width=390)
    guest.goto(link)
    expect(guest.get_by_role("heading", name="李四")).to_be_visible()
    guest.get_by_role("button", name="是我，开始见证").dblclick()
    guest.get_by_text("这是您的随机数").wait_for()
    stranger = open_page(width=390)
    stranger.goto(link)
    stranger.get_by_text("这个链接已经用过").wait_for()
    phones = [account, guest]
    promised = []
    for page in phones:
        expect(page.locator("#value span").first).to_be_visible()
        first = page.locator("#value").inner_text()
        page.reload()  # a phone that reloads loses nothing
        expect(page.locator("#value")).to_have_text(first)
        assert fits(page)
        page.get_by_text("加进自己想的字或数").click()
        page.get_by_label("随便写几个字").fill("七月流火 1949")
        page.get_by_role("button", name="搅进去").click()
        assert page.locator("#value").inner_text() != first
        promised.append(re.sub(r"\s", "", page.locator("#value").inner_text()))
        page.get_by_role("button", name="提交承诺").dblclick()
        page.get_by_text("承诺已收到").wait_for()

    # The projector notices by itself; its second operator stands by.
    expect(operator.get_by_role("button", name="公布锁库摘要")).to_be_enabled()
    second = open_page("yaohao")
    second.goto(room)
    operator.get_by_role("button", name="公布锁库摘要").dblclick()
    operator.get_by_text("第三步：核对锁库摘要").wait_for()
    shown = re.sub(r"\s", "", operator.locator(".room-right .full-hash code").first.inner_text())
    assert re.fullmatch("[0-9a-f]{64}", shown)
    public = open_page()
    public.goto(operator.locator(".room-right .link").inner_text())
    assert shown in re.sub(r"\s", "", public.locator("body").inner_text())
    assert words(public) == words(operator)

    for page in phones:  # each goes on by itself
        page.get_by_text("请核对锁库摘要").wait_for()
        assert words(page) == words(operator)
        assert fits(page)
    account.get_by_role("button", name="一样，签名").click()
    account.get_by_text("等其他人核对").wait_for()
    guest.context.set_offline(True)  # asleep, or out of reach
    guest.wait_for_timeout(4000)
    guest.context.set_offline(False)
    guest.get_by_role("button", name="一样，签名").click()
    for page, value in zip(phones, promised, strict=True):
        page.get_by_text("现在公开您的随机数").wait_for()
        assert re.sub(r"\s", "", page.locator("#value").inner_text()) == value
        page.get_by_role("button", name="公开我的随机数").dblclick()
        page.get_by_text("您的随机数已公开").wait_for()

    dice = "3141526535" * 5
    operator.get_by_text("第三步：公开随机数").wait_for()
    for digit in dice[:3]:
        operator.locator(f".pad button[data-key='{digit}']").click()
    expect(operator.get_by_text("还差 47 位")).to_be_visible()
    operator.locator("textarea.digits").fill(dice)
    operator.get_by_role("button", name="录入", exact=True).click()
    operator.get_by_text("已录入一遍，请另一个人再录入一遍").wait_for()
    guest.locator("textarea[data-digits]").fill(dice)  # a witness is the second person, on the phone
    guest.get_by_role("button", name="录入").click()
    for page in phones:  # the phones check all values and sign by themselves
        page.get_by_text("马上摇号").wait_for()
    expect(operator.get_by_role("button", name="摇号", exact=True)).to_be_enabled()
    # The second operator's page has come along by itself.
    expect(second.get_by_role("button", name="摇号", exact=True)).to_be_enabled()
    second.get_by_role("button", name="摇号", exact=True).click(no_wait_after=True)
    operator.get_by_role("button", name="摇号", exact=True).click()
    operator.get_by_text("第四步：看结果，签字").wait_for()
    second.context.close()  # a browser closed in the middle

    operator.get_by_role("link", name="播放摇号过程").click()
    expect(operator.locator("body.secret")).to_have_count(1)
    beats = operator.locator("[data-beat]")
    assert beats.count() > 5
    assert operator.locator("[data-beat].waiting").count() > 0
    operator.get_by_role("button", name="全部显示").click()
    assert operator.locator("[data-beat].waiting").count() == 0
    operator.get_by_role("button", name="重播").click()
    expect(operator.locator("[data-beat].waiting").first).to_be_attached()
    operator.get_by_role("link", name="返回现场").click()
    operator.get_by_role("button", name="我已核对，签字").click()
    for page in phones:
        page.get_by_text("摇号完成，请签字").wait_for()
        assert fits(page)
    guest.get_by_role("link", name="在手机上看名单").click()
    expect(guest.locator(".phone-drawn li").first).to_be_visible()
    guest.get_by_role("link", name="返回签字").click()
    for page in phones:
        page.get_by_role("button", name="我在场，签字").dblclick()
        page.get_by_text("您已签字").wait_for()
    operator.get_by_text("摇号完成").first.wait_for()
    assert operator.get_by_text("手机已签字").count() == 2

    head = open_page("juzhang")  # the head releases it later; here only what is proved is looked at
    assert head.goto(room).status == 200


def test_the_demonstrations_own_draw_verifies_with_its_signatures(site, open_page):
    """The first campaign of the demonstration is released: anyone downloads and checks it."""
    page = open_page()
    page.goto("/open/draws/")
    href = page.get_by_role("link", name="下载").last.get_attribute("href")
    with urllib.request.urlopen(site.url + href) as response:
        report = verify_transcript(io.BytesIO(response.read()))
    assert report.ok
    assert "order_of_events" in {one.code for one in report.unproven}, (
        "a log whose key nobody gave proves nothing"
    )


def test_the_list_is_shut_to_others(site, open_page):
    """The second campaign of the demonstration is dispatched and secret; the first is released."""
    planner = open_page("jihua")
    assert planner.goto("/draws/1/list/").status == 200
    refused = planner.goto("/draws/2/list/")
    assert refused.status == 409
    assert planner.get_by_text("未公开的抽取名单只给必须办理的人看").count() == 1
    assert planner.goto("/draws/2/record/").status == 409
    assert planner.goto("/draws/2/transcript.zip").status == 409
    leader = open_page("juzhang")
    assert leader.goto("/draws/2/list/").status == 200
    assert leader.locator("body.secret").count() == 1
    outsider = open_page()
    outsider.goto("/draws/2/list/")
    assert "/login/" in outsider.url
