"""GB/T 4754—2017."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from mingqian.codes import industry, industry_path, search_industries, subindustries

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data" / "codes" / "gbt4754_2017.csv"


@pytest.mark.parametrize("code", ["0111", "A0111", " a0111 "])
def test_one_entry_however_written(code: str) -> None:
    found = industry(code)
    assert found is not None
    assert (found.code, found.full_code, found.section, found.level) == ("0111", "A0111", "A", 4)
    assert (found.name, found.parent_code) == ("稻谷种植", "011")


@pytest.mark.parametrize("code", ["", "Z", "C0111", "9999", "01111", "1", "C"[:0], "制造业"])
def test_what_is_no_code(code: str) -> None:
    assert industry(code) is None


def test_the_path_down() -> None:
    assert [one.full_code for one in industry_path("C2672")] == ["C", "C26", "C267", "C2672"]
    assert industry_path("C2672")[-1].name == "焰火、鞭炮产品制造"
    assert industry_path("nothing") == ()


def test_children() -> None:
    assert "".join(one.code for one in subindustries()) == "ABCDEFGHIJKLMNOPQRST"
    assert [one.code for one in subindustries("B")] == ["06", "07", "08", "09", "10", "11", "12"]
    assert subindustries("0111") == () and subindustries("nothing") == ()


def test_search() -> None:
    assert search_industries("采矿业")[0].code == "B"
    assert [one.code for one in search_industries("C267")] == ["267", "2671", "2672"]
    assert "2672" in [one.code for one in search_industries("鞭炮")]
    assert len(search_industries("制造", limit=7)) == 7
    assert search_industries("  ") == () and search_industries("制造", limit=0) == ()


def test_every_entry_against_the_source() -> None:
    if not SHARED.exists():
        pytest.skip("the table of industries is not beside the project (shared/data/codes)")
    with SHARED.open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        found = industry(row["code"])
        assert found is not None
        assert (found.name, found.level, found.section) == (
            row["name"].strip(),
            int(row["level"]),
            row["section"],
        )
        assert found.level == 1 or industry(found.parent_code or "") is not None
    assert Counter(row["level"] for row in rows)["1"] == len(subindustries())
