"""A write given up behind a long one: nobody's fault, said in words, to be tried again."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse


@pytest.mark.django_db(transaction=True)
def test_a_write_given_up_behind_a_long_one_says_so(signed_in: Any) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL 的写入排队等候，不会放弃")
    client = signed_in("planner")
    client.get("/desk/")
    client.raise_request_exception = False
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 100")
    try:
        other.execute("BEGIN IMMEDIATE")
        answer = client.post(reverse("accounts:logout"))
        assert answer.status_code == 503
        assert answer["Retry-After"]
        assert "过半分钟再交一次" in answer.content.decode()
    finally:
        other.execute("ROLLBACK")
        other.close()
        connection.close()
