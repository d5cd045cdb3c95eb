"""Steps that wait while the documents that bind the bureau disagree, each for its own question."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from ready_bureau import World

from mingqian.acts.refusal import Refused
from mingqian.draws.seats import LEADER
from mingqian.inspections import actions
from mingqian.inspections.actions.check import Entry
from mingqian.plans import actions as plans
from mingqian.plans import packs, rulebook
from mingqian.publicity import actions as publicity


@pytest.fixture
def bound_by(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let these packs bind whoever is asked about."""

    def bind(*names: str) -> None:
        bound = [rulebook.Bound(packs.load(name), None, "own") for name in names]
        monkeypatch.setattr(rulebook, "bound_packs", lambda agency, on: bound)

    return bind


def _decide(world: World, key: str) -> None:
    plans.decide_collision(
        by=world.actor("approver"), agency=world.agency, key=key, choice="照本局文件", reason="局办公会"
    )


def _stopped(question: str, step: Callable[[], Any]) -> None:
    with pytest.raises(Refused) as refused:
        step()
    assert refused.value.code == "plans.collision"
    assert question in refused.value.words()


def test_a_lock_waits_for_who_leads(world: World, bound_by: Any) -> None:
    bound_by("gaoqing", "weidong")
    _stopped("在哪里抽取", world.draw_now)
    _decide(world, "draw.place")
    _stopped("组长怎样产生", world.draw_now)


def test_a_lock_here_waits_for_where_is_drawn_and_keeps_to_the_decision(world: World, bound_by: Any) -> None:
    """rules.md 11: 官方平台, or our draw room. Who has decided for the platform cannot lock here by mistake."""
    bound_by("hebi")
    _stopped("在哪里抽取", world.draw_now)
    plans.decide_collision(
        by=world.actor("approver"), agency=world.agency, key="draw.place", reason="局办公会",
        choice="照鹤壁 五(一)：在平台抽取",
    )  # fmt: skip
    with pytest.raises(Refused) as refused:
        world.draw_now()
    assert refused.value.code == "plans.decided_elsewhere" and "照鹤壁 五(一)" in refused.value.words()
    plans.decide_collision(
        by=world.actor("approver"), agency=world.agency, key="draw.place", reason="局办公会",
        choice="照明签 摇号规程：在本平台摇号，再到平台录入",
    )  # fmt: skip
    assert world.draw_now() is None or world.campaign.draws.exists()


def test_signing_waits_and_writing_what_must_be_handed_over_does_not(
    dispatched: World, bound_by: Any
) -> None:
    one = dispatched.inspections()[0]
    dispatched.notify(one)
    dispatched.start(one)
    dispatched.fill(one)
    bound_by("gaoqing", "hebi", "national")
    dispatched.head(one)  # what hebi asks for besides
    member = dispatched.team(one)[0]
    line = one.lines.get(position=1)

    def hand_over(words: str) -> None:
        line.refresh_from_db()
        entry = Entry(line.pk, line.revision, "problem", "私存危险化学品", result="pending", handling=words)
        actions.save_lines(by=member, inspection=one, entries=[entry])

    hand_over("移送公安机关")
    _stopped("检查结果由谁签字", lambda: actions.sign_member(by=member, inspection=one))
    _decide(dispatched, "checks.result_signed_by")
    assert actions.sign_member(by=member, inspection=one).kind == "member"


def test_naming_another_leader_waits_and_another_member_does_not(dispatched: World, bound_by: Any) -> None:
    one = dispatched.inspections()[0]
    bound_by("gaoqing", "weidong")
    sitting = set(one.seats.values_list("inspector_id", flat=True))
    spare = next(person for person in dispatched.inspectors if person.pk not in sitting)

    def swap(seat: str) -> None:
        actions.replace(
            by=dispatched.actor("unit_head"), inspection=one, seat_id=one.seats.filter(seat=seat)[0].pk,
            person=spare, ground="health", reason="住院",
        )  # fmt: skip

    _stopped("组长怎样产生", lambda: swap(LEADER))
    swap("member")


def test_filing_waits_for_what_becomes_of_later_papers(dispatched: World, bound_by: Any) -> None:
    world = dispatched
    for one in world.inspections():
        world.review(one)
    publicity.prepare_campaign(by=world.actor("unit_head"), campaign=world.campaign)
    publicity.publish_campaign(by=world.actor("publisher"), campaign=world.campaign)
    bound_by("xinyang")

    def archive() -> Any:
        reasons = {"会议纪要": "没有开会", "视频音频资料": "执法记录仪损坏"}
        return actions.archive_campaign(by=world.actor("unit_head"), campaign=world.campaign, reasons=reasons)

    _stopped("归档", archive)
    _decide(world, "clocks.publication<clocks.archive")
    assert archive()
