"""恢复公开: a withholding that was approved is lifted as it was made, by one who asks and another who decides."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.urls import reverse

from mingqian.acts.refusal import Refused
from mingqian.audit.models import Event
from mingqian.inspections import actions as inspections
from mingqian.inspections.models import ArchivedPaper, Inspection
from mingqian.publicity import actions
from mingqian.publicity.models import Publication, Withholding
from mingqian.publicity.withheld import counts_of_campaign, in_force


def _withheld(dispatched: Any, *, whole: bool) -> tuple[Inspection, Withholding]:
    one = dispatched.review(dispatched.inspections()[0])
    asked = actions.propose_withholding(
        by=dispatched.actor("unit_head"), inspection=one, whole=whole, parts=() if whole else [(1, "handling")],
        ground="trade", basis="政府信息公开条例第十五条", reason="涉及工艺",
    )  # fmt: skip
    return one, actions.approve_withholding(by=dispatched.actor("approver"), withholding=asked)


def _lift(dispatched: Any, held: Withholding) -> Withholding:
    asked = actions.ask_lifting(by=dispatched.actor("unit_head"), withholding=held, reason="企业已自行公开")
    return actions.lift_withholding(by=dispatched.actor("approver"), withholding=asked)


def test_lifting_is_asked_with_a_reason_and_decided_by_another(dispatched: Any) -> None:
    one, held = _withheld(dispatched, whole=False)
    head, approver = dispatched.actor("unit_head"), dispatched.actor("approver")
    for code, step in (
        ("acts.reason_required", lambda: actions.ask_lifting(by=head, withholding=held, reason=" ")),
        ("acts.wrong_state", lambda: actions.lift_withholding(by=approver, withholding=held)),
        ("acts.not_permitted", lambda: actions.ask_lifting(by=approver, withholding=held, reason="x")),
        (
            "inspections.not_yours",
            lambda: actions.ask_lifting(by=dispatched.actor("other_head"), withholding=held, reason="x"),
        ),
    ):
        with pytest.raises(Refused) as refused:
            step()
        assert refused.value.code == code
    asked = actions.ask_lifting(by=head, withholding=held, reason="企业已自行公开")
    assert in_force(one) == asked, "asking changes nothing yet"
    own = replace(approver, user_id=head.user_id)
    with pytest.raises(Refused) as refused:
        actions.lift_withholding(by=own, withholding=asked)
    assert refused.value.code == "acts.second_person"
    with pytest.raises(Refused):
        actions.keep_withholding(by=approver, withholding=asked, reason="")
    kept = actions.keep_withholding(by=approver, withholding=asked, reason="仍属商业秘密")
    assert (kept.state, in_force(one)) == ("approved", kept)
    assert _lift(dispatched, kept).state == "lifted"
    assert in_force(one) is None
    assert Event.objects.filter(action="publicity.withholding.lift").count() == 1


def test_lifted_before_publication_the_pieces_go_out_with_the_rest(dispatched: Any) -> None:
    one, held = _withheld(dispatched, whole=False)
    _lift(dispatched, held)
    ready = actions.prepare_result(by=dispatched.actor("unit_head"), inspection=one)
    assert ready.content["lines"][0]["handling"] == "责令改正"
    assert "withheld" not in ready.content


def test_lifted_after_publication_a_correction_puts_the_pieces_back(dispatched: Any) -> None:
    one, held = _withheld(dispatched, whole=False)
    ready = actions.prepare_result(by=dispatched.actor("unit_head"), inspection=one)
    public = actions.publish_result(by=dispatched.actor("publisher"), publication=ready)
    assert public.content["lines"][0]["handling"] == "不予公开"
    _lift(dispatched, held)
    waiting = Publication.objects.get(kind="correction")
    assert (waiting.state, waiting.content["lines"][0]["handling"]) == ("prepared", "责令改正")
    assert "withheld" not in waiting.content
    assert "withheld" not in waiting.content["lines"][0]
    assert "企业已自行公开" not in str(waiting.content), "why it was asked for stays inside"
    actions.publish_correction(by=dispatched.actor("approver"), publication=waiting)
    public.refresh_from_db()
    assert public.state == "corrected"
    assert counts_of_campaign(one.campaign_id)["part"] == 0


@pytest.mark.parametrize("filed", [False, True])
def test_a_whole_result_that_was_lifted_goes_the_ordinary_way(dispatched: Any, filed: bool) -> None:
    """Even out of a campaign that was filed: what came about later is added to the file."""
    world = dispatched
    one, held = _withheld(world, whole=True)
    for other in world.inspections()[1:]:
        world.review(other)
    actions.prepare_campaign(by=world.actor("unit_head"), campaign=world.campaign)
    actions.publish_campaign(by=world.actor("publisher"), campaign=world.campaign)
    if filed:
        inspections.archive_campaign(by=world.actor("unit_head"), campaign=world.campaign)
    papers = ArchivedPaper.objects.count()
    held.refresh_from_db()
    _lift(world, held)
    one.refresh_from_db()
    assert one.state == "reviewed"
    assert counts_of_campaign(one.campaign_id)["whole"] == 0
    ready = actions.prepare_result(by=world.actor("unit_head"), inspection=one)
    public = actions.publish_result(by=world.actor("publisher"), publication=ready)
    one.refresh_from_db()
    assert one.state == ("archived" if filed else "published")
    world.draw.refresh_from_db()
    assert world.draw.released, "nothing is left that the list would give away"
    added = ArchivedPaper.objects.all()[papers:]
    assert [paper.object_id for paper in added] == ([public.pk] if filed else [])


def test_a_result_that_is_public_cannot_be_disclosed_once_more(dispatched: Any) -> None:
    world = dispatched
    for one in world.inspections():
        world.review(one)
    actions.prepare_campaign(by=world.actor("unit_head"), campaign=world.campaign)
    actions.publish_campaign(by=world.actor("publisher"), campaign=world.campaign)
    inspections.archive_campaign(by=world.actor("unit_head"), campaign=world.campaign)
    with pytest.raises(Refused):
        inspections.mark_disclosed(by=world.actor("approver"), inspection=world.inspections()[0])


def test_the_page_asks_and_decides(dispatched: Any) -> None:
    _, held = _withheld(dispatched, whole=False)
    address = reverse("publicity:withholding", args=[held.pk])
    head, approver = dispatched.client("unit_head"), dispatched.client("approver")
    assert "申请恢复公开" in head.get(address).content.decode()
    assert "理由会记入审计记录" in head.post(address, {"act": "ask_lift", "lift_reason": ""}).content.decode()
    head.post(address, {"act": "ask_lift", "lift_reason": "企业已自行公开"})
    assert "恢复公开待审定" in approver.get("/desk/").content.decode()
    page = approver.get(address).content.decode()
    assert "企业已自行公开" in page
    assert "同意恢复公开" in page
    approver.post(address, {"act": "lift"})
    assert "已恢复公开" in head.get(address).content.decode()
    assert "不予公开待审定" not in approver.get("/desk/").content.decode()
