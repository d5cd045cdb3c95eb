"""Columns guessed from their headings."""

from __future__ import annotations

import pytest

from mingqian.registers.importing.columns import COLUMNS, Kind
from mingqian.registers.importing.mapping import find_headings, guess, missing


def named(kind: Kind, *headings: str) -> dict[str, str]:
    return {name: headings[place] for name, place in guess(kind, headings).items()}


@pytest.mark.parametrize("kind", list(Kind))
def test_our_own_headings_find_their_columns(kind: Kind) -> None:
    headings = [one.heading for one in COLUMNS[kind]]
    assert guess(kind, headings) == {one.name: place for place, one in enumerate(COLUMNS[kind])}


@pytest.mark.parametrize("kind", list(Kind))
def test_no_two_columns_claim_one_heading(kind: Kind) -> None:
    claimed: dict[str, str] = {}
    for one in COLUMNS[kind]:
        for heading in (one.heading, *one.others):
            assert claimed.setdefault(heading, one.name) == one.name, heading


def test_headings_of_the_national_registration_data() -> None:
    assert named(
        Kind.SUBJECT,
        *[
            "name",
            "uscc",
            "code_kind",
            "reg_date",
            "ent_type",
            "legal_rep",
            "capital",
            "scope",
            "province",
            "city",
            "address",
            "reg_authority",
        ],
    ) == {
        "name": "name",
        "code": "uscc",
        "founded_on": "reg_date",
        "entity_type": "ent_type",
        "legal_person": "legal_rep",
        "capital": "capital",
        "scope": "scope",
        "province": "province",
        "city": "city",
        "registered_address": "address",
        "registrar": "reg_authority",
    }


def test_headings_of_the_forms_of_the_documents() -> None:
    found = named(
        Kind.SUBJECT,
        "抽取序号", "市场主体名称", "统一社会信用代码", "注册号", "法定代表人", "地址", "电话", "管辖单位", "登记单位",
        "检查人员", "抽查结果",
    )  # fmt: skip
    assert found == {
        "name": "市场主体名称",
        "code": "统一社会信用代码",
        "registration_number": "注册号",
        "legal_person": "法定代表人",
        "registered_address": "地址",
        "phone": "电话",
        "jurisdiction": "管辖单位",
        "registrar": "登记单位",
    }
    people = named(Kind.INSPECTOR, "序号", "姓名", "性别", "单位", "职务", "执法证号", "手机号码", "身份证号")
    assert people["unit"] == "单位"
    assert people["certificate_number"] == "执法证号"
    assert people["phone"] == "手机号码"


def test_stars_colons_blanks_and_brackets_do_not_matter() -> None:
    assert named(Kind.SUBJECT, "* 统一社会信用代码：", " 单位名称(必填)", "注册资本(万元)") == {
        "code": "* 统一社会信用代码：",
        "name": " 单位名称(必填)",
        "capital": "注册资本(万元)",
    }


def test_a_longer_heading_that_contains_ours_is_known_and_an_exact_one_wins() -> None:
    assert named(Kind.SUBJECT, "被抽查企业名称", "统一社会信用代码号") == {
        "name": "被抽查企业名称",
        "code": "统一社会信用代码号",
    }
    assert named(Kind.SUBJECT, "原企业名称备注", "企业名称")["name"] == "企业名称"


def test_one_column_of_the_file_serves_once() -> None:
    found = guess(Kind.SUBJECT, ["统一社会信用代码", "统一社会信用代码", "名称"])
    assert found["code"] == 0
    assert list(found.values()).count(1) == 0


def test_titles_above_the_headings_are_passed_over() -> None:
    rows = [
        ["某县检查对象名录库"],
        ["填报单位：某局", "", "2026年"],
        ["序号", "企业名称", "统一社会信用代码"],
        ["1", "甲", "9"],
    ]
    assert find_headings(Kind.SUBJECT, rows) == 2
    assert find_headings(Kind.SUBJECT, [["甲", "乙"], ["丙", "丁"]]) == 0


def test_missing_required_columns_are_named() -> None:
    assert missing(Kind.SUBJECT, guess(Kind.SUBJECT, ["企业名称", "地址"])) == ["统一社会信用代码"]
