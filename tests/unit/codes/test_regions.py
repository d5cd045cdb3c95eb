"""行政区划代码 past and present. Fixed facts here; the whole table is compared where the data lie beside
the project.
"""

import csv
from pathlib import Path

import pytest

from mingqian.codes import (
    RegionLevel,
    RegionStatus,
    current_regions,
    find_in_text,
    nearest_region,
    provinces,
    region,
    region_history,
    region_in_year,
    subregions,
)

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data" / "codes"


def test_a_county() -> None:
    found = region("370322")
    assert found is not None
    assert (found.name, found.full_name) == ("高青县", "山东省淄博市高青县")
    assert (found.level, found.status, found.parent_code) == (
        RegionLevel.COUNTY,
        RegionStatus.CURRENT,
        "370300",
    )
    assert found.current and found.successors == () and found.parts_moved == (("372301", 1990),)


@pytest.mark.parametrize(
    ("code", "full_name", "parent"),
    [
        ("370000", "山东省", None),
        ("370300", "山东省淄博市", "370000"),
        ("110101", "北京市东城区", "110000"),
        ("429004", "湖北省仙桃市", "420000"),
        ("441900", "广东省东莞市", "440000"),
    ],
)
def test_names_and_parents(code: str, full_name: str, parent: str | None) -> None:
    found = region(code)
    assert found is not None
    assert (found.full_name, found.parent_code) == (full_name, parent)


def test_an_abolished_code_leads_to_todays() -> None:
    yiwu_county = region("330725")
    assert yiwu_county is not None
    assert (yiwu_county.name, yiwu_county.status, yiwu_county.until) == (
        "义乌县",
        RegionStatus.ABOLISHED,
        1988,
    )
    assert [one.code for one in current_regions("330725")] == ["330782"]  # by way of 339007
    assert [one.name for one in current_regions("330721")] == ["婺城区", "金东区"]
    assert [one.code for one in current_regions("370322")] == ["370322"]
    assert current_regions("999999") == ()


def test_a_code_that_changed_its_name() -> None:
    assert [one.name for one in region_history("120110")] == ["东丽区", "东郊区"]
    before, after = region_in_year("120110", 1991), region_in_year("120110", 1992)
    assert before is not None and before.name == "东郊区"
    assert after is not None and after.name == "东丽区"
    assert region_in_year("120110", 1980) is None


def test_every_abolished_county_leads_to_a_current_one() -> None:
    abolished = [
        code
        for number in range(110000, 720000)
        if (found := region(code := str(number))) is not None
        and not found.current
        and found.level is RegionLevel.COUNTY
    ]
    assert len(abolished) > 2_900
    assert [code for code in abolished if not current_regions(code)] == []
    assert all(one.current for code in abolished for one in current_regions(code))


def test_zones_are_known_but_not_divisions() -> None:
    zone = region("370571")
    assert zone is not None and zone.status is RegionStatus.ZONE and zone.current
    assert "370571" not in [one.code for one in subregions("370500")]


def test_nearest() -> None:
    assert [one.name for one in subregions("370300")] == [
        "淄川区",
        "张店区",
        "博山区",
        "临淄区",
        "周村区",
        "桓台县",
        "高青县",
        "沂源县",
    ]
    for code, name in [("440101", "广州市"), ("419999", "河南省"), ("370322", "高青县")]:
        found = nearest_region(code)
        assert found is not None and found.name == name
    for code in ("990000", "3703", "", "３７０３２２", "abcdef"):
        assert nearest_region(code) is None


def test_thirty_four_provinces() -> None:
    assert len(provinces()) == 34


@pytest.mark.parametrize(
    ("address", "within", "code"),
    [
        ("浙江省义乌市北苑街道丹溪北路936号二楼", "", "330782"),
        ("山东省淄博市高青县田镇街道", "", "370322"),
        ("昆明市呈贡区吴家营", "", "530114"),
        ("高青县芦湖路", "", "370322"),
        ("朝阳区富锋镇育民路", "", None),  # Beijing, Changchun or the county in Liaoning
        ("朝阳区富锋镇育民路", "2201", "220104"),
        ("义乌市高青县路3号", "", "330782"),
        ("大树营机关生活区", "", None),
        ("", "", None),
    ],
)
def test_a_region_in_an_address(address: str, within: str, code: str | None) -> None:
    found = find_in_text(address, within)
    assert (found.code if found else None) == code


def test_the_whole_table_against_the_sources() -> None:
    history = SHARED / "areacodes_history" / "result.csv"
    if not history.exists():
        pytest.skip("the region tables are not beside the project (shared/data/codes)")
    with history.open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        since = int(row["启用时间"])
        found = region_in_year(row["代码"], since)
        assert found is not None and found.name == row["名称"], row
        assert str(found.until or "") == row["变更/弃用时间"], row
        assert sorted([*found.successors, *(f"{c}[{y}]" for c, y in found.parts_moved)]) == sorted(
            filter(None, row["新代码"].split(";"))
        )
        if row["二级行政区"] not in ("", "直辖") and row["级别"] == "县级":
            assert found.full_name == row["一级行政区"] + row["二级行政区"] + row["名称"], row
    with (SHARED / "areas.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found = region(row["code"])
            assert found is not None and found.current and found.name == row["name"], row
