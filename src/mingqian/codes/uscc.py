"""统一社会信用代码, GB 32100—2015 with its amendment: 18 characters, two check characters.

    91 330782 050100077 T
    || |      |         +- check character over the first 17 (weights 3^i mod 31)
    || |      +- 主体标识码: nine characters, the last is the GB 11714 check character of the eight before it
    || +- 登记管理机关行政区划码 (six digits, GB/T 2260)
    |+- 机构类别
    +- 登记管理部门

The alphabet leaves out I, O, S, V and Z. A register of a million rows passes through :func:`problems_of`,
so the arithmetic works on translated bytes and the good case builds nothing.
"""

import re
from functools import cache
from operator import mul
from typing import Final

from mingqian.codes.problems import Level, Problem
from mingqian.codes.regions import is_province_prefix, is_region_prefix

ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_LENGTH: Final = 18

_WEIGHTS: Final = tuple(pow(3, position, 31) for position in range(17))
_BODY_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)
_BODY_CHECK: Final = "0123456789X0"  # 11 - sum mod 11, where 10 is X and 11 is 0
_SHAPE: Final = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}")


def _table(alphabet: str) -> bytes:
    table = bytearray(256)
    for value, character in enumerate(alphabet):
        table[ord(character)] = value
    return bytes(table)


_VALUES: Final = _table(ALPHABET)
_BODY_VALUES: Final = _table("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")

REGISTRARS: Final[dict[str, str]] = {
    "1": "机构编制",
    "2": "外交",
    "3": "司法行政",
    "4": "文化",
    "5": "民政",
    "6": "旅游",
    "7": "宗教",
    "8": "工会",
    "9": "市场监管（工商）",
    "A": "中央军委改革和机构编制",
    "N": "农业农村",
    "Y": "其他",
}
"""登记管理部门 by first character (GB 32100—2015 table 1 and its amendment 1)."""

_CATEGORIES: Final[dict[str, str]] = {
    "1": "12349", "2": "19", "3": "123459", "4": "19", "5": "1239", "6": "129",
    "7": "129", "8": "19", "9": "1239", "A": "19", "N": "1239", "Y": "1",
}  # fmt: skip
_PREFIXES: Final = frozenset(first + second for first, seconds in _CATEGORIES.items() for second in seconds)


def uscc_check_character(first17: str) -> str:
    """The 18th character for the first 17 (upper case). Raises ValueError for another length or alphabet."""
    if len(first17) != USCC_LENGTH - 1 or not all(character in ALPHABET for character in first17):
        raise ValueError("uscc.shape")
    total = sum(map(mul, first17.encode("ascii").translate(_VALUES), _WEIGHTS))
    return ALPHABET[-total % 31]


def organisation_check_character(first8: str) -> str:
    """The ninth character of an organisation code (GB 11714) for the first eight. Raises ValueError when
    not 0-9A-Z.
    """
    if re.fullmatch("[0-9A-Z]{8}", first8) is None:
        raise ValueError("organisation.shape")
    return _BODY_CHECK[11 - sum(map(mul, first8.encode("ascii").translate(_BODY_VALUES), _BODY_WEIGHTS)) % 11]


@cache
def _known_prefix(first6: str) -> bool:
    """Department and category of the standard, then a province or prefecture; at most a few thousand
    differ.
    """
    return first6[:2] in _PREFIXES and is_region_prefix(first6[2:])


def has_uscc_shape(code: str) -> bool:
    """True when ``code`` (tidied) has the length, alphabet and six region digits of a unified code."""
    return _SHAPE.fullmatch(code) is not None


def problems_of(code: str) -> tuple[Problem, ...]:
    """What is wrong with a tidied code of the right shape (:func:`has_uscc_shape`); empty when nothing.

    Errors: ``uscc.check_character`` (GB 32100). Warnings: ``uscc.organisation_check_character`` (GB 11714
    inside the code: some codes really issued break it), ``uscc.registrar`` (department and category unknown
    to the standard), ``uscc.region`` (no province begins like this). Notes: ``uscc.region_unlisted`` (the
    province is known, the prefecture is not: registrars of zones use numbers of their own, one code in
    250).
    """
    octets = code.encode("ascii")
    right = ALPHABET[-sum(map(mul, octets.translate(_VALUES), _WEIGHTS)) % 31] == code[17]
    body = (
        _BODY_CHECK[11 - sum(map(mul, octets[8:16].translate(_BODY_VALUES), _BODY_WEIGHTS)) % 11] == code[16]
    )
    if right and body and _known_prefix(code[:6]):
        return ()
    found: list[Problem] = []
    if not right:
        found.append(Problem("uscc.check_character", Level.ERROR))
    if not body:
        found.append(Problem("uscc.organisation_check_character", Level.WARNING))
    if code[:2] not in _PREFIXES:
        found.append(Problem("uscc.registrar", Level.WARNING, {"prefix": code[:2]}))
    if not is_province_prefix(code[2:4]):
        found.append(Problem("uscc.region", Level.WARNING, {"region": code[2:8]}))
    elif not is_region_prefix(code[2:6]):
        found.append(Problem("uscc.region_unlisted", Level.NOTE, {"region": code[2:8]}))
    return tuple(found)
