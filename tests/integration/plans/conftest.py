"""A bureau with its people, items and a small register; everything written through the rooms' own actions."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import plan_chain
import pytest
from django.db import transaction
from django.db.backends.base.operations import BaseDatabaseOperations
from django.test import Client

from mingqian.accounts.actions import create_agency, create_unit, create_user, grant_role
from mingqian.accounts.current import ROLE_KEY, actor_for, system_actor
from mingqian.accounts.models import Agency, Unit, User
from mingqian.acts.actor import Actor
from mingqian.plans import actions
from mingqian.plans.models import AnnualPlan, Campaign, PlanLine
from mingqian.registers.models import Inspector, Item, Subject

YEAR = 2026
TODAY = date(2026, 3, 16)
DECIDED = {"class_of_chemicals": "重点", "class_of_medicine": "一般", "key_fields_in_lottery": "drawn"}


@dataclass
class Bureau:
    """An agency and whoever acts in it."""

    agency: Agency
    unit: Unit
    users: dict[str, User] = field(default_factory=dict)

    def actor(self, role: str) -> Actor:
        """The person who holds the role."""
        return actor_for(self.users[role], role, origin="127.0.0.1")


def open_bureau(code: str, name: str, *roles: str) -> Bureau:
    by = system_actor()
    agency = create_agency(
        by=by, code=code, name=name, short_name=name[:3], level="county", region_code="370322"
    )
    bureau = Bureau(agency, create_unit(by=by, agency=agency, name="执法大队", kind="brigade"))
    for role in roles:
        user, _ = create_user(
            by=by, username=f"{code}-{role}", name=f"{name[:2]}{role}", agency=agency, unit=bureau.unit,
            must_change_password=False,
        )  # fmt: skip
        grant_role(by=by, user=user, role=role, reason="到任")
        bureau.users[role] = user
    return bureau


@pytest.fixture(scope="session", autouse=True)
def _empty_append_only_tables() -> Iterator[None]:
    """Let the test runner empty the tables after a test that really commits: the triggers would refuse it."""
    plain = BaseDatabaseOperations.execute_sql_flush

    def past_triggers(self: BaseDatabaseOperations, statements: list[str]) -> None:
        with transaction.atomic(using=self.connection.alias), self.connection.cursor() as cursor:
            triggers = []
            if self.connection.vendor == "postgresql":
                cursor.execute("SET LOCAL session_replication_role = replica")
            else:
                cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
                triggers = cursor.fetchall()
                for name, _ in triggers:
                    cursor.execute(f'DROP TRIGGER "{name}"')
            plain(self, statements)
            for _, sql in triggers:
                cursor.execute(sql)

    BaseDatabaseOperations.execute_sql_flush = past_triggers  # type: ignore[method-assign]
    yield
    BaseDatabaseOperations.execute_sql_flush = plain  # type: ignore[method-assign]


@pytest.fixture
def bureau(db: None) -> Bureau:
    return open_bureau(
        "G01",
        "高青县应急管理局",
        "planner",
        "approver",
        "publisher",
        "draw_operator",
        "registrar",
        "unit_head",
        "plan_reviewer",
    )


@pytest.fixture
def other_bureau(db: None) -> Bureau:
    return open_bureau("G02", "高青县市场监督管理局", "planner", "approver")


@pytest.fixture
def items(bureau: Bureau) -> dict[str, Item]:
    made = [
        Item(
            agency=bureau.agency,
            code="Y1",
            name="安全生产责任制",
            item_class="general",
            basis="《安全生产法》第六十二条",
        ),
        Item(
            agency=bureau.agency,
            code="Y2",
            name="教育培训",
            item_class="general",
            basis="《安全生产法》第六十二条",
        ),
        Item(
            agency=bureau.agency,
            code="Z1",
            name="危险化学品储存",
            item_class="key",
            basis="《安全生产法》第六十二条",
        ),
    ]
    Item.objects.bulk_create(made)
    return {item.code: item for item in Item.objects.all()}


_numbers = itertools.count(1)


@pytest.fixture
def add_subjects(bureau: Bureau) -> Callable[..., list[int]]:
    """Put subjects into the register (as an import would: rows of version 1); returns their ids, ascending."""

    def add(count: int = 1, agency: Agency | None = None, **values: Any) -> list[int]:
        rows = []
        for _ in range(count):
            number = next(_numbers)
            rows.append(
                Subject(
                    agency=agency or bureau.agency,
                    code=f"T{number:017d}",
                    code_kind="own",
                    name=f"第{number}厂",
                    **({"field": "机械", "region_code": "370322", "township": "城关镇"} | values),
                )
            )
        Subject.objects.bulk_create(rows)
        return sorted(Subject.objects.filter(code__in=[r.code for r in rows]).values_list("id", flat=True))

    return add


@pytest.fixture
def make_plan(bureau: Bureau, items: dict[str, Item]) -> Callable[..., AnnualPlan]:
    def make(**values: Any) -> AnnualPlan:
        return actions.create_plan(
            by=bureau.actor("planner"),
            **(
                {
                    "agency": bureau.agency,
                    "year": YEAR,
                    "title": "2026 年度抽查计划",
                    "scope": "全县工矿商贸企业",
                    "basis": "工作指引",
                }
                | values
            ),
        )

    return make


@pytest.fixture
def make_line(bureau: Bureau, items: dict[str, Item]) -> Callable[..., PlanLine]:
    def make(plan: AnnualPlan, **values: Any) -> PlanLine:
        key = values.get("item_class") == "key"
        return actions.add_line(
            by=bureau.actor("planner"),
            plan=plan,
            **(
                {
                    "title": "一般企业抽查",
                    "item_class": "general",
                    "share_percent": "5",
                    "estimated_count": 10,
                    "month_from": 3,
                    "month_to": 6,
                    "unit": bureau.unit,
                    "item_ids": [items["Z1" if key else "Y1"].pk],
                }
                | values
            ),
        )

    return make


@pytest.fixture
def approved(bureau: Bureau, make_plan: Any, make_line: Any) -> Callable[..., PlanLine]:
    """A line of an approved plan."""

    def make(**values: Any) -> PlanLine:
        plan = make_plan(title=f"计划{next(_numbers)}")
        line = make_line(plan, **values)
        plan_chain.approve(plan, bureau.actor("planner"), bureau.actor("approver"))
        return PlanLine.objects.get(pk=line.pk)

    return make


@pytest.fixture
def bound(bureau: Bureau) -> None:
    actions.bind_pack(
        by=bureau.actor("approver"), agency=bureau.agency, pack_id="gaoqing", valid_from=date(2026, 1, 1),
        settings=DECIDED, reason="局办公会决定",
    )  # fmt: skip


@pytest.fixture
def make_campaign(bureau: Bureau, approved: Any) -> Callable[..., Campaign]:
    def make(line: PlanLine | None = None, **values: Any) -> Campaign:
        return actions.create_campaign(
            by=bureau.actor("planner"),
            line=line or approved(),
            **({"check_from": date(2026, 3, 20), "check_to": date(2026, 5, 31)} | values),
        )

    return make


@pytest.fixture
def browser(bureau: Any, other_bureau: Any) -> Any:
    """`browser(role, bureau=…)`: a client in which that bureau's person acts in the role."""

    def open_one(role: str, of: Any = None) -> Client:
        client = Client()
        client.force_login((of or bureau).users[role], backend="mingqian.accounts.backend.AccountBackend")
        session = client.session
        session[ROLE_KEY] = role
        session.save()
        return client

    return open_one


@pytest.fixture
def register(add_subjects: Callable[..., list[int]]) -> None:
    add_subjects(100, field="机械")
    add_subjects(40, field="轻工", township="高城镇")
    add_subjects(10, field="危险化学品")
    add_subjects(3, field="机械", status="cancelled")
    add_subjects(4, field="不知什么")
    add_subjects(5, field="机械", credit_grade="D")


@pytest.fixture
def plan(register: None, bound: None, make_plan: Callable[..., AnnualPlan]) -> AnnualPlan:
    return make_plan()


def rows(bureau: Bureau, *counts: int, **more: Any) -> list[dict[str, Any]]:
    return [
        {
            "title": f"机械抽查{number}", "item_class": "general", "share_percent": "5", "estimated_count": count,
            "month_from": 3, "month_to": 5, "unit": bureau.unit, "mode": "directed", "conditions": {"fields": ["机械"]},
        } | more
        for number, count in enumerate(counts, 1)
    ]  # fmt: skip


@pytest.fixture
def staffed(plan: AnnualPlan, bureau: Bureau) -> AnnualPlan:
    for number in range(2):
        Inspector.objects.create(
            agency=bureau.agency,
            unit=bureau.unit,
            name=f"某{number}",
            certificate_number=f"Z{number}",
            certified=True,
        )
    actions.add_proposed_lines(by=bureau.actor("planner"), plan=plan, rows=rows(bureau, 60))
    return plan
