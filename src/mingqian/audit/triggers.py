"""Triggers that refuse to change what is fixed, for both databases: declared once, made by migrations, watched by the verification.

A guard names the triggers of one table and the text of each. Append-only models (`APPEND_ONLY`) have theirs by that mark
alone; a room with a guard of another kind declares it with `register`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import connection


@dataclass(frozen=True)
class Function:
    """A trigger function of PostgreSQL."""

    name: str
    body: str

    @property
    def sql(self) -> str:
        """What makes it."""
        return f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS $${self.body}$$"


@dataclass(frozen=True)
class When:
    """When a trigger of PostgreSQL fires: its clause, and the same as `pg_trigger.tgtype`."""

    before: str
    each: str
    kind: int


CHANGE = When("UPDATE OR DELETE", "ROW", 1 + 2 + 8 + 16)
TRUNCATE = When("TRUNCATE", "STATEMENT", 2 + 32)


@dataclass(frozen=True)
class Guard:
    """The triggers of one table. `sqlite`: name → statement; `postgresql`: name → (when, function)."""

    table: str
    sqlite: Mapping[str, str] = field(repr=False)
    postgresql: Mapping[str, tuple[When, Function]] = field(repr=False)

    def make(self, editor: Any) -> None:
        """Make them all, from a migration."""
        if editor.connection.vendor != "postgresql":
            for statement in self.sqlite.values():
                editor.execute(statement)
            return
        for function in dict.fromkeys(function for _, function in self.postgresql.values()):
            editor.execute(function.sql, params=None)  # the driver must not read "%" as a placeholder
        for name, (when, function) in self.postgresql.items():
            editor.execute(
                f'CREATE TRIGGER {name} BEFORE {when.before} ON "{self.table}" '
                f"FOR EACH {when.each} EXECUTE FUNCTION {function.name}()"
            )


APPEND_ONLY = Function(
    "mingqian_append_only", " BEGIN RAISE EXCEPTION 'append-only: % on %', TG_OP, TG_TABLE_NAME; END "
)


def append_only(table: str) -> Guard:
    """Neither UPDATE nor DELETE, ever."""
    return Guard(
        table,
        {
            f"{table}_no_{operation.lower()}": (
                f'CREATE TRIGGER {table}_no_{operation.lower()} BEFORE {operation} ON "{table}" '
                f"BEGIN SELECT RAISE(ABORT, 'append-only: {operation} on {table}'); END"
            )
            for operation in ("UPDATE", "DELETE")
        },
        {f"{table}_append_only": (CHANGE, APPEND_ONLY), f"{table}_no_truncate": (TRUNCATE, APPEND_ONLY)},
    )


_registered: dict[str, Guard] = {}


def register(guard: Guard) -> Guard:
    """Declare a guard that is not the append-only one; usable where it is defined. Raises `ValueError` on a second."""
    if _registered.setdefault(guard.table, guard) != guard:
        raise ValueError(f"{guard.table} is guarded twice")
    return guard


def guards() -> list[Guard]:
    """Every guard there should be, by table."""
    marked = [append_only(m._meta.db_table) for m in apps.get_models() if getattr(m, "APPEND_ONLY", False)]
    return sorted([*marked, *_registered.values()], key=lambda guard: guard.table)


@dataclass(frozen=True)
class Fault:
    """A trigger that is not as declared: taken off, switched off (`missing`), or another in its place (`changed`)."""

    table: str
    trigger: str
    changed: bool


def faults() -> list[Fault]:
    """Every declared trigger that is not in place as declared."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT c.relname, t.tgname, t.tgtype, p.proname, p.prosrc, t.tgqual IS NULL, t.tgattr::text "
                "FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid "
                "WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')"
            )
            there: dict[Any, Any] = {(row[0], row[1]): row[2:] for row in cursor.fetchall()}
        else:
            cursor.execute("SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'trigger'")
            there = {(row[0], row[1]): row[2] for row in cursor.fetchall()}
    return [
        Fault(guard.table, name, (guard.table, name) in there)
        for guard in guards()
        for name, wanted in _wanted(guard).items()
        if there.get((guard.table, name)) != wanted
    ]


def _wanted(guard: Guard) -> dict[str, Any]:
    """What the database should say of each trigger of a guard."""
    if connection.vendor != "postgresql":
        return dict(guard.sqlite)
    return {
        name: (when.kind, function.name, function.body, True, "")
        for name, (when, function) in guard.postgresql.items()
    }


def forbid_changes(*tables: str) -> tuple[Any, Any]:
    """(forward, backward) functions for a migration's RunPython: the append-only guards of these tables."""

    def forward(apps: Any, editor: Any) -> None:
        for table in tables:
            append_only(table).make(editor)

    def backward(apps: Any, editor: Any) -> None:
        raise RuntimeError("the audit record is not taken down by a migration")

    return forward, backward
