"""What an address asks of a list: words, filters, order, place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from mingqian.acts.actor import Actor
from mingqian.registers.pages.lists.register import Register, Scope
from mingqian.registers.queries.counting import Count, count_of
from mingqian.registers.queries.keyset import Cursor, Page, Sort
from mingqian.registers.queries.parts import Part
from mingqian.registers.queries.walking import listing

PAGE = 50
LONGEST_WORDS = 120


@dataclass
class Asked:
    """The list one address asks for, of what one actor may see."""

    register: Register
    scope: Scope
    words: str
    chosen: dict[str, str]
    sort: Sort
    descending: bool
    cursor: Cursor | None
    parts: list[Part] = field(default_factory=list)
    name: str = "list"
    """Tells lists apart that are asked for alike (the queue of blank jurisdictions is one of its own)."""

    @property
    def kept(self) -> dict[str, str]:
        """The address's parameters without place and order, empty ones left out."""
        found = {"q": self.words, **self.chosen}
        return {name: value for name, value in found.items() if value}

    @property
    def filtered(self) -> bool:
        """Whether anything was asked beyond the usual."""
        return bool(self.kept)

    def order(self) -> str:
        """The order as an address writes it."""
        return ("-" if self.descending else "") + self.sort.code

    def address(self, **more: str) -> str:
        """The same list with other parameters."""
        usual = ("-" if self.register.sorts[0].down else "") + self.register.sorts[0].code
        found = {**self.kept, "sort": self.order() if self.order() != usual else "", **more}
        return "?" + urlencode({name: value for name, value in found.items() if value})

    def page(self) -> Page:
        """The rows of the page."""
        rows = self.scope.rows.defer(*self.register.hidden)
        if not self.register.large:
            rows = rows.select_related(*self.register.related) if self.register.related else rows
        return listing(
            rows,
            self.parts,
            self.sort,
            descending=self.descending,
            cursor=self.cursor,
            size=PAGE,
            large_of=self.scope.agency_id if self.register.large else None,
        )

    def count(self) -> Count:
        """How many rows the list has in all."""
        return count_of(
            self.scope.rows,
            self.parts,
            kind=self.register.kind,
            agency_id=self.scope.agency_id,
            asked=f"{self.name}?{urlencode(self.kept)}",
            large=self.register.large and self.scope.agency_id is not None,
        )

    def controls(self, names: Sequence[str] = ()) -> list[dict[str, Any]]:
        """The filters as the bar shows them: the filter, the chosen value, its groups of choices."""
        return [
            {
                "filter": one,
                "value": self.chosen.get(one.name, ""),
                "groups": list(one.choices(self.scope)) if one.choices else [],
            }
            for one in self.register.filters
            if not names or one.name in names
        ]

    def said(self) -> str:
        """The order in words."""
        heads = {column.sort: column.head for column in self.register.columns if column.sort}
        dated = self.sort.nullable or self.sort.field == "updated_at"
        ways = ("从早到晚", "从晚到早") if dated and self.sort.field != "unit_id" else ("顺序", "倒序")
        return f"按{heads.get(self.sort.code, '')}{ways[self.descending]}排列"

    def conditions(self) -> dict[str, str]:
        """What was asked in words, for the record of an export."""
        found = {"查找": self.words} if self.words else {}
        for one in self.register.filters:
            value = self.chosen.get(one.name)
            if value:
                names = (
                    dict(pair for _, some in one.choices(self.scope) for pair in some) if one.choices else {}
                )
                found[one.label] = names.get(value, value)
        return found


def scope_of(register: Register, by: Actor) -> Scope:
    """The rows the actor may see."""
    return Scope(register.rows(by), by.agency_id, register.kind)


def read(register: Register, by: Actor, query: Mapping[str, Any]) -> Asked:
    """What the address asks; unknown values are passed over."""
    scope = scope_of(register, by)
    words = str(query.get("q", "")).strip()[:LONGEST_WORDS].replace("\x00", "")
    chosen: dict[str, str] = {}
    parts: list[Part] = list(register.search(words, scope)) if words else []
    for one in register.filters:
        value = str(query.get(one.name, "")).replace("\x00", "")[:200]
        if not value and one.name != "kept":
            continue
        part = one.part(value, scope)
        if part is not None:
            parts.append(part)
        if part is not None or value == "all":
            chosen[one.name] = value
    code = str(query.get("sort", ""))
    sort = register.sort(code.lstrip("-"))
    descending = code.startswith("-")
    if sort is None:
        sort = register.sorts[0]
        descending = sort.down
    cursor = None
    for name, back in (("before", True), ("after", False)):
        if query.get(name):
            cursor = Cursor.read(str(query[name]), register.sheet.model, sort, back=back)
    return Asked(register, scope, words, chosen, sort, descending, cursor, parts)
