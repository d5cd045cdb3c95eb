"""The notice as each document has it: who is told, what it says, in which way."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from one_document import alone, refused, telling

from mingqian.inspections import actions, noticing
from mingqian.inspections.models import Notice
from mingqian.plans.models import Campaign
from mingqian.plans.telling import may_be_told, telling_of


@pytest.mark.parametrize(
    ("pack", "value"),
    [("gaoqing", ""), ("hebi", ""), ("xinyang", "always"), ("xiping", "forbidden"), ("weidong", "unless_unsuitable")],
)  # fmt: skip
def test_the_value_governs_who_is_told(dispatched: Any, pack: str, value: str) -> None:
    world = alone(dispatched, pack)
    rule = telling_of(world.campaign)
    assert rule.value == value and bool(rule.where) is bool(value)
    silent = {
        "by": world.actor("unit_head"), "inspection": world.inspections()[0],
        "planned_on": timezone.localdate(), "reason": "",
    }  # fmt: skip
    if value == "forbidden":
        assert refused(actions.notify, **telling(world)).code == "inspections.notice_forbidden"
        assert rule.where in actions.withhold_notice(**silent).withheld_reason
    elif value == "always":
        why = refused(actions.withhold_notice, **(silent | {"reason": "突击"}))
        assert why.code == "inspections.notice_required" and rule.where in why.words()
        assert actions.notify(**telling(world)).channel == "written"
    else:
        assert refused(actions.withhold_notice, **silent).code == "acts.reason_required"
        assert actions.notify(**telling(world)).channel == "written"


def test_a_campaign_cannot_be_set_against_the_document(dispatched: Any) -> None:
    world = alone(dispatched, "xinyang")
    Campaign.objects.filter(pk=world.campaign.pk).update(notice_allowed=False)
    assert may_be_told(Campaign.objects.get(pk=world.campaign.pk))


@pytest.mark.parametrize(
    ("pack", "words"),
    [
        ("gaoqing", {}),
        ("xinyang", {"materials": "应准备的材料", "attend": "到场配合的人员"}),
        ("weidong", {"attend": "配合要求", "materials": "准备的资料"}),
    ],
)
def test_what_a_notice_must_say(dispatched: Any, pack: str, words: dict[str, str]) -> None:
    world = alone(dispatched, pack)
    asked = {name: one.word for name, one in noticing.asked_words([world.campaign]).items()}
    assert asked == words
    page = world.client("unit_head").get(reverse("inspections:notice", args=[world.inspections()[0].pk]))
    for name, word in words.items():
        assert word in page.content.decode()
        why = refused(actions.notify, **telling(world, **{name: " "}))
        assert (why.code, why.field) == ("inspections.notice_incomplete", name) and word in why.words()
    assert actions.notify(**telling(world)).materials == "营业执照"


def test_a_notice_later_than_the_document_allows_needs_its_reason(dispatched: Any) -> None:
    """信阳 十一: five working days before; in time nothing is asked, and nothing is kept."""
    world = alone(dispatched, "xinyang")
    today = timezone.localdate()
    Campaign.objects.filter(pk=world.campaign.pk).update(check_to=today + timedelta(days=60))
    why = refused(actions.notify, **telling(world, late_reason=" "))
    assert (why.code, why.field) == ("inspections.notice_late", "late_reason")
    assert "5 个工作日" in why.words() and "信阳 十一" in why.words()
    one, other, *_ = world.inspections()
    many = {
        "by": world.actor("unit_head"), "campaign": world.campaign, "channel": "written", "materials": "执照",
        "attend": "负责人",
    }  # fmt: skip
    assert refused(actions.notify_many, **many, dates={one.pk: today}).code == "inspections.notice_late"
    (late,) = actions.notify_many(**many, dates={one.pk: today}, late_reason="上级临时安排")
    assert late.late_reason == "上级临时安排"
    page = world.client("unit_head").get(reverse("inspections:inspection", args=[one.pk]))
    assert "迟于期限通知" in page.content.decode()
    later = today + timedelta(days=30)
    intime = actions.notify(**telling(world, inspection=other, planned_on=later, late_reason="多写的"))
    assert intime.late_reason == ""


def test_a_document_without_a_term_of_notice_asks_for_no_reason(dispatched: Any) -> None:
    assert actions.notify(**telling(alone(dispatched, "gaoqing"), late_reason="")).late_reason == ""


def test_the_paper_has_the_documents_title_words_and_rights(dispatched: Any) -> None:
    world = alone(dispatched, "xinyang")
    one = world.notify(world.inspections()[0])
    paper = world.client("unit_head").get(reverse("inspections:notice_paper", args=[one.pk])).content.decode()
    assert "应准备的材料：" in paper and "到场配合的人员：" in paper
    assert "你单位的权利（信阳 二十二）：陈述申辩；申诉；反映违法违纪。" in paper
    world = alone(dispatched, "weidong")
    paper = world.client("unit_head").get(reverse("inspections:notice_paper", args=[one.pk])).content.decode()
    assert "<h1>部门联合检查告知书</h1>" in paper and "示范格式" in paper


def test_own_contents_of_a_document_and_ways_we_do_not_know(dispatched: Any, monkeypatch: Any) -> None:
    world = alone(dispatched, "weidong")
    every = noticing.governing

    def more(campaign: Any, *keys: str, **rest: Any) -> Any:
        for one in every(campaign, *keys, **rest):
            value = {
                "checks.notice_contents": ("注意事项",),
                "checks.notice_forms": ("书面", "短信"),
            }.get(one.parameter.key)
            yield one if value is None else _with(one, value)

    monkeypatch.setattr(noticing, "governing", more)
    assert noticing.channels([world.campaign]) == [("written", "书面"), ("短信", "短信")]
    assert refused(actions.notify, **telling(world, channel="fax")).code == "inspections.channel_unknown"
    why = refused(actions.notify, **telling(world, channel="短信"))
    assert why.field == "told_注意事项"
    sent = actions.notify(**telling(world, channel="短信", told={"注意事项": "戴安全帽"}))
    assert (sent.channel, sent.channel_words, sent.told) == ("other", "短信", {"注意事项": "戴安全帽"})


def test_days_are_laid_down_for_all_where_nobody_is_told(dispatched: Any) -> None:
    world = alone(dispatched, "xiping")
    page = reverse("inspections:notify_all", args=[world.campaign.pk])
    client = world.client("unit_head")
    assert "定下检查日期，不事先告知" in client.get(page).content.decode()
    picks = [one.pk for one in world.inspections()]
    today = timezone.localdate().isoformat()
    form = {"act": "withhold", "pick": picks, **{f"on_{pk}": today for pk in picks}}
    late = form | {f"on_{picks[0]}": "2020-01-01"}
    assert "已经过去" in client.post(page, late).content.decode() and not Notice.objects.exists()
    assert client.post(page, form).status_code == 302
    assert {one.state for one in world.inspections()} == {"withheld"}


def _with(one: Any, value: tuple[str, ...]) -> Any:
    from dataclasses import replace

    return replace(one, parameter=replace(one.parameter, value=value))
