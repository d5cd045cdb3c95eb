"""Urns by any field of the register, each with its own quota, and weights from a table two people decided."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from django.urls import reverse

from mingqian.acts.refusal import Refused
from mingqian.lot.weighted import chances
from mingqian.plans import actions, strata
from mingqian.plans.models import Campaign, UrnSetting, WeightTable
from mingqian.plans.pool import build, survey

TODAY = date(2026, 3, 16)
TABLE = {"credit_grade": {"A": 1, "D": 10, "": 2}, "risk_level": {"高": 5, "": 1}}


@pytest.fixture
def table(bureau: Any) -> WeightTable:
    made = actions.propose_weights(
        by=bureau.actor("planner"), agency=bureau.agency, table=TABLE, combine="product", basis="某文件第三条", reason="试"
    )  # fmt: skip
    actions.decide_weights(by=bureau.actor("approver"), table=made, approve=True)
    return made


@pytest.mark.parametrize("code", [field.code for field in strata.FIELDS])
def test_every_field_parts_the_pool(code: str, add_subjects: Any, make_campaign: Any, bound: None) -> None:
    add_subjects(
        3, credit_grade="A", risk_level="低", industry_code="2611", township="西镇", region_code="370303",
        jurisdiction="城区所", registrar="县局", kind="individual", entity_type="个体", staff_count=5,
        oversight="city", licence_name="经营许可证", status="suspended", major_hazard=True, fatal_accident=True,
        watch_listed=True, abnormal_listed=True, joint_punishment=True, seriously_listed=True, complaints_count=2,
        supervision_class="general", field="机械",
    )  # fmt: skip
    add_subjects(4, field="")
    pool = build(make_campaign(stratify_by=code, unclassed_as="general"), on=TODAY)
    assert sorted(len(urn.subject_ids) for urn in pool.urns) == [3, 4]
    assert len({urn.name for urn in pool.urns}) == 2


def test_crossed_strata(add_subjects: Any, make_campaign: Any, bound: None) -> None:
    for code, region, number in (("2611", "370322", 21), ("2631", "370303", 5), ("3311", "370322", 40)):
        add_subjects(number, industry_code=code, region_code=region)
    campaign = make_campaign(stratify_by="region_code,division")
    assert campaign.stratify_by == "division,region_code"
    pool = build(campaign, on=TODAY)
    assert {urn.name: (len(urn.subject_ids), urn.quota) for urn in pool.urns} == {
        "C26 化学原料和化学制品制造业·高青县": (21, 2),
        "C26 化学原料和化学制品制造业·张店区": (5, 1),
        "C33 金属制品业·高青县": (40, 2),
    }


def test_an_urns_own_quota_is_rounded_up_and_never_below_the_rule(
    add_subjects: Any, make_campaign: Any, bound: None
) -> None:
    add_subjects(41, credit_grade="A")
    add_subjects(21, credit_grade="D")
    own = [[["D"], "２０％"], [["A"], "1 户"]]
    campaign = make_campaign(stratify_by="credit_grade", quotas=own)
    counted = survey(campaign, on=TODAY)
    urns = {urn.name: urn for urn in counted.urns}
    assert (urns["D级"].quota, urns["D级"].own) == (5, "20")  # 21 × 20 % = 4.2
    assert (urns["A级"].quota, urns["A级"].minimum, urns["A级"].too_low) == (3, 3, True)
    assert any("“A级”定为 1 户，规则要求至少 3 户" in alarm for alarm in counted.alarms)
    assert build(campaign, on=TODAY).urns[0].share == ""


def test_too_little_in_one_urn_or_in_all_is_refused(
    bureau: Any, add_subjects: Any, approved: Any, make_campaign: Any, bound: None
) -> None:
    add_subjects(41, credit_grade="A")
    add_subjects(21, credit_grade="D")
    planner = bureau.actor("planner")
    campaign = make_campaign(stratify_by="credit_grade", quotas=[[["A"], "1户"]])
    with pytest.raises(Refused) as refused:
        actions.confirm_pool(by=planner, campaign=campaign, on=TODAY)
    assert (refused.value.code, refused.value.field) == ("plans.stratum_too_low", "quotas")
    dear = make_campaign(approved(share_percent="20"), stratify_by="credit_grade", quotas=[[["A"], "5"]])
    with pytest.raises(Refused) as refused:
        actions.confirm_pool(by=planner, campaign=dear, on=TODAY)
    assert refused.value.code == "plans.strata_below_line"
    assert "少于计划比例 20% 的 13 户" in refused.value.words()
    actions.edit_campaign(by=planner, campaign=dear, quotas=[[["A"], "5"], [["D"], "10户"]])
    assert actions.confirm_pool(by=planner, campaign=dear, on=TODAY).quota == 13


@pytest.mark.parametrize("typed", ["0户", "12个", "-3", "120%", "20％户"])
def test_a_quota_that_is_none_is_refused(typed: str, make_campaign: Any) -> None:
    with pytest.raises(Refused) as refused:
        make_campaign(stratify_by="credit_grade", quotas=[[["A"], typed]])
    assert refused.value.code == "plans.stratum_quota_malformed"


def test_empty_strata_are_told(add_subjects: Any, make_campaign: Any, bound: None) -> None:
    add_subjects(20, credit_grade="A")
    add_subjects(2, credit_grade="C", status="revoked")
    counted = survey(make_campaign(stratify_by="credit_grade", quotas=[[["B"], "3户"]]), on=TODAY)
    told = "".join(counted.alarms)
    assert "签筒“C级”没有一户候选：范围内的 2 户全部被排除" in told
    assert "“B级”单独定了数量，现在那里没有一户检查对象" in told
    assert "信用等级“D级”一户检查对象也没有" in told


def test_one_campaign_by_unknown_or_too_many_fields_is_refused(make_campaign: Any) -> None:
    for given, code in (
        ("shoe_size", "plans.stratum_unknown"),
        ("field,kind,status,township", "plans.strata_too_many"),
    ):
        with pytest.raises(Refused) as refused:
            make_campaign(stratify_by=given)
        assert refused.value.code == code


def test_weights_give_each_candidate_its_exact_chance(
    add_subjects: Any, make_campaign: Any, bound: None, table: WeightTable
) -> None:
    add_subjects(30, credit_grade="A")
    add_subjects(8, credit_grade="D", risk_level="中")
    add_subjects(1, credit_grade="D", risk_level="高")
    add_subjects(2)
    pool = build(make_campaign(weight_table=table), on=TODAY)
    (urn,) = pool.urns
    assert urn.weights is not None
    exact = dict(zip(urn.weights, chances(list(urn.weights), urn.quota), strict=True))
    assert {weight: Fraction(part, whole) for weight, part, whole in urn.chances} == exact
    assert set(exact) == {1, 2, 10, 50}
    assert sum(exact[weight] for weight in urn.weights) == urn.quota == 3
    counted = pool.survey.urns[0]
    assert [(one.weight, one.count) for one in counted.chances] == [(1, 30), (2, 2), (10, 8), (50, 1)]


def test_a_table_is_decided_by_somebody_else_and_only_the_one_in_force_is_taken(
    bureau: Any, make_campaign: Any, table: WeightTable
) -> None:
    with pytest.raises(Refused) as refused:
        actions.propose_weights(
            by=bureau.actor("planner"), agency=bureau.agency, table=TABLE, combine="product", basis="x", reason="x"
        )  # fmt: skip
    assert refused.value.code == "plans.weights_known"
    campaign = make_campaign(weight_table=table)
    later = actions.propose_weights(
        by=bureau.actor("planner"), agency=bureau.agency,
        table={"credit_grade": {"D": 3, "": 1}}, combine="max", basis="x", reason="x",
    )  # fmt: skip
    with pytest.raises(Refused) as refused:
        make_campaign(weight_table=later)
    assert refused.value.code == "plans.weights_not_in_force"
    actions.decide_weights(by=bureau.actor("approver"), table=later, approve=True)
    with pytest.raises(Refused):
        actions.decide_weights(by=bureau.actor("approver"), table=later, approve=False, reason="x")
    with pytest.raises(Refused):
        make_campaign(weight_table=table)
    # What was set before keeps its table until somebody changes it.
    actions.edit_campaign(by=bureau.actor("planner"), campaign=campaign, title="改名")
    assert UrnSetting.objects.get(campaign=campaign).weight_table == table


def test_nobody_decides_on_an_own_proposal(bureau: Any) -> None:
    approver = bureau.actor("approver")
    made = WeightTable.objects.create(
        agency=bureau.agency, number=1, table={}, basis="x", reason="x", proposed_by=approver.name,
        proposer_id=approver.user_id, proposed_at="2026-03-16T00:00:00Z",
    )  # fmt: skip
    with pytest.raises(Refused) as refused:
        actions.decide_weights(by=approver, table=made, approve=True)
    assert refused.value.code == "plans.weights_own"


@pytest.mark.parametrize(
    ("given", "combine", "code"),
    [
        ({"credit_grade": {"A": "1", "": "1"}}, "max", "weights_empty"),
        ({"credit_grade": {"A": "2"}}, "max", "weight_other"),
        ({"credit_grade": {"A": "0", "": "1"}}, "max", "weight_malformed"),
        ({"credit_grade": {"A": "１", "": "2"}}, "max", "weight_malformed"),
        ({"credit_grade": {"A": "10001", "": "1"}}, "max", "weight_malformed"),
        ({"credit_grade": {"A": "2", "": "1"}}, "sum", "weights_combine"),
        (
            {"credit_grade": {"A": "200", "": "1"}, "risk_level": {"高": "51", "": "1"}},
            "product",
            "weights_too_large",
        ),
    ],
)
def test_tables_that_are_none(bureau: Any, given: Any, combine: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        actions.propose_weights(
            by=bureau.actor("planner"), agency=bureau.agency, table=given, combine=combine, basis="x", reason="x"
        )  # fmt: skip
    assert refused.value.code == f"plans.{code}"


def test_on_the_pages(
    browser: Any, bureau: Any, add_subjects: Any, make_campaign: Any, bound: None, items: Any
) -> None:
    add_subjects(41, credit_grade="A")
    add_subjects(21, credit_grade="D", risk_level="高")
    planner, approver = browser("planner"), browser("approver")
    page = planner.get(reverse("plans:weight_list")).content.decode()
    assert "信用等级 D级" in page
    names = {"A": "credit_grade_0", "D": "credit_grade_3", "": "credit_grade_4"}
    typed = {names["A"]: "1", names["D"]: "10", "combine": "max", "basis": "文件三", "reason": "按信用"}
    refused = planner.post(reverse("plans:weight_list"), typed).content.decode()
    assert "“未评级或者表中没有的”也填上权重" in refused
    assert 'value="10"' in refused
    planner.post(reverse("plans:weight_list"), typed | {names[""]: "2"})
    table = WeightTable.objects.get()
    assert "审定权重表" in approver.get("/desk/").content.decode()
    approver.post(reverse("plans:weight_decide", args=[table.pk]), {"approve": "1"})
    campaign = make_campaign(item_ids=[items["Y1"].pk])
    form = {
        "title": campaign.title, "mode": "undirected", "share_percent": "5", "stratify_by": ["credit_grade"],
        "unit": bureau.unit.pk, "check_from": campaign.check_from, "check_to": campaign.check_to, "members": "1",
        "max_load": "6", "item_ids": [items["Y1"].pk], "version": campaign.version, "seen": "62",
        "weight_table": table.pk, "stratum": ['["A"]', '["D"]'], "stratum_quota": ["", "20%"],
    }  # fmt: skip
    lines = planner.post(reverse("plans:campaign_urns", args=[campaign.pk]), form).content.decode()
    assert "D级抽多少" in lines
    assert 'value="20%"' in lines
    counts = planner.post(reverse("plans:campaign_counts", args=[campaign.pk]), form).content.decode()
    assert "权重 10，21 户" in counts
    assert not UrnSetting.objects.exists()
    wrong = planner.post(
        reverse("plans:campaign_edit", args=[campaign.pk]),
        form | {"act": "save", "stratum_quota": ["", "许多"]},
    ).content.decode()
    assert "“许多”不是比例也不是户数" in wrong
    assert 'value="许多"' in wrong
    planner.post(reverse("plans:campaign_edit", args=[campaign.pk]), form | {"act": "confirm"})
    kept = Campaign.objects.get(pk=campaign.pk)
    assert (kept.state, kept.stratify_by, kept.pool_summary["quota"]) == ("ready", "credit_grade", 8)
    assert kept.urn_setting.quotas == [[["D"], "20"]]
    opened = planner.get(reverse("plans:campaign_open", args=[campaign.pk])).content.decode()
    assert "按信用等级" in opened
    assert "按第 1 号权重表" in opened
