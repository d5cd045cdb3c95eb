"""回避后指派: the unit proposes who comes, the head of the agency decides (行政处罚法 43)."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from mingqian.acts.refusal import Refused
from mingqian.audit.models import Event
from mingqian.inspections import actions
from mingqian.inspections.models import Replacement, Seat, TeamChange
from mingqian.plans import rulebook
from mingqian.registers.models import Recusal

WHERE = "行政处罚法 43"


def refused(code: str, call: Any, **arguments: Any) -> Refused:
    with pytest.raises(Refused) as raised:
        call(**arguments)
    assert raised.value.code == code
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
        "by": world.actor("unit_head"), "inspection": world.one, "seat_id": world.seat.pk, "person": world.spare[0],
        "reason": "其兄在该厂任职",
    } | values  # fmt: skip


def test_the_unit_does_not_decide_on_recusal_itself(team: Any) -> None:
    error = refused("inspections.recusal_by_head", actions.replace, **swap(team, ground="recusal"))
    assert WHERE in error.words() and error.field == "ground"
    actions.replace(**swap(team, ground="health"))  # every other ground stays the executing unit's (高青 7.3)


def test_where_the_law_is_not_bound_the_unit_replaces_as_before(
    team: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = [
        one for one in rulebook.bound_packs(team.agency, timezone.localdate()) if one.pack.id != "national"
    ]
    monkeypatch.setattr(rulebook, "bound_packs", lambda agency, on: kept)
    actions.replace(**swap(team, ground="recusal"))
    assert Replacement.objects.get().ground == "recusal"


def test_the_head_decides_and_the_one_proposed_sits(team: Any) -> None:
    leaver = team.seat.inspector
    change = actions.ask_assignment(**swap(team, recusal_case="4"))
    assert Seat.objects.get(pk=team.seat.pk).inspector == leaver  # until then the check goes on as it was
    refused("acts.not_permitted", actions.approve_change, by=team.actor("unit_head"), change=change)
    actions.approve_change(by=team.actor("approver"), change=change)
    seat = Seat.objects.get(pk=team.seat.pk)
    assert (seat.inspector, seat.source, seat.random) == (team.spare[0], "replaced", False)
    assert "其兄" not in seat.reason  # why somebody stands aside is the file's
    kept = Replacement.objects.get()
    assert (kept.before, kept.after, kept.ground, kept.consented_by) == (
        leaver.name, team.spare[0].name, "recusal", team.actor("approver").name,
    )  # fmt: skip
    change.refresh_from_db()
    assert (change.state, change.done_at is not None) == ("done", True)
    assert not Recusal.objects.exists()  # the pair is noted with the release of the list, not before
    said = Event.objects.order_by("-number").values_list("action", flat=True)[:2]
    assert list(said) == ["inspections.change.approve", "inspections.change.ask"]


def test_a_refused_or_overtaken_request_changes_nobody(team: Any) -> None:
    change = actions.ask_assignment(**swap(team))
    refused("inspections.change_open", actions.ask_assignment, **swap(team, person=team.spare[1]))
    Recusal.objects.create(inspector=team.spare[0], subject=team.one.subject, case="1")
    error = refused("inspections.unfit", actions.approve_change, by=team.actor("approver"), change=change)
    assert "应当回避" in error.words()
    actions.decline_change(by=team.actor("approver"), change=change, note="不构成利害关系")
    assert Seat.objects.get(pk=team.seat.pk).name == team.seat.name
    assert TeamChange.objects.get().state == "declined"
    again = actions.ask_assignment(**swap(team, person=team.spare[1]))
    Seat.objects.filter(pk=team.seat.pk).update(inspector=team.spare[2], name=team.spare[2].name)
    refused("inspections.change_overtaken", actions.approve_change, by=team.actor("approver"), change=again)


def test_by_the_pages(team: Any) -> None:
    """The head of the unit chooses 回避 in the form, the leader decides from the desk."""
    head, approver = team.client("unit_head"), team.client("approver")
    url = reverse("inspections:seat", args=[team.one.pk, team.seat.pk])
    page = head.get(url).content.decode()
    assert "由行政机关负责人决定" in page and WHERE in page
    typed = {"act": "appoint", "person": team.spare[0].pk, "ground": "recusal", "reason": "其兄在该厂任职"}
    told = head.post(url, typed, follow=True).content.decode()
    assert f"已申请由{team.spare[0].name}接替回避的{team.seat.name}" in told
    assert f"{team.seat.name}申请回避，拟由{team.spare[0].name}接替" in told
    assert "批准回避后指派" in approver.get("/desk/").content.decode()
    decide = reverse("inspections:change", args=[TeamChange.objects.get().pk])
    shown = approver.get(decide).content.decode()
    assert team.spare[0].name in shown and "检查不停" in shown
    done = approver.post(decide, {"act": "approve"}, follow=True).content.decode()
    assert f"已决定{team.seat.name}回避" in done
    assert Seat.objects.get(pk=team.seat.pk).inspector == team.spare[0]
