"""The record as each document has it: method, certificates, what is written, who divides and closes, the seal."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from one_document import alone, begun, refused

from mingqian.inspections import actions, sheets
from mingqian.inspections.actions.check import Entry
from mingqian.inspections.heading import asked_of
from mingqian.inspections.models import Inspection
from mingqian.inspections.record import state_of
from mingqian.plans.models import Campaign


@pytest.mark.parametrize(
    ("pack", "methods"),
    [
        ("gaoqing", ("查阅资料", "检查现场")),
        ("xiping", ("现场检查", "书面检查")),
        ("xinyang", ("实地检查", "书面检查")),
        ("hebi", ("实地检查", "其他方式")),
        ("weidong", ()),
    ],
)
def test_the_method_is_one_of_the_documents(dispatched: Any, pack: str, methods: tuple[str, ...]) -> None:
    world = alone(dispatched, pack)
    one = begun(world)
    leader = world.team(one)[0]
    assert asked_of(world.campaign).methods == methods
    call = {"by": leader, "inspection": one}
    assert refused(actions.save_head, **call, methods=["猜测"]).code == "inspections.method_unknown"
    gaps = state_of(one).gap_words
    assert ("没有选检查方式" in gaps) is bool(methods)
    if methods:
        world.head(one, methods=methods[:1])
        assert "没有选检查方式" not in state_of(one).gap_words
        paper = world.client("unit_head").get(reverse("inspections:record_paper", args=[one.pk]))
        assert methods[0] in paper.content.decode()


def test_joint_checks_have_their_own_methods(dispatched: Any) -> None:
    world = alone(dispatched, "xiping")
    type(world.campaign.line).objects.filter(pk=world.campaign.line_id).update(kind="joint")
    campaign = Campaign.objects.get(pk=world.campaign.pk)
    assert "网络监测" in asked_of(campaign).methods


def test_certificates_are_shown_with_their_numbers_before_anybody_signs(dispatched: Any) -> None:
    one = begun(dispatched)
    leader = dispatched.team(one)[0]
    dispatched.fill(one)
    first = one.showings.order_by("pk")[0]
    assert first.certificate == first.seat.certificate and first.citation == "国家规定 安全生产法 67"
    assert (
        refused(actions.show_certificates, by=leader, inspection=one, seat_ids=[first.seat_id]).code
        == "inspections.certificates_shown"
    )
    other = begun_other = dispatched.start(dispatched.notify(dispatched.inspections()[1]))
    seats = [seat.pk for seat in other.seats.order_by("number")]
    head = dispatched.team(begun_other)[0]
    actions.show_certificates(by=head, inspection=other, seat_ids=seats[:1])
    missing = state_of(other).gap_words
    assert other.seats.get(pk=seats[1]).name in missing and "安全生产法 67" in missing
    foreign = refused(actions.show_certificates, by=head, inspection=other, seat_ids=[first.seat_id])
    assert foreign.code == "inspections.certificate_of_nobody"
    assert refused(actions.sign_member, by=head, inspection=other).code == "inspections.record_incomplete"
    paper = dispatched.client("unit_head").get(reverse("inspections:record_paper", args=[one.pk]))
    assert f"{first.name}（{first.certificate}）" in paper.content.decode()


@pytest.mark.parametrize(
    ("pack", "asked"),
    [
        ("gaoqing", set()),
        ("xiping", {"守法情况评价", "处理意见和建议"}),
        ("hebi", {"处理意见和建议", "提供的咨询服务"}),
        ("xinyang", set()),
    ],
)
def test_what_else_the_document_wants_written(dispatched: Any, pack: str, asked: set[str]) -> None:
    world = alone(dispatched, pack)
    one = begun(world)
    gaps = state_of(one).gap_words
    for words in ("守法情况评价", "处理意见和建议", "提供的咨询服务"):
        assert (f"没有写{words}" in gaps) is (words in asked)
    assert ("承诺" in gaps) is (pack == "gaoqing")
    world.head(one)
    assert state_of(one).head_gaps == []


def test_a_problem_without_what_was_done_about_it_is_not_signed(dispatched: Any) -> None:
    one = begun(dispatched)
    dispatched.fill(one, measure="", handling="")
    why = refused(actions.sign_member, by=dispatched.team(one)[0], inspection=one)
    assert "没有写明处理情况（国家规定 安全生产法 68）" in why.words()


def test_whether_a_case_is_filed_is_asked_where_the_form_asks_it(dispatched: Any) -> None:
    world = alone(dispatched, "xinyang")
    one = begun(world)
    world.head(one)
    leader, line = world.team(one)[0], one.lines.get(position=1)
    said = {"finding": "problem", "problem": "无证作业", "measure": "责令停止"}

    def write(**more: str) -> None:
        line.refresh_from_db()
        actions.save_lines(
            by=leader, inspection=one, entries=[Entry(line.pk, line.revision, **(said | more))]
        )

    write()
    assert "没有选是否立案（信阳 附件2）" in state_of(one).gap_words
    assert refused(write, filing="maybe").code == "inspections.filing_unknown"
    write(filing="yes")
    assert "是否立案" not in state_of(one).gap_words


def test_a_head_changed_by_another_phone_is_not_overwritten(dispatched: Any) -> None:
    one = begun(dispatched)
    leader, member = dispatched.team(one)
    actions.save_head(by=leader, inspection=one, revision=0, place="仓库")
    why = refused(actions.save_head, by=member, inspection=one, revision=0, place="车间")
    assert why.code == "inspections.head_changed" and leader.name in why.words()


def test_signatures_fall_when_the_head_changes(dispatched: Any) -> None:
    one = begun(dispatched)
    dispatched.fill(one)
    dispatched.sign(one)
    dispatched.head(one, place="二号仓库")
    assert not state_of(one).signed


@pytest.mark.parametrize(("pack", "led"), [("gaoqing", True), ("xinyang", False)])
def test_the_leader_divides_and_closes_where_the_document_says_so(
    dispatched: Any, pack: str, led: bool
) -> None:
    world = alone(dispatched, pack) if pack != "gaoqing" else dispatched
    one = begun(world)
    leader, member = world.team(one)
    line = one.lines.get(position=2)
    own = one.seats.get(inspector_id=leader.inspector_id)
    given = {"inspection": one, "seats": {line.pk: own.pk}}
    if led:
        assert refused(actions.divide_items, by=member, **given).code == "inspections.only_leader"
        actions.divide_items(by=leader, **given)
    else:
        actions.divide_items(by=member, **given)
    entry = Entry(line.pk, line.revision, "no_problem")
    foreign = refused(actions.save_lines, by=member, inspection=one, entries=[entry])
    assert foreign.code == "inspections.line_of_another" and own.name in foreign.words()
    actions.save_lines(by=leader, inspection=one, entries=[entry])
    world.fill(Inspection.objects.get(pk=one.pk), **({} if led else {"filing": "no"}))
    world.sign(one)
    if led:
        assert refused(actions.end_check, by=member, inspection=one).code == "inspections.only_leader"
        assert actions.end_check(by=leader, inspection=one).state == "recorded"
    else:
        assert actions.end_check(by=member, inspection=one).state == "recorded"


@pytest.mark.parametrize(("pack", "seals"), [("gaoqing", False), ("hebi", True), ("weidong", True)])
def test_a_seal_stands_for_the_signature_where_the_document_has_it(
    dispatched: Any, pack: str, seals: bool
) -> None:
    world = alone(dispatched, pack) if seals else dispatched
    one = begun(world)
    world.head(one)
    entries = [Entry(line.pk, line.revision, "no_problem", result="none_found") for line in one.lines.all()]
    leader = world.team(one)[0]
    actions.save_lines(by=leader, inspection=one, entries=entries)
    call = {"by": leader, "inspection": one, "name": "王主任", "capacity": "办公室主任"}
    if not seals:
        assert refused(actions.note_seal, **call).code == "inspections.seal_not_known"
        return
    assert refused(actions.note_seal, **(call | {"name": ""})).code == "inspections.name_missing"
    actions.note_seal(**call)
    stands = state_of(one)
    assert stands.subject is not None and "盖章" in sheets.subject_cell(stands.subject).words
    said = world.client(world.name_of(leader.inspector_id)).get(reverse("inspections:sign", args=[one.pk]))
    assert "已盖章" in said.content.decode()
