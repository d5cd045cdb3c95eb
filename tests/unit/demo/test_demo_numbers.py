"""The county's numbers are right in form, unique, and outside what anyone real can hold."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from mingqian.codes.contact import parse_phone
from mingqian.codes.identity import parse_id_number
from mingqian.codes.industries import industry
from mingqian.codes.regions import region
from mingqian.codes.registration import registration_problems
from mingqian.codes.subject_code import parse_subject_code
from mingqian.demo.county import County, build
from mingqian.demo.numbers import REGION, id_number, organisation_code, registration_number, uscc
from mingqian.demo.spoiled import ABOLISHED_REGION

SHARED = Path(__file__).parents[4] / "shared" / "data" / "codes"


@pytest.fixture(scope="module")
def county() -> County:
    return build()


def test_check_characters_agree_with_published_examples() -> None:
    # D2143569-X is the example of GB 11714—1997; the other standards are read by a room that is not ours.
    assert organisation_code("D2143569") == "D2143569X"
    number = id_number(date(1949, 12, 31), 2)
    assert number.startswith(REGION)
    assert parse_id_number(number).problems == ()
    assert parse_subject_code(uscc("91", organisation_code("QH000001"))).problems == ()
    assert registration_problems(registration_number(1)) == ()


def test_every_code_is_valid_and_no_two_are_equal(county: County) -> None:
    codes = [one.code for one in county.subjects if one.code]
    assert len(codes) == 2988
    assert len(set(codes)) == len(codes)
    prefixes = {"企业": "91", "个体工商户": "92", "农民专业合作社": "93"}
    for one in county.subjects:
        if one.code:
            assert parse_subject_code(one.code).problems == ()
            assert one.code[:2] == prefixes[one.kind]
            assert one.code[2:8] == REGION
            assert one.code[8:10] == "QH"
        else:
            assert one.kind == "自然人"
            assert one.id_number
    registrations = [one.registration for one in county.subjects if one.registration]
    assert len(set(registrations)) == len(registrations) > 500
    assert all(registration_problems(one) == () for one in registrations)


def _people(county: County) -> Iterator[str]:
    yield from (one.id_number for one in county.subjects if one.id_number)
    yield from (one.id_number for one in county.inspectors)


def test_every_id_number_is_valid_and_in_nobodys_region(county: County) -> None:
    numbers = list(_people(county))
    assert len(set(numbers)) == len(numbers) > 900
    for number in numbers:
        assert parse_id_number(number, on=date(county.year - 18, 1, 1)).problems == ()
        assert number.startswith(REGION)
    assert all(bool(one.id_number) == (one.kind in ("个体工商户", "自然人")) for one in county.subjects)


def test_every_telephone_is_plausible_and_unissued(county: County) -> None:
    numbers = [one.telephone for one in (*county.subjects, *county.inspectors, *county.experts)]
    assert len(set(numbers)) == len(numbers)
    for number in numbers:
        assert parse_phone(number).problems == ()
        assert number.startswith(("161", "0600-"))


def test_the_region_is_in_no_list(county: County) -> None:
    assert region(REGION) is None
    assert {one.region for one in county.subjects} == {REGION}
    prefecture = region(REGION[:4] + "00")
    assert prefecture is not None
    assert not prefecture.current
    abolished = region(ABOLISHED_REGION)
    assert abolished is not None
    assert not abolished.current


@pytest.mark.shared
def test_the_region_is_in_no_published_list_of_codes() -> None:
    if not SHARED.is_dir():
        pytest.skip("the published lists of codes do not lie beside the repository")
    published = {}
    for name, column in (("areas.csv", "code"), ("areacodes_history/result.csv", "代码")):
        with (SHARED / name).open(encoding="utf-8-sig", newline="") as file:
            published[name] = {row[column] for row in csv.DictReader(file)}
        assert len(published[name]) > 2000
        assert REGION not in published[name]
    assert ABOLISHED_REGION not in published["areas.csv"]
    assert ABOLISHED_REGION in published["areacodes_history/result.csv"]


def test_every_industry_code_is_a_class_of_the_standard(county: County) -> None:
    for code in {one.industry for one in county.subjects}:
        assert len(code) == 4
        assert industry(code) is not None, code


def test_townships_lie_in_the_county(county: County) -> None:
    codes = [one.code for one in county.regions]
    assert codes[0] == REGION
    assert all(len(code) == 9 and code.startswith(REGION) for code in codes[1:])
    assert len(set(codes)) == len(codes) == 14
