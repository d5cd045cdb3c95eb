"""What the list of one register is: its columns, filters and orders. Data; the views read it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from mingqian.accounts.permissions import Permission
from mingqian.acts.actor import Actor
from mingqian.registers.actions.rows import Rules
from mingqian.registers.entries import Sheet
from mingqian.registers.queries.keyset import Sort
from mingqian.registers.queries.parts import Part, Rows
from mingqian.registers.wanted import can_lack, lacking

Group = tuple[str, Sequence[tuple[str, str]]]
"""(heading or empty, [(value, name), …])."""


@dataclass(frozen=True)
class Cell:
    """One cell of the list: `kind` chooses its look (link text code status day list marks)."""

    kind: str
    value: Any = ""
    note: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Column:
    """One column: its head, the cell of a row, and the order its head stands for."""

    head: str
    cell: Callable[[Any], Cell]
    sort: str = ""
    css: str = ""


@dataclass(frozen=True)
class Scope:
    """Whose list: the rows the actor may see, and the agency they belong to."""

    rows: QuerySet[Any]
    agency_id: int | None
    kind: str


@dataclass(frozen=True)
class Filter:
    """One control of the filter bar. `part` makes what is asked of a chosen value, or None for a value unknown."""

    name: str
    label: str
    part: Callable[[str, Scope], Part | None]
    choices: Callable[[Scope], Sequence[Group]] | None = None
    whole: str = "全部"
    more: bool = False
    """Stands under 更多条件."""


@dataclass(frozen=True)
class Acts:
    """The actions of a register; each takes the row under `name`."""

    name: str
    create: Callable[..., Any]
    edit: Callable[..., Any]
    retire: Callable[..., Any]
    restore: Callable[..., Any]
    change: Callable[..., Any]
    """One change to many rows."""
    take_back: Callable[..., Any]
    rules: Rules
    may_read: Permission = Permission.ITEMS_READ
    may_edit: Permission = Permission.ITEMS_EDIT


@dataclass(frozen=True)
class Register:
    """One register as its pages need it."""

    sheet: Sheet
    rows: Callable[[Actor], QuerySet[Any]]
    acts: Acts
    columns: tuple[Column, ...]
    filters: tuple[Filter, ...]
    sorts: tuple[Sort, ...]
    search: Callable[[str, Scope], Sequence[Part]]
    search_hint: str
    short: str
    icon: str = "folder"
    large: bool = False
    hidden: tuple[str, ...] = ()
    """Fields the list need not fetch."""
    related: tuple[str, ...] = ()
    retire_words: Mapping[str, str] = field(default_factory=dict)
    """`retire`, `retired`, `restore`, `consequence` in this register's words."""

    @property
    def kind(self) -> str:
        """The register's code."""
        return self.sheet.kind

    def sort(self, code: str) -> Sort | None:
        """The order of a code."""
        return next((one for one in self.sorts if one.code == code), None)

    @property
    def list_name(self) -> str:
        """The URL name of the list."""
        return self.url("list")

    def url(self, page: str) -> str:
        """The URL name of one of its pages."""
        return f"registers:{self.kind}_{page}"


def equals(field_name: str, *, indexed: bool = False, usual: str = "") -> Callable[[str, Scope], Part | None]:
    """A filter on one value. `indexed`: an index over (agency, field) knows its rows.

    `usual` is the value that index leaves out.
    """

    def part(value: str, scope: Scope) -> Part | None:
        test = Q(**{field_name: value})
        return Part(test, index(scope, test, field_name, usual) if indexed and value != usual else None)

    return part


def index(scope: Scope, test: Q, field_name: str, usual: str = "") -> Rows:
    """The rows an index over (agency, field) names; the index leaves out rows with the `usual` value."""
    return Rows(scope.rows.filter(~Q(**{field_name: usual}), test))


def flat(choices: Sequence[tuple[str, str]]) -> Callable[[Scope], Sequence[Group]]:
    """Choices that do not depend on the register."""

    def groups(scope: Scope) -> Sequence[Group]:
        return [("", choices)]

    return groups


def lacks_filter(sheet: Sheet) -> Filter:
    """Rows that do not say something: what a document wants of them is listed so (按规则核对名录)."""
    names = [(one.name, one.label) for one in sheet.entries if can_lack(sheet.kind, one.name)]

    def part(value: str, scope: Scope) -> Part | None:
        return Part(lacking(sheet.kind, value)) if value in dict(names) else None

    return Filter("lacks", "没有登记", part, flat(names), whole="不限", more=True)


KEPT, GONE, ALL = "", "retired", "all"


def retired_filter(kept: str, gone: str, *, indexed: bool = False) -> Filter:
    """Rows on the register (usually), those taken off it, or both."""

    def part(value: str, scope: Scope) -> Part | None:
        if value == ALL:
            return None
        off = Q(retired_at__isnull=False)
        if value == GONE:
            return Part(off, Rows(scope.rows.filter(off)) if indexed else None)
        return Part(
            Q(retired_at__isnull=True),
            whole=lambda rows: rows.count() - rows.filter(off).count(),
            usual=True,
        )

    return Filter("kept", "在库情况", part, flat([(GONE, gone), (ALL, f"{kept}和{gone}")]), whole=kept)
