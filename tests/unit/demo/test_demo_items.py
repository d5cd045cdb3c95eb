"""The item list: real items, each with its basis, none with an article nobody read."""

import re
from collections import Counter

import pytest

from mingqian.demo.items import GENERAL, ITEMS, MARKET_ITEMS, SPECIAL, Item
from mingqian.demo.people import _EXPERTS, _STAFF
from mingqian.demo.places import EMERGENCY, MARKET
from mingqian.demo.trades import FIELDS, KEY_ITEM_FIELDS

# The last article of each law and regulation whose text was read; a higher one would be invented.
LAST_ARTICLE = {
    "中华人民共和国安全生产法": 119,
    "中华人民共和国特种设备安全法": 101,
    "中华人民共和国矿山安全法实施条例": 59,
    "中华人民共和国市场主体登记管理条例": 55,
    "中华人民共和国工业产品生产许可证管理条例": 70,
    "中华人民共和国产品质量法": 74,
    "安全生产许可证条例": 24,
    "烟花爆竹安全管理条例": 46,
    "易制毒化学品管理条例": 45,
    "生产安全事故应急条例": 35,
    "生产安全事故报告和调查处理条例": 46,
    "企业信息公示暂行条例": 25,
}
# Of these only single articles were read.
READ_IN_PART = {"生产安全事故应急预案管理办法": {33}, "工贸企业粉尘防爆安全规定": {15, 18}}
_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")}


def number(text: str) -> int:
    """Read a Chinese number below 200."""
    hundreds, _, rest = text.rpartition("百")
    tens, ten, ones = rest.rpartition("十")
    value = 100 * _DIGITS[hundreds] if hundreds else 0
    if ten:
        value += 10 * (_DIGITS[tens.replace("零", "")] if tens.replace("零", "") else 1)
    return value + (_DIGITS[ones.replace("零", "")] if ones.replace("零", "") else 0)


def test_number_reads_chinese_numerals() -> None:
    read = {"五": 5, "十": 10, "十五": 15, "二十": 20, "四十一": 41, "一百零一": 101, "一百一十九": 119}
    assert {text: number(text) for text in read} == read


def test_there_are_enough_items_of_both_departments() -> None:
    assert len(GENERAL) + len(SPECIAL) == 54
    assert len(MARKET_ITEMS) == 10
    assert Counter(one.agency for one in ITEMS) == {EMERGENCY: 54, MARKET: 10}
    assert len({one.code for one in ITEMS}) == len({one.name for one in ITEMS}) == 64


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.code)
def test_every_item_is_whole(item: Item) -> None:
    assert item.basis
    assert item.content
    assert all(len(point) >= 8 for point in item.content)
    assert item.item_class in ("重点", "一般")
    assert item.method in ("现场检查", "书面检查", "现场检查；书面检查")
    assert item.level in ("县级", "县级、乡级")
    assert set(item.fields) <= set(FIELDS)
    assert item.share == ("不设上限" if item.item_class == "重点" else "不低于5%")
    assert item.needs_specialist == bool(item.specialty)
    assert len(item.name) <= 40


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.code)
def test_articles_are_named_only_of_documents_that_were_read(item: Item) -> None:
    for basis in item.basis:
        title = re.match(r"《([^》]+)》", basis)
        assert title, basis
        articles = [number(text) for text in re.findall(r"第([一二三四五六七八九十百零]+)条", basis)]
        document = title.group(1)
        if document in READ_IN_PART:
            assert set(articles) <= READ_IN_PART[document], basis
        elif articles:
            assert max(articles) <= LAST_ARTICLE[document], basis
            assert articles == sorted(articles)


def test_key_items_belong_to_the_key_fields_and_every_field_has_its_own() -> None:
    for item in ITEMS:
        if item.item_class == "重点":
            assert set(item.fields) & set(KEY_ITEM_FIELDS), item.code
    for field in FIELDS:
        assert any(field in one.fields for one in SPECIAL), field


def test_someone_can_check_every_item_that_needs_a_specialist() -> None:
    able = {specialty for _, _, _, specialties, _ in _STAFF for specialty in specialties}
    assert {one.specialty for one in ITEMS if one.specialty} <= able
    assert len(_EXPERTS) == 12


def test_items_apply_to_the_fields_they_name() -> None:
    by_code = {one.code: one for one in ITEMS}
    assert all(by_code["YJ01"].applies_to(field) for field in FIELDS)
    assert by_code["YJ38"].applies_to("烟花爆竹")
    assert not by_code["YJ38"].applies_to("商贸")
