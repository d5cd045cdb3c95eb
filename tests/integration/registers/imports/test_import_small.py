"""Items, inspectors, experts and recusals from files."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mingqian.audit.verify import verify
from mingqian.codes import id_check_character
from mingqian.registers.importing import batches
from mingqian.registers.importing.run import ImportSummary
from mingqian.registers.models import (
    Expert,
    ImportBatch,
    Inspector,
    Item,
    Recusal,
    Revision,
)

pytestmark = pytest.mark.usefixtures("read_here")

FileOf = Callable[..., Path]
TakeIn = Callable[..., ImportSummary]


def id_number(serial: int) -> str:
    first = f"37032219800101{serial:03d}"
    return first + id_check_character(first)


def reasons(summary: ImportSummary) -> dict[int, list[str]]:
    staging = batches.open_staging(ImportBatch.objects.get(pk=summary.batch_id))
    try:
        return {
            number: [issue[0] for issue in json.loads(text)]
            for number, text in staging.select("SELECT number, issues FROM rows WHERE issues IS NOT NULL")
        }
    finally:
        staging.close()


@pytest.fixture
def people() -> list[dict[str, Any]]:
    return [
        {
            "name": f"李某{n}",
            "sex": "男" if n % 2 else "女",
            "id_number": id_number(n),
            "phone": f"1390000{n:04d}",
            "unit": "执法大队",
            "post": "执法队员",
            "certified": "是" if n < 4 else "否",
            "certificate_number": f"3703222600{n}" if n < 4 else "",
            "certificate_valid_until": "2029-12-31" if n < 4 else "",
            "specialties": "危险化学品；机械",
            "areas": "城关镇；工业园区" if n == 2 else "全域",
            "status": "借调" if n == 3 else "在岗",
        }
        for n in range(1, 5)
    ]


def test_inspectors_stand_in_the_register(
    take_in: TakeIn, file_of: FileOf, people: list[dict[str, Any]], unit: Any
) -> None:
    summary = take_in(file_of(people, "inspector"), "inspector")
    assert (summary.new, summary.set_aside) == (4, 0)
    second, third, fourth = (Inspector.objects.get(name=f"李某{n}") for n in (2, 3, 4))
    assert (second.unit_id, second.areas, second.specialties) == (
        unit.pk,
        ["城关镇", "工业园区"],
        ["危险化学品", "机械"],
    )
    assert (second.id_number, second.phone, second.certified) == (id_number(2), "13900000002", True)
    assert (third.status, third.status_note, third.areas) == ("away", "借调", [])
    assert (fourth.certified, fourth.certificate_number) == (False, "")
    assert take_in(file_of(people, "inspector"), "inspector").unchanged == 4
    assert verify().ok


def test_changed_inspectors_have_their_revision(
    take_in: TakeIn, file_of: FileOf, people: list[dict[str, Any]], unit: Any
) -> None:
    take_in(file_of(people, "inspector"), "inspector")
    people[0] |= {"post": "中队长", "phone": "13911112222", "status": "退休"}
    summary = take_in(file_of(people, "inspector"), "inspector")
    assert (summary.changed, summary.unchanged) == (1, 3)
    row = Inspector.objects.get(name="李某1")
    assert (row.post, row.phone, row.status, row.version) == ("中队长", "13911112222", "retired", 2)
    assert row.retired_at is not None
    assert Revision.objects.get().changed() == {
        "post": ["执法队员", "中队长"],
        "phone": None,
        "status": ["active", "retired"],
        "status_note": ["", "退休"],
    }
    assert verify().ok


def test_a_person_is_known_by_certificate_by_number_or_by_an_unmistakable_name(
    take_in: TakeIn, file_of: FileOf, people: list[dict[str, Any]], unit: Any
) -> None:
    bare = [{"name": "李某4", "unit": "执法大队", "post": "科员"}]
    take_in(file_of(bare, "inspector"), "inspector")
    summary = take_in(file_of(people, "inspector"), "inspector")
    assert (summary.new, summary.changed) == (3, 1)
    assert Inspector.objects.get(name="李某4").id_number == id_number(4)
    people[3]["name"] = "李某四"
    renamed = take_in(file_of(people, "inspector"), "inspector", apply=False)
    assert (renamed.changed, renamed.unchanged) == (1, 3)
    assert reasons(renamed)[5] == ["name.changed"]
    people[0] |= {"id_number": "", "certificate_number": "37032226999"}
    assert take_in(file_of(people[:1], "inspector"), "inspector", apply=False).new == 1


def test_two_people_of_one_name_need_a_number(
    take_in: TakeIn, file_of: FileOf, people: list[dict[str, Any]], unit: Any
) -> None:
    people[1]["name"] = "李某1"
    take_in(file_of(people, "inspector"), "inspector")
    summary = take_in(file_of([{"name": "李某1", "post": "科员"}], "inspector"), "inspector", apply=False)
    assert summary.set_aside == 1
    assert reasons(summary) == {2: ["person.ambiguous"]}


def test_units_and_agencies_the_house_does_not_know(
    take_in: TakeIn, file_of: FileOf, people: list[dict[str, Any]], unit: Any, make_actor: Callable[..., Any]
) -> None:
    people[0]["unit"] = "没有的股"
    people[1]["agency"] = "没有的局"
    people[2]["agency"] = "测试县应急管理局"
    summary = take_in(file_of(people, "inspector"), "inspector", apply=False)
    assert reasons(summary) == {2: ["unit.unknown"], 3: ["agency.unknown"]}
    assert (summary.new, summary.set_aside) == (3, 1)


def test_people_of_another_agency_come_only_by_the_command_line(
    take_in: TakeIn, file_of: FileOf, people: list[dict[str, Any]], unit: Any, make_actor: Callable[..., Any]
) -> None:
    from mingqian.accounts.actions import create_agency
    from mingqian.accounts.current import system_actor

    other = create_agency(
        by=system_actor(), code="M01", name="测试县市场监督管理局", short_name="测市监", level="county",
        region_code="370322",
    )  # fmt: skip
    people[0] |= {"agency": "测市监", "unit": ""}
    registrar = make_actor("registrar")
    by_page = take_in(file_of(people, "inspector"), "inspector", by=registrar, apply=False)
    assert reasons(by_page) == {2: ["agency.other"]}
    take_in(file_of(people, "inspector"), "inspector")
    assert Inspector.objects.get(name="李某1").agency_id == other.pk
    assert take_in(file_of(people, "inspector"), "inspector").unchanged == 4


def test_experts_are_known_by_name_and_employer(take_in: TakeIn, file_of: FileOf) -> None:
    rows = [
        {
            "name": "王某",
            "employer": "某大学",
            "specialties": "粉尘防爆",
            "title": "教授",
            "phone": "13700000001",
        },
        {"name": "王某", "employer": "某公司", "specialties": "化工工艺、设备", "status": "停聘"},
    ]
    path = file_of(rows, "expert")
    assert take_in(path, "expert").new == 2
    assert take_in(path, "expert").unchanged == 2
    assert Expert.objects.get(employer="某公司").status == "retired"
    assert Expert.objects.get(employer="某大学").phone == "13700000001"
    assert verify().ok


def test_items_keep_their_points_as_lines_and_fields_as_a_list(take_in: TakeIn, file_of: FileOf) -> None:
    rows = [
        {
            "code": "YJ01",
            "name": "教育培训",
            "content": "是否培训；是否建档",
            "basis": "《某法》第一条",
            "item_class": "重点",
            "fields": "化工；机械",
        },
        {"code": "YJ02", "name": "应急预案", "item_class": "一般", "fields": "全部"},
    ]
    path = file_of(rows, "item")
    assert take_in(path, "item").new == 2
    first, second = Item.objects.order_by("code")
    assert (first.content, first.item_class, first.fields) == ("是否培训\n是否建档", "key", ["化工", "机械"])
    assert second.fields == []
    assert take_in(path, "item").unchanged == 2
    rows[0]["fields"] = "全部"
    assert take_in(file_of(rows, "item"), "item").changed == 1
    assert Item.objects.get(code="YJ01").fields == []
    assert verify().ok


def test_recusals_tie_a_person_to_a_subject(
    take_in: TakeIn, file_of: FileOf, people: list[dict[str, Any]], unit: Any, code_of: Callable[..., str]
) -> None:
    take_in(file_of(people, "inspector"), "inspector")
    take_in(file_of([{"code": code_of(n), "name": f"某县{n}有限公司"} for n in (1, 2)]))
    rows = [
        {
            "inspector_name": "李某1",
            "certificate_number": "37032226001",
            "subject_name": "某县1有限公司",
            "subject_code": code_of(1),
            "case": "（三）本人曾管辖过的单位",
            "note": "2019年至2021年",
        },
        {
            **{"inspector_name": "李某2", "certificate_number": "37032226001"},
            "subject_code": code_of(1),
            "case": "1",
        },
        {"inspector_name": "", "certificate_number": "37032226999", "subject_code": code_of(1), "case": "1"},
        {
            "inspector_name": "李某1",
            "certificate_number": "37032226001",
            "subject_code": code_of(9),
            "case": "1",
        },
        {
            "inspector_name": "李某2",
            "certificate_number": "37032226002",
            "subject_name": "另一个名称",
            "subject_code": code_of(2),
            "case": "五",
        },
    ]
    path = file_of(rows, "recusal")
    summary = take_in(path, "recusal", apply=False)
    assert reasons(summary) == {
        3: ["recusal.inspector_name"],
        4: ["recusal.inspector"],
        5: ["recusal.subject"],
        6: ["recusal.subject_name"],
    }
    assert take_in(path, "recusal").new == 2
    found = Recusal.objects.get(case="3")
    assert (found.inspector.name, found.subject.code, found.note) == ("李某1", code_of(1), "2019年至2021年")
    assert take_in(path, "recusal").unchanged == 2
    assert verify().ok


@pytest.mark.shared
def test_the_provinces_real_item_list(take_in: TakeIn, shared: Path) -> None:
    path = shared / "data" / "zhejiang" / "chouchashixiang_2017.csv"
    summary = take_in(path, "item")
    assert (summary.read, summary.new, summary.set_aside) == (79, 79, 0)
    assert take_in(path, "item").unchanged == 79


def test_a_persons_own_limit_comes_from_the_file_and_nought_is_told(
    take_in: TakeIn, file_of: FileOf, people: list[dict[str, Any]], unit: Any
) -> None:
    people[0]["task_limit"], people[1]["task_limit"] = "3", "0"
    told = reasons(take_in(file_of(people, "inspector"), "inspector", apply=False))
    assert "limit.nought" in told[3]
    assert take_in(file_of(people, "inspector"), "inspector").new == 4
    limits = dict(Inspector.objects.values_list("name", "task_limit"))
    assert limits == {"李某1": 3, "李某2": None, "李某3": None, "李某4": None}
    people[0]["task_limit"] = "4"
    assert take_in(file_of(people, "inspector"), "inspector").changed == 1
    assert Revision.objects.get().changed() == {"task_limit": ["3", "4"]}
    assert verify().ok
