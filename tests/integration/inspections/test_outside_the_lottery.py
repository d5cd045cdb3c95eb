"""非随机检查: opened on a ground of the documents, carried out as every inspection, never taken for a draw."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from mingqian.acts.refusal import Refused
from mingqian.inspections import actions
from mingqian.inspections.models import Inspection, OutsideOrder
from mingqian.inspections.outside import grounds
from mingqian.inspections.overlay import conditions_of, to_approve
from mingqian.inspections.scope import visible
from mingqian.plans import actions as plans
from mingqian.plans.models import Campaign, DrawHistory
from mingqian.publicity import actions as publicity
from mingqian.publicity.models import Publication
from mingqian.registers.actions import add_recusal


def opened(world: Any, **changes: Any) -> Any:
    """A complaint checked by two inspectors at the first enterprise."""
    today = timezone.localdate()
    said = {
        "unit": world.unit,
        "ground": "gaoqing:excluded_complaint_or_lead",
        "subjects": world.subjects[:1],
        "item_ids": [world.items[0].pk, world.items[1].pk],
        "inspectors": world.inspectors[:2],
        "check_from": today,
        "check_to": today + timedelta(days=10),
        "basis_words": "来电反映夜间违规动火",
        "document": "投诉登记表",
        "document_number": "投〔2026〕7号",
        "team_reason": "辖区责任人员",
    } | changes
    return actions.open_outside(by=world.actor("unit_head"), **said)


def test_a_ground_is_a_rule_of_a_bound_document(world: Any) -> None:
    found = {one.key: one for one in grounds(world.agency.pk, timezone.localdate())}
    assert found["excluded_complaint_or_lead"].citation == "高青 4.3 b)"
    assert "受理投诉举报" in found["excluded_complaint_or_lead"].words
    assert {"excluded_superior_order", "excluded_assigned_case", "excluded_emergency"} <= set(found)
    assert all(one.pack_id == "gaoqing" for one in found.values()), "西平没有启用，它的情形不能选"
    with pytest.raises(Refused) as refused:
        opened(world, ground="xiping:excluded_complaint_or_lead")
    assert refused.value.code == "inspections.outside_ground_unknown"


def test_the_whole_life(world: Any) -> None:
    campaign = opened(world)
    one = campaign.inspections.get()
    assert campaign.number.startswith("非随机") and one.number == f"{campaign.number}-01"
    assert (one.draw, one.drawn, campaign.line_id) == (None, None, None)
    assert {(seat.source, seat.origin) for seat in one.seats.all()} == {("direct", "直接委派，不是随机产生")}
    assert not DrawHistory.objects.filter(subject=one.subject).exists(), "不算抽中"
    world.notify(one)
    with pytest.raises(Refused) as refused:
        world.start(one)
    assert refused.value.code == "inspections.not_approved"
    assert conditions_of(one).approval == "高青 6.2"
    assert to_approve(world.agency.pk) == [one]
    actions.approve_checks(by=world.actor("approver"), inspections=[one], note="同意")
    one = world.start(one)
    world.fill(one)
    world.sign(one)
    one = actions.end_check(by=world.team(one)[0], inspection=one)
    one = actions.approve(by=world.actor("unit_head"), inspection=one)
    made = publicity.prepare_result(by=world.actor("unit_head"), inspection=one)
    assert made.title == f"{one.subject_name}非随机检查结果"
    assert made.content["outside"] == {
        "way": "非随机检查",
        "ground": "受理投诉举报、大数据监测、依法履职过程中发现涉嫌违法违规行为，依法应当进行监督检查的",
        "citation": "高青 4.3 b)",
    }
    assert "夜间违规动火" not in str(made.content), "事由不公开"
    publicity.publish_result(by=world.actor("publisher"), publication=made)
    campaign.refresh_from_db()
    assert campaign.state == "published"
    made.refresh_from_db()
    assert made.number == f"试应急非随机检查公示〔{timezone.localdate().year}〕1号"
    notice = world.client("unit_head").get(f"/inspections/{one.pk}/notice/paper/").content.decode()
    record = world.client("unit_head").get(f"/inspections/{one.pk}/record/paper/").content.decode()
    for paper in (notice, record):
        assert "非随机检查" in paper and "双随机”" not in paper and "高青 4.3 b)" in paper
        assert "夜间违规动火" not in paper and "投〔2026〕7号" not in paper, "检查对象看得到的纸上不写事由"
    portal = Client().get("/open/results/?way=outside").content.decode()
    assert one.subject_name in portal and "非随机检查" in portal
    assert one.subject_name not in Client().get("/open/results/?way=random").content.decode()
    assert "其中非随机检查 1 户" in Client().get("/").content.decode()
    papers = actions.archive_campaign(by=world.actor("unit_head"), campaign=campaign)
    assert papers[0].kind == "非随机检查依据" and "投〔2026〕7号" in papers[0].title
    assert not {"计划", "锁库清单", "摇号结果"} & {paper.kind for paper in papers}
    campaign.refresh_from_db()
    assert campaign.state == "archived"
    assert Publication.objects.get(pk=made.pk).campaign_id == campaign.pk


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"basis_words": " "}, "inspections.outside_basis_missing", "basis_words"),
        ({"team_reason": ""}, "acts.reason_required", "team_reason"),
        ({"subjects": []}, "inspections.outside_subjects_missing", "subjects"),
        ({"item_ids": []}, "inspections.outside_items_missing", "item_ids"),
        ({"item_ids": [10**9]}, "inspections.outside_items_missing", "item_ids"),
        ({"ground": "gaoqing:minimum"}, "inspections.outside_ground_unknown", "ground"),
        ({"document_date": timezone.localdate() + timedelta(days=1)}, "inspections.outside_document_later", "document_date"),
        ({"check_to": timezone.localdate() - timedelta(days=1)}, "inspections.outside_dates", "check_to"),
    ],
)  # fmt: skip
def test_what_is_refused_leaves_nothing(world: Any, changes: dict[str, Any], code: str, field: str) -> None:
    before = Campaign.objects.count()
    with pytest.raises(Refused) as refused:
        opened(world, **changes)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert refused.value.words()
    assert (Campaign.objects.count(), OutsideOrder.objects.count()) == (before, 0)


def test_the_team_is_fit_and_as_many_as_the_pack_asks(world: Any) -> None:
    with pytest.raises(Refused) as refused:
        opened(world, inspectors=world.inspectors[:1])
    assert refused.value.code == "inspections.too_few_inspectors" and "高青 7.3" in refused.value.words()
    add_recusal(
        by=world.actor("registrar"), inspector=world.inspectors[1], subject=world.subjects[1], case="1"
    )
    with pytest.raises(Refused) as refused:
        opened(world, subjects=world.subjects[:2])
    assert refused.value.code == "inspections.unfit"
    assert world.inspectors[1].name in refused.value.words()
    assert world.subjects[1].name in refused.value.words()
    with pytest.raises(Refused) as refused:
        opened(world, inspectors=[world.inspectors[0], world.inspectors[0]])
    assert refused.value.code == "inspections.already_on_team"
    assert not Inspection.objects.exists()


def test_only_the_unit_that_checks_opens_it(world: Any) -> None:
    today = timezone.localdate()
    said = {
        "unit": world.unit, "ground": "excluded_emergency", "subjects": world.subjects[:1], "item_ids": [world.items[0].pk],
        "inspectors": world.inspectors[:2], "check_from": today, "check_to": today, "basis_words": "火灾", "team_reason": "就近",
    }  # fmt: skip
    for name in ("other_head", "neighbour_unit_head"):
        with pytest.raises(Refused) as refused:
            actions.open_outside(by=world.actor(name), **said)
        assert refused.value.code == "inspections.not_yours"
    with pytest.raises(Refused) as refused:
        actions.open_outside(by=world.actor("planner"), **said)
    assert refused.value.code == "acts.not_permitted"


def test_nobody_else_knows_before_the_result_is_public(world: Any) -> None:
    campaign = opened(world)
    sees = {name: visible(world.actor(name)).filter(campaign=campaign).exists() for name in world.users}
    assert sees["unit_head"] and sees["approver"] and sees["inspector1"] and sees["inspector2"]
    assert not any(
        sees[name] for name in ("other_head", "inspector3", "publisher", "planner", "neighbour_approver")
    )
    name = world.subjects[0].name
    for who in ("planner", "draw_operator", "publisher", "other_head", "complaints_officer"):
        client = world.client(who)
        for path in (
            f"/inspections/campaign/{campaign.pk}/",
            f"/inspections/{campaign.inspections.get().pk}/",
        ):
            assert client.get(path).status_code in (403, 404), (who, path)
        for path in ("/desk/", "/plans/campaigns/", "/draws/"):
            page = client.get(path, follow=True).content.decode()
            assert campaign.number not in page and f"非随机检查：{name}" not in page, (who, path)
    page = world.client("unit_head").get(f"/inspections/campaign/{campaign.pk}/").content.decode()
    assert "非随机检查" in page and "来电反映夜间违规动火" in page and "高青 4.3 b)" in page
    assert "这一户的检查结果公示" in page, "标明保密"


def test_two_are_numbered_apart_and_drawn_numbers_go_on(world: Any) -> None:
    one, two = opened(world), opened(world, subjects=world.subjects[1:3], title="动火专项")
    year = timezone.localdate().year
    assert [one.number, two.number] == [f"非随机{year}-001", f"非随机{year}-002"]
    assert two.title == "非随机检查：动火专项" and two.inspections.count() == 2
    assert world.campaign.number == f"{year}-01"


def test_a_replaced_inspector_needs_no_draw(world: Any) -> None:
    one = opened(world).inspections.get()
    seat = one.seats.get(seat="member")
    with pytest.raises(Refused) as refused:
        actions.ask_vacancy_draw(
            by=world.actor("unit_head"), inspection=one, seat_id=seat.pk, ground="health", reason="病假"
        )
    assert refused.value.code == "inspections.outside_not_drawn"
    actions.replace(
        by=world.actor("unit_head"), inspection=one, seat_id=seat.pk, person=world.inspectors[3], ground="health",
        reason="病假",
    )  # fmt: skip
    assert one.seats.get(seat="member").name == world.inspectors[3].name


def test_the_form_keeps_what_was_typed_and_opens(world: Any) -> None:
    client = world.client("unit_head")
    today = timezone.localdate()
    typed = {
        "ground": "gaoqing:excluded_superior_order", "basis_words": "省厅通报", "document": "通报", "ordered_by": "省厅",
        "item_ids": [world.items[0].pk], "leader": world.inspectors[0].pk, "members": [world.inspectors[1].pk],
        "team_reason": "熟悉情况", "check_from": today.isoformat(), "check_to": today.isoformat(), "q": "试验003",
    }  # fmt: skip
    page = client.post("/inspections/outside/new/", typed | {"act": "find"}).content.decode()
    assert "试验003号机械厂" in page and "试验004号机械厂" not in page
    assert "省厅通报" in page and "熟悉情况" in page
    wrong = client.post("/inspections/outside/new/", typed | {"act": "open"})
    assert wrong.status_code == 422 and "请选择检查对象" in wrong.content.decode()
    assert "省厅通报" in wrong.content.decode()
    done = client.post(
        "/inspections/outside/new/", typed | {"act": "open", "subjects": [world.subjects[2].pk]}
    )
    made = Campaign.objects.exclude(ground="").get()
    assert done.status_code == 302 and done["Location"] == f"/inspections/campaign/{made.pk}/"
    assert (made.special_order, made.ground) == ("superior", "excluded_superior_order")
    assert made.outside_order.paper == "省厅 《通报》"


@pytest.mark.parametrize(
    ("ground", "cap_counts", "stops"),
    [
        ("gaoqing:excluded_complaint_or_lead", "no", False),
        ("gaoqing:excluded_complaint_or_lead", "yes", True),
        ("gaoqing:excluded_emergency", "no", True),
    ],
)
def test_it_counts_into_the_yearly_cap_as_the_bureau_decided(
    world: Any, ground: str, cap_counts: str, stops: bool
) -> None:
    proposal = plans.propose_binding(
        by=world.actor("planner"), agency=world.agency, pack_id="national", layer="overlay",
        valid_from=timezone.localdate().replace(month=1, day=1), reason="读到原文",
        settings={
            "rule.frequency.yearly_cap_published": "二｜年度频次上限", "yearly_cap": "1", "cap_counts": cap_counts,
        },
    )  # fmt: skip
    plans.decide_proposal(by=world.actor("approver"), proposal=proposal, approve=True)
    for place in (1, 2):
        one = opened(world, ground=ground).inspections.get()
        world.notify(one)
        actions.approve_checks(by=world.actor("approver"), inspections=[one])
        if place == 1 or not stops:
            assert world.start(one).checked_at
        else:
            with pytest.raises(Refused) as refused:
                world.start(one)
            assert refused.value.code == "inspections.cap_reached"


def test_only_published_items_where_the_law_asks_it(world: Any) -> None:
    proposal = plans.propose_binding(
        by=world.actor("planner"), agency=world.agency, pack_id="national", layer="overlay",
        valid_from=timezone.localdate().replace(month=1, day=1), reason="读到原文",
        settings={"rule.scope.only_published_items": "二｜未经公布的，不得实施"},
    )  # fmt: skip
    plans.decide_proposal(by=world.actor("approver"), proposal=proposal, approve=True)
    with pytest.raises(Refused) as refused:
        opened(world)
    assert refused.value.code == "plans.items_unpublished"
    page = world.client("unit_head").get("/inspections/outside/new/").content.decode()
    assert world.items[0].name not in page and "没有可以检查的事项" in page
