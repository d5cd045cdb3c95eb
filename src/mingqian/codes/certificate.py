"""行政执法证号: plausibility only. Provinces and ministries number their certificates differently, so the
number is kept as it stands on the card and only what cannot be one is refused.
"""

import re
from dataclasses import dataclass
from typing import Final

from mingqian.codes.contact import PhoneKind, parse_phone
from mingqian.codes.identity import looks_like_id_number, parse_id_number
from mingqian.codes.problems import Level, Problem, has_error
from mingqian.codes.text import tidy_code


@dataclass(frozen=True, slots=True)
class CertificateNumber:
    """A certificate number in one spelling, and what speaks against it."""

    normalised: str
    problems: tuple[Problem, ...] = ()

    @property
    def plausible(self) -> bool:
        """No problem is an error."""
        return not has_error(self.problems)


_SHAPE: Final = re.compile("[\u4e00-\u9fff（）()〔〕A-Z0-9.-]{4,30}")
_WORDS: Final = re.compile("[第号]")


def parse_certificate_number(text: str) -> CertificateNumber:
    """Reads one number as typed; 第 and 号 around it are dropped.

    Errors: ``certificate.empty``, ``certificate.shape`` (signs no certificate carries, or fewer than four
    digits), ``certificate.is_id_number`` (an ID number was put here; its value is not kept). Warnings:
    ``certificate.is_phone_number`` (eleven digits that read as a mobile number).
    """
    number, notes = tidy_code(text)
    number = _WORDS.sub("", number)
    if not number or number in {"无", "N/A", "-", "/"}:
        return CertificateNumber("", (*notes, Problem("certificate.empty", Level.ERROR)))
    if looks_like_id_number(number) or (
        len(number) == 15 and number.isdigit() and parse_id_number(number).valid
    ):
        return CertificateNumber("", (*notes, Problem("certificate.is_id_number", Level.ERROR)))
    if _SHAPE.fullmatch(number) is None or sum(sign.isdigit() for sign in number) < 4:
        return CertificateNumber(number, (*notes, Problem("certificate.shape", Level.ERROR)))
    if parse_phone(number).kind is PhoneKind.MOBILE:
        return CertificateNumber(number, (*notes, Problem("certificate.is_phone_number", Level.WARNING)))
    return CertificateNumber(number, notes)
