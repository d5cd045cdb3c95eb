"""Errors of the law room: stable codes and parameters; wording lives at the edge."""

from dataclasses import dataclass


class LawError(Exception):
    """A question the pack cannot answer as asked. ``code`` is stable, ``params`` fill the wording.

    Codes: ``law.unknown_key``, ``law.not_covered`` (no value of the key covers the day), ``law.not_in_force``
    (binding use of an undated or expired pack), ``law.size``, ``law.share``, ``law.share_needed``,
    ``law.class_needed``, ``law.dates``, ``law.unknown_setting``, ``law.setting_option``,
    ``law.no_calendar_day``, ``law.value``, ``law.disputed``, ``law.switched_off``, ``law.grade_needed``,
    ``law.grade_unknown``.
    """

    def __init__(self, code: str, **params: str) -> None:
        self.code = code
        self.params = params
        super().__init__(f"{code} {params}" if params else code)


@dataclass(frozen=True, slots=True)
class PackProblem:
    """One thing wrong with a pack: where (file, line when known, key, article) and what (code, detail)."""

    code: str
    file: str
    line: int | None = None
    key: str = ""
    article: str = ""
    detail: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return " ".join(part for part in (place, self.key, self.article, self.code, self.detail) if part)


class PackError(Exception):
    """A pack that does not load. ``problems`` names all of them, not only the first."""

    def __init__(self, problems: tuple[PackProblem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))
