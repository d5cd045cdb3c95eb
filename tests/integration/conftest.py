"""Append-only tables refuse to be emptied; between transactional tests their triggers stand aside for a moment."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection

from mingqian.audit.triggers import guards


def _guarded_tables() -> list[str]:
    return [guard.table for guard in guards()]


def stand_aside() -> list[str]:
    """Take the triggers off; returns what puts them back."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            tables = _guarded_tables()
            for table in tables:
                cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
            return [f'ALTER TABLE "{table}" ENABLE TRIGGER USER' for table in tables]
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
        return [sql for _, sql in triggers]


_aside: list[str] = []
"""What puts the triggers back: run when the next test touches the database (PostgreSQL's flush truncates)."""


@pytest.fixture(autouse=True)
def _append_only_between_tests(request: pytest.FixtureRequest) -> Iterator[None]:
    marker = request.node.get_closest_marker("django_db")
    transactional = "transactional_db" in request.fixturenames or (
        marker and marker.kwargs.get("transaction")
    )
    if _aside and (marker or "db" in request.fixturenames or transactional):
        request.getfixturevalue("transactional_db" if transactional else "db")
        with connection.cursor() as cursor:
            while _aside:
                cursor.execute(_aside.pop())
    if not transactional:
        yield
        return
    request.getfixturevalue("transactional_db")
    yield
    _aside.extend(stand_aside())
    _empty()


def _empty() -> None:
    """Empty the append-only tables, so that a flush by DELETE finds nothing to refuse."""
    with connection.constraint_checks_disabled(), connection.cursor() as cursor:
        for table in _guarded_tables():
            cursor.execute(f'DELETE FROM "{table}"')
