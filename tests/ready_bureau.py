"""One small bureau with a drawn campaign; everything written through the rooms' own actions."""

from __future__ import annotations

import copy
import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import plan_chain
import pytest
from django.conf import settings as django_settings
from django.db import transaction
from django.test import Client, override_settings
from django.utils import timezone

from mingqian.accounts.actions import create_agency, create_unit, create_user, grant_role
from mingqian.accounts.current import ROLE_KEY, actor_for, system_actor
from mingqian.accounts.models import Agency, Unit, User
from mingqian.acts.actor import Actor
from mingqian.acts.trail import record
from mingqian.draws import actions as draws
from mingqian.draws.models import Draw
from mingqian.inspections import actions
from mingqian.inspections.actions.check import Entry
from mingqian.inspections.gates import without_guide
from mingqian.inspections.heading import asked_of, shown_by
from mingqian.inspections.law import result_codes
from mingqian.inspections.models import Inspection
from mingqian.lot.hashing import commit_value, get_hash
from mingqian.plans import actions as plans
from mingqian.plans.models import Campaign, PlanLine
from mingqian.registers.models import Inspector, Item, Subject

STROKES = json.dumps([[[100 + 10 * i, 200 + (i * 37) % 80] for i in range(30)]])
PHONE, ID_NUMBER = "13905330001", "370322198001011239"
DECIDED = {"class_of_chemicals": "重点", "class_of_medicine": "一般", "key_fields_in_lottery": "drawn"}
_BASE31 = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def uscc(number: int) -> str:
    """A unified code with a right check character that belongs to nobody (region 370322, body 'TEST…')."""
    first = f"91370322TX{number:06d}9"
    total = sum(_BASE31.index(c) * w for c, w in zip(first, _WEIGHTS, strict=True))
    return first + _BASE31[(31 - total % 31) % 31]


@dataclass
class World:
    """The bureau, its people by name, and the campaign as far as it has come."""

    agency: Agency
    unit: Unit
    other_unit: Unit
    neighbour: Agency
    users: dict[str, tuple[User, str]] = field(default_factory=dict)
    inspectors: list[Inspector] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    subjects: list[Subject] = field(default_factory=list)
    campaign: Any = None
    draw: Any = None

    def actor(self, name: str) -> Actor:
        """A person by the name of the fixture (mostly the role)."""
        user, role = self.users[name]
        return actor_for(user, role, origin="127.0.0.1")

    def inspector_actor(self, inspector_id: int) -> Actor:
        """The account of one inspector."""
        return next(
            actor_for(user, role, origin="127.0.0.1")
            for user, role in self.users.values()
            if user.inspector_id == inspector_id
        )

    def client(self, name: str) -> Client:
        """A browser in which this person is signed in, in their role."""
        user, role = self.users[name]
        client = Client()
        client.force_login(user, backend="mingqian.accounts.backend.AccountBackend")
        session = client.session
        session[ROLE_KEY] = role
        session.save()
        return client

    def name_of(self, inspector_id: int) -> str:
        """The fixture's name of the account of one inspector."""
        return next(name for name, (user, _) in self.users.items() if user.inspector_id == inspector_id)

    def inspections(self) -> list[Inspection]:
        """All inspections of the campaign, in order."""
        return list(Inspection.objects.filter(campaign=self.campaign).order_by("number"))

    def team(self, inspection: Inspection) -> list[Actor]:
        """The actors of those on the team."""
        return [
            self.inspector_actor(seat.inspector_id)
            for seat in inspection.seats.order_by("number")
            if seat.inspector_id
        ]

    def draw_now(self, *, sign: bool = True) -> Draw:
        """锁库 → 承诺 → 摇号 → 签字."""
        operator, witness = self.actor("draw_operator"), self.actor("witness")
        draw = draws.lock(by=operator, campaign=self.campaign, witness_ids=[witness.user_id])
        value = secrets.token_hex(32)
        source = draw.sources.get(user_id=witness.user_id)
        draws.commit_value(
            by=witness, source=source, commitment=commit_value(value, get_hash(draw.hash_name))
        )
        draw = draws.publish_commitment(by=operator, draw=draw)
        draws.reveal_value(by=witness, source=draw.sources.get(user_id=witness.user_id), value=value)
        draw = draws.draw_now(by=operator, draw=draw)
        if sign:
            for one in (witness, operator):
                draw = draws.sign(by=one, draw=draw)
        self.draw = draw
        return draw

    def dispatch(self) -> list[Inspection]:
        """派发."""
        made = actions.dispatch(by=self.actor("draw_operator"), draw=self.draw)
        self.draw.refresh_from_db()
        return made

    def notify(self, inspection: Inspection) -> Inspection:
        """通知 in writing."""
        actions.notify(
            by=self.actor("unit_head"),
            inspection=inspection,
            planned_on=timezone.localdate(),
            channel="written",
            planned_time="上午 9 时",
            materials="营业执照",
            attend="安全管理人员",
            contact="0533-6960000",
            late_reason="派发当日检查",
        )
        inspection.refresh_from_db()
        return inspection

    def start(self, inspection: Inspection) -> Inspection:
        """开始检查, every item with the guide a document may ask for (鹤壁 五(三))."""
        for item in without_guide(inspection.campaign)[1]:
            actions.write_guide(
                by=self.actor("registrar"), item=item, title="作业指导书", words="先查制度，再看现场。"
            )
        return actions.start_check(by=self.team(inspection)[0], inspection=inspection)

    def head(self, inspection: Inspection, **said: Any) -> None:
        """The head of the record whole, as far as the documents ask for it; certificates shown by all."""
        leader = self.team(inspection)[0]
        asked = asked_of(inspection.campaign)
        given = {"methods": asked.methods[:1], "promised": bool(asked.promise)} | {
            name: "已写明" for name in ("evaluation", "opinion", "advice") if getattr(asked, name)
        }
        actions.save_head(by=leader, inspection=inspection, **(given | said))
        shown = shown_by(inspection)
        seats = [one.pk for one in inspection.seats.all() if one.inspector_id and one.pk not in shown]
        if seats:
            actions.show_certificates(by=leader, inspection=inspection, seat_ids=seats)

    def fill(self, inspection: Inspection, **changes: str) -> None:
        """Everything whole: the head; the first line finds a problem, the others none."""
        if not hasattr(inspection, "head"):
            self.head(inspection)
        entries = []
        named = bool(result_codes(inspection.campaign))
        filing = asked_of(inspection.campaign).filing
        for line in inspection.lines.order_by("position"):
            if line.position == 1:
                said = {
                    "finding": "problem",
                    "problem": "配电箱无门",
                    "result": "corrected",
                    "measure": "责令立即整改",
                    "handling": "责令改正",
                } | changes
            else:
                said = {"finding": "no_problem", "result": "none_found"}
            if filing and said["finding"] == "problem":  # 信阳 附件 2
                said.setdefault("filing", "no")
            if not named:  # 西平, 信阳: what was found is the result
                said.pop("result")
            entries.append(Entry(line.pk, line.revision, **said))
        actions.save_lines(by=self.team(inspection)[0], inspection=inspection, entries=entries)

    def sign(self, inspection: Inspection) -> None:
        """The whole team and the enterprise."""
        team = self.team(inspection)
        for member in team:
            actions.sign_member(by=member, inspection=inspection)
        actions.sign_subject(
            by=team[0], inspection=inspection, name="张现场", capacity="安全负责人", strokes=STROKES
        )

    def record(self, inspection: Inspection) -> Inspection:
        """From the notice to the recorded result."""
        inspection = self.start(self.notify(inspection))
        self.fill(inspection)
        self.sign(inspection)
        return actions.end_check(by=self.team(inspection)[0], inspection=inspection)

    def review(self, inspection: Inspection) -> Inspection:
        """From the notice to the reviewed result."""
        return actions.approve(by=self.actor("unit_head"), inspection=self.record(inspection))


ROLES = (
    "planner",
    "plan_reviewer",
    "approver",
    "publisher",
    "draw_operator",
    "witness",
    "unit_head",
    "registrar",
    "auditor",
    "complaints_officer",
)


def _people(world: World, by: Actor) -> None:
    def open_account(name: str, role: str, agency: Agency, unit: Unit, **more: Any) -> User:
        user, _ = create_user(
            by=by,
            username=name,
            name=f"某{name}",
            agency=agency,
            unit=unit,
            must_change_password=False,
            **more,
        )
        grant_role(by=by, user=user, role=role, reason="到任")
        world.users[name] = (user, role)
        return user

    for role in ROLES:
        open_account(role, role, world.agency, world.unit)
    open_account("other_head", "unit_head", world.agency, world.other_unit)
    there = create_unit(by=by, agency=world.neighbour, name="执法一中队", kind="brigade")
    for role in ("unit_head", "approver", "publisher", "draw_operator"):
        open_account(f"neighbour_{role}", role, world.neighbour, there)
    world.inspectors = [
        Inspector(
            agency=world.agency,
            unit=world.unit,
            name=f"检{number}甲",
            certificate_number=f"15030{number:06d}",
            certificate_valid_until=date(2035, 1, 1),
            certified=True,
            phone=PHONE,
            id_number=ID_NUMBER,
        )
        for number in range(1, 7)
    ]
    for one in world.inspectors:
        one.save()
    for number, one in enumerate(world.inspectors, start=1):
        open_account(f"inspector{number}", "inspector", world.agency, world.unit, inspector_id=one.pk)


def _registers(world: World, subjects: int) -> None:
    world.items = [
        Item(
            agency=world.agency,
            code=code,
            name=name,
            basis="《中华人民共和国安全生产法》第六十五条",
            content=f"{name}的建立和落实情况",
            method="现场检查",
            item_class="general",
        )
        for code, name in (("Y1", "安全生产责任制"), ("Y2", "安全教育培训"), ("Y3", "应急预案演练"))
    ]
    for item in world.items:
        item.save()
    world.subjects = [
        Subject(
            agency=world.agency,
            code=uscc(number),
            code_kind="uscc",
            name=f"试验{number:03d}号机械厂",
            field="机械",
            region_code="370322",
            township="城关镇",
            supervision_class="general",
            business_address=f"城关镇工业路{number}号",
            legal_person=f"法人{number}",
            phone=PHONE,
            id_number=ID_NUMBER,
        )
        for number in range(1, subjects + 1)
    ]
    for subject in world.subjects:
        subject.save()
    with transaction.atomic():  # as an import would: the rows are sealed to an event
        record(
            by=system_actor(),
            action="registers.import.apply",
            rows=[*world.items, *world.inspectors, *world.subjects],
        )


def make_campaign(world: World, **values: Any) -> Campaign:
    """An approved plan of one line and a campaign with a confirmed pool."""
    planner, approver = world.actor("planner"), world.actor("approver")
    today = timezone.localdate()
    plan = plans.create_plan(
        by=planner,
        agency=world.agency,
        year=today.year,
        title=f"{today.year} 年度抽查计划{values.pop('plan', '')}",
        scope="全县工矿商贸企业",
        basis="工作指引",
    )
    line = plans.add_line(
        by=planner,
        plan=plan,
        title="机械行业抽查",
        item_class="general",
        share_percent="10",
        estimated_count=4,
        month_from=1,
        month_to=12,
        unit=world.unit,
        item_ids=[item.pk for item in world.items],
    )
    plan_chain.approve(plan, planner, approver)
    campaign = plans.create_campaign(
        by=planner,
        line=PlanLine.objects.get(pk=line.pk),
        **({"check_from": today, "check_to": today + timedelta(days=30)} | values),
    )
    plans.confirm_pool(by=planner, campaign=campaign)
    return campaign


@pytest.fixture(autouse=True)
def quick_passwords(settings: Any) -> None:
    Path(settings.STATIC_ROOT).mkdir(
        parents=True, exist_ok=True
    )  # its absence is a warning, and those are errors
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def build(subjects: int = 30) -> World:
    """The bureau with a campaign whose pool is confirmed."""
    assert django_settings.LAW_PACKS
    by = system_actor()
    agency = create_agency(
        by=by,
        code="G01",
        name="试验县应急管理局",
        short_name="试应急",
        level="county",
        region_code="370322",
        demonstration=True,
    )
    neighbour = create_agency(
        by=by, code="G02", name="邻县应急管理局", short_name="邻应急", level="county", region_code="370323"
    )
    world = World(
        agency=agency,
        unit=create_unit(by=by, agency=agency, name="执法大队", kind="brigade"),
        other_unit=create_unit(by=by, agency=agency, name="综合股", kind="office"),
        neighbour=neighbour,
    )
    _people(world, by)
    _registers(world, subjects)
    plans.bind_pack(
        by=world.actor("approver"),
        agency=agency,
        pack_id="gaoqing",
        valid_from=date(timezone.localdate().year, 1, 1),
        settings=DECIDED,
        reason="局办公会决定",
    )
    plans.decide_collision(
        by=world.actor("approver"), agency=agency, key="draw.place", choice="照明签 摇号规程：在本平台摇号，再到平台录入",
        reason="局办公会决定",
    )  # fmt: skip
    world.campaign = make_campaign(world)
    return world


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The bureau, built once a module inside a transaction of its own; every test's writes are undone over it."""
    with (
        django_db_blocker.unblock(),
        override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]),
        transaction.atomic(),
    ):
        yield build()
        transaction.set_rollback(True)


@pytest.fixture
def world(built: World, db: None) -> World:
    """The bureau before the draw."""
    return copy.deepcopy(built)


@pytest.fixture
def drawn(world: World) -> World:
    """After the draw, signed."""
    world.draw_now()
    return world


@pytest.fixture
def dispatched(drawn: World) -> World:
    """After the dispatch."""
    drawn.dispatch()
    return drawn
