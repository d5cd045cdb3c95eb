"""委托检查、采信他人结论: what the documents let an item rest on, noted, signed, printed, published."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from mingqian.acts.refusal import Refused
from mingqian.inspections import actions
from mingqian.inspections.models import Inspection, Reliance
from mingqian.inspections.record import state_of
from mingqian.inspections.relying import kinds, require_entrusting
from mingqian.plans import actions as plans
from mingqian.publicity import actions as publicity


def bind(world: Any, pack: str, **settings: str) -> None:
    plans.bind_pack(
        by=world.actor("approver"),
        agency=world.agency,
        pack_id=pack,
        valid_from=timezone.localdate().replace(month=1, day=1),
        settings=settings,
        reason="局办公会决定",
    )


@pytest.fixture
def checking(dispatched: Any) -> tuple[Any, Inspection]:
    one = dispatched.start(dispatched.notify(dispatched.inspections()[0]))
    dispatched.fill(one)
    return dispatched, one


def entrusted(world: Any, one: Inspection, **changes: Any) -> Reliance:
    said: dict[str, Any] = {
        "line": one.lines.get(position=1),
        "kind": "entrusted",
        "body": "安宁检测有限公司",
        "qualification": "甲级检测资质",
        "contract": "委检〔2026〕3号",
        "document": "AN-2026-018",
        "document_date": timezone.localdate(),
        "conclusion": "配电箱不合格",
    } | changes
    return actions.note_reliance(by=world.team(one)[0], **said)


def test_a_report_stands_on_the_record_and_goes_out_with_the_result(checking: tuple[Any, Inspection]) -> None:
    world, one = checking
    before = state_of(one).digest
    made = entrusted(world, one)
    assert made.citation == "高青 10.2 d)", "高青没有另写，10.2 d) 说到被委托的专业机构"
    assert state_of(one).digest != before
    paper = world.client("unit_head").get(f"/inspections/{one.pk}/record/paper/").content.decode()
    assert "安宁检测有限公司" in paper and "委检〔2026〕3号" in paper and "配电箱不合格" in paper
    world.sign(one)
    one = actions.end_check(by=world.team(one)[0], inspection=one)
    with pytest.raises(Refused) as refused:
        entrusted(world, one)
    assert refused.value.code == "acts.wrong_state"
    one = actions.approve(by=world.actor("unit_head"), inspection=one)
    content = publicity.prepare_result(by=world.actor("unit_head"), inspection=one).content
    today = timezone.localdate()
    said = "委托专业机构检查：安宁检测有限公司，资质：甲级检测资质，AN-2026-018"
    assert content["lines"][0]["relied"] == [f"{said}，{today.year}年{today.month}月{today.day}日"]
    assert "relied" not in content["lines"][1]
    assert "配电箱不合格" not in str(content["lines"][0]["relied"])


def test_a_documents_own_form_tells_of_the_report_too(checking: tuple[Any, Inspection]) -> None:
    world, one = checking
    entrusted(world, one)
    bind(world, "xinyang")
    paper = world.client("unit_head").get(f"/inspections/{one.pk}/record/paper/").content.decode()
    assert "表内没有的栏目" in paper
    assert "安宁检测有限公司" in paper and "委检〔2026〕3号" in paper and "配电箱不合格" in paper


def test_whoever_signed_signs_again_and_taking_back_is_kept(checking: tuple[Any, Inspection]) -> None:
    world, one = checking
    first = state_of(one).digest
    world.sign(one)
    assert state_of(one).closable
    made = entrusted(world, one)
    assert not state_of(one).closable and state_of(one).unsigned
    with pytest.raises(Refused) as refused:
        actions.drop_reliance(by=world.team(one)[0], reliance=made, reason=" ")
    assert refused.value.code == "acts.reason_required"
    actions.drop_reliance(by=world.team(one)[0], reliance=made, reason="报告编号写错")
    assert state_of(one).digest == first and state_of(one).closable, "撤回之后还是原来的记录"
    with pytest.raises(Refused) as refused:
        actions.drop_reliance(by=world.team(one)[0], reliance=made, reason="再撤")
    assert refused.value.code == "inspections.reliance_dropped"
    assert Reliance.objects.filter(pk=made.pk).exists(), "撤回的还在"


def test_the_kinds_of_conclusions_are_the_documents(checking: tuple[Any, Inspection]) -> None:
    world, one = checking
    today = timezone.localdate()
    assert kinds(one.campaign, today) == []
    with pytest.raises(Refused) as refused:
        entrusted(world, one, kind="conclusion", words="政府部门检查结论")
    assert refused.value.code == "inspections.conclusion_kind_unknown"
    bind(world, "xiping")
    offered = kinds(one.campaign, today)
    assert [row.words for row in offered] == ["政府部门检查结论", "司法机关生效文书", "专业机构鉴定结论"]
    assert {row.citation for row in offered} == {"西平 联合 五"}
    made = entrusted(world, one, kind="conclusion", words="司法机关生效文书", body="县人民法院")
    assert (made.words, made.qualification, made.contract) == ("司法机关生效文书", "", "")


@pytest.mark.parametrize("name", ["body", "qualification", "contract", "document", "conclusion"])
def test_a_report_is_named_whole(checking: tuple[Any, Inspection], name: str) -> None:
    world, one = checking
    with pytest.raises(Refused) as refused:
        entrusted(world, one, **{name: " "})
    assert (refused.value.code, refused.value.field) == ("inspections.reliance_incomplete", name)
    with pytest.raises(Refused) as refused:
        entrusted(world, one, document_date=timezone.localdate() + timedelta(days=1))
    assert refused.value.code == "inspections.reliance_later"


def test_the_law_stops_it_and_the_bureaus_decision_is_followed(checking: tuple[Any, Inspection]) -> None:
    world, one = checking
    today = timezone.localdate()
    ban = {"rule.checks.third_parties": "二｜严禁第三方实施检查"}
    plans.bind_pack(
        by=world.actor("approver"), agency=world.agency, pack_id="national", valid_from=today.replace(month=1, day=1),
        settings=ban, reason="读到原文",
    )  # fmt: skip
    with pytest.raises(Refused) as refused:
        entrusted(world, one)
    assert refused.value.code == "inspections.entrust_forbidden" and "54号" in refused.value.words()
    bind(world, "xiping")
    with pytest.raises(Refused) as refused:
        entrusted(world, one)
    assert refused.value.code == "plans.collision", "西平 联合 五 与 54号 说法不一，没有决定"
    approver = world.actor("approver")
    plans.decide_collision(
        by=approver, agency=world.agency, key="checks.third_parties", choice="照国家 国办发〔2024〕54号 二：不委托",
        reason="局办公会",
    )  # fmt: skip
    with pytest.raises(Refused) as refused:
        entrusted(world, one)
    assert refused.value.code == "inspections.entrust_forbidden"
    plans.decide_collision(
        by=approver,
        agency=world.agency,
        key="checks.third_parties",
        choice="照西平 联合 五：只做检测",
        reason="局办公会",
    )
    assert require_entrusting(one.campaign, today) == "西平 联合 五"
    assert entrusted(world, one).citation == "西平 联合 五"


def test_only_the_team_and_on_the_page(checking: tuple[Any, Inspection]) -> None:
    world, one = checking
    line = one.lines.get(position=1)
    outsider = next(i.pk for i in world.inspectors if not one.seats.filter(inspector=i).exists())
    with pytest.raises(Refused) as refused:
        actions.note_reliance(
            by=world.inspector_actor(outsider), line=line, kind="entrusted", body="甲", document="1",
            document_date=timezone.localdate(), conclusion="乙", qualification="丙", contract="丁",
        )  # fmt: skip
    assert refused.value.code == "inspections.no_seat"
    member = world.name_of(one.seats.filter(inspector__isnull=False).first().inspector_id)
    client, path = world.client(member), f"/inspections/{one.pk}/check/{line.pk}/rely/"
    assert "高青 10.2 d)" in client.get(path).content.decode()
    typed = {
        "act": "note", "kind": "entrusted", "body": "安宁检测有限公司", "qualification": "甲级", "contract": "",
        "document": "AN-1", "document_date": timezone.localdate().isoformat(), "conclusion": "合格",
    }  # fmt: skip
    wrong = client.post(path, typed)
    assert wrong.status_code == 422 and "安宁检测有限公司" in wrong.content.decode()
    assert client.post(path, typed | {"contract": "委1"}).status_code == 302
    assert (
        "依据委托专业机构检查：安宁检测有限公司"
        in client.get(f"/inspections/{one.pk}/check/").content.decode()
    )
    world.sign(one)
    actions.end_check(by=world.team(one)[0], inspection=one)
    kept = [paper.title for paper in world_papers(one)]
    assert any("安宁检测有限公司" in title for title in kept)


def world_papers(one: Inspection) -> list[Any]:
    from mingqian.inspections.papers import papers_of

    return [paper for paper in papers_of(one.campaign) if paper.object_kind == "inspections.reliance"]
