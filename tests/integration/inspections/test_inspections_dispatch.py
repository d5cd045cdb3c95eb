"""派发: whole or not at all, once, and seen only by those who must act."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from mingqian.acts.refusal import Refused
from mingqian.draws.models import SeatFilled
from mingqian.inspections import actions
from mingqian.inspections.models import Inspection, Notice, RecordLine, Seat
from mingqian.plans.models import DrawHistory
from mingqian.publicity.models import Publication


def refusal(call: Any, **arguments: Any) -> Refused:
    with pytest.raises(Refused) as refused:
        call(**arguments)
    assert refused.value.words()
    return refused.value


def test_dispatch_makes_one_inspection_of_every_drawn_subject(drawn: Any) -> None:
    made = drawn.dispatch()
    listed = list(drawn.draw.drawn.order_by("position").values_list("subject_id", flat=True))
    assert [inspection.subject_id for inspection in made] == listed
    assert {inspection.unit_id for inspection in made} == {drawn.unit.pk}
    assert [i.number for i in made] == [f"{drawn.campaign.number}-{n:04d}" for n in range(1, len(made) + 1)]
    assert sorted(DrawHistory.objects.values_list("subject_id", flat=True)) == sorted(listed)
    drawn.draw.refresh_from_db()
    drawn.campaign.refresh_from_db()
    assert (drawn.draw.state, drawn.campaign.state) == ("dispatched", "dispatched")


def test_the_teams_are_those_the_lot_filled(drawn: Any) -> None:
    drawn.dispatch()
    by_lot = {
        (s.drawn.subject_id, s.seat): s.inspector_id for s in SeatFilled.objects.select_related("drawn")
    }
    taken = {
        (s.inspection.subject_id, s.seat): s.inspector_id for s in Seat.objects.select_related("inspection")
    }
    assert taken == by_lot
    assert set(Seat.objects.values_list("source", flat=True)) == {"drawn"}
    seat = Seat.objects.select_related("inspector").first()
    assert (seat.name, seat.certificate) == (seat.inspector.name, seat.inspector.certificate_number)


def test_no_result_exists_before_an_inspector_writes_one(dispatched: Any) -> None:
    assert not RecordLine.objects.exists()
    assert not Notice.objects.exists()


def test_a_second_click_changes_nothing(dispatched: Any) -> None:
    before = Inspection.objects.count(), DrawHistory.objects.count(), Publication.objects.count()
    again = refusal(actions.dispatch, by=dispatched.actor("draw_operator"), draw=dispatched.draw)
    assert again.code == "inspections.already_dispatched"
    assert before == (Inspection.objects.count(), DrawHistory.objects.count(), Publication.objects.count())
    page = dispatched.client("draw_operator").post(reverse("inspections:dispatch", args=[dispatched.draw.pk]))
    assert page.status_code == 302
    assert Inspection.objects.count() == before[0]


def test_a_draw_that_is_not_signed_is_not_dispatched(world: Any) -> None:
    draw = world.draw_now(sign=False)
    assert refusal(actions.dispatch, by=world.actor("draw_operator"), draw=draw).code == (
        "inspections.not_signed_draw"
    )
    assert not Inspection.objects.exists()
    world.campaign.refresh_from_db()
    assert world.campaign.state == "drawn"


@pytest.mark.parametrize("who", ["neighbour_draw_operator", "planner", "unit_head", "inspector1"])
def test_only_the_operator_of_the_agency_dispatches(drawn: Any, who: str) -> None:
    code = refusal(actions.dispatch, by=drawn.actor(who), draw=drawn.draw).code
    assert code == ("inspections.not_yours" if who.startswith("neighbour") else "acts.not_permitted")
    status = drawn.client(who).get(reverse("inspections:dispatch", args=[drawn.draw.pk])).status_code
    assert status == (404 if who.startswith("neighbour") else 403)


def test_a_campaign_without_items_is_not_dispatched(drawn: Any) -> None:
    type(drawn.campaign).objects.filter(pk=drawn.campaign.pk).update(item_ids=[])
    assert refusal(actions.dispatch, by=drawn.actor("draw_operator"), draw=drawn.draw).code == (
        "inspections.no_items"
    )


def test_the_notice_goes_out_with_the_dispatch_and_names_nobody(drawn: Any) -> None:
    made = drawn.dispatch()
    notice = Publication.objects.get(kind="notice")
    assert notice.state == "published"
    said = str(notice.content) + notice.title
    assert notice.content["drawn"] == len(made)
    for inspection in made:
        assert inspection.subject_name not in said
        assert inspection.subject_code not in said
    for inspector in drawn.inspectors:
        assert inspector.name not in said


def test_the_dispatch_page_shows_counts_and_no_name(drawn: Any) -> None:
    url = reverse("inspections:dispatch", args=[drawn.draw.pk])
    client = drawn.client("draw_operator")
    before = client.get(url).content.decode()
    client.post(url)
    after = client.get(url).content.decode()
    assert "已派发" in after
    for page in (before, after):
        assert drawn.unit.name in page
        assert not any(subject.name in page for subject in drawn.subjects)


def test_a_natural_persons_code_is_not_taken_along(world: Any) -> None:
    type(world.subjects[0]).objects.update(code_kind="person")
    world.draw_now()
    assert {inspection.subject_code for inspection in world.dispatch()} == {""}
