"""The internal forms of a joint check, filled from what is kept; numbers for whoever may read them, every look noted."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from mingqian.acts.desk import desk_lines
from mingqian.acts.refusal import Refused
from mingqian.audit.models import Event
from mingqian.draws.actions import release
from mingqian.inspections.models import RecordLine
from mingqian.inspections.papers import papers_of
from mingqian.plans import packs
from mingqian.plans.models import AnnualPlan, Campaign
from mingqian.registers.models import Inspector, Subject
from mingqian.statistics import actions, forms
from mingqian.statistics.handing import handing
from mingqian.statistics.scope import rows_for

pytestmark = pytest.mark.django_db

PHONE, ID_NUMBER = "13905330001", "370322198001011239"


def under(world: Any, pack_id: str = "hebi") -> Campaign:
    """The campaign as if its plan had been made under this pack."""
    AnnualPlan.objects.filter(pk=world.campaign.line.plan_id).update(pack_id=pack_id)
    return Campaign.objects.select_related("line__plan", "agency", "unit").get(pk=world.campaign.pk)


@pytest.fixture
def bureau(dispatched: Any) -> Any:
    """One result reviewed, the others still to be checked."""
    dispatched.review(dispatched.inspections()[0])
    return dispatched


def filled(
    world: Any, campaign: Campaign, who: str = "unit_head", *, personal: bool = False
) -> dict[str, forms.Form]:
    rows = rows_for(world.actor(who), campaign)
    return {one.code: one for one in forms.forms_of(forms.Filling(campaign, rows, personal))}


def test_the_columns_are_those_of_the_document(bureau: Any) -> None:
    campaign = under(bureau)
    found = filled(bureau, campaign)
    pack = packs.load("hebi")
    today = timezone.localdate()
    for code, key in (("inspectors", "forms.inspector_table"), ("statistics", "forms.statistics_table")):
        assert tuple(found[code].heads) == pack.get(key, today).words()
    assert found["statistics"].where == "鹤壁 附件2"
    assert "forms" not in str(filled(bureau, under(bureau, "gaoqing")).keys())
    assert set(filled(bureau, under(bureau, "gaoqing"))) == {"problems"}


def test_one_row_an_enterprise_with_its_results_and_whether_it_is_public(bureau: Any) -> None:
    campaign = under(bureau)
    form = filled(bureau, campaign)["statistics"]
    rows = [dict(zip(form.heads, row, strict=True)) for row in form.rows]
    assert len(rows) == len(bureau.inspections())
    one = bureau.inspections()[0]
    mine = next(row for row in rows if row["市场主体名称"] == one.subject_name)
    assert mine["抽取序号"] == str(one.drawn.position + 1)
    assert mine["抽查结果"] == "发现问题已责令改正；未发现问题"
    assert mine["处理结果"] == "责令改正"
    assert mine["是否公示"] == "否"
    assert mine["检查人员"] == "、".join(seat.name for seat in one.seats.order_by("number"))
    assert mine["法定代表人"] == Subject.objects.get(pk=one.subject_id).legal_person


def test_the_summary_spreads_the_results_and_handlings_of_the_document(bureau: Any) -> None:
    campaign = under(bureau)
    form = filled(bureau, campaign)["summary"]
    pack = packs.load("hebi")
    today = timezone.localdate()
    handlings = pack.get("checks.handling", today).words()
    assert len(form.heads) == 2 + 8 + len(handlings)
    assert form.heads[-len(handlings) :] == list(handlings)
    assert form.own_heads == [("单位", 0), ("抽查户数", 0), ("检查结果", 8), ("处理结果", len(handlings))]
    assert form.under_heads == list(form.heads[2:])
    (row,) = form.rows
    cells = dict(zip(form.heads, row, strict=True))
    assert cells["单位"] == bureau.agency.name
    assert cells["抽查户数"] == "1"  # the others are still to be checked
    assert (cells["未发现问题"], cells["发现问题已责令改正"], cells["责令改正"]) == ("1", "1", "1")
    assert "各计一户" in form.note


def test_how_a_household_with_several_results_counts_is_the_bureaus_decision(
    bureau: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign = under(bureau)
    decided = packs.load("hebi").with_settings({"household_result": "items"})
    monkeypatch.setattr(forms, "pack_of", lambda campaign: decided)
    form = filled(bureau, campaign)["summary"]
    cells = dict(zip(form.heads, form.rows[0], strict=True))
    assert cells["未发现问题"] == str(len(bureau.items) - 1)
    assert "项次" in form.note


def test_problems_are_sorted_and_name_who_sorts_them(bureau: Any) -> None:
    form = filled(bureau, under(bureau))["problems"]
    assert len(form.rows) == 1
    assert form.rows[0][5] == "配电箱无门"
    assert form.where == "鹤壁 五(六)" and "领导小组办公室" in form.note


def test_numbers_are_for_whoever_may_read_them_and_every_look_is_noted(bureau: Any) -> None:
    campaign = under(bureau)
    address = reverse("statistics:form_paper", args=[campaign.pk, "inspectors"])
    sheet = reverse("statistics:form_sheet", args=[campaign.pk, "statistics"])
    head = bureau.client("unit_head")
    for page in (head.get(address), head.post(address)):
        said = page.content.decode()
        assert PHONE not in said and ID_NUMBER not in said and forms.HIDDEN in said
    assert PHONE.encode() not in head.post(sheet).content
    registrar = bureau.client("registrar")
    assert registrar.get(address).status_code == 404  # the list is secret from the registrar
    release(by=bureau.actor("approver"), draw=bureau.draw, reason="负责人决定公开")
    assert PHONE not in registrar.get(address).content.decode()
    said = registrar.post(address).content.decode()
    assert PHONE in said and ID_NUMBER in said
    told = [
        json.loads(one.details) for one in Event.objects.filter(action="statistics.form.take").order_by("pk")
    ]
    assert [one["personal"] for one in told].count(True) == 1 and told[-1]["personal"] is True
    assert PHONE not in json.dumps(told)


def test_the_action_itself_refuses_numbers_to_others(bureau: Any) -> None:
    campaign = under(bureau)
    with pytest.raises(Refused) as refused:
        actions.note_form_taken(
            by=bureau.actor("unit_head"), campaign=campaign, form="表", rows=1, personal=True
        )
    assert refused.value.code == "acts.not_permitted"


@pytest.mark.parametrize("who", ["planner", "publisher", "inspector1", "witness", "draw_operator"])
def test_the_forms_are_closed_to_the_others(bureau: Any, who: str) -> None:
    campaign = under(bureau)
    client = bureau.client(who)
    for name, more in (("campaign", []), ("form_paper", ["statistics"]), ("package", [])):
        assert client.get(reverse(f"statistics:{name}", args=[campaign.pk, *more])).status_code == 403


def test_another_unit_and_another_bureau_get_nothing(bureau: Any) -> None:
    campaign = under(bureau)
    address = reverse("statistics:form_paper", args=[campaign.pk, "statistics"])
    assert bureau.client("other_head").get(address).status_code == 404
    assert bureau.client("neighbour_unit_head").get(address).status_code == 404
    page = bureau.client("other_head").get(reverse("statistics:campaign", args=[campaign.pk]))
    assert all(subject.name not in page.content.decode() for subject in bureau.subjects)


def test_the_package_holds_summary_forms_records_and_problems(bureau: Any) -> None:
    campaign = under(bureau)
    made = actions.begin_report(by=bureau.actor("unit_head"), campaign=campaign, kind="summary")
    actions.save_report(
        by=bureau.actor("unit_head"), report=made, title="工作总结", text="一、做法\n\n二、经验"
    )
    answer = bureau.client("unit_head").get(reverse("statistics:package", args=[campaign.pk]))
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    assert book.sheet_names == [
        "书面总结", "随机抽取执法检查人员信息表", "联合抽查统计表", "联合抽查汇总表", "问题分类表", "联合抽查记录",
    ]  # fmt: skip
    text = [row[0] for row in book.get_sheet_by_name("书面总结").to_python()]
    assert text == ["工作总结", "一、做法", "二、经验"]
    lines = book.get_sheet_by_name("联合抽查记录").to_python()
    assert len(lines) == 1 + len(bureau.items)
    said = "".join(
        str(c) for n in book.sheet_names for row in book.get_sheet_by_name(n).to_python() for c in row
    )
    assert PHONE not in said and ID_NUMBER not in said


class TestHandover:
    """鹤壁 五(五): each team hands its record form in within ten days."""

    def end_all(self, world: Any) -> None:
        for one in world.inspections():
            if one.state == "assigned":
                world.review(one)

    def hand(self, world: Any, campaign: Campaign, rows: Any, **changes: Any) -> Any:
        given = {
            "inspection_ids": [one.pk for one in rows],
            "handed_on": timezone.localdate().isoformat(),
            "handed_by": "组长甲",
            "received_by": "联合抽查领导小组办公室",
        } | changes
        return actions.hand_over_records(by=world.actor("unit_head"), campaign=campaign, **given)

    def test_nothing_where_no_document_asks(self, bureau: Any) -> None:
        assert handing(bureau.campaign) is None

    def test_the_term_runs_from_the_end_of_the_whole(self, bureau: Any) -> None:
        campaign = under(bureau)
        assert handing(campaign).term is None
        self.end_all(bureau)
        days = packs.load("hebi").get("clocks.records_handed_over", timezone.localdate()).number()
        found = handing(campaign)
        assert found.term.due == timezone.localdate() + timedelta(days=days)
        assert found.where == "鹤壁 五(五)" and found.office == "市联合抽查领导小组办公室"

    def test_handed_in_once_filed_and_off_the_list(self, bureau: Any) -> None:
        campaign = under(bureau)
        self.end_all(bureau)
        Campaign.objects.filter(pk=campaign.pk).update(state="published")
        head = bureau.actor("unit_head")
        rows = bureau.inspections()
        assert any(f"{len(rows)} 户的检查记录表待移交" in line.what for line in desk_lines(head))
        self.hand(bureau, campaign, rows[:1])
        found = handing(campaign)
        assert len(found.waiting) == len(rows) - 1 and found.late == 0
        with pytest.raises(Refused) as refused:
            self.hand(bureau, campaign, rows[:1])
        assert refused.value.code == "statistics.nothing_ticked"
        assert any(paper.kind == "移交" for paper in papers_of(campaign))

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"handed_on": ""}, "statistics.handed_on"),
            ({"handed_on": "2020-01-01"}, "statistics.handed_early"),
            ({"handed_on": "2999-01-01"}, "statistics.handed_on"),
            ({"handed_by": " "}, "statistics.handed_by"),
            ({"received_by": ""}, "statistics.received_by"),
            ({"inspection_ids": []}, "statistics.nothing_ticked"),
        ],
    )
    def test_what_is_refused(self, bureau: Any, changes: dict[str, Any], code: str) -> None:
        campaign = under(bureau)
        with pytest.raises(Refused) as refused:
            self.hand(bureau, campaign, bureau.inspections()[:1], **changes)
        assert refused.value.code == code
        assert handing(campaign).done == []

    def test_what_is_still_checked_cannot_be_handed_in(self, bureau: Any) -> None:
        campaign = under(bureau)
        with pytest.raises(Refused):
            self.hand(bureau, campaign, bureau.inspections()[1:2])

    def test_the_page_keeps_what_was_typed(self, bureau: Any) -> None:
        campaign = under(bureau)
        one = bureau.inspections()[0]
        client, address = bureau.client("unit_head"), reverse("statistics:campaign", args=[campaign.pk])
        asked = {"act": "handover", "row": one.pk, "handed_by": "组长甲", "received_by": "办公室"}
        answer = client.post(address, asked)
        assert answer.status_code == 409
        said = answer.content.decode()
        assert "请写明移交日期" in said and 'value="组长甲"' in said and " checked" in said
        answer = client.post(address, asked | {"handed_on": timezone.localdate().isoformat()}, follow=True)
        assert "已登记 1 户的检查记录表移交办公室" in answer.content.decode()


def test_people_on_several_teams_stand_once_on_the_list(bureau: Any) -> None:
    form = filled(bureau, under(bureau))["inspectors"]
    names = [row[1] for row in form.rows]
    assert len(names) == len(set(names)) <= Inspector.objects.count()
    assert [row[0] for row in form.rows] == [str(n) for n in range(1, len(names) + 1)]


def test_each_department_of_a_joint_check_has_its_row_and_the_whole_counts_an_enterprise_once(
    bureau: Any,
) -> None:
    campaign = under(bureau)
    RecordLine.objects.filter(inspection=bureau.inspections()[0], position=2).update(agency=bureau.neighbour)
    form = filled(bureau, campaign)["summary"]
    rows = {row[0]: dict(zip(form.heads, row, strict=True)) for row in form.rows}
    assert set(rows) == {bureau.agency.name, bureau.neighbour.name, "合计"}
    assert [row["抽查户数"] for row in rows.values()] == ["1", "1", "1"]
    assert rows[bureau.neighbour.name]["责令改正"] == "0"
    assert rows[bureau.neighbour.name]["未发现问题"] == "1"


def test_the_bureau_is_asked_how_a_household_counts() -> None:
    assert packs.load("hebi").answer("household_result") == forms.EACH
