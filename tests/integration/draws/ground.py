"""A small bureau ready for a draw: registers, people with roles, a confirmed campaign."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, timedelta

import plan_chain
from django.test import Client
from django.utils import timezone

from mingqian.accounts.actions import create_agency, create_unit, create_user, grant_role
from mingqian.accounts.current import ROLE_KEY, actor_for, system_actor
from mingqian.accounts.models import Agency, Unit, User
from mingqian.acts.actor import Actor
from mingqian.draws import actions
from mingqian.draws.models import Draw
from mingqian.lot.hashing import commit_value, get_hash
from mingqian.plans import actions as plans
from mingqian.plans.models import Campaign
from mingqian.registers.models import Inspector, Item, Subject

PEOPLE = {
    "planner": "planner", "approver": "approver", "operator": "draw_operator", "operator2": "draw_operator",
    "witness1": "witness", "witness2": "witness", "head": "unit_head", "inspector": "inspector",
    "publisher": "publisher", "registrar": "registrar", "auditor": "auditor",
}  # fmt: skip
DECISIONS = {
    "class_of_chemicals": "重点", "class_of_medicine": "重点", "key_share_percent": "20",
    "key_fields_in_lottery": "drawn", "year_means": "calendar_year", "many_complaints": "3",
}  # fmt: skip


@dataclass
class Ground:
    """The bureau, its people by name, its campaign."""

    agency: Agency
    unit: Unit
    users: dict[str, User]
    campaign: Campaign

    def actor(self, name: str) -> Actor:
        """A person in their role."""
        return actor_for(self.users[name], PEOPLE[name], origin="127.0.0.1")

    def browser(self, name: str) -> Client:
        """Django's test client, signed in as this person in their role."""
        client = Client()
        client.force_login(self.users[name], backend="mingqian.accounts.backend.AccountBackend")
        session = client.session
        session[ROLE_KEY] = PEOPLE[name]
        session.save()
        return client

    def lock(self, **options: object) -> Draw:
        """锁库 with both witnesses."""
        ids = [self.users["witness1"].pk, self.users["witness2"].pk]
        return actions.lock(
            by=self.actor("operator"), campaign=self.campaign, **{"witness_ids": ids, **options}
        )

    def committed(self) -> tuple[Draw, dict[str, str]]:
        """Locked, promised, published; returns the draw and the witnesses' values."""
        draw = self.lock()
        values = {name: secrets.token_hex(32) for name in ("witness1", "witness2")}
        for name, value in values.items():
            source = draw.sources.get(user_id=self.users[name].pk)
            promise = commit_value(value, get_hash(draw.hash_name))
            actions.commit_value(by=self.actor(name), source=source, commitment=promise)
        return actions.publish_commitment(by=self.actor("operator"), draw=draw), values

    def revealed(self) -> Draw:
        """Committed and opened: ready to draw."""
        draw, values = self.committed()
        for name, value in values.items():
            source = draw.sources.get(user_id=self.users[name].pk)
            actions.reveal_value(by=self.actor(name), source=source, value=value)
        return draw

    def drawn(self) -> Draw:
        """Drawn."""
        return actions.draw_now(by=self.actor("operator"), draw=self.revealed())

    def signed(self) -> Draw:
        """Drawn and signed by everyone present."""
        draw = self.drawn()
        for name in ("witness1", "witness2", "operator"):
            draw = actions.sign(by=self.actor(name), draw=draw)
        return draw


def make_ground(*, subjects: int = 60, inspectors: int = 6, prefix: str = "") -> Ground:
    """Build it. `subjects` general subjects of two townships, `inspectors` certified inspectors."""
    by = system_actor()
    agency = create_agency(
        by=by, code=f"{prefix}990001-YJ", name=f"{prefix}测试县应急管理局", short_name="应急局", level="county",
        region_code="990001",
    )  # fmt: skip
    unit = create_unit(by=by, agency=agency, name="执法大队", kind="brigade")
    users = {}
    for name, role in PEOPLE.items():
        user, _ = create_user(
            by=by,
            username=f"{prefix}{name}",
            name=f"{name}某",
            agency=agency,
            unit=unit,
            must_change_password=False,
        )
        grant_role(by=by, user=user, role=role, reason="测试")
        users[name] = user
    Subject.objects.bulk_create(
        Subject(
            agency=agency, code=f"{prefix}S{n:05d}", code_kind="own", name=f"第{n}机械厂", field="机械",
            supervision_class="general", credit_grade="ABCD"[n % 4], region_code="990001",
            township="东镇" if n % 2 else "西镇", status="existing",
        )
        for n in range(subjects)
    )  # fmt: skip
    today = timezone.localdate()
    for n in range(inspectors):
        Inspector.objects.create(
            agency=agency, unit=unit, name=f"检查员{n}", certificate_number=f"{prefix}C{n:04d}", certified=True,
            certificate_valid_until=today + timedelta(days=900), status="active",
        )  # fmt: skip
    item = Item.objects.create(
        agency=agency, code=f"{prefix}YJ01", name="安全生产责任制", content="责任制", basis="《安全生产法》第四条",
        item_class="general",
    )  # fmt: skip
    campaign = _campaign(agency, unit, users, item, today)
    return Ground(agency, unit, users, campaign)


def _campaign(agency: Agency, unit: Unit, users: dict[str, User], item: Item, today: date) -> Campaign:
    planner = actor_for(users["planner"], "planner", origin="")
    approver = actor_for(users["approver"], "approver", origin="")
    plans.bind_pack(
        by=approver, agency=agency, pack_id="gaoqing", valid_from=date(today.year, 1, 1), settings=DECISIONS,
        reason="测试",
    )  # fmt: skip
    plans.decide_collision(
        by=approver,
        agency=agency,
        key="draw.place",
        choice="照明签 摇号规程：在本平台摇号，再到平台录入",
        reason="测试",
    )
    plan = plans.create_plan(
        by=planner, agency=agency, year=today.year, title="年度计划", scope="全部", basis="指引"
    )
    line = plans.add_line(
        by=planner, plan=plan, title="机械企业抽查", item_class="general", share_percent="10", estimated_count=6,
        month_from=1, month_to=12, unit=unit, item_ids=[item.pk],
    )  # fmt: skip
    plan_chain.approve(plan, planner, approver)
    line.refresh_from_db()
    campaign = plans.create_campaign(
        by=planner, line=line, check_from=today, check_to=date(today.year, 12, 31), unclassed_as="left_out"
    )
    plans.confirm_pool(by=planner, campaign=campaign, on=today)
    campaign.refresh_from_db()
    return campaign
