"""非随机检查 and the yearly cap: counted before anybody is drawn, told only once the result is public."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from ready_bureau import World, make_campaign

from mingqian.draws.released import keeps_another_list
from mingqian.inspections import actions
from mingqian.inspections.models import Inspection
from mingqian.plans import actions as plans
from mingqian.plans import overlay
from mingqian.plans.pool import build, survey
from mingqian.plans.pool.reasons import CAPPED
from mingqian.registers.standing import standings

from .test_outside_the_lottery import opened

EMERGENCY, COMPLAINT = "gaoqing:excluded_emergency", "gaoqing:excluded_complaint_or_lead"
SUPERIOR_ORDER = "gaoqing:excluded_superior_order"


@pytest.fixture
def cap(world: World) -> Callable[..., None]:
    """Enter a cap, with a second person deciding."""

    def enter(most: str, *more: str, cap_counts: str = "no") -> None:
        keys = (overlay.CAP, *more)
        proposal = plans.propose_binding(
            by=world.actor("planner"), agency=world.agency, pack_id="national", layer="overlay",
            valid_from=timezone.localdate().replace(month=1, day=1), reason="读到原文",
            settings={f"rule.{key}": "二｜原文" for key in keys} | {"yearly_cap": most, "cap_counts": cap_counts},
        )  # fmt: skip
        plans.decide_proposal(by=world.actor("approver"), proposal=proposal, approve=True)

    return enter


def capped(world: World, campaign: Any = None) -> set[int]:
    """Whom the lock of a campaign leaves out by the cap."""
    found = build(campaign or world.campaign, on=timezone.localdate()).exclusions
    return {one.subject_id for one in found if one.reason_code == CAPPED}


@pytest.mark.parametrize(
    ("ground", "cap_counts", "more", "counts"),
    [
        (EMERGENCY, "no", (), True),
        (COMPLAINT, "no", (), False),
        (COMPLAINT, "yes", (), True),
        (SUPERIOR_ORDER, "no", (), True),
        (SUPERIOR_ORDER, "no", (overlay.SUPERIOR,), False),
    ],
)
def test_they_count_before_the_draw_as_the_bureau_decided(
    world: Any, cap: Any, ground: str, cap_counts: str, more: tuple[str, ...], counts: bool
) -> None:
    cap("1", *more, cap_counts=cap_counts)
    ordered = {"ordered_by": "市局"} if ground == SUPERIOR_ORDER else {}
    opened(world, ground=ground, **ordered)
    assert capped(world) == ({world.subjects[0].pk} if counts else set())


def test_they_add_to_what_was_drawn_and_another_year_begins_anew(dispatched: Any, cap: Any) -> None:
    world = dispatched
    drawn = world.inspections()[0].subject
    free = next(one for one in world.subjects if not Inspection.objects.filter(subject=one).exists())
    again = make_campaign(world, plan="之二", repeat_reason="试办")
    cap("2")
    for subject in (drawn, free):
        opened(world, ground=EMERGENCY, subjects=[subject])
    assert capped(world, again) == {drawn.pk}
    cap("3")
    assert capped(world, again) == set()
    opened(world, ground=EMERGENCY, subjects=[drawn])
    assert capped(world, again) == {drawn.pk}
    last_year = timezone.now() - timedelta(days=366)
    outside = Inspection.objects.filter(subject=drawn, draw=None)
    outside.update(checked_at=last_year, started_by="某人")
    assert capped(world, again) == set(), "checked last year, whenever they were ordered"


def test_pages_tell_it_only_once_the_result_is_public(world: Any, cap: Any) -> None:
    cap("1")
    subject, client = world.subjects[0], world.client("planner")
    address = reverse("plans:visits")

    def said() -> list[str]:
        found = standings(world.actor("planner"), subject)
        return [answer.outcome for answer in found if "检查次数" in answer.campaign]

    whole = survey(world.campaign, on=timezone.localdate()).candidates
    check = opened(world, ground=EMERGENCY).inspections.get()
    shown = survey(world.campaign, on=timezone.localdate())
    assert shown.candidates == whole
    assert any("另有 1 户次非随机检查的结果没有公示" in words for words in shown.alarms)
    assert said() == ["接近上限"] and subject.name not in client.get(address).content.decode()

    Inspection.objects.filter(pk=check.pk).update(published_at=timezone.now(), published_by="某人")
    shown = survey(world.campaign, on=timezone.localdate())
    assert shown.candidates == whole - 1, "counts of the register are not kept past it"
    assert not any("非随机检查" in words for words in shown.alarms)
    assert said() == ["已到上限"]
    page = client.get(address).content.decode()
    assert subject.name in page and "已到上限" in page


def test_a_receipt_waits_as_long_as_it_would_name_the_enterprise(world: Any, cap: Any) -> None:
    cap("1")
    check = opened(world, ground=EMERGENCY).inspections.get()
    draw = world.draw_now()
    assert keeps_another_list(draw)
    Inspection.objects.filter(pk=check.pk).update(state="undisclosed")
    assert not keeps_another_list(draw), "withheld for good: nobody waits for it"


def test_one_visit_with_a_drawn_check_is_one(dispatched: Any, cap: Any) -> None:
    world = dispatched
    drawn = world.inspections()[0]
    again = make_campaign(world, plan="之二", repeat_reason="试办")
    other = opened(world, ground=EMERGENCY, subjects=[drawn.subject]).inspections.get()
    cap("2")
    assert capped(world, again) == {drawn.subject_id}
    visit = actions.propose_visit(
        by=world.actor("approver"), inspection_ids=[drawn.pk, other.pk],
        planned_on=timezone.localdate() + timedelta(days=3), reason="一次查完",
    )  # fmt: skip
    actions.agree_visit(by=world.actor("unit_head"), visit=visit)
    visit.refresh_from_db()
    assert visit.state == "agreed"
    assert capped(world, again) == set()
