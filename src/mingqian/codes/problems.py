"""What can be wrong with a code: a stable problem code, a level and parameters, never a sentence.

The wording a person reads lives at the edge (pages, spreadsheets). Parameters never carry an ID or
telephone number.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple


class Level(StrEnum):
    """How much a problem weighs. An ``ERROR`` makes the value unusable as what it claims to be."""

    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


NO_PARAMS: Mapping[str, str] = MappingProxyType({})


class Problem(NamedTuple):
    """One thing seen: ``code`` such as ``uscc.check_character``, its level, parameters for the wording."""

    code: str
    level: Level
    params: Mapping[str, str] = NO_PARAMS


def has_error(problems: tuple[Problem, ...]) -> bool:
    """True when at least one problem is an error."""
    return any(problem.level is Level.ERROR for problem in problems)
