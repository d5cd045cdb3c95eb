"""移送: a letter with number and date, the receiver's answer, its terms, and what stops it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from ready_bureau import World

from mingqian.acts.desk import desk_lines
from mingqian.acts.refusal import Refused
from mingqian.audit.models import Event
from mingqian.inspections import actions, referrals
from mingqian.inspections.models import Inspection, Referral
from mingqian.inspections.papers import papers_of
from mingqian.plans import actions as plans
from mingqian.plans import packs, rulebook
from mingqian.plans.models import PlanLine
from mingqian.publicity import actions as publicity


@pytest.fixture
def bound_by(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let these packs bind whoever is asked about."""

    def bind(*names: str) -> None:
        bound = [rulebook.Bound(packs.load(name), None, "own") for name in names]
        monkeypatch.setattr(rulebook, "bound_packs", lambda agency, on: bound)

    return bind


@pytest.fixture
def reviewed(dispatched: World) -> tuple[World, Inspection]:
    """One inspection, reviewed, that found a problem to be handed over."""
    world, one = dispatched, dispatched.inspections()[0]
    one = world.start(world.notify(one))
    world.fill(one, handling="移送有管辖权的部门", result="pending")
    world.sign(one)
    actions.end_check(by=world.team(one)[0], inspection=one)
    return world, actions.approve(by=world.actor("unit_head"), inspection=one)


def _draft(world: World, one: Inspection, **changes: Any) -> Referral:
    said: dict[str, Any] = {
        "way": "jurisdiction", "to_name": "试验县市场监督管理局", "facts": "配电箱无门", "positions": [1],
        "basis": "卫东 七2", "papers": ["检查记录表", "现场照片"],
    } | changes  # fmt: skip
    return actions.draft_referral(by=world.actor("unit_head"), inspection=one, **said)


def _send(world: World, letter: Referral, number: str = "试应急移〔2026〕1号") -> Referral:
    return actions.send_referral(
        by=world.actor("unit_head"), referral=letter, number=number, sent_on=timezone.localdate()
    )


def _refused(code: str, step: Callable[[], Any]) -> Refused:
    with pytest.raises(Refused) as refused:
        step()
    assert refused.value.code == code
    return refused.value


def test_a_letter_goes_out_and_its_answer_comes_back(reviewed: tuple[World, Inspection]) -> None:
    world, one = reviewed
    head, today = world.actor("unit_head"), timezone.localdate()
    letter = _send(world, _draft(world, one))
    assert (letter.state, letter.number, letter.sent_on) == ("sent", "试应急移〔2026〕1号", today)
    actions.note_receipt(by=head, referral=letter, received_on=today)
    letter = actions.note_answer(by=head, referral=letter, accepted=True, answered_on=today, answer="已受理")
    letter = actions.note_outcome(by=head, referral=letter, concluded_on=today, outcome="已立案，罚款五千元")
    assert letter.state == "concluded"
    told = set(
        Event.objects.filter(action__startswith="inspections.referral.").values_list("action", flat=True)
    )
    assert told == {
        f"inspections.referral.{act}" for act in ("draft", "send", "receipt", "answer", "conclude")
    }
    assert any("试应急移〔2026〕1号" in paper.title for paper in papers_of(one.campaign))


def test_a_returned_letter_needs_its_reason_and_lets_another_be_drafted(
    reviewed: tuple[World, Inspection],
) -> None:
    world, one = reviewed
    head, today = world.actor("unit_head"), timezone.localdate()
    letter = _send(world, _draft(world, one))

    def back(answer: str) -> Referral:
        return actions.note_answer(by=head, referral=letter, accepted=False, answered_on=today, answer=answer)

    _refused("inspections.referral_return_reason", lambda: back(""))
    assert back("不属于本部门管辖").state == "returned"
    assert [one.pk] == [row.pk for row in referrals.unsent(one.unit_id)]
    again = _draft(world, one, to_name="试验县消防救援大队")
    _refused("inspections.referral_number_taken", lambda: _send(world, again))
    assert _send(world, again, "试应急移〔2026〕2号").state == "sent"


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("inspections.referral_way", {"way": "licence"}),
        ("inspections.referral_way", {"way": "problems"}),
        ("inspections.referral_to", {"to_name": " "}),
        ("inspections.referral_lines", {"positions": []}),
        ("inspections.referral_lines", {"positions": [2]}),
        ("inspections.referral_facts", {"facts": ""}),
        ("inspections.referral_basis", {"basis": ""}),
    ],
)
def test_what_is_missing_is_said(
    reviewed: tuple[World, Inspection], code: str, changes: dict[str, Any]
) -> None:
    """A way no document of the bureau knows is not offered; a line without a problem cannot be handed over."""
    _refused(code, lambda: _draft(*reviewed, **changes))


def test_only_after_review_only_by_the_unit_and_dates_in_order(dispatched: World) -> None:
    world, one = dispatched, dispatched.inspections()[0]
    world.record(one)
    _refused("inspections.referral_too_early", lambda: _draft(world, one))
    one = actions.approve(by=world.actor("unit_head"), inspection=one)
    with pytest.raises(Refused, match="不归您"):
        actions.draft_referral(
            by=world.actor("other_head"), inspection=one, way="jurisdiction", to_name="甲", facts="乙",
            positions=[1], basis="丙",
        )  # fmt: skip
    _refused(
        "acts.not_permitted", lambda: actions.draft_referral(by=world.actor("publisher"), inspection=one)
    )
    letter = _draft(world, one)
    tomorrow = timezone.localdate() + timedelta(days=1)
    for day, code in ((tomorrow, "referral_future"), (tomorrow - timedelta(days=9), "referral_before")):
        _refused(
            f"inspections.{code}",
            lambda day=day: actions.send_referral(
                by=world.actor("unit_head"), referral=letter, number="1", sent_on=day
            ),
        )


def test_terms_run_from_the_result_and_stand_on_the_desk(
    reviewed: tuple[World, Inspection], bound_by: Any
) -> None:
    """卫东 七2: seven working days from the result; 高青 alone names no term, so none is shown."""
    world, one = reviewed
    head = world.actor("unit_head")
    assert referrals.send_term(one, "jurisdiction") is None
    bound_by("weidong")
    term = referrals.send_term(one, "jurisdiction")
    assert term is not None
    assert (term.count, term.citation) == (7, "卫东 七2")
    line = next(line for line in desk_lines(head) if line.what == f"移送：{one.subject_name}")
    assert line.due == term.due
    letter = _draft(world, one)
    line = next(line for line in desk_lines(head) if line.what.startswith("发出移送函"))
    assert (line.due, line.waits_for) == (term.due, letter.to_name)
    page = world.client("unit_head").get(reverse("inspections:referral_list")).content.decode()
    assert letter.to_name in page
    assert "卫东 七2" in page
    _send(world, letter)
    whats = [line.what for line in desk_lines(head)]
    assert not any(what.startswith(("移送：", "发出")) for what in whats)
    assert any(what.startswith("登记答复：移送函") for what in whats)


def test_the_receivers_days_run_from_its_own_finding(
    reviewed: tuple[World, Inspection], bound_by: Any
) -> None:
    """鹤壁 五(六): seven days to open the case; from the confirmation unless the bureau decided otherwise."""
    world, one = reviewed
    head, today = world.actor("unit_head"), timezone.localdate()
    bound_by("hebi")
    letter = _draft(world, one, way="problems")
    plans.decide_collision(
        by=world.actor("approver"), agency=world.agency, key="clocks.records_handed_over<clocks.problem_letter",
        choice="各组提前移交", reason="局办公会",
    )  # fmt: skip
    letter = _send(world, letter)
    letter = actions.note_receipt(by=head, referral=letter, received_on=today)
    assert referrals.receiver_terms(letter) == []
    letter = actions.note_answer(by=head, referral=letter, accepted=True, answered_on=today)
    (term,) = referrals.receiver_terms(letter)
    assert (term.count, term.unit_words, term.due) == (7, "日", today + timedelta(days=7))


def test_the_office_of_a_joint_check_is_answered_to(
    reviewed: tuple[World, Inspection], bound_by: Any
) -> None:
    """鹤壁 五(六), 六(一): the answer goes to the office that organises; of a single check, and of another letter, to us."""
    world, one = reviewed
    bound_by("hebi")
    letter = _draft(world, one, way="problems")
    page = reverse("inspections:referral_paper", args=[letter.pk])
    assert "书面告知我局。" in world.client("unit_head").get(page).content.decode()
    PlanLine.objects.filter(pk=one.campaign.line_id).update(kind="joint")
    told = world.client("unit_head").get(page).content.decode()
    assert "书面告知市联合抽查领导小组办公室（设在市应急管理局）。" in told


def test_a_collision_stops_the_letter_alone(reviewed: tuple[World, Inspection], bound_by: Any) -> None:
    """Both articles are shown; drafting, publishing and another way go on."""
    world, one = reviewed
    bound_by("gaoqing", "xinyang", "hebi", "national")
    crime, problems, plain = (
        _draft(world, one, way=way, to_name="某单位") for way in ("crime", "problems", "jurisdiction")
    )
    words = _refused("plans.collision", lambda: _send(world, crime)).words()
    assert "移送给谁" in words
    assert "高青" in words
    assert "信阳" in words
    assert "移交函" in _refused("plans.collision", lambda: _send(world, problems)).words()
    assert _send(world, plain).state == "sent"
    publicity.prepare_result(by=world.actor("unit_head"), inspection=one)
    plans.decide_collision(
        by=world.actor("approver"),
        agency=world.agency,
        key="checks.crime_to",
        choice="公安",
        reason="局办公会",
    )
    assert _send(world, crime, "2号").state == "sent"


def test_the_pages_draft_send_and_print(reviewed: tuple[World, Inspection]) -> None:
    world, one = reviewed
    client = world.client("unit_head")
    url = reverse("inspections:refer", args=[one.pk])
    form = client.get(url).content.decode()
    assert "配电箱无门" in form
    typed = {
        "way": "jurisdiction",
        "to": "other",
        "to_name": "",
        "positions": ["1"],
        "facts": "写了很多",
        "papers": ["检查记录表"],
    }
    refused = client.post(url, typed)
    assert refused.status_code == 422
    assert "写了很多" in refused.content.decode()
    done = client.post(url, typed | {"to_name": "试验县消防救援大队", "more_papers": "照片三张\n\n录像一段"})
    letter = Referral.objects.get()
    assert (done["Location"], letter.papers) == (
        reverse("inspections:referral", args=[letter.pk]),
        ["检查记录表", "照片三张", "录像一段"],
    )
    assert "安全生产法 69" in letter.basis
    page = reverse("inspections:referral", args=[letter.pk])
    assert (
        client.post(page, {"act": "send", "number": "试应急移〔2026〕7号", "sent_on": "不是日期"}).status_code
        == 422
    )
    client.post(
        page, {"act": "send", "number": "试应急移〔2026〕7号", "sent_on": timezone.localdate().isoformat()}
    )
    paper = client.get(reverse("inspections:referral_paper", args=[letter.pk])).content.decode()
    for words in (
        "试应急移〔2026〕7号",
        "试验县消防救援大队：",
        "依据《安全生产法》第69条",
        one.subject_name,
        "录像一段",
    ):
        assert words in paper
    for name, status in (("other_head", 404), ("approver", 200), ("publisher", 403), ("inspector1", 403)):
        assert world.client(name).get(page).status_code == status, name
    assert (
        world.client("approver").post(page, {"act": "accept", "answered_on": "2026-01-01"}).status_code == 403
    )


def test_a_draft_may_be_dropped_with_a_reason(reviewed: tuple[World, Inspection]) -> None:
    world, one = reviewed
    letter = _draft(world, one)
    head = world.actor("unit_head")
    _refused("acts.reason_required", lambda: actions.drop_referral(by=head, referral=letter, reason=" "))
    assert actions.drop_referral(by=head, referral=letter, reason="重复").state == "dropped"
    _refused("acts.wrong_state", lambda: _send(world, letter))


def test_what_happens_after_filing_goes_into_the_file(reviewed: tuple[World, Inspection]) -> None:
    world, one = reviewed
    head, today = world.actor("unit_head"), timezone.localdate()
    letter = _draft(world, one)
    for other in world.inspections()[1:]:
        world.review(other)
    publicity.prepare_campaign(by=head, campaign=world.campaign)
    publicity.publish_campaign(by=world.actor("publisher"), campaign=world.campaign)
    before = len(actions.archive_campaign(by=head, campaign=world.campaign))
    letter = _send(world, letter)
    letter = actions.note_answer(by=head, referral=letter, accepted=True, answered_on=today, answer="已受理")
    later = list(world.campaign.papers.order_by("position"))[before:]
    assert [paper.kind for paper in later] == ["移送", "移送"]
    assert all("归档以后形成" in paper.title and letter.number in paper.title for paper in later)
    assert later[0].digest != later[1].digest
