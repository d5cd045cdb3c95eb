"""The code column of a register, whatever stands in it: classified, tidied, with everything that is wrong.

Real registers mix unified codes with 注册号 of 15 and 13 digits, codes of cooperatives, organisation codes,
numbers of natural persons (xinyang 八) and words such as 无. :func:`parse_subject_code` names what it
found; nothing is guessed right silently.
"""

import re
from enum import StrEnum
from typing import Final, NamedTuple

from mingqian.codes import registration, uscc
from mingqian.codes.identity import (
    looks_like_id_number,
    looks_like_short_id_number,
    mask_id_number,
    parse_id_number,
)
from mingqian.codes.problems import Level, Problem, has_error
from mingqian.codes.text import tidy_code


class CodeKind(StrEnum):
    """What a code is."""

    USCC = "uscc"
    REGISTRATION_15 = "registration_15"
    REGISTRATION_13 = "registration_13"
    COOPERATIVE = "cooperative"
    FOREIGN = "foreign"
    ORGANISATION = "organisation"
    ID_NUMBER = "id_number"
    EMPTY = "empty"
    UNKNOWN = "unknown"


class SubjectCode(NamedTuple):
    """A classified code. ``normalised`` is the one spelling to compare by; an ID number is hidden from
    ``repr``.
    """

    kind: CodeKind
    normalised: str
    problems: tuple[Problem, ...] = ()

    @property
    def valid(self) -> bool:
        """The kind is known and no problem is an error."""
        return self.kind not in (CodeKind.EMPTY, CodeKind.UNKNOWN) and not has_error(self.problems)

    @property
    def personal(self) -> bool:
        """True when the value is, or may be, a natural person's ID number and must not be published."""
        return self.kind is CodeKind.ID_NUMBER or any(
            p.code == "code.may_be_id_number" for p in self.problems
        )

    def __repr__(self) -> str:
        shown = mask_id_number(self.normalised) if self.personal else self.normalised
        return f"SubjectCode({self.kind.value}, {shown!r}, {[problem.code for problem in self.problems]})"


_ORGANISATION: Final = re.compile("[0-9A-Z]{8}-?[0-9X]")
_SCIENTIFIC: Final = re.compile(r"[0-9](\.[0-9]+)?E\+?[0-9]{2}|[0-9]{13,18}\.0*")
_NOTHING: Final = frozenset(
    {"", "无", "无证", "未办理", "N/A", "NA", "NULL", "NONE", "-", "--", "/", "0", "暂无"}
)
# An all-digit unified code can only be mistaken for an ID number when it begins like a province.
_MAYBE_PERSON: Final = frozenset("12345678")


def parse_subject_code(text: str) -> SubjectCode:
    """Classifies and checks one code as typed.

    Notes: see :func:`mingqian.codes.text.tidy_code`. Warnings and errors: those of :mod:`uscc`,
    :mod:`registration` and :mod:`identity`, and ``code.empty``, ``code.scientific`` (a spreadsheet turned
    the code into a number: digits are lost), ``code.unknown``, ``code.may_be_id_number`` (a code that holds
    as a unified code **and** as an ID number), ``code.letters`` (right length, letters the alphabet leaves
    out), ``organisation.check_character``.
    """
    if uscc.has_uscc_shape(text):
        return _unified(text, ())
    code, notes = tidy_code(text)
    if uscc.has_uscc_shape(code):
        return _unified(code, notes)
    return _older(code, notes)


def _unified(code: str, notes: tuple[Problem, ...]) -> SubjectCode:
    problems = uscc.problems_of(code)
    if code[0] in _MAYBE_PERSON and looks_like_id_number(code):
        if has_error(problems):
            return SubjectCode(CodeKind.ID_NUMBER, code, notes)
        problems += (Problem("code.may_be_id_number", Level.WARNING),)
    return SubjectCode(CodeKind.USCC, code, notes + problems if notes else problems)


def _older(code: str, notes: tuple[Problem, ...]) -> SubjectCode:
    if code in _NOTHING:
        return SubjectCode(CodeKind.EMPTY, "", (*notes, Problem("code.empty", Level.ERROR)))
    if code.isascii() and code.isdigit() and len(code) in (13, 15):
        return _registered(code, notes)
    if registration.COOPERATIVE.fullmatch(code):
        return SubjectCode(CodeKind.COOPERATIVE, code, notes)
    if registration.FOREIGN.fullmatch(code):
        return SubjectCode(CodeKind.FOREIGN, code, notes)
    if _ORGANISATION.fullmatch(code):
        plain = code.replace("-", "")
        if uscc.organisation_check_character(plain[:8]) != plain[8]:
            notes += (Problem("organisation.check_character", Level.ERROR),)
        return SubjectCode(CodeKind.ORGANISATION, plain, notes)
    if _SCIENTIFIC.fullmatch(code):
        return SubjectCode(CodeKind.UNKNOWN, code, (*notes, Problem("code.scientific", Level.ERROR)))
    if len(code) == uscc.USCC_LENGTH and code.isascii() and code.isalnum():
        return SubjectCode(CodeKind.UNKNOWN, code, (*notes, Problem("code.letters", Level.ERROR)))
    params = {"length": str(len(code))}
    return SubjectCode(CodeKind.UNKNOWN, code, (*notes, Problem("code.unknown", Level.ERROR, params)))


def _registered(code: str, notes: tuple[Problem, ...]) -> SubjectCode:
    problems = registration.registration_problems(code)
    if len(code) == 13:
        return SubjectCode(CodeKind.REGISTRATION_13, code, notes + problems)
    if looks_like_short_id_number(code):
        # A 15-digit ID number has no check digit, and one in ten fits the registration number's by chance.
        if has_error(problems):
            person = parse_id_number(code)
            return SubjectCode(CodeKind.ID_NUMBER, person.normalised, notes + person.problems)
        problems += (Problem("code.may_be_id_number", Level.WARNING),)
    return SubjectCode(CodeKind.REGISTRATION_15, code, notes + problems)
