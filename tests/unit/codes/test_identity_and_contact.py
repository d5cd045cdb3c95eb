"""ID, telephone and certificate numbers."""

from datetime import date

import pytest

from mingqian.codes import (
    PhoneKind,
    Sex,
    id_check_character,
    mask_id_number,
    parse_certificate_number,
    parse_id_number,
    parse_phone,
)

STANDARD = "11010519491231002X"  # the example printed in GB 11643


def test_the_example_of_the_standard() -> None:
    parsed = parse_id_number(STANDARD)
    assert parsed.valid and parsed.problems == ()
    assert (parsed.born, parsed.sex) == (date(1949, 12, 31), Sex.FEMALE)
    assert parse_id_number("440524188001010014").sex is Sex.MALE


def test_fifteen_digits_become_eighteen() -> None:
    parsed = parse_id_number("110105491231002")
    assert parsed.normalised == STANDARD
    assert [problem.code for problem in parsed.problems] == ["id.fifteen_digits"]


def test_lower_case_and_full_width() -> None:
    assert parse_id_number("１１０１０５１９４９１２３１００２ｘ").normalised == STANDARD


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "id.empty"),
        ("1101051949123100", "id.shape"),
        ("110105194912310021", "id.check_character"),
        ("110105194902310028", "id.birth_date"),
        ("110105174912310021", "id.birth_date"),
    ],
)
def test_errors(typed: str, code: str) -> None:
    parsed = parse_id_number(typed)
    assert code in [problem.code for problem in parsed.problems]
    assert not parsed.valid


def test_nobody_is_born_after_the_day_asked_about() -> None:
    assert not parse_id_number(STANDARD, on=date(1949, 12, 30)).valid
    assert parse_id_number(STANDARD, on=date(1949, 12, 31)).valid


def test_an_unknown_region_is_a_warning() -> None:
    first17 = "990105194912310" + "02"
    parsed = parse_id_number("190105" + STANDARD[6:17] + id_check_character("190105" + STANDARD[6:17]))
    assert [problem.code for problem in parsed.problems] == ["id.region"]
    assert parsed.valid
    # permanent residence of foreigners begins with 9 and knows no region
    assert parse_id_number(first17 + id_check_character(first17)).problems == ()


def test_an_id_number_never_shows_itself() -> None:
    for typed in (STANDARD, "110105194912310021"):
        assert "1949" not in repr(parse_id_number(typed))
    assert mask_id_number(STANDARD) == "110105**********2X"
    assert parse_id_number(STANDARD).masked == "110105**********2X"
    assert mask_id_number("123456") == "******"


def test_id_check_character_needs_seventeen_digits() -> None:
    with pytest.raises(ValueError, match=r"id\.shape"):
        id_check_character("1101051949123100")


@pytest.mark.parametrize(
    ("typed", "kind", "normalised"),
    [
        ("13800138000", PhoneKind.MOBILE, "13800138000"),
        ("+86 138-0013-8000", PhoneKind.MOBILE, "13800138000"),
        ("８６13800138000", PhoneKind.MOBILE, "13800138000"),
        ("0533-6961234", PhoneKind.LANDLINE, "0533-6961234"),
        ("(0533)6961234转801", PhoneKind.LANDLINE, "0533-6961234-801"),
        ("010-62345678", PhoneKind.LANDLINE, "010-62345678"),
        ("400-800-8000", PhoneKind.SERVICE, "400-800-8000"),
        ("12350", PhoneKind.SERVICE, "12350"),
        ("119", PhoneKind.SERVICE, "119"),
    ],
)
def test_phones(typed: str, kind: PhoneKind, normalised: str) -> None:
    parsed = parse_phone(typed)
    assert (parsed.kind, parsed.normalised, parsed.problems) == (kind, normalised, ())


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("6961234", "phone.no_area_code"),
        ("13800138000、0533-6961234", "phone.several"),
        ("1380013800", "phone.shape"),
        ("50万元", "phone.shape"),
        ("无", "phone.empty"),
        ("0533-06961234", "phone.shape"),
    ],
)
def test_phone_problems(typed: str, code: str) -> None:
    assert [problem.code for problem in parse_phone(typed).problems] == [code]


def test_a_phone_never_shows_itself() -> None:
    assert "0013" not in repr(parse_phone("13800138000"))
    assert parse_phone("13800138000").masked == "138******00"


def test_certificates() -> None:
    assert parse_certificate_number("鲁Ｃ 0303-0012号").normalised == "鲁C0303-0012"
    assert parse_certificate_number("03032200012").problems == ()
    assert [p.code for p in parse_certificate_number("13800138000").problems] == [
        "certificate.is_phone_number"
    ]
    for typed, code in [
        ("", "certificate.empty"),
        ("鲁A12", "certificate.shape"),
        ("C0303_12!", "certificate.shape"),
    ]:
        parsed = parse_certificate_number(typed)
        assert [problem.code for problem in parsed.problems] == [code]
        assert not parsed.plausible


def test_an_id_number_in_the_certificate_column_is_refused_and_dropped() -> None:
    parsed = parse_certificate_number(STANDARD)
    assert [problem.code for problem in parsed.problems] == ["certificate.is_id_number"]
    assert parsed.normalised == ""
