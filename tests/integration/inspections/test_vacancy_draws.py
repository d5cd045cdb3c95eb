"""补抽空缺: asked for, approved by another, drawn in the same room as a new number, checked by everybody."""

from __future__ import annotations

import importlib.util
import io
import json
import re
import secrets
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from mingqian.acts.refusal import Refused
from mingqian.audit.models import Event
from mingqian.audit.verify import verify
from mingqian.draws import actions as draws
from mingqian.draws import queries as draw_queries
from mingqian.draws.attesting import whole_transcript
from mingqian.draws.models import Draw, VacancyDraw
from mingqian.inspections import actions
from mingqian.inspections.models import Inspection, Seat, TeamChange
from mingqian.lot.hashing import commit_value, get_hash
from mingqian.lot.verify import verify_transcript
from mingqian.plans import actions as plans
from mingqian.publicity.content import result_content
from mingqian.registers.models import Expert, Inspector, Recusal

VERIFIER = Path(__file__).resolve().parents[3] / "verifier" / "mingqian_verify.py"


def refused(code: str, call: Any, **arguments: Any) -> Refused:
    with pytest.raises(Refused) as raised:
        call(**arguments)
    assert raised.value.code == code
    assert raised.value.words()
    return raised.value


@pytest.fixture
def team(dispatched: Any) -> Any:
    dispatched.one = dispatched.inspections()[0]
    dispatched.seat = dispatched.one.seats.get(seat="member")
    dispatched.leaver = dispatched.seat.inspector
    return dispatched


def ask(team: Any, **values: Any) -> TeamChange:
    given = {"seat_id": team.seat.pk, "ground": "recusal", "reason": "其兄在该厂任职"} | values
    return actions.ask_vacancy_draw(by=team.actor("unit_head"), inspection=team.one, **given)


def approved(team: Any, **values: Any) -> TeamChange:
    return actions.approve_change(by=team.actor("approver"), change=ask(team, **values))


def locked(team: Any, change: TeamChange) -> Draw:
    witness = team.actor("witness")
    return actions.lock_vacancy(by=team.actor("draw_operator"), change=change, witness_ids=[witness.user_id])


def committed(team: Any, change: TeamChange) -> tuple[Draw, str]:
    draw, value = locked(team, change), secrets.token_hex(32)
    source = draw.sources.get()
    promise = commit_value(value, get_hash("sha256"))
    draws.commit_value(by=team.actor("witness"), source=source, commitment=promise)
    return draws.publish_commitment(by=team.actor("draw_operator"), draw=draw), value


def signed(team: Any, change: TeamChange) -> Draw:
    draw, value = committed(team, change)
    draws.reveal_value(by=team.actor("witness"), source=draw.sources.get(), value=value)
    draw = draws.draw_now(by=team.actor("draw_operator"), draw=draw)
    for who in ("witness", "draw_operator"):
        draw = draws.sign(by=team.actor(who), draw=draw)
    return draw


def independent() -> Any:
    """The second implementation, which knows nothing of ours."""
    name = "independent_verifier"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, VERIFIER)
        assert spec is not None and spec.loader is not None
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


def test_a_seat_left_for_recusal_is_drawn_anew_in_public(team: Any, tmp_path: Path) -> None:
    change = approved(team)
    team.seat.refresh_from_db()
    assert team.seat.vacant and team.seat.source == "vacant"
    draw = signed(team, change)
    manifest = json.loads(draw.manifest)["draw"]
    assert (manifest["attempt"], manifest["parent"], manifest["previous"]) == (
        2, team.draw.manifest_hash, team.draw.manifest_hash,
    )  # fmt: skip
    assert manifest["reason"] == "补抽空缺：检查人员回避"
    team.campaign.refresh_from_db()
    assert team.campaign.state == "dispatched"  # the campaign stays where it is
    [seat] = actions.fill_seats(by=team.actor("draw_operator"), draw=draw)
    assert (seat.number, seat.source, seat.random) == (team.seat.number, "redrawn", True)
    assert seat.inspector_id not in (None, team.leaver.pk)
    assert seat.inspector_id != team.one.seats.get(seat="leader").inspector_id
    change.refresh_from_db()
    assert (change.state, change.draw_id) == ("done", draw.pk)
    refused("inspections.seats_filled", actions.fill_seats, by=team.actor("draw_operator"), draw=draw)

    draws.release(by=team.actor("approver"), draw=team.draw, reason="检查已经全部完成")
    draw.refresh_from_db()
    assert draw.released  # with the list it belongs to
    data = draw_queries.public_transcript(draw)
    assert data is not None
    assert verify_transcript(io.BytesIO(data)).ok
    path = tmp_path / "repair.zip"
    path.write_bytes(data)
    program = independent()
    assert program.check_file(str(path)).report.reasons == []


def test_limits_are_lowered_by_what_people_hold(team: Any) -> None:
    """Seven inspections of two seats over six people, six each at most: here two each, so nobody is full."""
    from mingqian.inspections.actions.vacancies import open_seats

    change = approved(team)
    inspection = Inspection.objects.get(pk=team.one.pk)
    seats = open_seats(inspection)
    assert seats.seats == [(team.seat.number, "member")]
    assert seats.held.get(f"P{team.leaver.pk}", 0) == Seat.objects.filter(inspector=team.leaver).count()
    assert seats.left == {f"P{team.leaver.pk}": "应当回避"}
    draw = locked(team, change)
    leader = inspection.seats.get(seat="leader").inspector
    assert draw.people_count == 4  # six, without the leader and the one who left
    from mingqian.draws import sealed
    from mingqian.draws.vacant import people_at_freeze

    out = {person.name: why for person, why in people_at_freeze(draw).kept_out}
    assert out == {leader.name: "已在本组", team.leaver.name: "应当回避"}
    leaves = sealed.opened_whole(draw, "people.leaves")
    limits = sorted(int.from_bytes(leaves[i + 32 : i + 36], "big") for i in range(0, len(leaves), 36))
    held = [n for key, n in seats.held.items() if key not in (f"P{leader.pk}", f"P{team.leaver.pk}")]
    assert limits == sorted([6 - n for n in held] + [6] * (4 - len(held)))


def test_two_people_and_a_reason(team: Any) -> None:
    refused("acts.reason_required", ask, team=team, reason=" ")
    refused("inspections.ground_unknown", ask, team=team, ground="whim")
    change = ask(team)
    refused("inspections.change_open", ask, team=team)
    both = team.actor("approver")
    TeamChange.objects.filter(pk=change.pk).update(asked_by_id=both.user_id)
    change.refresh_from_db()
    refused("acts.second_person", actions.approve_change, by=both, change=change)
    refused("acts.wrong_state", locked, team=team, change=change)
    assert team.one.seats.get(pk=team.seat.pk).inspector_id == team.leaver.pk  # nobody left yet


def test_declined_and_taken_back(team: Any) -> None:
    change = ask(team)
    approver = team.actor("approver")
    refused("acts.reason_required", actions.decline_change, by=approver, change=change, note="")
    actions.decline_change(by=approver, change=change, note="没有利害关系")
    again = ask(team)
    actions.take_back_change(by=team.actor("unit_head"), change=again)
    refused("acts.wrong_state", actions.approve_change, by=approver, change=again)
    assert not team.one.seats.get(pk=team.seat.pk).vacant


def test_a_seat_the_lot_left_vacant(team: Any) -> None:
    Seat.objects.filter(pk=team.seat.pk).update(inspector=None, name="", certificate="", source="vacant")
    draw = signed(team, approved(team, ground=""))
    assert VacancyDraw.objects.get().ground == "nobody"
    assert json.loads(draw.manifest)["draw"]["reason"] == "补抽空缺：摇号时没有人可派"
    [seat] = actions.fill_seats(by=team.actor("draw_operator"), draw=draw)
    assert seat.random


def test_nobody_fit_is_told_before_anything_is_locked(team: Any) -> None:
    Recusal.objects.bulk_create(
        Recusal(inspector=one, subject=team.one.subject, case="4") for one in team.inspectors
    )
    refused("draws.vacancy_nobody", locked, team=team, change=approved(team))
    assert Draw.objects.count() == 1


def test_while_it_is_drawn_nothing_else_touches_the_team(team: Any) -> None:
    draw = locked(team, approved(team))
    head = team.actor("unit_head")
    refused(
        "inspections.seats_being_drawn", actions.appoint,
        by=head, inspection=team.one, seat_id=team.seat.pk, person=team.leaver, reason="急",
    )  # fmt: skip
    refused(
        "inspections.seats_being_drawn", actions.take_back_change, by=head, change=TeamChange.objects.get()
    )
    draws.withdraw_lock(by=team.actor("draw_operator"), draw=draw, reason="见证人没有到")
    actions.take_back_change(by=head, change=TeamChange.objects.get())


def test_an_aborted_one_is_followed_by_the_next_number(team: Any) -> None:
    change = approved(team)
    first, _ = committed(team, change)
    draws.ask_new_attempt(by=team.actor("draw_operator"), draw=first, reason="见证人没有公开")
    draws.approve_new_attempt(by=team.actor("approver"), draw=first)
    draw = signed(team, change)
    said = json.loads(draw.manifest)["draw"]
    assert (said["attempt"], said["previous"], said["parent"]) == (
        3, first.manifest_hash, team.draw.manifest_hash,
    )  # fmt: skip
    assert said["reason"] == "补抽空缺：检查人员回避；前一次中止：见证人没有公开"
    team.campaign.refresh_from_db()
    assert team.campaign.state == "dispatched"


def test_the_public_page_counts_it_and_tells_nobody_who(team: Any, client: Any) -> None:
    draw, _ = committed(team, approved(team))
    page = client.get(reverse("portal:draw", args=[draw.manifest_hash[:16]])).content.decode()
    assert "补抽空缺" in page
    assert "检查人员回避" in page
    assert team.draw.manifest_hash[:16] in page
    listed = client.get(reverse("portal:draw_list")).content.decode()
    assert "第 2 次" in listed and "补抽" in listed
    of_parent = client.get(reverse("portal:draw", args=[team.draw.manifest_hash[:16]])).content.decode()
    assert "补抽 1 次" in of_parent
    for text in (page, listed, of_parent, draw.manifest):
        assert team.one.subject_name not in text
        assert team.leaver.name not in text
    # Asking whether one is in this urn would be asking who was drawn.
    asked = client.get(
        reverse("portal:receipt", args=[draw.manifest_hash[:16]]), {"code": team.one.subject_code}
    )
    assert "application/json" not in asked["Content-Type"]
    refused(
        "draws.receipt_of_vacancy", draws.give_receipt,
        by=team.actor("unit_head"), draw=draw, subject=team.one.subject,
    )  # fmt: skip


def test_the_record_verifies_and_later_rooms_take_the_right_draw(team: Any) -> None:
    draw = signed(team, approved(team))
    actions.fill_seats(by=team.actor("draw_operator"), draw=draw)
    assert draw_queries.current_draw(team.campaign) == team.draw
    assert draw_queries.draw_in_room(team.campaign) == team.draw
    team.review(Inspection.objects.get(pk=team.one.pk))
    content = result_content(Inspection.objects.get(pk=team.one.pk))
    assert {person["origin"] for person in content["team"]} == {"", "空缺后补抽"}
    assert verify().ok


def test_by_the_pages(team: Any) -> None:
    """Asked on the seat's page, approved from the desk, locked and filled by the operator, who is not told who it is."""
    head, approver, operator = (team.client(who) for who in ("unit_head", "approver", "draw_operator"))
    seat = reverse("inspections:seat", args=[team.one.pk, team.seat.pk])
    missing = head.post(seat, {"act": "vacancy", "ground": "", "reason": "有亲属在该厂"}).content.decode()
    assert "请选择更换的情形" in missing and "有亲属在该厂" in missing
    head.post(seat, {"act": "vacancy", "ground": "recusal", "reason": "有亲属在该厂"})
    change = TeamChange.objects.get()
    assert "批准补抽空缺" in approver.get(reverse("staff:desk")).content.decode()
    approver.post(reverse("inspections:change", args=[change.pk]), {"act": "approve"})
    lock = reverse("inspections:vacancy", args=[change.pk])
    assert lock in operator.get(reverse("staff:desk")).content.decode()
    page = operator.get(lock).content.decode()
    assert "组员 1 席" in page
    sitting = team.one.seats.get(seat="leader").name
    for hidden in (team.one.subject_name, team.one.number, "有亲属在该厂", team.leaver.name, sitting):
        assert hidden not in page
    assert "1 人应当回避" in page and "1 人已在本组" in page
    nobody = operator.post(lock, {})
    assert nobody.status_code == 409 and "见证人" in nobody.content.decode()
    operator.post(lock, {"witnesses": [team.actor("witness").user_id]})
    draw = Draw.objects.get(vacancy__isnull=False)
    room = operator.get(reverse("draws:room", args=[team.campaign.pk])).content.decode()
    assert "这一次补抽空缺的席位" in room and team.one.subject_name not in room
    value = secrets.token_hex(32)
    draws.commit_value(
        by=team.actor("witness"),
        source=draw.sources.get(),
        commitment=commit_value(value, get_hash("sha256")),
    )
    draws.publish_commitment(by=team.actor("draw_operator"), draw=draw)
    draws.reveal_value(by=team.actor("witness"), source=draw.sources.get(), value=value)
    draws.draw_now(by=team.actor("draw_operator"), draw=draw)
    assert team.one.subject_name in operator.get(reverse("draws:list", args=[draw.pk])).content.decode()
    for who in ("witness", "draw_operator"):
        draw = draws.sign(by=team.actor(who), draw=draw)
    fill = reverse("inspections:dispatch", args=[draw.pk])
    assert "补抽的人员入座" in operator.get(reverse("staff:desk")).content.decode()
    done = operator.post(fill, follow=True).content.decode()
    assert "补抽的 1 人已经写进检查组" in done
    again = operator.post(fill).content.decode()
    assert "不会重复" in again
    team.seat.refresh_from_db()
    inspection = head.get(reverse("inspections:inspection", args=[team.one.pk])).content.decode()
    assert "第 2 次摇号补抽，随机产生" in inspection and f"{team.leaver.name}让出席位" in inspection


def test_what_the_lot_left_vacant_is_explained_and_then_filled(world: Any) -> None:
    """One certificate is valid: every second seat stays open, says why, and is drawn once somebody renewed theirs."""
    others = Inspector.objects.filter(pk__in=[one.pk for one in world.inspectors[1:]])
    others.update(certificate_valid_until=date(2020, 1, 1))
    world.draw_now()
    world.dispatch()
    world.one = world.inspections()[0]
    world.seat = world.one.seats.get(seat="member")
    assert world.seat.vacant
    page = world.client("unit_head").get(reverse("inspections:seat", args=[world.one.pk, world.seat.pk]))
    text = page.content.decode()
    assert "为什么空着" in text and "5 人执法证已过期" in text
    renewed = world.inspectors[3]
    assert f"{renewed.name}只差“执法证已过期”" in text
    change = approved(world, ground="")
    refused("draws.vacancy_nobody", locked, team=world, change=change)
    Inspector.objects.filter(pk=renewed.pk).update(certificate_valid_until=date(2035, 1, 1))
    [seat] = actions.fill_seats(by=world.actor("draw_operator"), draw=signed(world, change))
    assert (seat.inspector_id, seat.random) == (renewed.pk, True)
    filled = Draw.objects.get(vacancy__isnull=False).drawn.get().seats.get()
    assert (filled.candidates, filled.forced) == (1, True)


def test_whose_own_limit_is_reached_is_not_drawn_again(team: Any) -> None:
    change = approved(team)
    sitting = {seat.inspector_id for seat in team.one.seats.all()}
    holding = Seat.objects.exclude(inspector_id__in=[*sitting, team.leaver.pk]).exclude(inspector=None)
    full = Inspector.objects.get(pk=holding.values_list("inspector_id", flat=True).first())
    held = Seat.objects.filter(inspector=full).count()
    Inspector.objects.filter(pk=full.pk).update(task_limit=held)
    draw = locked(team, change)
    from mingqian.draws.vacant import people_at_freeze

    found = people_at_freeze(draw)
    assert (full.name, "任务数已满") in {(person.name, why) for person, why in found.kept_out}
    Inspector.objects.filter(pk=full.pk).update(task_limit=held + 1)
    draws.withdraw_lock(by=team.actor("draw_operator"), draw=draw, reason="重新锁库")
    again = locked(team, change)
    assert full.pk in {person.pk for person in people_at_freeze(again).candidates}


@pytest.fixture
def with_experts(world: Any) -> Any:
    """A dispatched campaign whose teams have an expert, drawn from three."""
    Expert.objects.bulk_create(
        Expert(agency=world.agency, name=f"专家{n}", employer="省安科院", status="active") for n in range(3)
    )
    planner = world.actor("planner")
    held = plans.reopen_campaign(by=planner, campaign=world.campaign, reason="要专家")
    held = plans.edit_campaign(by=planner, campaign=held, expert_seat=True)
    plans.confirm_pool(by=planner, campaign=held)
    world.campaign.refresh_from_db()
    world.draw_now()
    world.dispatch()
    world.one = world.inspections()[0]
    world.seat = world.one.seats.get(seat="expert")
    return world


def test_a_seated_expert_may_leave_and_another_is_drawn(with_experts: Any, tmp_path: Path) -> None:
    team, first = with_experts, with_experts.seat.expert
    page = team.client("unit_head").get(reverse("inspections:seat", args=[team.one.pk, team.seat.pk]))
    assert "让出席位，补抽" in page.content.decode() and "登记进名录库" not in page.content.decode()
    change = approved(team, ground="health", reason="住院", recusal_case="4")
    assert (change.leaver_id, change.leaver_expert_id, change.leaver_name) == (None, first.pk, first.name)
    assert change.recusal_case == ""  # the register of recusals is of inspectors
    team.seat.refresh_from_db()
    assert team.seat.vacant and team.seat.expert_id is None
    draw = signed(team, change)
    [seat] = actions.fill_seats(by=team.actor("draw_operator"), draw=draw)
    assert (seat.seat, seat.source, seat.random) == ("expert", "redrawn", True)
    assert seat.expert_id not in (None, first.pk)
    path = tmp_path / "repair.zip"
    path.write_bytes(whole_transcript(draw))
    assert independent().check_file(str(path)).report.reasons == []
    again = approved(team, ground="clash", reason="出差", seat_id=seat.pk)
    from mingqian.inspections.actions.vacancies import open_seats

    left = open_seats(Inspection.objects.get(pk=team.one.pk)).left
    assert {f"X{first.pk}", f"X{again.leaver_expert_id}"} <= set(left), "drawn by two draws, gone twice"


def test_an_approved_recusal_may_be_noted_in_the_register(team: Any) -> None:
    head, url = team.client("unit_head"), reverse("inspections:seat", args=[team.one.pk, team.seat.pk])
    form = {"act": "vacancy", "ground": "recusal", "reason": "其兄任职", "note_recusal": "1"}
    said = head.post(url, form).content.decode()
    assert "请选出是哪一种回避情形" in said and "其兄任职" in said and not TeamChange.objects.exists()
    assert head.post(url, {**form, "recusal_case": "4"}).status_code == 302
    change = TeamChange.objects.get()
    shown = reverse("inspections:change", args=[change.pk])
    assert "名单公开之后写进名录库" in head.get(shown).content.decode()
    actions.approve_change(by=team.actor("approver"), change=change)
    assert not Recusal.objects.exists(), "the pair would name an enterprise of a list that is secret"
    assert "名单公开时写进名录库" in head.get(shown).content.decode()
    draws.release(by=team.actor("approver"), draw=team.draw, reason="检查已经全部完成")
    assert "已写进名录库" in head.get(shown).content.decode()
    row = Recusal.objects.get()
    assert (row.inspector_id, row.subject_id, row.case, row.active) == (
        team.leaver.pk, team.one.subject_id, "4", True,
    )  # fmt: skip
    event = Event.objects.get(action="registers.recusal.create")
    for private in (team.one.number, "其兄任职"):
        assert private not in event.details and private not in row.note
    assert team.actor("approver").name in row.note
    assert verify().ok


def test_a_recusal_known_already_stops_nothing_and_a_declined_one_is_not_noted(team: Any) -> None:
    known = Recusal.objects.create(inspector=team.leaver, subject=team.one.subject, case="4")
    approved(team, recusal_case="4")
    assert list(Recusal.objects.all()) == [known]
    second = team.inspections()[1]
    seat = second.seats.get(seat="member")
    change = actions.ask_vacancy_draw(
        by=team.actor("unit_head"), inspection=second, seat_id=seat.pk, ground="recusal", reason="曾任职",
        recusal_case="1",
    )  # fmt: skip
    actions.decline_change(by=team.actor("approver"), change=change, note="不属回避情形")
    assert Recusal.objects.count() == 1


def test_several_are_drawn_one_after_another_in_one_sitting(team: Any) -> None:
    """One number a seatless team (draw-protocol: one urn with one task): each lowers the limits of the next."""
    first = approved(team)
    second = team.inspections()[1]
    change = actions.ask_vacancy_draw(
        by=team.actor("unit_head"), inspection=second, seat_id=second.seats.get(seat="member").pk,
        ground="health", reason="住院",
    )  # fmt: skip
    actions.approve_change(by=team.actor("approver"), change=change)
    operator = team.client("draw_operator")
    page = operator.get(reverse("inspections:vacancy", args=[first.pk])).content.decode()
    assert "还有 1 户等着补抽" in page
    draw = signed(team, first)
    done = operator.post(reverse("inspections:dispatch", args=[draw.pk]), follow=True).content.decode()
    following = reverse("inspections:vacancy", args=[change.pk])
    assert following in done and "还有 1 户" in done
    page = operator.get(following).content.decode()
    witness = team.actor("witness").user_id
    assert re.search(rf'name="witnesses" value="{witness}" checked', page), "those present stay"
    assert "等着补抽" not in page
    last = signed(team, change)
    assert json.loads(last.manifest)["draw"]["previous"] == draw.manifest_hash
    assert json.loads(last.manifest)["draw"]["parent"] == team.draw.manifest_hash


def test_a_partners_recusal_is_not_asked_for_here_and_stops_no_release(team: Any) -> None:
    from mingqian.accounts.actions import create_agency
    from mingqian.accounts.current import system_actor

    change = approved(team, recusal_case="4")
    other = create_agency(
        by=system_actor(), code="P2", name="联合局", short_name="联合", level="county", region_code="370323"
    )
    type(team.leaver).objects.filter(pk=team.leaver.pk).update(agency=other)
    assert change.recusal_case == "4"
    draws.release(by=team.actor("approver"), draw=team.draw, reason="检查已经全部完成")
    assert not Recusal.objects.exists()
    second = team.inspections()[1]
    seat = second.seats.get(seat="member")
    type(seat.inspector).objects.filter(pk=seat.inspector_id).update(agency=other)
    with pytest.raises(Refused, match="由他所在的机构登记"):
        actions.ask_vacancy_draw(
            by=team.actor("unit_head"), inspection=second, seat_id=seat.pk, ground="recusal", reason="亲属",
            recusal_case="4",
        )  # fmt: skip
