"""检查: nothing preset, no silent overwriting, signatures over exactly what was found."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from mingqian.acts.refusal import Refused
from mingqian.inspections import actions
from mingqian.inspections.actions.check import Entry
from mingqian.inspections.models import RecordLine, Signature
from mingqian.inspections.record import state_of
from mingqian.plans.models import Campaign
from mingqian.registers.models import Inspector, Item

STROKES = "[[" + ",".join(f"[{x * 10},200]" for x in range(30)) + "]]"


def refused(call: Any, **arguments: Any) -> str:
    with pytest.raises(Refused) as raised:
        call(**arguments)
    assert raised.value.words()
    return raised.value.code


@pytest.fixture
def checking(dispatched: Any) -> Any:
    dispatched.one = dispatched.start(dispatched.notify(dispatched.inspections()[0]))
    dispatched.leader, dispatched.member = dispatched.team(dispatched.one)
    return dispatched


def entry(line: RecordLine, **said: str) -> Entry:
    return Entry(line.pk, line.revision, **({"finding": ""} | said))


def test_the_record_opens_with_every_item_and_nothing_chosen(checking: Any) -> None:
    lines = list(checking.one.lines.order_by("position"))
    assert [line.item_id for line in lines] == checking.campaign.item_ids
    assert lines[0].item_words["basis"] == checking.items[0].basis
    for line in lines:
        assert (line.finding, line.result, line.problem, line.filled_at) == ("", "", "", None)


def test_an_item_that_names_a_department_of_the_joint_check_is_that_department_s(dispatched: Any) -> None:
    """The lead's list holds the partner's items too: their results are the partner's (鹤壁 附件4, 高青 8.3)."""
    one = dispatched.inspections()[0]
    member = dispatched.team(one)[1]
    own, partners, strangers = dispatched.items
    Item.objects.filter(pk=partners.pk).update(body=f" {dispatched.neighbour.name} ")
    Item.objects.filter(pk=strangers.pk).update(body="邻省某局")
    Inspector.objects.filter(pk=member.inspector_id).update(agency=dispatched.neighbour)
    Campaign.objects.filter(pk=one.campaign_id).update(partner_agency_ids=[dispatched.neighbour.pk])
    started = dispatched.start(dispatched.notify(dispatched.inspections()[0]))
    assert {line.item_id: line.agency for line in started.lines.select_related("agency")} == {
        own.pk: dispatched.agency,
        partners.pk: dispatched.neighbour,
        strangers.pk: dispatched.agency,
    }


def test_the_page_presets_no_finding_and_no_result(checking: Any) -> None:
    client = checking.client(checking.name_of(checking.leader.inspector_id))
    said = client.get(reverse("inspections:check", args=[checking.one.pk])).content.decode()
    form = said[said.index('class="check-form"') :]
    assert form.count('type="radio"') == 3 * len(checking.items)
    assert " checked" not in form
    assert " selected" not in form
    assert form.count('<option value="">请选择</option>') == len(checking.items)
    assert form.count("未发现问题</option>") == len(checking.items)
    for letter, words in (
        ("a", "未发现问题"),
        ("e", "发现问题已责令改正"),
        ("h", "未发现开展本次抽查涉及的经营活动"),
    ):
        assert f"{letter}. {words}</option>" in form


def test_the_database_refuses_a_result_nobody_wrote(checking: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        RecordLine.objects.filter(inspection=checking.one).update(result="none_found")


def test_only_members_of_the_team_write(checking: Any) -> None:
    line = checking.one.lines.first()
    seated = set(checking.one.seats.values_list("inspector_id", flat=True))
    outsider = next(i for i in checking.inspectors if i.pk not in seated)
    for by in (checking.inspector_actor(outsider.pk),):
        assert (
            refused(actions.save_lines, by=by, inspection=checking.one, entries=[entry(line)])
            == "inspections.no_seat"
        )
        assert refused(actions.sign_member, by=by, inspection=checking.one) == "inspections.no_seat"
    head = checking.actor("unit_head")
    assert refused(actions.save_lines, by=head, inspection=checking.one, entries=[]) == "acts.not_permitted"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"finding": "perhaps"}, "inspections.finding_unknown"),
        ({"finding": "no_problem", "result": "qualified"}, "inspections.result_unknown"),
        ({"finding": "no_problem", "result": "corrected"}, "inspections.result_contradicts"),
        ({"finding": "problem", "problem": "x", "result": "none_found"}, "inspections.result_contradicts"),
        ({"finding": "problem", "problem": "长" * 4001}, "inspections.text_too_long"),
    ],
)
def test_what_may_not_be_written(checking: Any, said: dict[str, str], code: str) -> None:
    line = checking.one.lines.first()
    call = {"by": checking.leader, "inspection": checking.one, "entries": [entry(line, **said)]}
    assert refused(actions.save_lines, **call) == code
    line.refresh_from_db()
    assert line.revision == 0


def test_a_half_filled_line_is_kept_and_asked_for_at_the_end(checking: Any) -> None:
    line = checking.one.lines.first()
    actions.save_lines(
        by=checking.leader,
        inspection=checking.one,
        entries=[entry(line, finding="problem", result="pending")],
    )
    gaps = {gap.position: words for gap, words in state_of(checking.one).gaps}
    assert gaps[1] == ["没有写明发现的问题", "没有写明处理情况（国家规定 安全生产法 68）"]
    assert gaps[2] == ["没有选择检查情况"]
    assert refused(actions.end_check, by=checking.leader, inspection=checking.one) == (
        "inspections.record_incomplete"
    )
    assert refused(actions.sign_member, by=checking.leader, inspection=checking.one) == (
        "inspections.record_incomplete"
    )


def test_two_phones_do_not_overwrite_each_other(checking: Any) -> None:
    line = checking.one.lines.first()
    actions.save_lines(
        by=checking.leader,
        inspection=checking.one,
        entries=[entry(line, finding="no_problem", result="none_found")],
    )
    stale = [entry(line, finding="problem", problem="门坏了", result="corrected")]
    assert refused(actions.save_lines, by=checking.member, inspection=checking.one, entries=stale) == (
        "inspections.line_changed"
    )
    line.refresh_from_db()
    assert (line.finding, line.filled_by) == ("no_problem", checking.leader.name)


def test_the_page_keeps_what_was_typed_when_another_phone_was_first(checking: Any) -> None:
    line, other, _ = checking.one.lines.order_by("position")
    actions.save_lines(
        by=checking.leader,
        inspection=checking.one,
        entries=[entry(line, finding="no_problem", result="none_found")],
    )
    client = checking.client(checking.name_of(checking.member.inspector_id))
    page = client.post(
        reverse("inspections:check", args=[checking.one.pk]),
        {
            f"revision-{line.pk}": "0",
            f"finding-{line.pk}": "problem",
            f"problem-{line.pk}": "灭火器过期",
            f"result-{line.pk}": "corrected",
            f"revision-{other.pk}": "0",
            f"problem-{other.pk}": "台账缺页",
        },
    )
    said = page.content.decode()
    assert page.status_code == 409
    assert "已由" in said
    assert "灭火器过期" in said
    assert "台账缺页" in said
    other.refresh_from_db()
    assert other.problem == ""


def test_saving_the_page_twice_writes_once(checking: Any) -> None:
    line = checking.one.lines.first()
    client = checking.client(checking.name_of(checking.leader.inspector_id))
    form = {f"revision-{line.pk}": "0", f"finding-{line.pk}": "no_problem", f"result-{line.pk}": "none_found"}
    url = reverse("inspections:check", args=[checking.one.pk])
    assert client.post(url, form).status_code == 302
    assert client.post(url, form).status_code == 302
    line.refresh_from_db()
    assert line.revision == 1


def test_everyone_signs_before_the_end(checking: Any) -> None:
    one, leader, member = checking.one, checking.leader, checking.member
    checking.fill(one)
    assert refused(actions.end_check, by=leader, inspection=one) == "inspections.signatures_missing"
    actions.sign_member(by=leader, inspection=one)
    assert refused(actions.sign_member, by=leader, inspection=one) == "inspections.already_signed"
    assert refused(actions.end_check, by=leader, inspection=one) == "inspections.signatures_missing"
    actions.sign_member(by=member, inspection=one)
    assert refused(actions.end_check, by=leader, inspection=one) == "inspections.subject_answer_missing"
    assert refused(actions.note_refusal, by=leader, inspection=one, note=" ") == "acts.reason_required"
    actions.note_refusal(by=leader, inspection=one, note="负责人阅后离开")
    assert refused(
        actions.sign_subject, by=leader, inspection=one, name="张", capacity="厂长", strokes=STROKES
    ) == ("inspections.subject_already_answered")
    ended = actions.end_check(by=leader, inspection=one)
    assert ended.state == "recorded"
    assert ended.result_made_at == ended.ended_at is not None
    assert refused(actions.end_check, by=leader, inspection=one) == "acts.wrong_state"


def test_a_signature_does_not_outlive_a_change_of_the_record(checking: Any) -> None:
    one = checking.one
    checking.fill(one)
    checking.sign(one)
    line = one.lines.get(position=2)
    actions.save_lines(
        by=checking.leader,
        inspection=one,
        entries=[entry(line, finding="problem", problem="无培训记录", result="pending", handling="补训")],
    )
    now_stands = state_of(one)
    assert not now_stands.signed
    assert now_stands.subject is None
    assert len(now_stands.earlier) == 3
    assert refused(actions.end_check, by=checking.leader, inspection=one) == "inspections.signatures_missing"
    checking.sign(one)
    assert actions.end_check(by=checking.leader, inspection=one).state == "recorded"


def test_the_summary_is_part_of_what_is_signed(checking: Any) -> None:
    checking.fill(checking.one)
    checking.sign(checking.one)
    one = actions.save_summary(by=checking.leader, inspection=checking.one, summary="总体情况良好")
    assert not state_of(one).signed


def test_a_colleague_signs_by_hand_and_not_by_someone_elses_account(checking: Any) -> None:
    one = checking.one
    checking.fill(one)
    seat = one.seats.get(inspector_id=checking.member.inspector_id)
    assert refused(actions.sign_member, by=checking.leader, inspection=one, seat_id=seat.pk) == (
        "inspections.signature_missing"
    )
    signature = actions.sign_member(by=checking.leader, inspection=one, seat_id=seat.pk, strokes=STROKES)
    assert (signature.name, signature.noted_by) == (seat.name, checking.leader.name)
    foreign = checking.inspections()[1].seats.first()
    assert refused(
        actions.sign_member, by=checking.leader, inspection=one, seat_id=foreign.pk, strokes=STROKES
    ) == ("inspections.no_seat")


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"name": ""}, "inspections.name_missing"),
        ({"capacity": " "}, "inspections.capacity_missing"),
        ({"strokes": ""}, "inspections.signature_missing"),
    ],
)
def test_what_the_enterprises_signature_needs(checking: Any, said: dict[str, str], code: str) -> None:
    checking.fill(checking.one)
    values = {"name": "张", "capacity": "厂长", "strokes": STROKES} | said
    assert refused(actions.sign_subject, by=checking.leader, inspection=checking.one, **values) == code
    assert not Signature.objects.exists()


def test_nothing_is_written_before_the_start_or_after_the_end(dispatched: Any) -> None:
    one = dispatched.inspections()[0]
    leader = dispatched.team(one)[0]
    assert refused(actions.start_check, by=leader, inspection=one) == "acts.wrong_state"
    assert refused(actions.sign_member, by=leader, inspection=one) == "acts.wrong_state"
    one = dispatched.record(one)
    line = one.lines.first()
    call = {"by": leader, "inspection": one, "entries": [entry(line, finding="no_problem")]}
    assert refused(actions.save_lines, **call) == "acts.wrong_state"
    assert refused(actions.save_summary, by=leader, inspection=one, summary="x") == "acts.wrong_state"
    assert refused(actions.note_refusal, by=leader, inspection=one, note="x") == "acts.wrong_state"


def test_the_whole_walk_through_the_pages(dispatched: Any) -> None:
    one = dispatched.notify(dispatched.inspections()[0])
    leader, member = dispatched.team(one)
    client = dispatched.client(dispatched.name_of(leader.inspector_id))
    check = reverse("inspections:check", args=[one.pk])
    assert client.post(reverse("inspections:start", args=[one.pk])).url == check
    assert client.post(reverse("inspections:start", args=[one.pk])).url == check
    form = {
        "act": "sign",
        "summary": "逐项检查完毕",
        "head-revision": "0",
        "methods": ["检查现场"],
        "promised": "on",
        "shown": [str(seat.pk) for seat in one.seats.all()],
    }
    for line in one.lines.all():
        form |= {
            f"revision-{line.pk}": "0",
            f"finding-{line.pk}": "no_problem",
            f"result-{line.pk}": "none_found",
        }
    sign = reverse("inspections:sign", args=[one.pk])
    assert client.post(check, form).url == sign
    client.post(sign, {"act": "own"})
    seat = one.seats.get(inspector_id=member.inspector_id)
    client.post(sign, {"act": "member", "seat": str(seat.pk), "strokes": STROKES})
    client.post(sign, {"act": "subject", "name": "张", "capacity": "厂长", "strokes": STROKES})
    page = client.get(sign).content.decode()
    assert len(re.findall(r'class="handwriting"', page)) == 2
    assert client.post(sign, {"act": "end"}).url == reverse("inspections:inspection", args=[one.pk])
    one.refresh_from_db()
    assert (one.state, one.summary) == ("recorded", "逐项检查完毕")
