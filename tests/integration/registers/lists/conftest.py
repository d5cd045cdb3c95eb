"""A bureau with a small register of each kind, its neighbour, and people in the roles that work on registers."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client

from mingqian.accounts.actions import create_agency, create_unit, create_user, grant_role
from mingqian.accounts.current import ROLE_KEY, actor_for, system_actor
from mingqian.accounts.models import Agency, Unit, User
from mingqian.acts.actor import Actor
from mingqian.codes import id_check_character, organisation_check_character, uscc_check_character
from mingqian.registers import actions
from mingqian.registers.models import Expert, Inspector, Item, Subject

PHONE = "13905336789"


def uscc(number: int, region: str = "370322", first: str = "91") -> str:
    """A valid unified code that belongs to nobody."""
    body = f"QH{number:06d}"
    body += organisation_check_character(body)
    start = f"{first}{region}{body}"
    return start + uscc_check_character(start)


def id_number(number: int, *, male: bool = True) -> str:
    """A valid ID number that belongs to nobody."""
    first = f"37032219{60 + number % 40}0101{number % 50 * 2 + male:03d}"
    return first + id_check_character(first)


@dataclass
class Bureau:
    """An agency, its people by role, and ways to fill its registers."""

    agency: Agency
    unit: Unit
    other: Agency
    people: dict[str, User] = field(default_factory=dict)
    numbers: Any = field(default_factory=lambda: itertools.count(1))

    def actor(self, role: str = "registrar") -> Actor:
        return actor_for(self.people[role], role.split(":")[0], origin="127.0.0.1")

    def client(self, role: str = "registrar") -> Client:
        client = Client()
        client.force_login(self.people[role], backend="mingqian.accounts.backend.AccountBackend")
        session = client.session
        session[ROLE_KEY] = role.split(":")[0]
        session.save()
        return client

    def subject(self, name: str = "", *, by: Actor | None = None, **values: Any) -> Subject:
        number = next(self.numbers)
        given = {
            "name": name or f"青禾第{number}机械厂",
            "code": uscc(number),
            "jurisdiction": "安全生产执法大队",
            **values,
        }
        return actions.create_subject(by=by or self.actor(), values=given)

    def item(self, **values: Any) -> Item:
        number = next(self.numbers)
        return actions.create_item(
            by=self.actor(),
            values={
                "code": f"YJ{number:02d}",
                "name": f"第{number}项检查",
                "item_class": "general",
                **values,
            },
        )

    def inspector(self, name: str = "", **values: Any) -> Inspector:
        number = next(self.numbers)
        given = {
            "name": name or f"王{number}",
            "certified": True,
            "certificate_number": f"3703{number:08d}",
            "certificate_valid_until": "2035-12-31",
            "unit": self.unit.pk,
            **values,
        }
        return actions.create_inspector(by=self.actor(), values=given)

    def expert(self, name: str = "", **values: Any) -> Expert:
        number = next(self.numbers)
        return actions.create_expert(
            by=self.actor(), values={"name": name or f"赵{number}", "employer": "省安科院", **values}
        )


@pytest.fixture
def bureau(db: None) -> Bureau:
    by = system_actor()
    agency = create_agency(
        by=by, code="R1", name="青禾县应急管理局", short_name="青禾应急", level="county", region_code="370322"
    )
    other = create_agency(
        by=by, code="R2", name="邻县应急管理局", short_name="邻县应急", level="county", region_code="370323"
    )
    found = Bureau(agency, create_unit(by=by, agency=agency, name="安全生产执法大队", kind="brigade"), other)
    roles = ("registrar", "planner", "unit_head", "complaints_officer", "publisher")
    for number, (role, home) in enumerate([*((one, agency) for one in roles), ("registrar:other", other)]):
        user, _ = create_user(
            by=by,
            username=f"reg{number}",
            name=f"人员{number}",
            agency=home,
            unit=None,
            must_change_password=False,
        )
        grant_role(by=by, user=user, role=role.split(":")[0], reason="到任")
        found.people[role] = user
    return found
