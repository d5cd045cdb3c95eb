"""Numbers from before the unified code: 注册号 of 15 and 13 digits, of cooperatives and foreign-invested
enterprises.

The 15-digit 工商注册号 is region (6), sequence (8), check digit by ISO 7064 MOD 11,10 (GB/T 17710). The
13-digit number that came before it has no check digit we can recompute; only its region is looked at.
Farmers' cooperatives had six digits, NA (or NB for a branch), six digits and the letter X.
"""

import re
from typing import Final

from mingqian.codes.problems import Level, Problem
from mingqian.codes.regions import is_region_prefix

_DIGITS_14: Final = re.compile("[0-9]{14}")
COOPERATIVE: Final = re.compile("[0-9]{6}N[A-Z][0-9]{6}X")
FOREIGN: Final = re.compile("企[独合作股外]?[\u4e00-\u9fff]{1,10}字第?[0-9]{4,8}号?")


def registration_check_digit(first14: str) -> str:
    """The 15th digit of a 注册号 (ISO 7064 MOD 11,10). Raises ValueError unless given 14 digits."""
    if _DIGITS_14.fullmatch(first14) is None:
        raise ValueError("registration.shape")
    remainder = 10
    for digit in first14:
        remainder = (remainder + int(digit)) % 10 or 10
        remainder = remainder * 2 % 11
    return str((11 - remainder) % 10)


def registration_problems(number: str) -> tuple[Problem, ...]:
    """What is wrong with a number of 15 or 13 digits.

    Errors: ``registration.check_digit`` (15 digits only). Warnings: ``registration.region``.
    """
    found: list[Problem] = []
    if len(number) == 15 and registration_check_digit(number[:14]) != number[14]:
        found.append(Problem("registration.check_digit", Level.ERROR))
    if not is_region_prefix(number[:4]):
        found.append(Problem("registration.region", Level.WARNING, {"region": number[:6]}))
    return tuple(found)
