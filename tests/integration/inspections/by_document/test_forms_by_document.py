"""The printed forms of each document, and the guides it asks for."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from one_document import alone, begun, refused

from mingqian.inspections import actions, sheets
from mingqian.inspections.actions.check import Entry
from mingqian.inspections.models import Inspection
from mingqian.inspections.record import state_of
from mingqian.plans import packs
from mingqian.plans.models import Campaign

PACKS = ("gaoqing", "xiping", "xinyang", "hebi", "weidong")
TITLES = {
    "gaoqing": "检查记录表", "xiping": sheets.OWN_TITLE, "xinyang": "“双随机、一公开”抽查记录表",
    "hebi": "联合检查记录表", "weidong": "部门联合监督检查情况记录表",
}  # fmt: skip


@pytest.mark.parametrize("pack", PACKS)
def test_the_record_is_printed_on_the_documents_form(dispatched: Any, pack: str) -> None:
    world = alone(dispatched, pack)
    one = begun(world)
    world.head(one)
    page = world.client("unit_head").get(reverse("inspections:record_paper", args=[one.pk]))
    paper = page.content.decode()
    assert f"<h1>{TITLES[pack]}</h1>" in paper
    pack_says = packs.load(pack)
    today = timezone.localdate()
    if not pack_says.has("forms.record_table", today):
        assert "示范格式" in paper
        return
    columns = pack_says.get("forms.record_table", today).words()
    heads = re.findall(r"<th[^>]*>([^<]+)</th>", paper)
    assert [word for word in columns if word not in heads] == []
    assert one.subject_name in paper and "示范格式" not in paper
    assert (
        "检查地点" in paper and "出示执法证件" in paper
    )  # 安全生产法 67, 68: what the form has no column for


def test_the_head_of_a_long_form_is_printed_two_facts_a_row(dispatched: Any) -> None:
    """As 鹤壁 附件 4 has it; 信阳 附件 2 writes its two facts below each other."""
    for pack, rows in (("hebi", [2, 2, 2, 2, 2, 1]), ("xinyang", [1, 1])):
        world = alone(dispatched, pack)
        sheet = sheets.record_sheet(world.inspections()[0], state_of(world.inspections()[0]), telephone="")
        assert sheet is not None and [len(row) for row in sheet.above_rows] == rows


def test_the_telephone_on_an_internal_form_is_for_the_team(dispatched: Any) -> None:
    world = alone(dispatched, "hebi")
    one = begun(world)
    address = reverse("inspections:record_paper", args=[one.pk])
    phone = one.subject.phone
    assert phone and phone in world.client("unit_head").get(address).content.decode()
    assert phone not in world.client("approver").get(address).content.decode()


def test_each_item_is_signed_by_who_checked_it(dispatched: Any) -> None:
    world = alone(dispatched, "hebi")
    one = begun(world)
    leader, member = world.team(one)
    world.head(one)
    entries = [Entry(line.pk, line.revision, "no_problem", result="none_found") for line in one.lines.all()]
    actions.save_lines(by=leader, inspection=one, entries=entries)
    line = one.lines.get(position=2)
    own = one.seats.get(inspector_id=member.inspector_id)
    actions.divide_items(by=leader, inspection=one, seats={line.pk: own.pk})
    for who in (leader, member):
        actions.sign_member(by=who, inspection=one)
    sheet = sheets.record_sheet(one, state_of(one), telephone="")
    assert sheet is not None
    column = sheet.columns.index("检查人员签字")
    assert [row[column].words for row in sheet.rows][:2] == [
        f"{leader_name(one, leader)}（本人账号确认）", f"{own.name}（本人账号确认）",
    ]  # fmt: skip


def test_the_list_of_items_to_take_along(dispatched: Any) -> None:
    address = reverse("inspections:item_paper", args=[dispatched.campaign.pk])
    assert dispatched.client("unit_head").get(address).status_code == 404
    world = alone(dispatched, "xinyang")
    paper = world.client("unit_head").get(address).content.decode()
    for word in ("序号", "检查事项", "检查依据", "检查内容", "检查方式", "备注"):
        assert f"<th>{word}</th>" in paper
    assert world.items[2].basis in paper


def test_items_printed_on_a_form_are_held_against_the_tasks(dispatched: Any) -> None:
    assert sheets.items_on_form(dispatched.campaign, dispatched.items) == []
    world = alone(dispatched, "hebi")
    world.items[0].content = "建立和落实安全生产责任制、安全生产规章制度和操作规程、作业规程情况的检查"
    emergency, market = sheets.items_on_form(world.campaign, world.items)
    assert (emergency[0], len(emergency[2]), len(market[2])) == ("应急管理部门", 4, 8)
    meant = {one.word: one.item for one in emergency[2]}
    assert meant["安全生产责任制和规程"] == world.items[0]
    assert meant["安全设备维护保养检测"] is None
    page = world.client("unit_head").get(reverse("inspections:campaign", args=[world.campaign.pk]))
    assert "本次任务没有列入" in page.content.decode()


def test_no_check_begins_without_its_guides_where_the_document_wants_them(dispatched: Any) -> None:
    world = alone(dispatched, "hebi")
    one = world.notify(world.inspections()[0])
    item = world.items[0]
    fresh = type(item).objects.create(
        agency=world.agency, code="Y9", name="新添的事项", basis="《安全生产法》", item_class="general"
    )
    Campaign.objects.filter(pk=world.campaign.pk).update(item_ids=[item.pk, fresh.pk])
    why = refused(actions.start_check, by=world.team(one)[0], inspection=Inspection.objects.get(pk=one.pk))
    assert why.code == "inspections.guides_missing" and "新添的事项" in why.words()
    client = world.client("registrar")
    assert "没有" in client.get(reverse("inspections:guide_list")).content.decode()
    page = reverse("inspections:guide", args=[fresh.pk])
    assert client.post(page, {"title": "指导书", "words": ""}).status_code == 200
    assert client.post(page, {"title": "指导书", "words": "逐台看合格证。"}).status_code == 302
    begun_now = world.start(Inspection.objects.get(pk=one.pk))
    who = world.name_of(world.team(begun_now)[0].inspector_id)
    phone = world.client(who).get(reverse("inspections:check", args=[one.pk])).content.decode()
    assert "逐台看合格证。" in phone


def leader_name(one: Inspection, leader: Any) -> str:
    return str(one.seats.get(inspector_id=leader.inspector_id).name)
