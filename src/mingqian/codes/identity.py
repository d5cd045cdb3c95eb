"""公民身份号码 (GB 11643—1999): checksum, birth date, sex; 15-digit numbers become 18.

An ID number is personal data: it never enters a problem's parameters, an exception or a ``repr``.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from mingqian.codes.problems import Level, Problem, has_error
from mingqian.codes.regions import is_region_prefix
from mingqian.codes.text import tidy_code

_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK: Final = "10X98765432"
_LONG: Final = re.compile("[0-9]{17}[0-9X]")
_SHORT: Final = re.compile("[0-9]{15}")
# 81, 82, 83: residence permits of Hong Kong, Macao and Taiwan residents; 9: permanent residence of
# foreigners.
_SPECIAL: Final = ("81", "82", "83", "9")


class Sex(StrEnum):
    """The 17th digit: odd for men, even for women."""

    MALE = "男"
    FEMALE = "女"


@dataclass(frozen=True, slots=True)
class IdNumber:
    """A number read: ``normalised`` has 18 characters whenever the input could be understood, else the
    tidied input.
    """

    normalised: str = field(repr=False)
    problems: tuple[Problem, ...]
    born: date | None = field(default=None, repr=False)
    sex: Sex | None = None

    @property
    def valid(self) -> bool:
        """No error: shape, date and checksum hold."""
        return not has_error(self.problems)

    @property
    def masked(self) -> str:
        """Six region digits and the last two, the birth date hidden, for internal screens; not for
        publication.
        """
        return mask_id_number(self.normalised)


def mask_id_number(number: str) -> str:
    """``number`` with everything between the sixth and the last two characters replaced; short ones
    wholly.
    """
    if len(number) < 15:
        return "*" * len(number)
    return number[:6] + "*" * (len(number) - 8) + number[-2:]


def id_check_character(first17: str) -> str:
    """The 18th character for 17 digits (ISO 7064 MOD 11-2). Raises ValueError unless given 17 digits."""
    if re.fullmatch("[0-9]{17}", first17) is None:
        raise ValueError("id.shape")
    return _CHECK[sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first17, strict=True)) % 11]


def parse_id_number(text: str, *, on: date | None = None) -> IdNumber:
    """Reads an 18- or 15-character number; a 15-digit one is completed with 19 and its check character.

    Errors: ``id.empty``, ``id.shape``, ``id.birth_date``, ``id.check_character``; with ``on`` given also
    ``id.birth_date`` when it lies after that day. Warnings: ``id.region`` (no such province or prefecture,
    past or present). Notes: ``id.fifteen_digits`` and those of :func:`mingqian.codes.text.tidy_code`.
    """
    number, notes = tidy_code(text)
    found = list(notes)
    if not number:
        return IdNumber("", (Problem("id.empty", Level.ERROR),))
    if _SHORT.fullmatch(number):
        seventeen = number[:6] + "19" + number[6:]
        number = seventeen + id_check_character(seventeen)
        found.append(Problem("id.fifteen_digits", Level.NOTE))
    if _LONG.fullmatch(number) is None:
        found.append(Problem("id.shape", Level.ERROR, {"length": str(len(number))}))
        return IdNumber(number, tuple(found))
    born: date | None
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        born = None
    if born is None or born.year < 1850 or (on is not None and born > on):
        found.append(Problem("id.birth_date", Level.ERROR))
    if id_check_character(number[:17]) != number[17]:
        found.append(Problem("id.check_character", Level.ERROR))
    if not number.startswith(_SPECIAL) and not is_region_prefix(number[:4]):
        found.append(Problem("id.region", Level.WARNING))
    sex = Sex.MALE if int(number[16]) % 2 else Sex.FEMALE
    return IdNumber(number, tuple(found), born, sex)


def looks_like_id_number(code: str) -> bool:
    """True when a tidied 18-character code is a valid ID number: shape, living date, checksum and region.

    Used to keep a natural person's number out of places where codes are shown.
    """
    if _LONG.fullmatch(code) is None or not ("18" < code[6:8] < "21" and "00" < code[10:12] < "13"):
        return False
    parsed = parse_id_number(code)
    return not any(problem.level is not Level.NOTE for problem in parsed.problems)


def looks_like_short_id_number(code: str) -> bool:
    """True when 15 digits read as an ID number of someone born from 1920 on, in a known prefecture.

    Sequence numbers of registrations begin with zeros, so few of them look like this.
    """
    if _SHORT.fullmatch(code) is None or code[6:8] < "20":
        return False
    parsed = parse_id_number(code)
    return not any(problem.level is not Level.NOTE for problem in parsed.problems)
