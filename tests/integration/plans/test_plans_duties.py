"""What documents ask of plans besides shares: time, basis, place, items by department; and the receipts of elsewhere."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from mingqian.acts.desk import desk_lines
from mingqian.acts.refusal import Refused
from mingqian.plans import actions, duties, governed, packs, yearend
from mingqian.plans.models import AnnualPlan, Campaign, PlanLine, PlatformReceipt
from mingqian.plans.pool import survey
from mingqian.registers.models import Item

pytestmark = pytest.mark.django_db

DECIDED = {"class_of_chemicals": "重点", "class_of_medicine": "一般", "key_fields_in_lottery": "drawn"}
JULY = date(2020, 7, 10)
"""鹤壁 binds in July 2020 alone."""


@pytest.fixture
def bind(bureau: Any) -> Any:
    def apply(pack_id: str, first: date = date(2022, 1, 1), last: date | None = None) -> None:
        actions.bind_pack(
            by=bureau.actor("approver"), agency=bureau.agency, pack_id=pack_id, valid_from=first,
            valid_until=last, settings={}, reason="决定适用",
        )  # fmt: skip

    return apply


def timely(bureau: Any, today: date) -> list[tuple[int, bool, bool, str]]:
    return [(one.year, one.joint, one.late, one.duty.where) for one in duties.timely(bureau.agency.pk, today)]


def test_a_plan_is_missed_when_the_document_wants_it(bureau: Any, bind: Any, approved: Any) -> None:
    assert timely(bureau, date(2026, 3, 1)) == []
    bind("xiping")
    own, joint = (2026, False, False, "西平 细则 四"), (2026, True, True, "西平 联合 四")
    assert timely(bureau, date(2026, 1, 15)) == [own, joint]
    assert timely(bureau, date(2026, 2, 1)) == [(2026, False, True, "西平 细则 四"), joint]
    # the joint plan of the next year is due at the end of this one; the own plan of next year is not yet
    assert timely(bureau, date(2025, 12, 5))[-1] == (2026, True, False, "西平 联合 四")
    approved()
    assert timely(bureau, date(2026, 2, 1)) == [joint]


def test_it_stands_on_the_desk_and_on_the_list(bureau: Any, bind: Any, browser: Any) -> None:
    bind("xiping")
    year = timezone.localdate().year
    lines = [one.what for one in desk_lines(bureau.actor("planner"))]
    assert f"编制 {year} 年度抽查计划（西平 细则 四）" in lines
    assert not any("编制" in one.what for one in desk_lines(bureau.actor("registrar")))
    page = browser("planner").get("/plans/").content.decode()
    assert f"{year} 年度抽查计划还没有编，应当年初制定" in page


def of(plan: AnnualPlan, key: str) -> list[tuple[str, str]]:
    return [(one.tone, one.words) for one in duties.duties(plan) if one.key == key]


def test_a_plan_names_the_supervision_plan_it_is_part_of(bureau: Any, make_plan: Any) -> None:
    plan = make_plan()
    assert [tone for tone, _ in of(plan, "plan.part_of_supervision_plan")] == ["near"]
    plan = actions.edit_plan(
        by=bureau.actor("planner"), plan=plan, year=plan.year, title=plan.title, scope=plan.scope,
        basis="工作指引；与《2026 年安全生产年度监督检查计划》一并实施",
    )  # fmt: skip
    assert [tone for tone, _ in of(plan, "plan.part_of_supervision_plan")] == ["done"]
    assert [tone for tone, _ in of(plan, "plan.annual")] == ["done"]


@pytest.fixture
def joint(bureau: Any, other_bureau: Any, approved: Any) -> PlanLine:
    line: PlanLine = approved(kind="joint", partner_agency_ids=[other_bureau.agency.pk])
    return line


def test_where_a_joint_plan_was_published(bureau: Any, bind: Any, joint: PlanLine, browser: Any) -> None:
    bind("xiping")
    plan, planner = joint.plan, bureau.actor("planner")
    place = "国家企业信用信息公示系统"
    assert duties.places(plan) == [place]
    assert ("near", f"{place}：没有登记公示。") in of(plan, "plan.published_where")
    today = timezone.localdate()
    client = browser("planner")
    late = {"place": place, "number": "第 8 号", "on": (today + timedelta(days=2)).isoformat()}
    assert "日期在今天之后" in client.post(f"/plans/{plan.pk}/posting/", late).content.decode()
    assert not PlatformReceipt.objects.exists()
    client.post(f"/plans/{plan.pk}/posting/", {**late, "on": today.isoformat()})
    assert ("done", f"{place}：已公示。") in of(plan, "plan.published_where")
    assert "第 8 号" in client.get(f"/plans/{plan.pk}/").content.decode()
    plan.state = "draft"
    plan.save()
    with pytest.raises(Refused, match="批准以后"):
        actions.note_posting(by=planner, plan=plan, place=place, number="1", on=today)


def test_only_a_line_with_partners_is_asked_for_their_items(
    bureau: Any, other_bureau: Any, bind: Any, joint: PlanLine, make_campaign: Any
) -> None:
    campaign = make_campaign(joint)
    governed.require_partners_items(campaign, JULY)
    bind("hebi", date(2020, 7, 3), date(2020, 7, 31))
    with pytest.raises(Refused, match="市场监督管理局") as refused:
        governed.require_partners_items(campaign, JULY)
    assert refused.value.params["citation"] == "鹤壁 五(一)"
    theirs = Item.objects.create(
        agency=other_bureau.agency,
        code="S1",
        name="营业执照规范使用",
        item_class="general",
        basis="《公司法》",
    )
    campaign.item_ids = [*campaign.item_ids, theirs.pk]
    governed.require_partners_items(campaign, JULY)


def test_items_a_document_lists_by_department(
    other_bureau: Any, joint: PlanLine, make_plan: Any, make_line: Any
) -> None:
    assert of(joint.plan, "scope.items_market") == []
    plan = make_plan(title="危化品联合抽查", pack_id="weidong")
    line = make_line(
        plan, kind="joint", partner_agency_ids=[other_bureau.agency.pk], mode="directed",
        conditions={"credit_grades": ["A"]},
    )  # fmt: skip
    ((tone, words),) = of(plan, "scope.items_market")
    assert tone == "near" and "营业执照规范使用" in words and "第 1 行" in words
    found = [
        Item.objects.create(
            agency=other_bureau.agency, code=f"S{n}", name=name, item_class="general", basis="《公司法》"
        ).pk
        for n, name in enumerate(("营业执照规范使用情况", "住所（经营场所）或驻在场所的检查"))
    ]
    PlanLine.objects.filter(pk=line.pk).update(item_ids=found)
    assert [tone for tone, _ in of(plan, "scope.items_market")] == ["done"]
    assert [tone for tone, _ in of(plan, "scope.items_emergency")] == ["near"]


def test_a_check_goes_as_it_was_approved(bureau: Any, bind: Any, make_campaign: Any, items: Any) -> None:
    campaign = make_campaign()
    assert governed.differences(campaign) == []
    other = make_campaign(
        check_from=date(2026, 7, 1), check_to=date(2026, 8, 1), item_ids=[items["Y2"].pk],
        mode="directed", conditions={"fields": ["机械"]},
    )  # fmt: skip
    governed.require_as_approved(other, date(2026, 3, 16))
    bind("xinyang")
    governed.require_as_approved(campaign, date(2026, 3, 16))
    with pytest.raises(Refused) as refused:
        governed.require_as_approved(other, date(2026, 3, 16))
    words = refused.value.words()
    assert "信阳 十" in words and "教育培训" in words and "检查时间" in words and "计划是不定向" in words


def test_receipts_of_the_official_platform(
    bureau: Any, other_bureau: Any, bound: None, make_campaign: Any, browser: Any
) -> None:
    campaign = make_campaign()
    client, today = browser("planner"), timezone.localdate().isoformat()
    url = f"/plans/campaigns/{campaign.pk}/receipt/"
    assert "高青 5.3" in client.get(f"/plans/campaigns/{campaign.pk}/").content.decode()
    given: dict[str, Any] = {"step": "prepared", "place": "省双随机平台", "number": "R-2026-3", "on": today}
    client.post(url, {**given, "step": "posted"})
    client.post(url, {**given, "number": " "})
    assert not PlatformReceipt.objects.exists()
    client.post(url, given)
    assert "R-2026-3" in client.get(f"/plans/campaigns/{campaign.pk}/").content.decode()
    with pytest.raises(Refused) as refused:
        given["on"] = timezone.localdate()
        actions.note_receipt(by=other_bureau.actor("planner"), campaign=campaign, **given)
    assert refused.value.code == "plans.other_agency"


def test_led_and_joined_are_told_apart(bureau: Any, other_bureau: Any, bind: Any, joint: PlanLine) -> None:
    ((tone, words),) = of(joint.plan, "frequency.joint_role")
    assert (tone, words) == ("done", "本年的联合抽查：牵头 1 次，配合 0 次。")
    assert duties.joined(other_bureau.agency.pk, joint.plan.year) == 1


def test_the_random_part_is_held_against_the_year_before(
    bureau: Any, bind: Any, approved: Any, monkeypatch: Any
) -> None:
    plan = approved().plan
    counts = {(2026, False): 30, (2026, True): 30, (2025, False): 60, (2025, True): 40}
    monkeypatch.setattr(
        yearend, "random_part", lambda agency_id, year: (counts[year, False], counts[year, True])
    )
    assert not any("比重" in one.words for one in yearend.report(plan, year_over=True).missed)
    bind("xiping")
    (said,) = [one for one in yearend.report(plan, year_over=True).missed if "比重" in one.words]
    assert said.citation == "西平 方案 二(一)" and "50.0%" in said.words and "60.0%" in said.words
    counts[2026, True] = 10
    assert not any("比重" in one.words for one in yearend.report(plan, year_over=True).missed)


def test_of_some_more_is_drawn_once_the_bureau_said_how_many(
    bureau: Any, add_subjects: Any, make_plan: Any
) -> None:
    from mingqian.plans.pool import raising
    from mingqian.plans.yearly.reckoning import reckon
    from mingqian.registers.models import Subject

    add_subjects(90)
    add_subjects(6, risk_level="高风险")
    add_subjects(4, seriously_listed=True)
    plan, today = make_plan(), date(2026, 3, 16)
    pack = packs.pack_for(bureau.agency, "gaoqing")
    assert Subject.objects.filter(raising.whom(pack, today)).count() == 10

    def demanded() -> list[tuple[str, int, int]]:
        found = reckon(plan, [], today).demands
        return [(one.key, one.size, one.minimum) for one in found if one.group.raised]

    assert demanded() == []
    assert [tone for tone, _ in of(plan, "shares.high_risk_increase")] == ["near"]
    actions.bind_pack(
        by=bureau.actor("approver"), agency=bureau.agency, pack_id="gaoqing", valid_from=date(2026, 1, 1),
        settings=DECIDED | {"raised_share_percent": "30"}, reason="决定",
    )  # fmt: skip
    assert demanded() == [("shares.high_risk_increase", 10, 3)]
    assert [tone for tone, _ in of(plan, "shares.high_risk_increase")] == ["done"]
    line = actions.add_line(
        by=bureau.actor("planner"), plan=plan, title="一般抽查", item_class="general", share_percent="5",
        estimated_count=8, month_from=3, month_to=6, unit=bureau.unit,
    )  # fmt: skip
    (verdict,) = [one for one in reckon(plan, [], today).verdicts() if one.demand.group.raised]
    assert verdict.met and verdict.got == 3  # every campaign draws them by the higher share
    made = survey(
        Campaign(agency=bureau.agency, line=line, mode="undirected", conditions={}, share_percent="5"),
        on=today,
    )
    assert sorted((urn.size, urn.quota) for urn in made.urns) == [(10, 3), (90, 5)]
