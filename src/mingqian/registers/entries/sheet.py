"""A register's whole sheet: its model, its groups of entries, and what must hold between them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.db import models

from mingqian.acts.refusal import Refused
from mingqian.registers.entries import readers
from mingqian.registers.entries.entry import (
    CHOICE,
    COUNT,
    DATE,
    FLAG,
    LIST,
    LONG,
    PERSONAL,
    TEXT,
    Context,
    Entry,
    Group,
)


@dataclass(frozen=True)
class Check:
    """What must hold between some fields: `holds(values, context)` raises `Refused` where it does not.

    Asked only when one of its fields is changed: what an import took in with a warning does not stand in the way of
    an edit elsewhere.
    """

    fields: tuple[str, ...]
    holds: Callable[[Mapping[str, Any], Context], None]


Caution = Callable[[Any, Context], Iterator[str]]
"""What a person should look at in a row as it stands, in words."""


@dataclass(frozen=True)
class Sheet:
    """`kind` is the register's code in revisions and serials; `measure` counts its rows (户, 人, 项)."""

    kind: str
    model: Any
    title: str
    thing: str
    measure: str
    groups: tuple[Group, ...]
    search_parts: tuple[str, ...]
    checks: tuple[Check, ...] = ()
    cautions: tuple[Caution, ...] = ()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All entries, in the order of the form."""
        return tuple(entry for group in self.groups for entry in group.entries)

    def entry(self, name: str) -> Entry | None:
        """The entry of a field, if it has one."""
        return next((one for one in self.entries if one.name == name), None)

    def label(self, name: str) -> str:
        """What a field is called."""
        entry = self.entry(name)
        return entry.label if entry else str(self.model._meta.get_field(name).verbose_name)

    def read(self, given: Mapping[str, Any], context: Context) -> dict[str, Any]:
        """Stored values of what was given, by field. Raises the first `Refused`."""
        found = {}
        for name, value in given.items():
            entry = self.entry(name)
            if entry is None:
                raise Refused("registers.field_unknown", name=name)
            found[name] = entry.value_of(value, context)
        return found

    def problems(
        self, values: Mapping[str, Any], context: Context, changed: Iterable[str]
    ) -> Iterator[Refused]:
        """Everything that does not go together in the whole row's values, as far as the changed ones matter."""
        touched = set(changed)
        for one in self.checks:
            if touched.intersection(one.fields) and values.keys() >= set(one.fields):
                try:
                    one.holds(values, context)
                except Refused as refused:
                    yield refused

    def check(self, values: Mapping[str, Any], context: Context, changed: Iterable[str]) -> None:
        """Raises the first of `problems`."""
        for refused in self.problems(values, context, changed):
            raise refused


def entry(model: type[models.Model], name: str, **given: Any) -> Entry:
    """An entry made after its model field: label, limit, choices and control; `given` overrides."""
    column = cast("models.Field[Any, Any]", model._meta.get_field(name))
    control, read = _control(column)
    choices = tuple(given.pop("choices", None) or column.choices or ())
    if choices:
        control, read = (
            CHOICE,
            readers.choice({str(code): label for code, label in choices}, blank=column.blank),
        )
    given.setdefault("label", str(column.verbose_name))
    given.setdefault("control", control)
    given.setdefault("read", read)
    given.setdefault("full", control == LONG)
    return Entry(name=name, choices=choices, **given)


def _control(column: Any) -> tuple[str, Any]:
    if isinstance(column, models.BooleanField):
        return FLAG, readers.flag
    if isinstance(column, models.DateField):
        return DATE, readers.day()
    if isinstance(column, models.IntegerField):
        return COUNT, readers.count if column.null else readers.number
    if isinstance(column, models.JSONField):
        return LIST, readers.words()
    if column.name in ("phone", "id_number"):
        return PERSONAL, readers.phone if column.name == "phone" else readers.id_number
    if isinstance(column, models.TextField):
        return LONG, readers.text(20_000, long=True)
    return TEXT, readers.text(column.max_length)
