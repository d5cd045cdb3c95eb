"""不予公开: proposed by one, decided by another; told in counts; settled for the campaign; naming nobody it must not name."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from mingqian.acts.desk import desk_lines
from mingqian.acts.refusal import Refused
from mingqian.audit.models import Event
from mingqian.audit.verify.chain import check_chain
from mingqian.inspections import actions as inspections
from mingqian.inspections.models import ArchivedPaper
from mingqian.portal.queries import withheld_of_year
from mingqian.publicity import actions
from mingqian.publicity.models import Publication, Withholding

BASIS = "《中华人民共和国政府信息公开条例》第十五条"
GIVEN = {"ground": "trade", "basis": BASIS, "reason": "处理意见写有未公开的工艺参数"}


def refused(call: Any, **arguments: Any) -> str:
    with pytest.raises(Refused) as raised:
        call(**arguments)
    assert raised.value.words()
    return raised.value.code


@pytest.fixture
def reviewed(dispatched: Any) -> Any:
    dispatched.one = dispatched.review(dispatched.inspections()[0])
    return dispatched


def propose(world: Any, one: Any, **more: Any) -> Withholding:
    return actions.propose_withholding(by=world.actor("unit_head"), inspection=one, **GIVEN, **more)


def approve(world: Any, one: Withholding) -> Withholding:
    return actions.approve_withholding(by=world.actor("approver"), withholding=one)


def publish(world: Any, one: Any) -> Publication:
    made = actions.prepare_result(by=world.actor("unit_head"), inspection=one)
    return actions.publish_result(by=world.actor("publisher"), publication=made)


def page(name: str, *args: Any) -> str:
    return Client().get(reverse(name, args=args)).content.decode()


def test_pieces_withheld_are_in_no_publication_page_or_open_data(reviewed: Any) -> None:
    handling = reviewed.one.lines.order_by("position")[0].handling
    assert handling
    waiting = propose(reviewed, reviewed.one, parts=[(1, "handling"), (2, "result")])
    assert refused(actions.prepare_result, by=reviewed.actor("unit_head"), inspection=reviewed.one) == (
        "publicity.withholding_waits"
    )
    approve(reviewed, waiting)
    made = publish(reviewed, reviewed.one)
    lines = made.content["lines"]
    assert (lines[0]["handling"], lines[0]["result_words"]) == ("不予公开", "发现问题已责令改正")
    assert (lines[1]["result"], lines[1]["result_words"]) == ("", "不予公开")
    assert made.content["withheld"] == {
        "ground": "商业秘密", "basis": BASIS, "pieces": ["第 1 项的处理", "第 2 项的检查结果"],
    }  # fmt: skip
    shown = page("portal:publication", made.slug)
    for text in (shown, json.dumps(json.loads(page("portal:open_results")), ensure_ascii=False)):
        assert BASIS in text
        assert f">{handling}<" not in text
        assert f'"{handling}"' not in text
        assert GIVEN["reason"] not in text
    assert "本年另有 1 户的部分内容依法不予公开（商业秘密 1 户）" in page("portal:home")
    assert [line.result for line in made.lines.order_by("position")][1] == ""


def test_a_correction_cannot_write_what_was_withheld(reviewed: Any) -> None:
    approve(reviewed, propose(reviewed, reviewed.one, parts=[(1, "handling")]))
    made = publish(reviewed, reviewed.one)
    arguments = {"by": reviewed.actor("unit_head"), "publication": made, "reason": "写错"}
    assert (
        refused(actions.prepare_correction, changes={1: {"handling": "原处理"}}, **arguments)
        == "publicity.withheld_line"
    )
    corrected = actions.prepare_correction(changes={1: {"result": "pending"}}, **arguments)
    assert corrected.content["lines"][0]["handling"] == "不予公开"


def test_a_whole_result_is_counted_and_never_named(reviewed: Any) -> None:
    one = approve(reviewed, propose(reviewed, reviewed.one, whole=True))
    reviewed.one.refresh_from_db()
    assert (one.state, reviewed.one.state) == ("approved", "undisclosed")
    assert refused(actions.prepare_result, by=reviewed.actor("unit_head"), inspection=reviewed.one) == (
        "publicity.not_reviewed"
    )
    address = reviewed.draw.manifest_hash[:16]
    for name, *args in (("portal:home",), ("portal:result_list",), ("portal:draw", address)):
        text = page(name, *args)
        assert "1 户的检查结果依法不予公开（商业秘密 1 户）" in text, name
        for kept in (reviewed.one.subject_name, reviewed.one.subject_code, GIVEN["reason"], BASIS):
            assert kept not in text, name
    found = json.loads(page("portal:open_results"))
    assert found["withheld_this_year"]["whole"] == 1
    assert found["results"] == []
    said = " ".join(e.details for e in Event.objects.filter(action__startswith="publicity.withholding"))
    assert reviewed.one.subject_name not in said


def test_the_campaign_is_settled_the_list_waits_for_the_head_and_the_file_is_closed(dispatched: Any) -> None:
    world = dispatched
    first, *rest = [world.review(one) for one in world.inspections()]
    for one in rest:
        publish(world, one)
    world.campaign.refresh_from_db()
    assert world.campaign.state != "published"
    approve(world, propose(world, first, whole=True))
    world.campaign.refresh_from_db()
    world.draw.refresh_from_db()
    assert world.campaign.state == "published", "nothing more is waited for"
    assert not world.draw.released, "the list would name whom it must not"
    assert any("决定抽取名单是否公开" in line.what for line in desk_lines(world.actor("approver")))
    page_of_draw = page("portal:draw", world.draw.manifest_hash[:16])
    assert first.subject_name not in page_of_draw
    assert Client().get(reverse("portal:transcript", args=[world.draw.manifest_hash[:16]])).status_code == 404
    papers = inspections.archive_campaign(by=world.actor("unit_head"), campaign=world.campaign)
    assert [paper.kind for paper in papers].count("不予公开") == 1
    assert ArchivedPaper.objects.filter(kind="不予公开", object_kind="publicity.withholding").exists()
    first.refresh_from_db()
    assert first.state == "archived"
    assert withheld_of_year(first.archived_at.date())["whole"] == 1


def test_pieces_alone_do_not_hold_the_list(dispatched: Any) -> None:
    world = dispatched
    for number, one in enumerate(world.review(one) for one in world.inspections()):
        if not number:
            approve(world, propose(world, one, parts=[(1, "handling")]))
        publish(world, one)
    world.draw.refresh_from_db()
    assert world.draw.released


def test_another_person_decides(reviewed: Any) -> None:
    from mingqian.accounts.actions import grant_role
    from mingqian.accounts.current import actor_for, system_actor

    one = propose(reviewed, reviewed.one, whole=True)
    head, _ = reviewed.users["unit_head"]
    assert refused(actions.approve_withholding, by=reviewed.actor("unit_head"), withholding=one) == (
        "acts.not_permitted"
    )
    grant_role(by=system_actor(), user=head, role="approver", reason="兼任")
    same = actor_for(head, "approver", origin="")
    assert refused(actions.approve_withholding, by=same, withholding=one) == "acts.second_person"
    assert refused(actions.approve_withholding, by=reviewed.actor("neighbour_approver"), withholding=one) == (
        "publicity.not_yours"
    )
    assert refused(
        actions.decline_withholding, by=reviewed.actor("approver"), withholding=one, reason=" "
    ) == ("acts.reason_required")
    actions.decline_withholding(by=reviewed.actor("approver"), withholding=one, reason="没有依据")
    assert refused(actions.approve_withholding, by=reviewed.actor("approver"), withholding=one) == (
        "acts.wrong_state"
    )
    assert publish(reviewed, reviewed.one).state == "published", "declined, it goes the ordinary way"
    assert withheld_of_year(reviewed.one.dispatched_at.date())["whole"] == 0


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"parts": []}, "publicity.withholding_parts"),
        ({"parts": [(9, "handling")]}, "publicity.line_unknown"),
        ({"parts": [(1, "team")]}, "publicity.line_unknown"),
        ({"whole": True, "ground": "inconvenient"}, "publicity.withholding_ground"),
        ({"whole": True, "basis": " "}, "publicity.withholding_basis"),
        ({"whole": True, "reason": ""}, "acts.reason_required"),
        ({"whole": True, "basis": "见 13900001111"}, "publicity.personal"),
    ],
)
def test_what_is_missing_is_said(reviewed: Any, more: dict[str, Any], code: str) -> None:
    by = reviewed.actor("unit_head")
    assert refused(actions.propose_withholding, by=by, inspection=reviewed.one, **(GIVEN | more)) == code
    assert not Withholding.objects.exists()


def test_at_the_wrong_moment_it_is_refused(dispatched: Any) -> None:
    first, second = (dispatched.review(one) for one in dispatched.inspections()[:2])
    unchecked = dispatched.inspections()[2]
    by = dispatched.actor("unit_head")
    assert refused(propose, world=dispatched, one=unchecked, whole=True) == "publicity.not_reviewed"
    actions.prepare_result(by=by, inspection=first)
    assert refused(propose, world=dispatched, one=first, whole=True) == "publicity.already_prepared"
    waiting = propose(dispatched, second, parts=[(1, "handling")])
    assert refused(propose, world=dispatched, one=second, whole=True) == "publicity.withholding_waits"
    approve(dispatched, waiting)
    assert refused(propose, world=dispatched, one=second, whole=True) == "publicity.withheld_already"
    other = dispatched.actor("other_head")
    assert refused(
        actions.propose_withholding, by=other, inspection=dispatched.inspections()[2], whole=True, **GIVEN
    ) == ("inspections.not_yours")


def test_a_whole_campaign_is_prepared_without_those_asked_to_be_withheld(dispatched: Any) -> None:
    first, second = (dispatched.review(one) for one in dispatched.inspections()[:2])
    propose(dispatched, first, whole=True)
    made = actions.prepare_campaign(by=dispatched.actor("unit_head"), campaign=dispatched.campaign)
    assert [one.object_id for one in made] == [second.pk]


def test_the_pages_lead_from_the_proposal_to_the_decision(reviewed: Any) -> None:
    head, leader = reviewed.client("unit_head"), reviewed.client("approver")
    url = reverse("publicity:withhold", args=[reviewed.one.pk])
    assert url in head.get(reverse("publicity:prepare", args=[reviewed.one.pk])).content.decode()
    answer = head.post(url, {"scope": "part", "part": "1-handling", "reason": "写了一半", "basis": BASIS})
    text = answer.content.decode()
    assert "请选择不予公开的事由类别" in text
    assert "写了一半" in text, "what was typed stays"
    assert 'value="1-handling" checked' in text
    answer = head.post(url, {"scope": "part", "part": "1-handling", **GIVEN})
    decision = answer["Location"]
    assert [line.url for line in desk_lines(reviewed.actor("approver")) if "不予公开待审定" in line.what] == [
        decision
    ]
    shown = leader.get(decision).content.decode()
    assert "第 1 项的处理" in shown
    assert GIVEN["reason"] in shown
    assert reviewed.client("publisher").get(decision).status_code in (403, 404)
    assert reviewed.client("neighbour_approver").get(decision).status_code == 404
    assert reviewed.client("other_head").get(decision).status_code == 404
    leader.post(decision, {"act": "approve"})
    assert Withholding.objects.get().state == "approved"
    assert "不予公开" in head.get(reverse("publicity:prepare", args=[reviewed.one.pk])).content.decode()
    found: list[Any] = []
    check_chain(found.append, lambda _: None, None)
    assert found == [], connection.vendor
