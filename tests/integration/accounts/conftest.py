"""The three administrators and a person with two roles, each with a known password."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client

from mingqian.accounts.actions import create_agency, create_unit, create_user, grant_role
from mingqian.accounts.current import ROLE_KEY, actor_for, system_actor
from mingqian.accounts.models import Agency, Unit, User
from mingqian.acts.actor import Actor
from mingqian.acts.trail import record

PASSWORD = "yuan-shan-8832-lv"


@pytest.fixture(autouse=True)
def quick_passwords(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@dataclass
class Office:
    """An agency and its people by account name."""

    agency: Agency
    unit: Unit
    people: dict[str, User] = field(default_factory=dict)

    def add(self, username: str, name: str, *roles: str) -> User:
        by = system_actor()
        user, _ = create_user(
            by=by, username=username, name=name, agency=self.agency, unit=None, must_change_password=False
        )
        user.set_password(PASSWORD)
        user.save()
        record(by=by, action="accounts.user.edit", rows=[user])
        for role in roles:
            grant_role(by=by, user=user, role=role, reason="到任")
        self.people[username] = user
        return user

    def actor(self, username: str) -> Actor:
        user = self.people[username]
        return actor_for(user, user.roles()[0], origin="127.0.0.1")

    def client(self, username: str, role: str = "") -> Client:
        """A browser in which this person is signed in."""
        client = Client()
        user = self.people[username]
        client.force_login(user, backend="mingqian.accounts.backend.AccountBackend")
        session = client.session
        session[ROLE_KEY] = role or user.roles()[0]
        session.save()
        return client


@pytest.fixture
def office(db: None) -> Office:
    by = system_actor()
    agency = create_agency(
        by=by, code="G01", name="试验县应急管理局", short_name="试应急", level="county", region_code="370322"
    )
    office = Office(agency, create_unit(by=by, agency=agency, name="执法大队", kind="brigade"))
    office.add("zhaomy", "赵明远", "system_admin")
    office.add("qianrs", "钱若水", "security_admin")
    office.add("sunz", "孙正", "auditor")
    office.add("lixy", "李秀英", "registrar", "planner")
    return office
