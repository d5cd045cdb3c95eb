"""Numbers out of addresses and hidden fields: anything a page of ours would not have written is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from mingqian.acts.numbers import whole, wholes

SOURCE = Path(__file__).resolve().parents[3] / "src" / "mingqian"


@pytest.mark.parametrize(
    ("text", "number"), [("0", 0), ("41", 41), ("041", 41), (41, 41), ("9" * 15, 999_999_999_999_999)]
)
def test_a_number(text, number):
    assert whole(text) == number


@pytest.mark.parametrize(
    "text", [None, "", " 41", "-1", "1.0", "1e3", "²", "٣", "１２", "\x00", "9" * 16, "9" * 5000, "NaN"]
)
def test_what_no_page_wrote(text):
    assert whole(text) is None


def test_of_several_only_numbers_are_kept():
    assert wholes(["1", "", "²", "3", "9" * 40]) == [1, 3]


def test_no_page_trusts_digits_of_any_length_or_kind():
    """`"²".isdigit()` is true and `int("²")` fails; so does a number of five thousand digits."""
    found = [
        f"{file.relative_to(SOURCE)}:{number}"
        for file in SOURCE.rglob("*.py")
        if "pages" in file.relative_to(SOURCE).as_posix()
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if "isdigit()" in line or ("isdecimal()" in line and "len(" not in line)
    ]
    assert found == []
