"""Telephone numbers of mainland China: mobile, fixed line, service numbers. Personal data: never in a
``repr``.
"""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from mingqian.codes.problems import Level, Problem, has_error
from mingqian.codes.text import half_width


class PhoneKind(StrEnum):
    """What a number is."""

    MOBILE = "mobile"
    LANDLINE = "landline"
    SERVICE = "service"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Phone:
    """A number read. ``normalised``: 13800000000, 0533-6960000, 0533-6960000-801, 400-800-8000 or the
    tidied input.
    """

    kind: PhoneKind
    normalised: str = field(repr=False)
    problems: tuple[Problem, ...] = ()

    @property
    def valid(self) -> bool:
        """No problem is an error."""
        return not has_error(self.problems)

    @property
    def masked(self) -> str:
        """The number with its middle hidden, for internal screens."""
        digits = self.normalised
        return digits[:3] + "*" * (len(digits) - 5) + digits[-2:] if len(digits) > 6 else "*" * len(digits)


_BLANKS: Final = re.compile(r"[\s\u200b-\u200f\ufeff]+")
_COUNTRY: Final = re.compile(r"^(?:\+86|0086|\+?86-|86(?=1[3-9][0-9]{9}$))-?")
_MOBILE: Final = re.compile("1[3-9][0-9]-?[0-9]{4}-?[0-9]{4}")
# Area codes: 010 and 02x with eight digits, 03xx to 09xx with seven or eight; an extension may follow.
_LANDLINE: Final = re.compile(
    r"[(]?(?P<area>010|02[0-9]|0[3-9][0-9]{2})[)]?-?(?P<number>[2-9][0-9]{6,7})(?:(?:-|转|\*)(?P<extension>[0-9]{1,6}))?"
)
_LOCAL: Final = re.compile(r"(?P<number>[2-9][0-9]{6,7})(?:(?:-|转|\*)(?P<extension>[0-9]{1,6}))?")
_FREE: Final = re.compile("(400|800)-?([0-9]{3})-?([0-9]{4})")
_SHORT: Final = re.compile("1[0-9]{2}|12[0-9]{3}|9[56][0-9]{3,4}")
_SEVERAL: Final = re.compile(r"[、,;/；，|]")


def parse_phone(text: str) -> Phone:
    """Reads one telephone number.

    Errors: ``phone.empty``, ``phone.several`` (more than one number in the cell), ``phone.shape``. Warnings:
    ``phone.no_area_code``. Nothing is looked up, so a well-formed number may still not exist.
    """
    number = _BLANKS.sub("", half_width(text))
    if not number or number in {"无", "N/A", "-", "--", "/"}:
        return Phone(PhoneKind.UNKNOWN, "", (Problem("phone.empty", Level.ERROR),))
    if _SEVERAL.search(number):
        return Phone(PhoneKind.UNKNOWN, number, (Problem("phone.several", Level.ERROR),))
    number = _COUNTRY.sub("", number)
    if _MOBILE.fullmatch(number):
        return Phone(PhoneKind.MOBILE, number.replace("-", ""))
    if free := _FREE.fullmatch(number):
        return Phone(PhoneKind.SERVICE, "-".join(free.groups()))
    if _SHORT.fullmatch(number):
        return Phone(PhoneKind.SERVICE, number)
    if found := _LANDLINE.fullmatch(number):
        return Phone(PhoneKind.LANDLINE, "-".join(part for part in found.groups() if part))
    if found := _LOCAL.fullmatch(number):
        spelled = "-".join(part for part in found.groups() if part)
        return Phone(PhoneKind.LANDLINE, spelled, (Problem("phone.no_area_code", Level.WARNING),))
    return Phone(
        PhoneKind.UNKNOWN, number, (Problem("phone.shape", Level.ERROR, {"length": str(len(number))}),)
    )
