"""Cells, names, search keys and hidden numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingqian.registers.grams import (
    CODE_SHORTEST,
    grams,
    normalised,
    number_of,
    numbers_packed,
    query_groups,
    query_pairs,
    search_text,
)
from mingqian.registers.importing.masking import hidden, masked
from mingqian.registers.importing.text import BLANKS, clean, clean_long, tidy_name


@pytest.mark.parametrize("cell", ["", " ", "\u3000", "N/A", "无", "--", "\ufeff", "#N/A"])
def test_cells_that_say_nothing(cell: str) -> None:
    assert clean(cell) == ""


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("\u3000某县\u00a0公司 ", "某县 公司"),
        ("某\u200b县\x00公司", "某县公司"),
        ("甲\t乙\n丙", "甲 乙 丙"),
        ("plain", "plain"),
    ],
)
def test_unseen_signs_go(cell: str, text: str) -> None:
    assert clean(cell) == text


def test_long_texts_keep_their_lines() -> None:
    assert clean_long(" 一 \r\n\r\n二\u3000\n") == "一\n二"


@pytest.mark.parametrize(
    ("name", "tidy"),
    [
        ("某县（一）公司", "某县（一）公司"),
        ("某县(一)公司", "某县（一）公司"),
        ("ＡＢＣ公司", "ABC公司"),
        ("某县 机械 公司", "某县机械公司"),
        ("JIAN DONG HAN", "JIAN DONG HAN"),
    ],
)
def test_names_have_one_spelling(name: str, tidy: str) -> None:
    assert tidy_name(name) == tidy


@given(st.text(max_size=60))
def test_tidying_twice_changes_nothing(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert tidy_name(tidy_name(once)) == tidy_name(once)
    assert once not in BLANKS or once == ""


CHINESE = st.text(alphabet="某县市机械化工有限公司义乌南京一二三", min_size=2, max_size=20)
CODES = st.text(alphabet="0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=18, max_size=18).filter(
    lambda code: sum(sign.isdigit() for sign in code) >= 5
)


@given(CHINESE, st.data())
def test_any_part_of_a_name_is_found_by_its_pairs(name: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(name) - 2))
    end = data.draw(st.integers(start + 2, len(name)))
    assert set(query_pairs(name[start:end])) <= grams(search_text(name, "91370322MA0000015K"))


@given(CODES, st.data())
def test_any_seven_characters_of_a_code_are_found_by_its_groups(code: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(2, 18 - CODE_SHORTEST))
    end = data.draw(st.integers(start + CODE_SHORTEST, 18))
    held = grams(search_text("某公司", code))
    word = normalised(code[start:end])
    assert any(set(groups) <= held for groups in query_groups(word))


@given(st.text(min_size=1, max_size=2), st.text(min_size=1, max_size=2))
def test_keys_fit_into_four_bytes_and_equal_keys_are_equal_numbers(one: str, other: str) -> None:
    assert -(1 << 31) <= number_of(one) < 1 << 31
    if one == other:
        assert number_of(one) == number_of(other)


@given(st.lists(st.text(max_size=12) | CODES, max_size=5))
def test_packed_numbers_are_the_numbers_of_the_keys(parts: list[str]) -> None:
    text = search_text(*parts)
    packed = {int.from_bytes(one, "big", signed=True) for one in numbers_packed(text)}
    assert packed == {number_of(key) for key in grams(text)}


def test_pairs_of_the_common_plane_never_share_a_number() -> None:
    pairs = {first + second for first in "某县机械一丁ab" for second in "某县机械一丁ab"}
    assert len({number_of(pair) for pair in pairs}) == len(pairs)


def test_signs_case_and_width_do_not_matter_to_the_search() -> None:
    assert normalised("浙江（义乌）·ＡＢc-1") == "浙江义乌abc1"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("13812345678", "138******78"),
        ("张某13812345678转", "张某138******78转"),
        ("0533-6960000", "0533-*****00"),
        ("370322198001010011", "370322**********11"),
        ("91370322MA0000015K", "91370322MA0000015K"),
        ("370322600000019", "370322600000019"),
        ("没有号码", "没有号码"),
    ],
)
def test_what_looks_like_a_number_of_a_person_is_starred(text: str, shown: str) -> None:
    assert masked(text) == shown


def test_a_personal_column_shows_only_its_ends() -> None:
    assert hidden("13812345678") == "138******78"
    assert hidden("1234567") == "*******"
