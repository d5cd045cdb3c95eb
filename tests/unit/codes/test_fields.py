"""Fields of industry guessed from code, name and scope: the rules in their order, with what they saw."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingqian.codes import Field, guess_field, industry, mapping_version
from mingqian.codes.fields import MAPPING


@pytest.mark.parametrize(
    ("code", "field"),
    [
        ("B0810", "非煤矿山"),
        ("7472", "非煤矿山"),
        ("0610", None),  # coal
        ("C2672", "烟花爆竹"),
        ("2671", None),  # explosives for civil use
        ("C2611", "化工"),
        ("2511", "化工"),
        ("2710", "医药"),
        ("3110", "冶金"),
        ("3240", "有色"),
        ("3011", "建材"),
        ("3054", "轻工"),  # glassware is taken out of 建材
        ("3074", "轻工"),
        ("3411", "机械"),
        ("4310", "机械"),
        ("1312", "轻工"),
        ("1711", "纺织"),
        ("1620", "烟草"),
        ("5128", "烟草"),
        ("5265", "危险化学品"),
        ("5942", "危险化学品"),
        ("5212", "商贸"),
        ("6210", "商贸"),
        ("7010", None),
        ("26", "化工"),
    ],
)
def test_by_code(code: str, field: str | None) -> None:
    assert industry(code) is not None
    guess = guess_field(code, "", "")
    assert (guess.field, guess.why) == (field, "code")


@pytest.mark.parametrize(
    ("name", "scope", "field", "why"),
    [
        ("某市供销合作社", "C、D级烟花爆竹零售；百货", "烟花爆竹", "first"),
        ("某石油公司城北加油站", "汽油、柴油零售；预包装食品", "危险化学品", "first"),
        ("某商贸有限公司", "危险化学品经营（不带储存设施）", "危险化学品", "first"),
        ("某商贸有限公司", "化妆品（不含危险化学品）、服装销售", "商贸", "name"),
        ("某商贸有限公司", "建材（危险化学品除外）；日用百货销售", "商贸", "name"),
        ("某建材店", "建筑材料（以上二项不含危险化学品、易制毒化学品）批发", "商贸", "name"),
        ("某杂货店", "日用杂品（不含烟花爆竹）零售", "商贸", "sells"),
        ("某机械有限公司", "纺织机械制造、销售", "机械", "name"),
        ("某纺织机械有限公司", "", "机械", "name"),
        ("某机械有限公司", "普通机械及配件的销售", "商贸", "sells"),
        ("某机械贸易有限公司", "机械销售", "商贸", "name"),
        ("某服饰有限公司", "围巾、手套、服装（不含染色）加工、销售", "纺织", "name"),
        ("某服饰有限公司", "服装批发", "商贸", "sells"),
        ("某制药股份有限公司", "片剂、颗粒剂", "医药", "name"),
        ("某药业有限公司城东大药房", "中成药零售", "商贸", "name"),
        ("某混凝土有限公司", "商品混凝土生产", "建材", "name"),
        ("某矿泉水有限公司", "", None, "name"),
        ("某煤业有限公司", "煤炭开采", None, "name"),
        ("某建筑智能化工程有限公司", "智能化工程专业承包", None, "name"),
        ("某卷烟配送中心", "卷烟批发、配送", "烟草", "name"),
        ("某甲有限公司", "花岗岩露天开采", "非煤矿山", "scope"),
        ("某甲有限公司", "塑料制品制造、销售；国内贸易", "轻工", "scope"),
        ("某甲有限公司", "国内贸易、物资供销；咨询", "商贸", "sells"),
        ("某甲有限公司", "经济信息咨询；日用百货销售", None, "nothing"),
        ("某甲有限公司", "软件开发、设计及销售", None, "scope"),
        ("某甲厂", "加工某物", None, "nothing"),
        ("", "", None, "nothing"),
    ],
)
def test_by_words(name: str, scope: str, field: str | None, why: str) -> None:
    guess = guess_field("", name, scope)
    assert (guess.field, guess.why) == (field, why)


def test_what_was_seen_is_said() -> None:
    assert guess_field("", "某纺织机械有限公司", "") == (Field.MACHINERY, "name", "机械")
    assert guess_field("C2611", "", "").matched == "26"


def test_trade_codes_give_way_to_hazardous_chemicals_and_makers_do_not() -> None:
    scope = "危险化学品经营（按许可证范围）"
    assert guess_field("5169", "", scope) == (Field.HAZARDOUS_CHEMICALS, "first", "危险化学品")
    assert guess_field("5169", "", "化工原料（不含危险化学品）销售").field is Field.COMMERCE
    assert guess_field("2614", "", scope).field is Field.CHEMICALS
    assert guess_field("5199", "", "烟花爆竹批发").field is Field.FIREWORKS


def test_a_code_that_is_none_is_passed_over() -> None:
    assert guess_field("制造业", "某混凝土有限公司", "").field is Field.BUILDING_MATERIALS


def test_the_mapping_is_named_and_versioned() -> None:
    assert MAPPING and mapping_version().isdigit()
    assert {field.value for field in Field} == {
        *("非煤矿山", "化工", "医药", "危险化学品", "烟花爆竹", "冶金", "有色"),
        *("建材", "机械", "轻工", "纺织", "烟草", "商贸"),
    }


@given(st.text(max_size=12), st.text(max_size=60), st.text(max_size=200))
def test_anything_at_all_gets_an_answer(code: str, name: str, scope: str) -> None:
    guess = guess_field(code, name, scope)
    assert guess.field is None or guess.matched


def test_speed() -> None:
    """About 6 µs a subject on a quiet machine; the bound leaves room for a busy one."""
    name, scope = "某市某服饰有限公司", "围巾、帽、鞋、服装、针织内衣批发；货物进出口、技术进出口；" * 3
    guess_field("", name, scope)
    started = time.perf_counter()
    for _ in range(5_000):
        guess_field("", name, scope)
    assert (time.perf_counter() - started) / 5_000 < 60e-6
