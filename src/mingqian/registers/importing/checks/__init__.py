"""Rows of text to checked rows, one checker a register. Pure: no Django, no database, no clock of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from mingqian.registers.importing.checks.found import Checked, Checker
from mingqian.registers.importing.columns import Kind

__all__ = ["Checked", "Checker", "checker_for"]


def checker_for(
    kind: Kind,
    mapping: Mapping[str, int],
    headings: Sequence[str],
    *,
    today: date,
    guess_fields: bool = True,
    own_regions: Sequence[str] = (),
) -> Checker:
    """The checker of a register for a file whose columns are mapped so.

    `guess_fields`: subjects without a stated 监管行业领域 get one guessed, marked as such. `own_regions`: region
    codes that hold whatever the official table says (the agencies' own).
    """
    if kind is Kind.SUBJECT:
        from mingqian.registers.importing.checks.subject import SubjectChecker

        return SubjectChecker(
            mapping, headings, today=today, guess_fields=guess_fields, own_regions=own_regions
        )
    from mingqian.registers.importing.checks import small

    return small.CHECKERS[kind](mapping, headings, today=today)
