"""A session ends half an hour after the last click, and reading a page does not wait for whoever writes."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone


def ends_in(minutes: float) -> None:
    """Let the only session end in so many minutes."""
    Session.objects.update(expire_date=timezone.now() + timedelta(minutes=minutes))


def test_a_click_within_the_minute_writes_nothing(signed_in: Any) -> None:
    client = signed_in("planner")
    client.get("/desk/")
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/desk/").status_code == 200
    assert [one["sql"] for one in asked if one["sql"].lstrip().upper().startswith("UPDATE")] == []


def test_a_later_click_moves_the_end(signed_in: Any) -> None:
    client = signed_in("planner")
    client.get("/desk/")
    ends_in(10)
    client.get("/desk/")
    left = Session.objects.get().expire_date - timezone.now()
    assert timedelta(minutes=29) < left <= timedelta(minutes=30)


def test_after_half_an_hour_it_has_ended(signed_in: Any) -> None:
    client = signed_in("planner")
    assert client.get("/desk/").status_code == 200
    ends_in(-0.01)
    assert client.get("/desk/").status_code == 302


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL locks rows, not the database")
def test_a_held_database_is_read_at_once(signed_in: Any) -> None:
    client = signed_in("planner")
    client.get("/desk/")
    ends_in(10)
    with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("UPDATE django_session SET session_data = session_data")
        began = time.monotonic()
        assert client.get("/desk/").status_code == 200
        assert time.monotonic() - began < 10  # it would wait for thirty seconds and fail
        other.execute("ROLLBACK")
    client.get("/desk/")
    assert Session.objects.get().expire_date > timezone.now() + timedelta(minutes=29)
