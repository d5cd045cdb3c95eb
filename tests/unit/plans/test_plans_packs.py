"""Packs by name and as they are cited."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from mingqian.law.wording import short_name
from mingqian.plans.packs import cite, load, where


@pytest.mark.parametrize(
    ("authority", "short"),
    [
        ("高青县应急管理系统", "高青"),
        ("西平县应急管理局", "西平"),
        ("信阳市应急管理局", "信阳"),
        ("鹤壁市联席会议办公室", "鹤壁"),
        ("平顶山市卫东区", "卫东"),
        ("国务院", "《意见》"),
    ],
)
def test_a_pack_is_cited_by_the_last_place_of_its_authority(authority: str, short: str) -> None:
    assert short_name(SimpleNamespace(authority=authority, name="《意见》", short="")) == short  # type: ignore[arg-type]


def test_a_citation_names_pack_and_article() -> None:
    pack = load("gaoqing")
    assert cite(pack, pack.validity.citation) == "高青 一"
    assert where(pack.validity.citation) == "高青 一"
    assert where(None) == ""
