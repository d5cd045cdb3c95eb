"""The code of a subject as typed: checked, in one spelling, and of which kind."""

from __future__ import annotations

from mingqian.acts.refusal import Refused
from mingqian.codes import CodeKind, parse_subject_code
from mingqian.registers.entries.entry import Context

KINDS = {
    CodeKind.USCC: "uscc",
    CodeKind.REGISTRATION_15: "registration_15",
    CodeKind.REGISTRATION_13: "registration_13",
    CodeKind.COOPERATIVE: "cooperative",
    CodeKind.FOREIGN: "foreign",
    CodeKind.ORGANISATION: "organisation",
}
CHECKS = {
    "uscc.check_character": "registers.uscc_check",
    "registration.check_digit": "registers.registration_check",
    "organisation.check_character": "registers.organisation_check",
}
"""Wrong check characters: some licences really carry them, so a person may confirm them."""

FORGIVABLE = frozenset(CHECKS.values())


def read_code(typed: str, context: Context) -> str:
    """One spelling of a code of legal persons and other bodies. An ID number does not belong here."""
    found = parse_subject_code(typed)
    if found.kind is CodeKind.EMPTY:
        return ""
    if found.kind is CodeKind.ID_NUMBER:
        raise Refused("registers.code_is_id")
    for problem in found.problems:
        if problem.code in CHECKS and not context.confirmed:
            raise Refused(CHECKS[problem.code])
        if problem.code == "code.letters":
            raise Refused("registers.code_letters")
        if problem.code == "code.scientific":
            raise Refused("registers.code_scientific")
    if found.kind not in KINDS:
        raise Refused("registers.code_unknown", length=len(found.normalised))
    return found.normalised[:40]


def kind_of_code(code: str) -> str:
    """The `CodeKind` kept beside a code that `read_code` gave."""
    return KINDS[parse_subject_code(code).kind]
