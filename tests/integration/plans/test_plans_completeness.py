"""按规则核对名录: what the bound packs want registered, counted row by row, listed by the same test, marked on the forms."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from mingqian.acts.refusal import Refused
from mingqian.plans import actions
from mingqian.plans.basis import rests_on
from mingqian.plans.completeness.columns import Columns, columns_of
from mingqian.plans.completeness.whole import Finding, findings
from mingqian.registers.models import Inspector, Item, Subject
from mingqian.registers.wanted import by_field, column_of, wanted

pytestmark = pytest.mark.django_db


@pytest.fixture
def bind(bureau: Any) -> Any:
    def apply(pack_id: str, **settings: Any) -> None:
        actions.bind_pack(
            by=bureau.actor("approver"), agency=bureau.agency, pack_id=pack_id, valid_from=date(2026, 1, 1),
            settings=settings, reason="决定适用",
        )  # fmt: skip

    return apply


def rows(columns: Columns) -> dict[str, tuple[int, str]]:
    return {one.label: (one.lacks, one.where) for one in columns.rows}


def said(found: list[Finding], where: str) -> list[tuple[str, str]]:
    return [(one.tone, one.words) for one in found if one.where == where]


def test_nothing_is_asked_while_no_document_binds(bureau: Any) -> None:
    assert wanted(bureau.agency.pk, "subject") == []
    assert columns_of(bureau.agency.pk, "subject").rows == ()


def test_every_word_of_every_pack_has_its_column() -> None:
    from mingqian.plans.packs import shipped
    from mingqian.plans.wanted import KEYS

    unknown = [
        (pack.id, word)
        for pack in shipped()
        for kind, keys in KEYS.items()
        for one in pack.parameters
        if one.key in keys and one.value is not True
        for word in one.words()
        if not column_of(kind, word)
    ]
    assert unknown == []


def test_each_column_is_counted_and_listed_alike(
    bureau: Any, bind: Any, add_subjects: Any, browser: Any
) -> None:
    bind("gaoqing")
    add_subjects(
        3, entity_type="有限责任公司", scope="机械加工", legal_person="王某", registered_address="某路 1 号"
    )
    add_subjects(
        2, legal_person="", person_in_charge="李某", scope=""
    )  # a branch: its person in charge answers
    add_subjects(1, kind="product", legal_person="", scope="")  # no 营业执照 asks anything of a product
    add_subjects(4, legal_person="", scope="", retired_at="2026-01-01T00:00:00+08:00")  # off the register
    found = rows(columns_of(bureau.agency.pk, "subject"))
    assert found["法定代表人"] == (0, "高青 5.2.1")
    assert found["经营范围"][0] == 2
    assert found["住所"][0] == 3
    assert found["监管类别"] == (6, "高青 5.2.1")
    for label, name in (
        ("经营范围", "scope"),
        ("住所", "registered_address"),
        ("监管类别", "supervision_class"),
    ):
        page = browser("registrar").get(f"/registers/subjects/?set=1&lacks={name}").content.decode()
        assert f"符合条件的 {found[label][0]} 户" in page, label


def test_of_a_second_pack_only_what_it_names(bureau: Any, bind: Any, add_subjects: Any) -> None:
    bind("gaoqing")
    before = by_field(bureau.agency.pk, "subject")
    assert "licence_number" not in before
    bind("xinyang")
    after = by_field(bureau.agency.pk, "subject")
    assert after["licence_number"] == "信阳 八"
    assert after["name"] == "高青 5.2.1；信阳 八"
    add_subjects(2)  # without any licence: 行政许可类 is not asked of them
    add_subjects(1, licence_name="危险化学品经营许可证")
    assert rows(columns_of(bureau.agency.pk, "subject"))["许可证编号"][0] == 1


def test_forms_and_the_page_name_the_article(bureau: Any, bind: Any, browser: Any) -> None:
    plain = browser("registrar").get("/registers/inspectors/new/").content.decode()
    assert "应当登记：" not in plain
    bind("gaoqing")
    form = browser("registrar").get("/registers/inspectors/new/").content.decode()
    assert form.count("应当登记：") == len(by_field(bureau.agency.pk, "inspector"))
    page = browser("registrar").get("/plans/registers/").content.decode()
    assert "高青 5.2.2" in page and "高青 5.2.1" in page and "高青 5.1.1" in page


def test_a_role_sees_the_registers_it_may_read(bureau: Any, bind: Any, browser: Any) -> None:
    bind("gaoqing")
    page = browser("registrar").get("/plans/registers/").content.decode()
    assert all(f'id="{kind}"' in page for kind in ("item", "subject", "inspector"))


def test_an_item_without_a_law_behind_it_goes_into_no_plan(
    bureau: Any, bind: Any, make_plan: Any, make_line: Any
) -> None:
    loose = Item.objects.create(
        agency=bureau.agency, code="Y9", name="办公室整洁", item_class="general", basis="上级文件要求"
    )
    line = make_line(make_plan(), item_ids=[])
    with pytest.raises(Refused) as refused:
        actions.edit_line(by=bureau.actor("planner"), line=line, item_ids=[loose.pk])
    assert refused.value.code == "plans.items_without_basis"
    assert "办公室整洁" in refused.value.words() and "高青 5.1.1" in refused.value.words()
    Item.objects.filter(pk=loose.pk).update(basis="《安全生产培训管理办法》第三条")
    assert actions.edit_line(by=bureau.actor("planner"), line=line, item_ids=[loose.pk]).item_ids == [
        loose.pk
    ]
    bind("gaoqing")
    Item.objects.filter(pk=loose.pk).update(basis="")
    assert [tone for tone, _ in said(findings(bureau.agency.pk, "item"), "高青 5.1.1")] == ["bad", "bad"]


@pytest.mark.parametrize(
    ("basis", "holds"),
    [
        ("《中华人民共和国安全生产法》第六十二条", True),
        ("安全生产法第二十八条", True),
        ("《危险化学品安全管理条例》（国务院令第591号）", True),
        ("《安全生产培训管理办法（2015年修正）》第三条", True),
        ("《关于做好年度工作的通知》", False),
        ("国家标准 GB 18218", False),
        ("按照有关规定，", False),
        ("", False),
    ],
)
def test_a_law_is_known_by_how_its_title_ends(basis: str, holds: bool) -> None:
    assert rests_on(basis, ("法律", "法规", "规章")) is holds


def test_condition_of_a_kind_the_document_does_not_name(bureau: Any, make_plan: Any, make_line: Any) -> None:
    from dataclasses import replace

    from mingqian.plans import conditions, packs

    pack = packs.pack_for(bureau.agency, "gaoqing")
    on = date(2026, 1, 1)
    narrow = replace(
        pack,
        parameters=tuple(
            replace(one, value=("行政区域",)) if one.key == "draw.directed_by" else one
            for one in pack.parameters
        ),
    )
    conditions.require_named({"townships": ["城关镇"]}, narrow, on)
    conditions.require_named({"fields": ["机械"]}, pack, on)
    with pytest.raises(Refused, match="按行政区域进行"):
        conditions.require_named({"fields": ["机械"]}, narrow, on)


def test_kinds_and_second_tier_staff(bureau: Any, bind: Any, add_subjects: Any) -> None:
    bind("xinyang")
    bind("xiping")
    add_subjects(2)
    add_subjects(1, kind="institution")
    ((tone, words),) = said(
        [one for one in findings(bureau.agency.pk, "subject") if one.bars], "西平 联合 三"
    )
    assert tone == "info" and "事业单位、社会组织等是文件没有列举的" in words
    people = [
        Inspector(agency=bureau.agency, name=f"甲{n}", affiliated=True, certified=n != 1, areas=areas)
        for n, areas in enumerate((["城关镇"], ["城关镇"], []))
    ]
    Inspector.objects.bulk_create(people)
    tones = {one.words: one.tone for one in findings(bureau.agency.pk, "inspector") if one.where == "信阳 九"}
    assert tones == {
        "局属二级机构 3 人，其中 1 人没有执法资格，不能抽取。": "bad",
        "局属二级机构 3 人，其中 1 人没有写明执法区域，不能抽取。": "bad",
    }


def test_a_second_tier_officer_without_a_place_is_not_drawn(
    bureau: Any, bind: Any, make_campaign: Any
) -> None:
    from mingqian.draws.eligibility import NO_AREA, gather

    campaign = make_campaign()
    for name, areas in (("有区域", ["城关镇"]), ("没区域", [])):
        Inspector.objects.create(
            agency=bureau.agency,
            name=name,
            affiliated=True,
            certified=True,
            certificate_number=name,
            areas=areas,
        )
    assert {one.name for one in gather(campaign, on=date(2026, 3, 16)).candidates} == {"有区域", "没区域"}
    bind("xinyang")
    people = gather(campaign, on=date(2026, 3, 16))
    assert {one.name for one in people.candidates} == {"有区域"}
    assert people.out == [("没区域", NO_AREA, "信阳 九")]


def test_an_import_says_what_the_file_lacks(bureau: Any, bind: Any) -> None:
    from mingqian.registers.models import ImportBatch
    from mingqian.registers.pages.imports.shown import not_in_file

    bind("gaoqing")
    batch = ImportBatch(
        agency=bureau.agency, kind="subject", mapping={"name": 0, "code": 1, "registered_address": 2}
    )
    words = not_in_file(batch)
    assert "法定代表人（高青 5.2.1）" in words and "经营范围" in words
    assert not re.search("住所|、名称", words)
    assert not_in_file(ImportBatch(agency=bureau.agency, kind="recusal", mapping={})) == ""


def test_counts_follow_the_register(bureau: Any, bind: Any, add_subjects: Any) -> None:
    bind("gaoqing")
    add_subjects(1, scope="")
    from mingqian.registers import serials

    serials.move(bureau.agency.pk, "subject")
    assert rows(columns_of(bureau.agency.pk, "subject"))["经营范围"][0] == 1
    Subject.objects.update(scope="机械加工")
    serials.move(bureau.agency.pk, "subject")
    assert rows(columns_of(bureau.agency.pk, "subject"))["经营范围"][0] == 0
