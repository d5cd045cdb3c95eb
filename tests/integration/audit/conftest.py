"""An agency with a unit and people, all written through actions; ways to write behind the platform's back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection

from mingqian.accounts.actions import create_agency, create_unit, create_user, grant_role
from mingqian.accounts.current import actor_for, system_actor
from mingqian.accounts.models import Agency, Unit, User
from mingqian.acts.actor import Actor


@pytest.fixture(autouse=True)
def quick_passwords(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@dataclass
class House:
    """What the tests tamper with."""

    agency: Agency
    unit: Unit
    user: User
    auditor: User

    def actor(self) -> Actor:
        return actor_for(self.auditor, "auditor", origin="10.0.0.7")


def furnish() -> House:
    by = system_actor()
    agency = create_agency(
        by=by, code="G01", name="试验县应急管理局", short_name="试应急", level="county", region_code="370322"
    )
    unit = create_unit(by=by, agency=agency, name="执法大队", kind="brigade")
    user, _ = create_user(by=by, username="zhangs", name="张三", agency=agency, unit=unit)
    auditor, _ = create_user(
        by=by, username="sunz", name="孙正", agency=agency, unit=None, must_change_password=False
    )
    grant_role(by=by, user=auditor, role="auditor", reason="到任")
    return House(agency, unit, user, auditor)


@pytest.fixture
def house(db: None) -> House:
    return furnish()


@pytest.fixture
def behind() -> Callable[..., None]:
    """Run SQL as somebody at the database would, past every trigger."""

    def run(sql: str, *parameters: Any) -> None:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET session_replication_role = replica")
                cursor.execute(sql, parameters)
                cursor.execute("SET session_replication_role = origin")
                return
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
            for name, _ in triggers:
                cursor.execute(f'DROP TRIGGER "{name}"')
            cursor.execute(sql, parameters)
            for _, text in triggers:
                cursor.execute(text)

    return run
