"""The team: appointed only where a seat is vacant, replaced only for a reason, never called random."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from mingqian.acts.refusal import Refused
from mingqian.inspections import actions
from mingqian.inspections.models import Replacement, Seat
from mingqian.inspections.team import candidates
from mingqian.publicity import actions as publicity
from mingqian.publicity.content import result_content
from mingqian.registers.models import Inspector, Recusal


def refused(call: Any, **arguments: Any) -> Refused:
    with pytest.raises(Refused) as raised:
        call(**arguments)
    assert raised.value.words()
    return raised.value


@pytest.fixture
def team(dispatched: Any) -> Any:
    dispatched.one = dispatched.inspections()[0]
    dispatched.seat = dispatched.one.seats.get(seat="member")
    sitting = set(dispatched.one.seats.values_list("inspector_id", flat=True))
    dispatched.spare = [person for person in dispatched.inspectors if person.pk not in sitting]
    return dispatched


def swap(world: Any, **values: Any) -> dict[str, Any]:
    return {
        "by": world.actor("unit_head"),
        "inspection": world.one,
        "seat_id": world.seat.pk,
        "person": world.spare[0],
        "ground": "health",
        "reason": "住院治疗",
    } | values


def test_a_replacement_keeps_the_drawn_name_and_says_it_is_not_random(team: Any) -> None:
    drawn_name = team.seat.name
    actions.replace(**swap(team))
    team.seat.refresh_from_db()
    assert (team.seat.name, team.seat.source, team.seat.random) == (team.spare[0].name, "replaced", False)
    change = Replacement.objects.get()
    assert (change.before, change.before_source, change.after) == (drawn_name, "drawn", team.spare[0].name)
    assert change.consented_by == team.actor("unit_head").name
    page = (
        team.client("unit_head").get(reverse("inspections:inspection", args=[team.one.pk])).content.decode()
    )
    assert drawn_name in page
    assert "不是随机产生" in page


def test_the_public_result_says_it_too(team: Any) -> None:
    actions.replace(**swap(team))
    team.review(team.one)
    content = result_content(team.inspections()[0])
    origins = {person["name"]: person["origin"] for person in content["team"]}
    assert origins[team.spare[0].name] == "更换，不是随机产生"
    assert set(origins.values()) == {"", "更换，不是随机产生"}
    made = publicity.prepare_result(by=team.actor("unit_head"), inspection=team.inspections()[0])
    made = publicity.publish_result(by=team.actor("publisher"), publication=made)
    page = team.client("publisher").get(f"/p/{made.slug}/").content.decode()
    assert "不是随机产生" in page


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"reason": " "}, "acts.reason_required"),
        ({"ground": "whim"}, "inspections.ground_unknown"),
    ],
)
def test_a_replacement_needs_ground_and_reason(team: Any, values: dict[str, Any], code: str) -> None:
    assert refused(actions.replace, **swap(team, **values)).code == code
    assert not Replacement.objects.exists()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"certified": False}, "没有执法资格"),
        ({"certificate_valid_until": date(2020, 1, 1)}, "执法证已过期"),
        ({"status": "away"}, "暂不参加"),
        ({"areas": ["别处镇"]}, "不在其执法区域"),
    ],
)
def test_the_new_person_must_be_qualified(team: Any, change: dict[str, Any], why: str) -> None:
    Inspector.objects.filter(pk=team.spare[0].pk).update(**change)
    unfit = Inspector.objects.get(pk=team.spare[0].pk)
    raised = refused(actions.replace, **swap(team, person=unfit))
    assert raised.code == "inspections.unfit"
    assert why in raised.words()
    assert unfit not in candidates(team.one, team.seat)
    assert team.spare[1] in candidates(team.one, team.seat)


def test_the_new_person_must_have_no_interest_in_the_enterprise(team: Any) -> None:
    Recusal.objects.create(inspector=team.spare[0], subject=team.one.subject, case="4")
    assert "应当回避" in refused(actions.replace, **swap(team)).words()
    other = team.inspections()[1]
    seat = other.seats.first()
    if not other.seats.filter(inspector=team.spare[0]).exists():
        actions.replace(**swap(team, inspection=other, seat_id=seat.pk))


def test_nobody_from_another_agency_or_already_on_the_team(team: Any) -> None:
    stranger = Inspector.objects.create(
        agency=team.neighbour, name="外单位", certified=True, certificate_number="X1"
    )
    assert "不在本次参加部门" in refused(actions.replace, **swap(team, person=stranger)).words()
    leader = team.one.seats.get(seat="leader").inspector
    assert refused(actions.replace, **swap(team, person=leader)).code == "inspections.already_on_team"


def test_a_filled_seat_is_not_appointed_and_a_vacant_one_not_replaced(team: Any) -> None:
    call = swap(team)
    del call["ground"]
    assert refused(actions.appoint, **call).code == "inspections.seat_not_vacant"
    Seat.objects.filter(pk=team.seat.pk).update(inspector=None, name="", certificate="", source="vacant")
    assert refused(actions.replace, **swap(team)).code == "inspections.seat_vacant"
    seat = actions.appoint(**call)
    assert (seat.source, seat.random, seat.name) == ("direct", False, team.spare[0].name)


def test_an_incomplete_team_neither_notifies_nor_checks(team: Any) -> None:
    Seat.objects.filter(pk=team.seat.pk).update(inspector=None, name="", certificate="", source="vacant")
    with pytest.raises(Refused) as raised:
        team.notify(team.one)
    assert raised.value.code == "inspections.team_incomplete"
    page = team.client("unit_head").get(reverse("inspections:inspection_list")).content.decode()
    assert "检查组有空缺" in page


@pytest.mark.parametrize("who", ["other_head", "neighbour_unit_head"])
def test_another_unit_does_not_touch_the_team(team: Any, who: str) -> None:
    assert refused(actions.replace, **swap(team, by=team.actor(who))).code == "inspections.not_yours"
    url = reverse("inspections:seat", args=[team.one.pk, team.seat.pk])
    assert team.client(who).get(url).status_code == 404


def test_a_seat_of_another_inspection_is_not_reached_through_this_one(team: Any) -> None:
    foreign = team.inspections()[1].seats.first()
    assert refused(actions.replace, **swap(team, seat_id=foreign.pk)).code == "inspections.not_yours"
    url = reverse("inspections:seat", args=[team.one.pk, foreign.pk])
    assert team.client("unit_head").get(url).status_code == 404


def test_nobody_is_replaced_after_the_record_is_in(team: Any) -> None:
    team.record(team.one)
    assert refused(actions.replace, **swap(team)).code == "inspections.too_late_for_team"


def test_the_newcomer_signs_anew(team: Any) -> None:
    one = team.start(team.notify(team.one))
    team.fill(one)
    team.sign(one)
    actions.replace(**swap(team, inspection=one))
    leader = team.team(one)[0]
    assert "出示执法证件" in refused(actions.end_check, by=leader, inspection=one).words()
    team.head(one)
    assert refused(actions.end_check, by=leader, inspection=one).code == "inspections.signatures_missing"


def test_the_database_keeps_a_reason_with_whoever_was_not_drawn(team: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Seat.objects.filter(pk=team.seat.pk).update(source="direct", reason="")
    actions.replace(**swap(team))
    with pytest.raises(Exception, match="append-only"), transaction.atomic():
        Replacement.objects.update(reason="x")
