"""A county bureau that keeps the 投诉 rules of 西平, its people, and one enterprise in the register."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from mingqian.accounts.actions import create_agency, create_unit, create_user, grant_role
from mingqian.accounts.current import ROLE_KEY, actor_for, system_actor
from mingqian.accounts.models import Agency, Unit, User
from mingqian.acts.actor import Actor
from mingqian.complaints import actions
from mingqian.complaints.models import Complaint
from mingqian.plans import actions as plans
from mingqian.registers.actions import create_subject
from mingqian.registers.models import Subject

CALL, LETTER, VISIT = "电话", "信件信函", "走访"
DANGER, VIOLATION, OFFICERS = "事故隐患", "应急管理违法行为", "执法人员违法违规违纪"
NAME, PHONE = "赵举报", "13905330077"


@dataclass
class Bureau:
    """Who is who, by account name."""

    agency: Agency
    neighbour: Agency
    units: dict[str, Unit] = field(default_factory=dict)
    users: dict[str, tuple[User, str]] = field(default_factory=dict)
    subject: Any = None

    def actor(self, name: str) -> Actor:
        user, role = self.users[name]
        return actor_for(user, role, origin="127.0.0.1")

    def client(self, name: str) -> Client:
        user, role = self.users[name]
        client = Client()
        client.force_login(user, backend="mingqian.accounts.backend.AccountBackend")
        session = client.session
        session[ROLE_KEY] = role
        session.save()
        return client

    def bind(self, pack_id: str, **settings: str) -> None:
        plans.bind_pack(
            by=self.actor("approver"), agency=self.agency, pack_id=pack_id, valid_from=date(2025, 1, 1),
            settings=settings, reason="局办公会决定",
        )  # fmt: skip

    def arrange(self, **channels: str) -> None:
        actions.arrange(
            by=self.actor("approver"), agency=self.agency, office=self.units["办公室"],
            officers_unit=self.units["政策法规股"], channels=channels,
        )  # fmt: skip

    def take(self, by: str = "office", **given: Any) -> Complaint:
        """Something the office hears of: by letter, about a violation of one enterprise."""
        said = {
            "way": LETTER,
            "about": VIOLATION,
            "kind": "complaints.kind_licence",
            "subject": self.subject,
            "content": "没有安全生产许可证还在生产。",
            "received_at": timezone.now() - timedelta(minutes=5),
            "name": NAME,
            "phone": PHONE,
        } | given
        made: Complaint = actions.take(by=self.actor(by), agency=self.agency, **said)
        return made

    def about_officers(self, **given: Any) -> Complaint:
        return self.take(
            "legal",
            **{"about": OFFICERS, "way": VISIT, "subject": None, "kind": "", "accused_words": "某中队长"}
            | given,
        )

    def shift(self, by: str = "duty", hours: float = 8) -> Any:
        return actions.begin_shift(
            by=self.actor(by), agency=self.agency, ends_at=timezone.now() + timedelta(hours=hours)
        )

    def routed(self, **given: Any) -> Complaint:
        one = self.take(**given)
        return actions.route(by=self.actor("office"), complaint=one, unit=self.units["执法大队"])


def _open(bureau: Bureau, name: str, role: str, agency: Agency, unit: Unit) -> None:
    user, _ = create_user(
        by=system_actor(),
        username=name,
        name=f"某{name}",
        agency=agency,
        unit=unit,
        must_change_password=False,
    )
    grant_role(by=system_actor(), user=user, role=role, reason="到任")
    bureau.users[name] = (user, role)


@pytest.fixture(autouse=True)
def quick_passwords(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def plain(db: None) -> Bureau:
    """The bureau, to which no document but the law applies yet."""
    by = system_actor()
    agency = create_agency(
        by=by, code="C01", name="试验县应急管理局", short_name="试应急", level="county", region_code="370322"
    )
    neighbour = create_agency(
        by=by, code="C02", name="邻县应急管理局", short_name="邻应急", level="county", region_code="370323"
    )
    bureau = Bureau(agency, neighbour)
    for name in ("办公室", "政策法规股", "执法大队", "综合股"):
        bureau.units[name] = create_unit(by=by, agency=agency, name=name, kind="office")
    there = create_unit(by=by, agency=neighbour, name="办公室", kind="office")
    for name, role, unit in (
        ("office", "complaints_officer", "办公室"),
        ("duty", "complaints_officer", "综合股"),
        ("duty2", "complaints_officer", "执法大队"),
        ("legal", "complaints_officer", "政策法规股"),
        ("legal2", "complaints_officer", "政策法规股"),
        ("head", "unit_head", "执法大队"),
        ("other_head", "unit_head", "综合股"),
        ("approver", "approver", "办公室"),
        ("registrar", "registrar", "综合股"),
        ("planner", "planner", "综合股"),
        ("auditor", "auditor", "办公室"),
    ):
        _open(bureau, name, role, agency, bureau.units[unit])
    _open(bureau, "abroad", "complaints_officer", neighbour, there)
    bureau.subject = create_subject(
        by=bureau.actor("registrar"),
        values={"code": "91370322MA3TEXTX0A", "name": "试验烟花爆竹厂", "kind": "enterprise"},
        confirmed=True,
    )
    return bureau


@pytest.fixture
def bureau(plain: Bureau) -> Bureau:
    """The bureau under 西平's rules, its units decided."""
    plain.bind("xiping", many_complaints="2", many_complaints_period="twelve_months")
    plain.arrange(telephone="0396-1234567", address="综合楼 11 楼")
    return plain


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[datetime], None]]:
    """`at(moment)`: from now on it is that moment."""

    def go(moment: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: moment)

    yield go


def subject_of(bureau: Bureau) -> Subject:
    return Subject.objects.get(pk=bureau.subject.pk)
