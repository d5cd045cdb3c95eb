"""国家规定 at single checks: off until the bureau entered the text; then approval, published items, cap, scanning in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from ready_bureau import World, make_campaign

from mingqian.acts.refusal import Refused
from mingqian.inspections import actions
from mingqian.inspections.models import CheckPermit, Inspection, Notice, SiteEntry
from mingqian.inspections.overlay import entry_code, require_allowed
from mingqian.plans import actions as plans
from mingqian.plans import overlay
from mingqian.plans.models import DrawHistory
from mingqian.plans.pool import build
from mingqian.publicity import actions as publicity
from mingqian.registers.models import Subject


@pytest.fixture
def switch_on(dispatched: World) -> Callable[..., None]:
    """Enter the text of these rules, with a second person deciding."""

    def enter(*keys: str, **settings: str) -> None:
        proposal = plans.propose_binding(
            by=dispatched.actor("planner"), agency=dispatched.agency, pack_id="national", layer="overlay",
            valid_from=date(2024, 12, 1), reason="读到原文",
            settings={f"rule.{key}": "二（三）｜原文的几个字" for key in keys} | settings,
        )  # fmt: skip
        plans.decide_proposal(by=dispatched.actor("approver"), proposal=proposal, approve=True)

    return enter


def _ready(world: World) -> Inspection:
    return world.notify(world.inspections()[0])


def _refused(code: str, step: Callable[[], Any]) -> str:
    with pytest.raises(Refused) as refused:
        step()
    assert refused.value.code == code
    return refused.value.words()


def test_nothing_is_asked_while_the_text_is_unread(dispatched: World) -> None:
    one = _ready(dispatched)
    page = dispatched.client("unit_head").get(reverse("inspections:notice_paper", args=[one.pk]))
    assert "入企码" not in page.content.decode()
    assert dispatched.start(one).checked_at
    assert not CheckPermit.objects.exists()


def test_each_check_is_approved_by_the_head(dispatched: World, switch_on: Any) -> None:
    switch_on(overlay.APPROVED, checks_approved_by="分管负责人")
    one = _ready(dispatched)
    words = _refused("inspections.not_approved", lambda: dispatched.start(one))
    assert "分管负责人" in words
    assert "二（三）" in words
    head = dispatched.client("approver")
    assert "3 户的检查待批准" in head.get("/desk/").content.decode()
    address = reverse("inspections:approvals")
    assert one.subject_name in head.get(address).content.decode()
    assert dispatched.client("planner").get(address).status_code == 403
    assert head.post(address, {"row": []}).status_code == 422
    assert head.post(address, {"row": [one.pk], "note": "同意"}).status_code == 302
    assert head.post(address, {"row": [one.pk]}).status_code == 422, "approved once"
    assert dispatched.start(one).checked_at
    permit = CheckPermit.objects.get()
    assert (permit.kind, permit.note, permit.citation) == (
        "approved",
        "同意",
        "国办发〔2024〕54号 二（三）",
    )


def test_an_urgent_one_is_approved_afterwards(dispatched: World, switch_on: Any) -> None:
    switch_on(overlay.APPROVED)
    one = _ready(dispatched)
    member = dispatched.team(one)[0]
    client = dispatched.client(dispatched.name_of(member.inspector_id or 0))
    page = reverse("inspections:inspection", args=[one.pk])
    assert "情况紧急，先查后批" in client.get(page).content.decode()
    _refused("acts.reason_required", lambda: actions.note_urgent(by=member, inspection=one, reason=" "))
    client.post(reverse("inspections:urgent", args=[one.pk]), {"reason": "举报正在违规动火"})
    dispatched.start(one)
    head = dispatched.client("approver").get(reverse("inspections:approvals")).content.decode()
    assert "紧急，待补批" in head
    assert "举报正在违规动火" in head
    assert actions.approve_checks(by=dispatched.actor("approver"), inspections=[one]) == 1
    assert set(CheckPermit.objects.values_list("kind", flat=True)) == {"urgent", "approved"}


def test_the_team_scans_in_before_it_begins(dispatched: World, switch_on: Any) -> None:
    switch_on(overlay.SCAN)
    one, other = _ready(dispatched), dispatched.notify(dispatched.inspections()[1])
    _refused("inspections.not_entered", lambda: dispatched.start(one))
    paper = dispatched.client("unit_head").get(reverse("inspections:notice_paper", args=[one.pk]))
    code = entry_code(Notice.objects.get(inspection=one))
    assert f"入企码 {code}" in paper.content.decode()
    member = dispatched.team(one)[0]
    client = dispatched.client(dispatched.name_of(member.inspector_id or 0))
    address = reverse("inspections:enter", args=[one.pk])
    assert f'value="{code}"' in client.get(f"{address}?code={code}").content.decode()
    wrong = client.post(address, {"code": entry_code(Notice.objects.get(inspection=other))})
    assert wrong.status_code == 422
    assert "有没有走错门" in wrong.content.decode()
    assert client.post(address, {"code": code.lower()}).status_code == 302
    assert SiteEntry.objects.get().way == "notice"
    _refused("inspections.already_entered", lambda: actions.enter_site(by=member, inspection=one, code=code))
    dispatched.start(one)
    _refused("inspections.entry_not_now", lambda: actions.enter_site(by=member, inspection=one, code=code))


def test_without_a_notice_the_licence_says_where_they_are(dispatched: World, switch_on: Any) -> None:
    switch_on(overlay.SCAN)
    one = dispatched.inspections()[0]
    actions.withhold_notice(
        by=dispatched.actor("unit_head"), inspection=one, planned_on=timezone.localdate(), reason="有举报"
    )
    member = dispatched.team(one)[0]
    entry = actions.enter_site(
        by=member, inspection=one, code=f"https://licence.example/?uniscid={one.subject_code}"
    )
    assert entry.way == "licence"


def test_only_what_was_published_is_checked(dispatched: World, switch_on: Any) -> None:
    switch_on(overlay.ITEMS)
    one = _ready(dispatched)
    words = _refused("plans.items_unpublished", lambda: dispatched.start(one))
    assert "不在已经公布的清单里" in words
    publicity.publish_items(by=dispatched.actor("publisher"), agency=dispatched.agency)
    assert dispatched.start(one).checked_at


def test_the_published_cap_keeps_enterprises_out_of_the_urn_and_teams_from_the_door(
    dispatched: World, switch_on: Any
) -> None:
    world = dispatched
    drawn = {one.subject_id for one in world.inspections()}
    again = make_campaign(world, plan="之二", repeat_reason="试办")
    assert {pk for urn in build(again, on=timezone.localdate()).urns for pk in urn.subject_ids} >= drawn
    switch_on(overlay.CAP, yearly_cap="1")
    pool = build(again, on=timezone.localdate())
    out = {one.subject_id: one for one in pool.exclusions if one.reason_code == "cap_reached"}
    assert set(out) == drawn == set(DrawHistory.objects.values_list("subject_id", flat=True))
    assert next(iter(out.values())).citation == "国办发〔2024〕54号 二（三）"
    one = _ready(world)
    assert world.start(one).checked_at, "the first visit of the year is within a cap of one"


def test_a_cap_without_a_number_is_asked_for(dispatched: World, switch_on: Any) -> None:
    switch_on(overlay.CAP)
    with pytest.raises(Refused, match="次数上限是几次"):
        make_campaign(dispatched, plan="之二", repeat_reason="试办")


def test_a_check_past_the_cap_does_not_begin(dispatched: World, switch_on: Any) -> None:
    """Drawn before the cap was published, and checked since: the team is turned back at the door."""
    world = dispatched
    again = make_campaign(world, plan="之二", repeat_reason="试办")
    first = world.start(_ready(world))
    second = Inspection.objects.create(
        agency=first.agency, campaign=again, subject=first.subject, subject_name=first.subject_name,
        subject_code=first.subject_code, unit=first.unit, number="2026-09-0001", state="assigned",
        dispatched_at=timezone.now(), dispatched_by="某人",
    )  # fmt: skip
    for seat in first.seats.all():
        seat.pk, seat.inspection = None, second
        seat.save()
    second.state = "notified"
    second.save()
    switch_on(overlay.CAP, yearly_cap="1")
    words = _refused("inspections.cap_reached", lambda: world.start(second))
    for said in (first.subject_name, "已检查 1 次", "上限 1 次", "二（三）"):
        assert said in words
    require_allowed(first), "its own visit is not counted against it"
    again.special_order = "superior"
    again.save()
    second.refresh_from_db()
    _refused("inspections.cap_reached", lambda: require_allowed(second))
    switch_on(overlay.CAP, overlay.SUPERIOR, yearly_cap="1")
    require_allowed(second)
    switch_on(overlay.CAP, yearly_cap="2")
    assert world.start(second).checked_at


def test_a_cap_published_by_level_binds_each_by_its_own(dispatched: World, switch_on: Any) -> None:
    world = dispatched
    low, high, *_ = world.inspections()
    Subject.objects.filter(pk=low.subject_id).update(credit_grade="A")
    Subject.objects.filter(pk=high.subject_id).update(credit_grade="D")
    again = make_campaign(world, plan="之二", repeat_reason="试办")
    switch_on(overlay.CAP, yearly_cap_by="credit_grade", yearly_cap_levels="A=1，D＝3次")
    cap = overlay.cap_of(world.agency.pk, timezone.localdate())
    assert cap is not None
    assert cap.words == "按信用等级：A 1 次、D 3 次"
    out = {
        one.subject_id
        for one in build(again, on=timezone.localdate()).exclusions
        if one.reason_code == "cap_reached"
    }
    assert out == {low.subject_id}, (
        "D may be drawn again; without a level and without a number nobody is capped"
    )
    switch_on(overlay.CAP, yearly_cap="1", yearly_cap_by="credit_grade", yearly_cap_levels="D=3")
    rows = build(again, on=timezone.localdate()).exclusions
    out = {one.subject_id for one in rows if one.reason_code == "cap_reached"}
    assert out == {one.subject_id for one in world.inspections()} - {high.subject_id}
    page = world.client("planner").get(reverse("plans:visits")).content.decode()
    assert "按信用等级：D 3 次，其余 1 次" in page


@pytest.mark.parametrize("answer", ["A", "A=0", "A=1，A=2", "A=1000", "=1", "A=一"])
def test_levels_that_cannot_be_read_are_refused(dispatched: World, switch_on: Any, answer: str) -> None:
    with pytest.raises(Refused, match="各级上限是几次"):
        switch_on(overlay.CAP, yearly_cap_by="risk_level", yearly_cap_levels=answer)


def test_a_cap_by_level_without_numbers_is_asked_for(dispatched: World, switch_on: Any) -> None:
    switch_on(overlay.CAP, yearly_cap="2", yearly_cap_by="risk_level")
    with pytest.raises(Refused, match="各级上限是几次"):
        make_campaign(dispatched, plan="之二", repeat_reason="试办")
