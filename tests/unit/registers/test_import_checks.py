"""What is said of a row: every reason, with what becomes of the row and of the cell."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from mingqian.codes import (
    id_check_character,
    organisation_check_character,
    registration_check_digit,
    uscc_check_character,
)
from mingqian.registers.importing.checks import Checked, checker_for
from mingqian.registers.importing.columns import COLUMNS, Kind
from mingqian.registers.importing.compare import COMPARED
from mingqian.registers.importing.issues import ISSUES, Weight, words
from mingqian.registers.importing.readers.delimited import BROKEN_QUOTES
from mingqian.registers.importing.text import NUMERIC

TODAY = date(2026, 11, 21)
REGION = "370322"


def uscc(serial: int = 1, kind: str = "91", region: str = REGION) -> str:
    body = f"MA{serial:06d}"
    first = kind + region + body + organisation_check_character(body)
    return first + uscc_check_character(first)


def registration(serial: int = 1) -> str:
    first = f"{REGION}{serial:08d}"
    return first + registration_check_digit(first)


def person(serial: int = 1) -> str:
    first = f"{REGION}19800101{serial:03d}"
    return first + id_check_character(first)


def wrong(code: str) -> str:
    return code[:-1] + ("1" if code[-1] != "1" else "2")


GOOD = {"code": uscc(), "name": "某县机械有限公司"}
PERSON = {"name": "李某", "certificate_number": "37032226001", "certificate_valid_until": "2029-12-31"}
RECUSAL = {"inspector_name": "李某", "certificate_number": "37032226001", "subject_code": uscc(), "case": "1"}


def check(kind: Kind, /, **cells: str) -> tuple[Checked, dict[str, Any]]:
    """One row checked: the result, and its values by field."""
    headings = {one.name: one.heading for one in COLUMNS[kind]}
    names = list(cells)
    checker = checker_for(
        kind, {name: place for place, name in enumerate(names)}, [headings[n] for n in names], today=TODAY
    )
    checked = checker(2, list(cells.values()))
    return checked, dict(zip(checker.fields, checked.values, strict=True))


def subject(**cells: str) -> tuple[Checked, dict[str, Any]]:
    return check(Kind.SUBJECT, **{**GOOD, **cells})


def codes(checked: Checked) -> list[str]:
    return [issue[0] for issue in checked.issues]


def test_an_ordinary_row_says_nothing() -> None:
    checked, values = subject(
        founded_on="2019/3/8", capital="100万元人民币", legal_person="张某", status="存续"
    )
    assert (checked.weight, checked.issues, checked.original) == (0, [], {})
    assert checked.key == GOOD["code"]
    assert values["founded_on"] == "2019-03-08"
    assert values["derived_code_kind"] == "uscc"
    assert values["derived_kind"] == "enterprise"
    assert values["derived_region"] == REGION
    assert values["derived_field"] == "机械"


ROWS: list[tuple[str, Kind, dict[str, str]]] = [
    # the row
    ("row.blank", Kind.SUBJECT, {"code": "", "name": " "}),
    (
        "row.shifted",
        Kind.SUBJECT,
        {**GOOD, "legal_person": "100万元", "capital": "张某某", "entity_type": "2"},
    ),
    ("row.encoding", Kind.SUBJECT, {**GOOD, "name": "某县\udcff公司"}),
    ("row.quotes", Kind.SUBJECT, {"name": BROKEN_QUOTES + "某县机械有限公司", "code": uscc()}),
    # names
    ("name.empty", Kind.SUBJECT, {**GOOD, "name": "无"}),
    ("name.shape", Kind.SUBJECT, {**GOOD, "name": "2019-03-08"}),
    ("name.tidied", Kind.SUBJECT, {**GOOD, "name": "某县(一)机械 有限公司"}),
    # codes
    ("code.empty", Kind.SUBJECT, {**GOOD, "code": "无"}),
    ("code.numeric", Kind.SUBJECT, {**GOOD, "code": NUMERIC + "370322000000001230"}),
    ("code.unknown", Kind.SUBJECT, {**GOOD, "code": uscc()[:17]}),
    ("code.letters", Kind.SUBJECT, {**GOOD, "code": uscc()[:8] + "OI" + uscc()[10:]}),
    ("uscc.check_character", Kind.SUBJECT, {**GOOD, "code": wrong(uscc())}),
    ("code.normalised", Kind.SUBJECT, {**GOOD, "code": " " + uscc().lower()}),
    ("code.old", Kind.SUBJECT, {**GOOD, "code": registration()}),
    ("registration.check_digit", Kind.SUBJECT, {**GOOD, "code": wrong(registration(77))}),
    ("organisation.check_character", Kind.SUBJECT, {**GOOD, "code": "13830295-1"}),
    ("code.person", Kind.SUBJECT, {**GOOD, "code": "", "id_number": person()}),
    # cells
    ("text.cut", Kind.SUBJECT, {**GOOD, "registered_address": "路" * 301}),
    ("date.unreadable", Kind.SUBJECT, {**GOOD, "founded_on": "2019-02-30"}),
    ("date.unlikely", Kind.SUBJECT, {**GOOD, "founded_on": "2027-01-01"}),
    ("date.serial", Kind.SUBJECT, {**GOOD, "founded_on": "43532"}),
    ("count.unreadable", Kind.SUBJECT, {**GOOD, "staff_count": "若干"}),
    ("flag.unreadable", Kind.SUBJECT, {**GOOD, "joint_punishment": "也许"}),
    ("choice.unknown", Kind.SUBJECT, {**GOOD, "credit_grade": "E"}),
    ("phone.unreadable", Kind.SUBJECT, {**GOOD, "phone": "1380000"}),
    ("phone.no_area_code", Kind.SUBJECT, {**GOOD, "phone": "6960000"}),
    ("phone.several", Kind.SUBJECT, {**GOOD, "phone": "13800000000、13900000000"}),
    ("id.wrong", Kind.SUBJECT, {**GOOD, "id_number": wrong(person())}),
    ("capital.not_amount", Kind.SUBJECT, {**GOOD, "capital": "13800000000"}),
    ("cell.misplaced", Kind.SUBJECT, {**GOOD, "legal_person": "100万元"}),
    ("cell.has_phone", Kind.SUBJECT, {**GOOD, "person_in_charge": "张某 13800000000"}),
    ("region.unknown", Kind.SUBJECT, {**GOOD, "region_code": "999999"}),
    ("region.unresolved", Kind.SUBJECT, {**GOOD, "region_code": "哪里"}),
    ("region.abolished", Kind.SUBJECT, {**GOOD, "region_code": "412822"}),
    ("region.split", Kind.SUBJECT, {**GOOD, "region_code": "130103"}),
    ("industry.unknown", Kind.SUBJECT, {**GOOD, "industry_code": "9999"}),
    ("jurisdiction.blank", Kind.SUBJECT, {**GOOD, "jurisdiction": ""}),
    ("licence.expired", Kind.SUBJECT, {**GOOD, "licence_valid_until": "2026-01-31"}),
    # people
    ("certificate.expired", Kind.INSPECTOR, {**PERSON, "certificate_valid_until": "2026-11-20"}),
    ("certificate.missing", Kind.INSPECTOR, {"name": "李某", "certificate_number": "", "certified": "是"}),
    ("certificate.implied", Kind.INSPECTOR, {**PERSON, "certified": "否"}),
    ("certificate.undated", Kind.INSPECTOR, {**PERSON, "certificate_valid_until": ""}),
    ("certificate.wrong", Kind.INSPECTOR, {**PERSON, "certificate_number": person()}),
    ("id.wrong_key", Kind.INSPECTOR, {**PERSON, "id_number": wrong(person())}),
    ("id.sex", Kind.INSPECTOR, {**PERSON, "sex": "女", "id_number": person(1)}),
    ("recusal.case", Kind.RECUSAL, {**RECUSAL, "case": "不想去"}),
]


@pytest.mark.parametrize(("code", "kind", "cells"), ROWS, ids=[code for code, _, _ in ROWS])
def test_each_reason_stands_where_it_should_and_weighs_what_it_says(
    code: str, kind: Kind, cells: dict[str, str]
) -> None:
    checked, _ = check(kind, **cells)
    assert code in codes(checked)
    assert checked.weight == max(ISSUES[one].weight for one in codes(checked))
    for name, _, params in checked.issues:
        assert words(name, params)


ELSEWHERE = {"limit.nought", "row.extra_cells", "uscc.odd", "code.may_be_person", "item.numbered"}
"""Reasons with tests of their own below."""


def test_every_reason_of_the_table_is_tested_and_no_reason_is_without_advice() -> None:
    assert {code for code, _, _ in ROWS} | ELSEWHERE | COMPARED == set(ISSUES)
    for code, issue in ISSUES.items():
        assert issue.advice.endswith("。"), code
        assert issue.words.endswith("。"), code


def test_cells_beyond_the_headings_put_a_row_aside_unless_they_are_empty() -> None:
    checker = checker_for(Kind.SUBJECT, {"code": 0, "name": 1}, ["统一社会信用代码", "名称"], today=TODAY)
    assert checker(2, [uscc(), "某县机械有限公司", "", " "]).weight == 0
    assert codes(checker(3, [uscc(), "某县机械有限公司", "多出来的"])) == ["row.extra_cells"]


def test_a_short_row_has_blank_cells() -> None:
    checker = checker_for(
        Kind.SUBJECT,
        {"code": 0, "name": 1, "scope": 2},
        ["统一社会信用代码", "名称", "经营范围"],
        today=TODAY,
    )
    assert checker(2, [uscc(), "某县机械有限公司"]).weight == 0


def test_odd_parts_of_a_code_that_holds_as_a_whole() -> None:
    first = "91" + REGION + "MA0000010"  # the organisation code's own check character is another
    assert organisation_check_character("MA000001") != "0"
    checked, _ = subject(code=first + uscc_check_character(first))
    assert codes(checked) == ["uscc.odd"]
    assert checked.weight == Weight.WARN


def test_a_code_that_is_an_id_number_too_is_pointed_out() -> None:
    checked, _ = subject(code="320123600301128")
    assert "code.may_be_person" in codes(checked)


def test_a_persons_number_in_the_code_column_never_becomes_the_code() -> None:
    checked, values = subject(code=person(), name="张某某")
    assert checked.key is None
    assert values["derived_code_kind"] == "person"
    assert values["id_number"] == person()
    assert person() not in str(checked.issues)


def test_an_old_number_in_its_own_column_stands_in_for_the_code() -> None:
    checked, values = subject(code="", registration_number=registration())
    assert (checked.key, values["derived_code_kind"]) == (registration(), "registration_15")
    assert codes(checked) == ["code.old"]


@pytest.mark.parametrize("sign", ["是", "√", "1"])
def test_a_confirmed_row_is_taken_with_the_warning(sign: str) -> None:
    checked, _ = subject(code=wrong(uscc()), confirmed=sign)
    assert checked.weight == Weight.WARN
    assert checked.key == wrong(uscc())


def test_confirming_does_not_help_where_there_is_nothing_to_take() -> None:
    assert subject(code="", confirmed="是")[0].weight == Weight.ASIDE


def test_rewritten_cells_keep_their_original() -> None:
    checked, values = subject(name="某县（一）机械(集团)公司", code=uscc().translate({ord("9"): "９"}))
    assert values["name"] == "某县（一）机械（集团）公司"
    assert checked.original == {
        "name": "某县（一）机械(集团)公司",
        "code": uscc().translate({ord("9"): "９"}),
    }


def test_a_rejected_cell_is_blank_and_kept_as_original() -> None:
    checked, values = subject(capital="13800000000", founded_on="不详的某天")
    assert values["capital"] is None
    assert values["founded_on"] is None
    assert checked.original["capital"] == "13800000000"


def test_no_reason_tells_a_telephone_or_id_number() -> None:
    number, id_number = "13812345678", person()
    for name in ("industry_code", "region_code", "credit_grade", "kind", "status"):
        for text in (number, id_number, f"电话{number}"):
            said = str(subject(**{name: text})[0].issues)
            assert number not in said
            assert id_number not in said


def test_one_misplaced_cell_warns_and_two_put_the_row_aside() -> None:
    assert subject(legal_person="100万元")[0].weight == Weight.WARN
    both = subject(legal_person="100万元", province="普通合伙")[0]
    assert both.weight == Weight.ASIDE
    assert codes(both)[-1] == "row.shifted"


@pytest.mark.parametrize(
    "text",
    [
        "100",
        "1,000(万元人民币)",
        "45.9982(万美元)",
        "0万人民币",
        "10万",
        "500(万)",
        "50.7000(万元人民币)",
        "N/A",
    ],
)
def test_sums_met_in_registers_are_sums(text: str) -> None:
    assert subject(capital=text)[0].weight == 0


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2019-3-8", "2019-03-08"),
        ("2019年3月8日", "2019-03-08"),
        ("2019.03.08", "2019-03-08"),
        ("20190308", "2019-03-08"),
        ("2019-03-08 00:00:00", "2019-03-08"),
        ("2019-03-08T00:00:00", "2019-03-08"),
        ("3/8/2019", "2019-03-08"),
        ("2019年3月", "2019-03-01"),
    ],
)
def test_spellings_of_a_date(text: str, day: str) -> None:
    checked, values = subject(founded_on=text)
    assert (values["founded_on"], checked.weight) == (day, 0)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("存续（在营、开业、在册）", "existing"),
        ("开业", "existing"),
        ("吊销，未注销", "revoked"),
        ("注销", "cancelled"),
        ("停业", "suspended"),
        ("迁出", "moved"),
    ],
)
def test_words_for_a_status(text: str, status: str) -> None:
    assert subject(status=text)[1]["status"] == status


@pytest.mark.parametrize(
    ("code", "kind"),
    [(uscc(2, "92"), "individual"), (uscc(2, "93"), "cooperative"), (uscc(2, "12"), "institution")],
)
def test_the_kind_follows_from_the_code_where_nothing_else_says_it(code: str, kind: str) -> None:
    assert subject(code=code)[1]["derived_kind"] == kind


def test_an_agencys_own_region_code_holds_whatever_the_table_says() -> None:
    checker = checker_for(
        Kind.SUBJECT,
        {"code": 0, "name": 1, "region_code": 2},
        ["统一社会信用代码", "名称", "行政区划代码"],
        today=TODAY,
        own_regions=["412336"],
    )
    checked = checker(2, [uscc(), "某县机械有限公司", "412336"])
    assert checked.weight == 0


def test_an_abolished_region_becomes_the_one_that_took_its_place() -> None:
    checked, values = subject(region_code="412822")
    assert values["region_code"] == "411726"
    assert checked.original["region_code"] == "412822"


def test_a_prefecture_is_narrowed_by_the_address() -> None:
    first = "91" + "530100" + "MA000001" + organisation_check_character("MA000001")
    checked, values = subject(
        code=first + uscc_check_character(first), registered_address="云南省昆明市官渡区北京路225号"
    )
    assert values["derived_region"] == "530111"
    assert checked.weight == 0


@pytest.mark.parametrize(
    ("text", "code"), [("2611", "C2611"), ("C2611", "C2611"), ("C", "C"), ("农业", "A01")]
)
def test_industries_by_code_or_name(text: str, code: str) -> None:
    assert subject(industry_code=text)[1]["industry_code"] == code


def test_fields_are_guessed_only_where_nothing_is_stated_and_only_if_wanted() -> None:
    assert "derived_field" in subject()[1]
    checked, values = subject(field="非煤矿山")
    assert (values["field"], values["derived_field"]) == ("非煤矿山", None)
    assert "对照表" in subject()[1]["derived_field_basis"]
    checker = checker_for(
        Kind.SUBJECT, {"code": 0, "name": 1}, ["统一社会信用代码", "名称"], today=TODAY, guess_fields=False
    )
    assert "derived_field" not in checker.fields
    assert checked.weight == 0


def test_lists_are_parted_by_any_sign_and_all_means_none_named() -> None:
    _, values = check(Kind.INSPECTOR, **PERSON, specialties="危险化学品、粉尘防爆;机械", areas="全域")
    assert values["specialties"] == "危险化学品；粉尘防爆；机械"
    assert values["areas"] == ""


def test_a_persons_status_keeps_the_files_word_beside_it() -> None:
    _, values = check(Kind.INSPECTOR, **PERSON, status="借调")
    assert (values["status"], values["status_note"]) == ("away", "借调")
    _, values = check(Kind.INSPECTOR, **PERSON, status="在岗")
    assert (values["status"], values["status_note"]) == ("active", "")


def test_items_under_one_number_are_numbered_by_their_order() -> None:
    checker = checker_for(
        Kind.ITEM,
        {"code": 0, "name": 1, "sub_name": 2},
        ["编号", "抽查事项", "抽查子项"],
        today=TODAY,
    )
    first = checker(2, ["1", "食品监管", "生产企业"])
    second = checker(3, ["1", "食品监管", "添加剂企业"])
    again = checker(4, ["1", "食品监管", "添加剂企业"])
    assert [first.key, second.key, again.key] == ["1", "1-2", "1-2"]
    assert codes(first) == []
    assert codes(second) == ["item.numbered"]


@pytest.mark.parametrize("text", ["（一）", "1", "一", "（三）本人曾管辖过的单位", "曾管辖过的单位"])
def test_cases_of_recusal_in_any_spelling(text: str) -> None:
    checked, values = check(Kind.RECUSAL, **{**RECUSAL, "case": text})
    assert values["case"] == ("3" if "管辖" in text else "1")
    assert checked.weight == 0


def test_a_limit_of_nought_is_told_and_left_out() -> None:
    checker = checker_for(Kind.INSPECTOR, {"name": 0, "task_limit": 1}, ["姓名", "本人任务上限"], today=TODAY)
    assert codes(checker(2, ["王某", "0"])) == ["limit.nought"]
    assert codes(checker(3, ["王某", "2 户"])) == []
