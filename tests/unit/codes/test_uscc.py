"""统一社会信用代码 and the older numbers: known public codes, every single error, classification, speed."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingqian.codes import (
    CodeKind,
    Level,
    organisation_check_character,
    parse_subject_code,
    registration_check_digit,
    uscc_check_character,
)
from mingqian.codes.uscc import ALPHABET

# Codes their holders print on every invoice.
KNOWN = ["914403001922038216", "9144030071526726XG", "91330100799655058B"]


def codes_of(text: str) -> list[str]:
    return [problem.code for problem in parse_subject_code(text).problems]


@pytest.mark.parametrize("code", KNOWN)
def test_a_known_code_is_taken_without_a_word(code: str) -> None:
    parsed = parse_subject_code(code)
    assert (parsed.kind, parsed.normalised, parsed.problems) == (CodeKind.USCC, code, ())
    assert parsed.valid and not parsed.personal


@pytest.mark.parametrize("code", KNOWN)
def test_every_other_check_character_is_refused(code: str) -> None:
    for wrong in ALPHABET.replace(code[17], ""):
        parsed = parse_subject_code(code[:17] + wrong)
        assert "uscc.check_character" in [problem.code for problem in parsed.problems]
        assert not parsed.valid


@given(st.sampled_from(KNOWN), st.integers(8, 16), st.sampled_from(ALPHABET))
def test_every_single_wrong_character_of_the_body_is_found(code: str, place: int, character: str) -> None:
    changed = code[:place] + character + code[place + 1 :]
    assert parse_subject_code(changed).valid == (changed == code)


def test_generated_codes_hold() -> None:
    body = "MA0DEMO1"
    with pytest.raises(ValueError, match=r"uscc\.shape"):
        uscc_check_character("91370322" + "MAODEMO1" + "0")  # the letter O is not in the alphabet
    body = "MA0DEM01"
    first17 = "91370322" + body + organisation_check_character(body)
    assert parse_subject_code(first17 + uscc_check_character(first17)).problems == ()


@pytest.mark.parametrize("first17", ["", "9144030019220382", "914403001922038I1", "914403001922038211"])
def test_a_check_character_needs_seventeen_of_the_alphabet(first17: str) -> None:
    with pytest.raises(ValueError, match=r"uscc\.shape"):
        uscc_check_character(first17)


@pytest.mark.parametrize(
    ("typed", "note"),
    [
        ("9144030071526726xg", "code.lower_case"),
        ("９１４４０３００７１５２６７２６ＸＧ", "code.full_width"),
        (" 91440300 71526726XG\u3000", "code.blanks"),
        ("\u200b9144030071526726XG", "code.blanks"),
        ("'9144030071526726XG", "code.blanks"),
    ],
)
def test_spelling_is_normalised_and_said(typed: str, note: str) -> None:
    parsed = parse_subject_code(typed)
    assert parsed.normalised == "9144030071526726XG"
    assert [(problem.code, problem.level) for problem in parsed.problems] == [(note, Level.NOTE)]
    assert parsed.valid


def test_a_wrong_inner_check_is_a_warning_because_such_codes_were_issued() -> None:
    first17 = "91410100" + "00014866" + "1"
    assert organisation_check_character("00014866") != "1"
    parsed = parse_subject_code(first17 + uscc_check_character(first17))
    assert [problem.code for problem in parsed.problems] == ["uscc.organisation_check_character"]
    assert parsed.valid


def test_unknown_registrar_and_region_are_said() -> None:
    first17 = "B1" + "000000" + "71526726X"
    assert codes_of(first17 + uscc_check_character(first17)) == ["uscc.registrar", "uscc.region"]
    zone = "91110302" + "71526726X"
    parsed = parse_subject_code(zone + uscc_check_character(zone))
    assert [(p.code, p.level) for p in parsed.problems] == [("uscc.region_unlisted", Level.NOTE)]


@pytest.mark.parametrize(
    ("typed", "kind", "normalised"),
    [
        ("320000000028595", CodeKind.REGISTRATION_15, "320000000028595"),
        ("3201001009351", CodeKind.REGISTRATION_13, "3201001009351"),
        ("320111NA000063X", CodeKind.COOPERATIVE, "320111NA000063X"),
        ("企合苏总字第000113", CodeKind.FOREIGN, "企合苏总字第000113"),
        ("13830295-X", CodeKind.ORGANISATION, "13830295X"),
        ("无", CodeKind.EMPTY, ""),
        ("", CodeKind.EMPTY, ""),
        ("91220521664295839", CodeKind.UNKNOWN, "91220521664295839"),
        ("11010519491231002X", CodeKind.ID_NUMBER, "11010519491231002X"),
        ("110105491231004", CodeKind.ID_NUMBER, "110105194912310046"),
    ],
)
def test_older_numbers_are_recognised_as_what_they_are(typed: str, kind: CodeKind, normalised: str) -> None:
    parsed = parse_subject_code(typed)
    assert (parsed.kind, parsed.normalised) == (kind, normalised)


@pytest.mark.parametrize("digit", "012346789")
def test_a_registration_number_with_another_check_digit_is_refused(digit: str) -> None:
    parsed = parse_subject_code("32000000002859" + digit)
    assert not parsed.valid
    assert "registration.check_digit" in [problem.code for problem in parsed.problems]


def test_registration_check_digit_needs_fourteen_digits() -> None:
    assert registration_check_digit("32000000002859") == "5"
    with pytest.raises(ValueError, match=r"registration\.shape"):
        registration_check_digit("3200000000285")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("9.14403E+17", "code.scientific"),
        ("914403001922038000.0", "code.scientific"),
        ("91440300I92203821O", "code.letters"),
        ("法定代表人", "code.unknown"),
        ("13830295-1", "organisation.check_character"),
        ("9901001009351", "registration.region"),
    ],
)
def test_what_is_wrong_is_named(typed: str, code: str) -> None:
    assert code in codes_of(typed)


def test_fifteen_digits_that_fit_a_registration_number_may_still_be_a_person() -> None:
    parsed = parse_subject_code("110105491231002")
    assert parsed.kind is CodeKind.REGISTRATION_15
    assert parsed.personal and "491231" not in repr(parsed)
    assert not parse_subject_code("320000000028595").personal


def test_a_persons_number_is_marked_and_never_shown() -> None:
    parsed = parse_subject_code("11010519491231002X")
    assert parsed.personal
    assert "19491231" not in repr(parsed)


def test_a_number_that_is_both_is_kept_from_publication() -> None:
    """One ID number in many hundreds also holds as a unified code; it must be treated as a person's."""
    from mingqian.codes import id_check_character

    both = []
    for serial in range(1000):
        for day in range(1, 29):
            first17 = f"1201011980{1:02d}{day:02d}{serial:03d}"
            number = first17 + id_check_character(first17)
            if number[17] == uscc_check_character(first17):
                both.append(number)
        if both:
            break
    parsed = parse_subject_code(both[0])
    assert parsed.kind is CodeKind.USCC
    assert parsed.personal
    assert both[0] not in repr(parsed)


@given(st.text(max_size=40))
def test_anything_at_all_gets_an_answer(text: str) -> None:
    parsed = parse_subject_code(text)
    assert parsed.valid or any(problem.level is Level.ERROR for problem in parsed.problems)


def test_a_million_rows_are_affordable() -> None:
    """About 2 µs a code on a quiet machine; the bound leaves room for a busy one."""
    many = KNOWN * 5_000
    started = time.perf_counter()
    for code in many:
        parse_subject_code(code)
    assert (time.perf_counter() - started) / len(many) < 20e-6
