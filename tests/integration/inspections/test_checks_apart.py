"""One joint team with somebody of every department, and no department behind it on its own (高青 8.2, 安全生产法 69)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from one_document import refused
from two_campaigns import both, two_lists

from mingqian.audit.models import Event
from mingqian.inspections import actions
from mingqian.inspections.models import Inspection, SeparateCheck
from mingqian.plans.models import Campaign, PlanLine
from mingqian.registers.models import Inspector


@pytest.fixture
def pair(world: Any) -> tuple[Any, Inspection, Inspection]:
    """An enterprise on the list of a joint check with the neighbour, and on a list of this agency alone; both notified."""
    two_lists(world, second_unit=False)
    Campaign.objects.filter(pk=world.first.pk).update(partner_agency_ids=[world.neighbour.pk])
    PlanLine.objects.filter(pk=world.first.line_id).update(kind="joint")
    joint, own = (Inspection.objects.get(pk=world.notify(one).pk) for one in both(world))
    return world, joint, own


def go_together(joint: Inspection) -> None:
    """The last seat is one of the neighbour's."""
    seat = joint.seats.exclude(inspector=None).order_by("number").last()
    assert seat is not None
    Inspector.objects.filter(pk=seat.inspector_id).update(agency=joint.campaign.partner_agency_ids[0])


def begin(world: Any, one: Inspection) -> Inspection:
    return actions.start_check(by=world.team(one)[0], inspection=Inspection.objects.get(pk=one.pk))


def page_of(world: Any, one: Inspection) -> tuple[Client, str]:
    leader = world.name_of(world.team(one)[0].inspector_id)
    return world.client(leader), reverse("inspections:inspection", args=[one.pk])


class TestOneTeam:
    def test_no_joint_check_begins_without_a_department(self, pair: Any) -> None:
        world, joint, _ = pair
        why = refused(begin, world=world, one=joint)
        assert why.code == "inspections.department_missing"
        assert world.neighbour.name in why.words() and world.agency.name not in why.words()
        assert "高青 8.2" in why.words()
        assert Inspection.objects.get(pk=joint.pk).checked_at is None
        go_together(joint)
        assert begin(world, joint).state == "checking"

    def test_an_expert_of_the_department_does_not_stand_for_its_inspector(self, pair: Any) -> None:
        world, joint, _ = pair
        go_together(joint)
        joint.seats.exclude(inspector=None).filter(inspector__agency=world.neighbour).update(inspector=None)
        assert refused(begin, world=world, one=joint).code in (
            "inspections.department_missing",
            "inspections.team_incomplete",
        )

    def test_a_check_of_one_department_asks_for_nobody_else(self, pair: Any) -> None:
        world, _, own = pair
        assert begin(world, own).state == "checking"


class TestNotAgain:
    def test_no_department_checks_on_its_own_behind_the_joint_team(self, pair: Any) -> None:
        world, joint, own = pair
        go_together(joint)
        begin(world, joint)
        why = refused(begin, world=world, one=own)
        assert why.code == "inspections.separate_check" and "高青 8.2" in why.words()
        assert own.subject_name in why.words() and Inspection.objects.get(pk=own.pk).checked_at is None

    def test_the_reason_is_written_down_first_and_told_to_the_joint_team(self, pair: Any) -> None:
        world, joint, own = pair
        go_together(joint)
        begin(world, joint)
        client, page = page_of(world, own)
        assert "牵头的联合检查组已在" in client.get(page).content.decode()
        door = reverse("inspections:separate", args=[own.pk])
        assert "理由" in client.post(door, {"reason": " "}, follow=True).content.decode()
        assert not SeparateCheck.objects.exists()
        client.post(door, {"reason": "接到举报，另有事项必须单独核实"})
        noted = SeparateCheck.objects.get()
        assert (noted.inspection_id, noted.after_id) == (own.pk, joint.pk) and "高青 8.2" in noted.citation
        event = Event.objects.get(action="inspections.check.separate")
        assert event.reason == "接到举报，另有事项必须单独核实"
        assert begin(world, own).state == "checking"
        told, joint_page = page_of(world, joint)
        assert "另有事项必须单独核实" in told.get(joint_page).content.decode()
        again = refused(
            actions.note_separate,
            by=world.team(own)[0],
            inspection=Inspection.objects.get(pk=own.pk),
            reason="再",
        )
        assert again.code == "inspections.nothing_separate"

    def test_nothing_is_said_where_no_joint_team_was_there(self, pair: Any) -> None:
        world, _, own = pair
        why = refused(actions.note_separate, by=world.team(own)[0], inspection=own, reason="单独核实")
        assert why.code == "inspections.nothing_separate"

    def test_a_stranger_to_the_team_notes_no_reason(self, pair: Any) -> None:
        world, joint, own = pair
        go_together(joint)
        begin(world, joint)
        door = reverse("inspections:separate", args=[own.pk])
        assert world.client("unit_head").post(door, {"reason": "单独核实"}).status_code in (403, 404)
        assert not SeparateCheck.objects.exists()
