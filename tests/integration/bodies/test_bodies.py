"""组织机构与职责: what the documents ask for is offered, another than they name needs its reason, all stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from mingqian.acts.refusal import Refused
from mingqian.audit.models import Event
from mingqian.bodies import actions, standing
from mingqian.bodies.models import Charge, LeadingGroup
from mingqian.plans import ports

pytestmark = pytest.mark.django_db
SINCE = date(2026, 1, 5)


def _refused(code: str, step: Callable[[], Any]) -> Refused:
    with pytest.raises(Refused) as refused:
        step()
    assert refused.value.code == code
    return refused.value


def _group(bureau: Any, **changes: Any) -> LeadingGroup:
    given = {
        "pack_id": "xiping", "name": "“双随机一公开”工作领导小组", "head": "赵局", "head_post": "局长",
        "office": "局办公室", "paper": "西应急〔2026〕1号", "since": SINCE,
    } | changes  # fmt: skip
    return actions.record_group(by=bureau.actor("planner"), agency=bureau.agency, **given)


def test_the_group_a_document_asks_for_is_recorded_and_stays(bureau: Any, bind: Any) -> None:
    bind("xiping")
    (asked,) = standing.groups(bureau.agency)
    assert (asked.name.words, asked.head and asked.head.words, asked.recorded) == (
        "“双随机一公开”工作领导小组", "局长", None,
    )  # fmt: skip
    first = _group(bureau)
    refused = _refused("bodies.differs", lambda: _group(bureau, head_post="分管副局长"))
    assert "局长" in refused.words() and "西平 方案 三(二)" in refused.words()
    second = _group(bureau, head="钱副局", head_post="分管副局长", differs="局长到任前由其主持工作")
    assert standing.groups(bureau.agency)[0].recorded == second
    assert LeadingGroup.objects.filter(agency=bureau.agency).count() == 2
    with pytest.raises(DatabaseError), transaction.atomic():
        LeadingGroup.objects.filter(pk=first.pk).update(head="别人")
    assert Event.objects.filter(action="bodies.group.record").count() == 2


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("bodies.rule_unknown", {"pack_id": "hebi"}),
        ("bodies.missing", {"paper": " "}),
        ("bodies.missing", {"since": None}),
        ("bodies.too_long", {"head": "长" * 61}),
    ],
)
def test_a_group_that_is_not_whole_is_refused(bureau: Any, bind: Any, code: str, changes: Any) -> None:
    bind("xiping")
    _refused(code, lambda: _group(bureau, **changes))
    _refused("bodies.future", lambda: _group(bureau, since=timezone.localdate() + timedelta(days=1)))


def test_each_item_has_its_unit_and_each_duty_its_bearer(bureau: Any, other_bureau: Any, bind: Any) -> None:
    """西平 细则 四: each item its own 责任股室; 高青 4.2: the bureau guides, coordinates, inspects."""
    bind("xiping")
    bind("gaoqing")
    planner = bureau.actor("planner")
    by_word = {one.word: one for one in standing.duties(bureau.agency)}
    assert {"责任股室", "政策法规股", "指导", "落实"} <= set(by_word)

    def charge(word: str, **changes: Any) -> Charge:
        duty = by_word[word]
        given = {"unit": bureau.unit, "since": SINCE} | changes
        return actions.record_charge(
            by=planner, agency=bureau.agency, pack_id=duty.pack_id, key=duty.key, word=word, **given
        )

    _refused("bodies.missing", lambda: charge("责任股室"))
    charge("责任股室", item="工贸行业")
    charge("责任股室", item="危险化学品")
    charge("责任股室", item="工贸行业", since=date(2026, 2, 1))
    found = {one.word: one for one in standing.duties(bureau.agency)}["责任股室"].recorded
    assert [(row.item, row.since) for row in found] == [
        ("危险化学品", SINCE), ("工贸行业", date(2026, 2, 1)),
    ]  # fmt: skip
    _refused("bodies.unit_or_paper", lambda: charge("指导", unit=None))
    _refused("bodies.unit_elsewhere", lambda: charge("指导", unit=other_bureau.unit))
    _refused("bodies.rule_unknown", lambda: actions.record_charge(
        by=planner, agency=bureau.agency, pack_id="xiping", key="bodies.principles", word="依法监管", since=SINCE
    ))  # fmt: skip


def test_a_joint_check_names_its_organiser_and_is_provided_for(bureau: Any, joint: Any) -> None:
    """鹤壁 五(一), 六(二): the office organises; vehicles and money; another organiser only with a reason."""
    campaign, planner = joint("hebi"), bureau.actor("planner")
    (card,) = [one for one in ports.cards(planner, campaign) if one.title == "联合抽查的组织和保障"]
    assert "车辆、经费还没有登记落实" in card.near
    assert ("组织、协调", "市联合抽查领导小组办公室", "鹤壁 五(一)") in [
        (line.name, line.words, line.citation) for line in card.lines
    ]
    assert standing.office_addressed(campaign) == "市联合抽查领导小组办公室（设在市应急管理局）"
    refused = _refused(
        "bodies.differs",
        lambda: actions.arrange_joint(by=planner, campaign=campaign, organiser="执法大队"),
    )
    assert "鹤壁 五(一)" in refused.words()
    actions.arrange_joint(by=planner, campaign=campaign, organiser="执法大队", reason="办公室机构改革中")
    for word in ("车辆", "经费"):
        actions.provide(by=planner, campaign=campaign, word=word, said="局里安排", settled_on=SINCE)
    _refused(
        "bodies.rule_unknown",
        lambda: actions.provide(by=planner, campaign=campaign, word="住宿", said="有", settled_on=SINCE),
    )
    (card,) = [one for one in ports.cards(planner, campaign) if one.title == "联合抽查的组织和保障"]
    assert card.near == ""
    assert ("与文件不同的理由", "办公室机构改革中") in [(line.name, line.words) for line in card.lines]
    assert standing.office_addressed(campaign) == "执法大队（设在市应急管理局）"


def test_the_initiator_is_the_documents(bureau: Any, joint: Any) -> None:
    """卫东 一: 区应急管理局 initiates, 区市场监督管理局 joins."""
    one_grade = {"mode": "directed", "conditions": {"credit_grades": ["A"]}}
    campaign, planner = joint("weidong", line=one_grade), bureau.actor("planner")
    stands = standing.arranged(campaign)
    assert (stands.said("initiator"), stands.said("partner")) == ("区应急管理局", "区市场监督管理局")
    given = {"by": planner, "campaign": campaign, "organiser": "区双随机办"}
    _refused("bodies.missing", lambda: actions.arrange_joint(**given))
    _refused("bodies.differs", lambda: actions.arrange_joint(**given, initiator="区市场监督管理局"))
    assert actions.arrange_joint(**given, initiator="区应急管理局").reason == ""


def test_a_single_check_is_not_arranged(bureau: Any, joint: Any) -> None:
    campaign = joint("hebi", kind="single")
    planner = bureau.actor("planner")
    assert [one for one in ports.cards(planner, campaign) if one.title.startswith("联合")] == []
    _refused("bodies.not_joint", lambda: actions.arrange_joint(by=planner, campaign=campaign, organiser="甲"))


def test_the_pages_show_and_take_it(
    bureau: Any, other_bureau: Any, bind: Any, joint: Any, browser: Any
) -> None:
    bind("xiping")
    planner = browser("planner")
    page = planner.get(reverse("bodies:overview")).content.decode()
    assert "文件要求设立，还没有登记。" in page and "与法律、法规不一致的" in page
    assert "推广随机抽查" in page and "录入原文以前不起作用" in page
    address = reverse("bodies:group", args=["xiping"])
    sent = {"name": "领导小组", "head": "赵局", "head_post": "副局长", "office": "局办公室", "paper": "1号",
            "since": "2026-01-05"}  # fmt: skip
    answer = planner.post(address, sent)
    assert answer.status_code == 422 and "请写明理由" in answer.content.decode()
    assert 'value="副局长"' in answer.content.decode(), "nothing typed is lost"
    assert planner.post(address, sent | {"differs": "局长出缺"}).status_code == 302
    assert "局长出缺" in planner.get(reverse("bodies:overview")).content.decode()
    charge = reverse("bodies:charge") + "?pack=xiping&key=bodies.joint_organiser&word=政策法规股"
    assert planner.post(charge, {"unit": bureau.unit.pk, "since": "2026-01-05"}).status_code == 302
    assert Charge.objects.get(agency=bureau.agency).unit == bureau.unit
    assert planner.get(reverse("bodies:charge") + "?pack=x&key=y&word=z").status_code == 404
    campaign = joint("hebi")
    page = planner.get(reverse("bodies:joint", args=[campaign.pk])).content.decode()
    assert "检查人员守纪律，不吃请、不收礼。" in page
    done = planner.post(
        reverse("bodies:joint", args=[campaign.pk]),
        {"act": "provide-0", "0-said": "面包车两辆", "0-settled_on": "2026-03-01"},
    )
    assert done.status_code == 302
    assert "面包车两辆" in planner.get(reverse("plans:campaign_open", args=[campaign.pk])).content.decode()
    stranger = browser("planner", other_bureau)
    assert stranger.get(reverse("bodies:joint", args=[campaign.pk])).status_code == 404
    assert browser("approver").get(address).status_code == 403
    assert browser("approver").get(reverse("bodies:overview")).status_code == 200
