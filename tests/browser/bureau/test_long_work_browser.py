"""Long work and 不予公开 in a real browser: a small bureau on which every work counts as long."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytestmark = pytest.mark.browser

ENVIRONMENT = {"MINGQIAN_LONG_WORK_SECONDS": "0"}
BUILD = """
world.draw_now()
print(json.dumps({"cookies": cookies(), "draw": world.draw.pk, "campaign": world.campaign.pk,
                  "address": world.draw.manifest_hash[:16]}))
"""
_REVIEW = """
import json, sys
import django
django.setup()
import ready_bureau as bureau
from mingqian.accounts.models import User
from mingqian.inspections.models import Inspection
from mingqian.plans.models import Campaign
from mingqian.registers.models import Item
world = bureau.World(None, None, None, None, campaign=Campaign.objects.get(), items=list(Item.objects.all()))
world.users = {u.username: (u, u.roles()[0]) for u in User.objects.all()}
made = [world.review(one) for one in Inspection.objects.order_by("number")]
print(json.dumps([[one.pk, one.subject_name] for one in made]))
"""


@pytest.fixture
def person(served: Any, chromium: Any) -> Iterator[Callable[..., Any]]:
    """`person(name, scripts=True, width=1440)`: a page in which this person is signed in."""
    contexts = []

    def open_one(name: str = "", *, scripts: bool = True, width: int = 1440) -> Any:
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            locale="zh-CN",
            base_url=served.url,
            java_script_enabled=scripts,
        )
        contexts.append(context)
        if name:
            context.add_cookies(
                [{"name": "sessionid", "value": served.facts["cookies"][name], "url": served.url}]
            )
        page = context.new_page()
        page.set_default_timeout(60_000)
        return page

    yield open_one
    for context in contexts:
        context.close()


def fits(page: Any) -> bool:
    """Nothing sticks out to the side."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def test_work_is_left_followed_without_scripts_and_leads_on_with_them(served: Any, person: Any) -> None:
    page = person("draw_operator", scripts=False)
    page.goto("/desk/")
    page.get_by_role("link", name="派发检查任务").click()
    dispatch = page.url
    page.get_by_role("button", name=re.compile("派发")).first.click()
    page.wait_for_url(re.compile(r"/jobs/\d+/"))
    job = page.url
    page.goto("/desk/")  # left, and found again
    page.get_by_role("link", name=re.compile("派发检查任务：已办完|正在派发检查任务")).click()
    assert page.url == job
    page.get_by_text("已办完").first.wait_for()  # the page asks again by itself, scripts or not
    assert "户的检查任务派发给" in page.inner_text("main")
    page.get_by_role("link", name="继续").click()
    assert page.url == dispatch
    page.goto("/desk/")
    assert page.get_by_role("link", name=re.compile("已办完")).count() == 0, "once looked at, off the desk"


def test_a_result_is_withheld_by_two_people_and_the_rest_published(served: Any, person: Any) -> None:
    (first, name), (second, other), *_ = served.run(_REVIEW)
    head = person("unit_head")
    head.goto(f"/publicity/prepare/{first}/")
    head.get_by_role("link", name="提出不予公开").click()
    head.get_by_label(re.compile("整个结果")).check()
    head.get_by_role("button", name="送审批领导审定").click()
    assert "请选择不予公开的事由类别" in head.inner_text("main")
    head.get_by_label("事由类别（公开）").select_option(label="国家秘密")
    head.get_by_label("法律依据").fill("《中华人民共和国政府信息公开条例》第十四条")
    head.get_by_label(re.compile("理由（不公开")).fill("涉密科研生产单位")
    assert fits(head)
    head.get_by_role("button", name="送审批领导审定").click()
    head.get_by_text("等待审批领导审定").wait_for()
    head.goto(f"/publicity/withhold/{second}/")
    head.get_by_label("第 1 项的处理").check()
    head.get_by_label("事由类别（公开）").select_option(label="商业秘密")
    head.get_by_label("法律依据").fill("《中华人民共和国政府信息公开条例》第十五条")
    head.get_by_label(re.compile("理由（不公开")).fill("写有工艺参数")
    head.get_by_role("button", name="送审批领导审定").click()
    head.get_by_text("等待审批领导审定").wait_for()

    leader = person("approver", width=390)
    for _ in range(2):
        leader.goto("/desk/")
        leader.get_by_role("link", name=re.compile("不予公开待审定")).first.click()
        assert fits(leader)
        leader.get_by_role("button", name="同意不予公开").click()
        leader.get_by_text("已审定不予公开").wait_for()

    head.goto(f"/publicity/campaign/{served.facts['campaign']}/")
    head.get_by_role("button", name="全部送公示审核").click()
    head.get_by_text("户的结果送公示审核").wait_for()  # through the job's page and back, with the message
    publisher = person("publisher")
    publisher.goto(f"/publicity/campaign/{served.facts['campaign']}/")
    publisher.get_by_role("button", name="全部公示").click()
    publisher.get_by_text(re.compile("已公示 .* 户的检查结果")).wait_for()

    reader = person()
    reader.goto("/")
    said = (
        "本年另有 1 户的检查结果依法不予公开（国家秘密 1 户）； 1 户的部分内容依法不予公开（商业秘密 1 户）"
    )
    assert re.sub(r"\s+", "", said) in re.sub(r"\s+", "", reader.inner_text("main"))
    for url in ("/", "/open/results/", f"/open/draws/{served.facts['address']}/"):
        reader.goto(url)
        assert name not in reader.content()
        assert "依法不予公开" in reader.content()
        assert fits(reader)
    reader.goto(f"/open/results/?q={other}")
    reader.get_by_role("link", name=other).click()
    assert "第 1 项的处理不予公开。事由：商业秘密。" in reader.inner_text("main")
    leader.goto("/desk/")
    assert leader.get_by_role("link", name=re.compile("决定抽取名单是否公开")).count() == 1
