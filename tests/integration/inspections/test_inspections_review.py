"""审核: by the head of the unit, never by a member of the team; returned with a reason or passed once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from mingqian.acts.refusal import Refused
from mingqian.inspections import actions
from mingqian.inspections.law import publication_terms, terms
from mingqian.law import Event


def refused(call: Any, **arguments: Any) -> str:
    with pytest.raises(Refused) as raised:
        call(**arguments)
    assert raised.value.words()
    return raised.value.code


def test_passed_once(dispatched: Any) -> None:
    one = dispatched.record(dispatched.inspections()[0])
    head = dispatched.actor("unit_head")
    assert actions.approve(by=head, inspection=one, note="同意").state == "reviewed"
    assert refused(actions.approve, by=head, inspection=one) == "acts.wrong_state"
    assert refused(actions.send_back, by=head, inspection=one, reason="x") == "acts.wrong_state"


def test_returned_with_a_reason_and_recorded_again(dispatched: Any) -> None:
    one = dispatched.record(dispatched.inspections()[0])
    head, leader = dispatched.actor("unit_head"), dispatched.team(one)[0]
    assert refused(actions.send_back, by=head, inspection=one, reason=" ") == "acts.reason_required"
    one = actions.send_back(by=head, inspection=one, reason="第 1 项处理意见不明确")
    assert (one.state, one.ended_at, one.result_made_at) == ("checking", None, None)
    page = dispatched.client(dispatched.name_of(leader.inspector_id)).get(
        reverse("inspections:check", args=[one.pk])
    )
    assert "第 1 项处理意见不明确" in page.content.decode()
    # Nothing was changed: the signatures still stand over this very record.
    one = actions.end_check(by=leader, inspection=one)
    assert (one.state, one.sent_back_reason) == ("recorded", "")


@pytest.mark.parametrize("who", ["other_head", "neighbour_unit_head"])
def test_not_by_another_unit(dispatched: Any, who: str) -> None:
    one = dispatched.record(dispatched.inspections()[0])
    for call, more in ((actions.approve, {}), (actions.send_back, {"reason": "x"})):
        assert refused(call, by=dispatched.actor(who), inspection=one, **more) == "inspections.not_yours"
    assert dispatched.client(who).get(reverse("inspections:review", args=[one.pk])).status_code == 404


@pytest.mark.parametrize("who", ["publisher", "approver", "inspector1", "draw_operator"])
def test_not_by_another_role(dispatched: Any, who: str) -> None:
    one = dispatched.record(dispatched.inspections()[0])
    assert refused(actions.approve, by=dispatched.actor(who), inspection=one) == "acts.not_permitted"


def test_not_by_a_member_of_the_team(dispatched: Any) -> None:
    one = dispatched.record(dispatched.inspections()[0])
    seated = one.seats.first().inspector_id
    head = replace(dispatched.actor("unit_head"), inspector_id=seated)
    assert refused(actions.approve, by=head, inspection=one) == "inspections.reviewer_on_team"


def test_not_before_the_record_is_in(dispatched: Any) -> None:
    one = dispatched.start(dispatched.notify(dispatched.inspections()[0]))
    assert refused(actions.approve, by=dispatched.actor("unit_head"), inspection=one) == "acts.wrong_state"


def test_the_term_of_publication_is_the_guides(dispatched: Any) -> None:
    (term,) = publication_terms(dispatched.campaign, date(2026, 3, 16))
    assert (term.due, term.count, term.unit_words) == (date(2026, 4, 14), 20, "工作日")
    assert term.citation.endswith("9.1")
    (review,) = terms(dispatched.campaign, Event.OBJECTION_RECEIVED, date(2026, 3, 16))
    assert (review.count, review.citation.split()[-1]) == (20, "9.2")
    (reply,) = terms(dispatched.campaign, Event.REVIEW_MADE, date(2026, 3, 16))
    assert (reply.count, reply.citation.split()[-1]) == (15, "9.2")


def test_the_head_sees_the_term_on_page_and_desk(dispatched: Any) -> None:
    one = dispatched.record(dispatched.inspections()[0])
    client = dispatched.client("unit_head")
    assert "个工作日" in client.get(reverse("inspections:review", args=[one.pk])).content.decode()
    desk = client.get("/desk/").content.decode()
    assert "1 户的检查结果待审核" in desk
    assert "2 户待通知" in desk


def test_desks_name_what_waits_for_whom(drawn: Any) -> None:
    assert "派发检查任务" in drawn.client("draw_operator").get("/desk/").content.decode()
    drawn.dispatch()
    assert "派发检查任务" not in drawn.client("draw_operator").get("/desk/").content.decode()
    one = drawn.notify(drawn.inspections()[0])
    leader = drawn.name_of(drawn.team(one)[0].inspector_id)
    assert f"检查：{one.subject_name}" in drawn.client(leader).get("/desk/").content.decode()
    drawn.start(one)
    assert f"继续检查：{one.subject_name}" in drawn.client(leader).get("/desk/").content.decode()
