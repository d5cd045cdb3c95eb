"""The draw from lock to signature, and every way it must refuse."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import pytest
from django.db import DatabaseError, transaction

from mingqian.accounts.current import actor_for
from mingqian.acts.refusal import Refused
from mingqian.audit.models import Event
from mingqian.draws import actions, queries, sealed, states
from mingqian.draws.models import Draw, SealedPart, SeatFilled
from mingqian.lot.hashing import commit_value, get_hash
from mingqian.lot.verify import verify_transcript
from mingqian.registers.models import Inspector, Recusal, Subject


def refused(code, call, **arguments):
    with pytest.raises(Refused) as caught:
        call(**arguments)
    assert caught.value.code == code
    return caught.value


def test_a_whole_draw_verifies_and_seats_everybody(ground):
    draw = ground.signed()
    assert draw.state == states.SIGNED
    ground.campaign.refresh_from_db()
    assert ground.campaign.state == "signed"
    drawn = list(queries.drawn_rows(draw))
    assert [row.position for row in drawn] == list(range(6))  # 10 % of 60
    assert {row.chance for row in drawn} == {"6/60"}
    seats = SeatFilled.objects.filter(drawn__draw=draw)
    assert seats.count() == 12
    assert not seats.filter(inspector=None).exists()
    assert draw.load == 2  # 12 seats over 6 people
    report = verify_transcript(io.BytesIO(sealed.opened_whole(draw, "transcript.zip")))
    assert report.ok
    manifest = json.loads(draw.manifest)
    assert manifest["draw"]["attempt"] == 1
    assert manifest["law"]["pack"] == "gaoqing"
    assert [s["label"] for s in manifest["sources"]] == [s.label for s in draw.sources.all()]


def test_the_order_of_events_is_in_the_record(ground):
    draw = ground.signed()
    found = [
        (e.action, json.loads(e.details))
        for e in Event.objects.filter(action__startswith="draws.").order_by("number")
        if e.action in ("draws.draw.commit", "draws.draw.reveals", "draws.draw.draw")
    ]
    assert [name for name, _ in found] == ["draws.draw.commit", "draws.draw.reveals", "draws.draw.draw"]
    assert found[0][1]["m"] == draw.manifest_hash
    assert found[1][1]["reveals"] == draw.reveals_hash
    assert found[2][1]["results"] == draw.results_hash


def test_nothing_of_the_list_enters_the_record(ground):
    draw = ground.signed()
    said = "".join(e.details + e.reason for e in Event.objects.filter(action__startswith="draws."))
    for row in queries.drawn_rows(draw):
        assert row.subject.name not in said
        assert row.subject.code not in said
        assert row.entry_hash not in said


def test_a_second_lock_a_second_draw_a_second_signature_are_refused(ground):
    ground.lock()
    refused("draws.already_locked", ground.lock)


def test_a_second_press_of_draw_gives_no_second_draw(ground):
    draw = ground.drawn()
    before = Draw.objects.get(pk=draw.pk).results_hash
    refused("draws.already_drawn", actions.draw_now, by=ground.actor("operator2"), draw=draw)
    assert Draw.objects.get(pk=draw.pk).results_hash == before
    actions.sign(by=ground.actor("witness1"), draw=draw)
    refused("draws.already_signed", actions.sign, by=ground.actor("witness1"), draw=draw)
    refused("acts.not_permitted", actions.sign, by=ground.actor("planner"), draw=draw)


def test_no_draw_without_a_source_the_bureau_cannot_control(ground):
    refused("draws.no_witness", ground.lock, witness_ids=[])
    refused("draws.witness_is_operator", _lock_with_operator_as_witness, ground=ground)


def _lock_with_operator_as_witness(ground):
    from mingqian.accounts.actions import grant_role
    from mingqian.accounts.current import system_actor

    grant_role(by=system_actor(), user=ground.users["operator"], role="witness", reason="测试")
    ground.lock(witness_ids=[ground.users["operator"].pk])


def test_commitments_come_before_the_manifest_and_values_after(ground):
    draw = ground.lock()
    source = draw.sources.get(user_id=ground.users["witness1"].pk)
    operator, witness, other = (ground.actor(n) for n in ("operator", "witness1", "witness2"))
    refused("draws.commitments_missing", actions.publish_commitment, by=operator, draw=draw)
    refused("draws.bad_commitment", actions.commit_value, by=witness, source=source, commitment="12")
    refused("draws.not_your_source", actions.commit_value, by=other, source=source, commitment="a" * 64)
    refused("acts.wrong_state", actions.reveal_value, by=witness, source=source, value="b" * 64)
    promise = commit_value("b" * 64, get_hash("sha256"))
    actions.commit_value(by=witness, source=source, commitment=promise)
    actions.commit_value(by=witness, source=source, commitment=promise)  # a double click harms nothing
    refused("draws.already_committed", actions.commit_value, by=witness, source=source, commitment="c" * 64)
    second = draw.sources.get(user_id=other.user_id)
    actions.commit_value(by=other, source=second, commitment=commit_value("d" * 64, get_hash("sha256")))
    draw = actions.publish_commitment(by=operator, draw=draw)
    error = refused(
        "draws.value_opens_nothing", actions.reveal_value, by=witness, source=source, value="e" * 64
    )
    assert promise in error.words()
    refused("draws.reveals_missing", actions.draw_now, by=operator, draw=draw)
    spaced = " ".join(["bbbb"] * 16)  # as copied from paper
    actions.reveal_value(by=witness, source=source, value=spaced)
    refused("draws.already_revealed", actions.reveal_value, by=witness, source=source, value="b" * 64)


def test_dice_are_typed_by_two_people(ground):
    draw = ground.lock(witness_ids=[], dice=True)
    source = draw.sources.get()
    one, two = ground.actor("operator"), ground.actor("operator2")
    actions.publish_commitment(by=one, draw=draw)
    rolled = "123456" * 8 + "12"
    refused("draws.bad_dice", actions.enter_number, by=one, source=source, value=rolled[:-1] + "7")
    actions.enter_number(by=one, source=source, value=rolled)
    refused("draws.same_person_twice", actions.enter_number, by=one, source=source, value=rolled)
    refused("draws.reveals_missing", actions.draw_now, by=one, draw=draw)
    actions.enter_number(
        by=two, source=source, value=rolled[::-1]
    )  # differs: the first person must agree anew
    refused("draws.reveals_missing", actions.draw_now, by=one, draw=draw)
    actions.enter_number(by=one, source=source, value=rolled[::-1])
    assert actions.draw_now(by=one, draw=draw).state == states.DRAWN


def test_a_new_attempt_is_numbered_reasoned_and_approved_by_another(ground):
    first = ground.drawn()
    operator, approver = ground.actor("operator"), ground.actor("approver")
    refused("acts.reason_required", actions.ask_new_attempt, by=operator, draw=first, reason=" ")
    refused("draws.abort_not_asked", actions.approve_new_attempt, by=approver, draw=first)
    actions.ask_new_attempt(by=operator, draw=first, reason="名录导入有误")
    asker_as_approver = actor_for(ground.users["operator"], "approver", origin="")
    refused("acts.second_person", actions.approve_new_attempt, by=asker_as_approver, draw=first)
    first = actions.approve_new_attempt(by=approver, draw=first)
    assert first.state == states.ABORTED
    assert commit_value(first.opening["secret"], get_hash("sha256")) == first.operator_commitment
    ground.campaign.refresh_from_db()
    assert ground.campaign.state == "ready"
    second, _ = ground.committed()
    manifest = json.loads(second.manifest)
    assert manifest["draw"]["attempt"] == 2
    assert manifest["draw"]["previous"] == first.manifest_hash
    assert manifest["draw"]["reason"] == "名录导入有误"
    assert [d["attempt"] for d in queries.public_draws()] == [2, 1]
    assert all(d["attempts"] == 2 for d in queries.public_draws())


def test_a_lock_nobody_saw_can_be_withdrawn_and_stays_on_record(ground):
    draw = actions.withdraw_lock(by=ground.actor("operator"), draw=ground.lock(), reason="见证人临时有事")
    assert draw.state == states.WITHDRAWN
    assert ground.lock().attempt == 1
    assert ground.campaign.draws.count() == 2
    assert list(queries.public_draws()) == []


def test_who_may_read_the_list_when(ground):
    draw = ground.drawn()
    may = {n for n in ground.users if not queries.why_list_secret(ground.actor(n), draw)}
    assert may == {"operator", "operator2", "witness1", "witness2", "approver", "head"}
    for name in ("witness1", "witness2", "operator"):
        draw = actions.sign(by=ground.actor(name), draw=draw)
    draw = actions.mark_dispatched(by=ground.actor("operator"), draw=draw)
    may = {n for n in ground.users if not queries.why_list_secret(ground.actor(n), draw)}
    assert may == {"approver", "head"}
    refused("draws.list_secret", queries.drawn_list, by=ground.actor("operator"), draw=draw)
    looks = Event.objects.filter(action="draws.list.read").count()
    list(queries.drawn_list(ground.actor("head"), draw))
    assert Event.objects.filter(action="draws.list.read").count() == looks + 1
    assert queries.public_transcript(draw) is None
    refused("acts.reason_required", actions.release, by=ground.actor("approver"), draw=draw, reason="")
    refused("acts.not_permitted", actions.release, by=ground.actor("operator"), draw=draw, reason="想看")
    draw = actions.release(by=ground.actor("approver"), draw=draw, reason="检查已经全部结束")
    assert not queries.why_list_secret(ground.actor("planner"), draw)
    assert verify_transcript(io.BytesIO(queries.public_transcript(draw))).ok


def test_the_list_is_for_the_head_of_its_own_unit(ground):
    """The list of one unit is secret from the other units' heads too (ADR 26)."""
    elsewhere = replace(ground.actor("head"), unit_id=-1)
    draw = ground.drawn()
    refused("draws.list_secret", queries.drawn_list, by=elsewhere, draw=draw)
    for name in ("witness1", "witness2", "operator"):
        draw = actions.sign(by=ground.actor(name), draw=draw)
    draw = actions.mark_dispatched(by=ground.actor("operator"), draw=draw)
    refused("draws.list_secret", queries.drawn_list, by=elsewhere, draw=draw)
    assert queries.drawn_list(ground.actor("head"), draw).count() == draw.drawn.count() > 0
    assert queries.drawn_list(replace(ground.actor("approver"), unit_id=-1), draw).exists(), "leads all units"
    draw = actions.release(by=ground.actor("approver"), draw=draw, reason="检查已经全部结束")
    assert not queries.why_list_secret(elsewhere, draw)


def test_sealed_files_tell_nothing_and_cannot_be_changed(ground):
    draw = ground.drawn()
    name = queries.drawn_rows(draw)[0].subject.name.encode()
    secret = sealed.opened_whole(draw, "secret")
    for part in SealedPart.objects.filter(draw=draw):
        assert name not in bytes(part.data)
        assert secret not in bytes(part.data)
    with pytest.raises(DatabaseError), transaction.atomic():
        SealedPart.objects.filter(draw=draw).delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        SealedPart.objects.filter(draw=draw).update(number=99)


def test_vacant_seats_name_their_reasons_and_take_a_direct_appointment(ground):
    subjects = list(Subject.objects.filter(agency=ground.agency))
    people = list(Inspector.objects.filter(agency=ground.agency))
    Inspector.objects.filter(pk__in=[p.pk for p in people[2:4]]).update(areas=["南镇"])
    Inspector.objects.filter(pk__in=[p.pk for p in people[4:]]).update(certified=False)
    Recusal.objects.bulk_create(
        Recusal(inspector=people[1], subject=s, case="1", note="曾任职") for s in subjects
    )
    draw = ground.drawn()
    assert draw.counts["people_out"] == {"没有执法资格": 2}
    row = queries.drawn_rows(draw)[0]
    leader, member = row.seats.all()
    assert leader.inspector == people[0]
    assert leader.forced
    assert member.vacant
    assert member.shut_out == {
        "应当回避": 1,
        "不在其执法区域": 2,
        "没有执法资格": 2,
        "已在本组就座或任务数已满": 1,
    }
    head = ground.actor("head")
    refused("acts.reason_required", actions.appoint, by=head, seat=member, inspector=people[2], reason="")
    for unfit, why in ((people[4], "没有执法资格"), (people[1], "应当回避"), (people[0], "已在本检查组")):
        error = refused(
            "draws.appointee_unfit", actions.appoint, by=head, seat=member, inspector=unfit, reason="人少"
        )
        assert why in error.words()
    seat = actions.appoint(by=head, seat=member, inspector=people[2], reason="检查人员有限")
    assert seat.direct
    assert not seat.vacant
    refused(
        "draws.seat_not_vacant", actions.appoint, by=head, seat=leader, inspector=people[3], reason="人少"
    )


def test_an_empty_pool_locks_nothing(ground):
    Subject.objects.filter(agency=ground.agency).update(status="cancelled")
    refused("draws.empty_pool", ground.lock)
    assert not Draw.objects.exists()
    ground.campaign.refresh_from_db()
    assert ground.campaign.state == "ready"


def test_a_persons_own_limit_stands_in_the_leaf_and_holds(ground):
    """As given, even above the campaign's: the smaller of both is what counts."""
    first, second = Inspector.objects.order_by("pk")[:2]
    Inspector.objects.filter(pk=first.pk).update(task_limit=1)
    Inspector.objects.filter(pk=second.pk).update(task_limit=50)
    draw = ground.signed()
    leaves = sealed.opened_whole(draw, "people.leaves")
    limits = [int.from_bytes(leaves[at + 32 : at + 36], "big") for at in range(0, len(leaves), 36)]
    assert sorted(limits) == [1, 6, 6, 6, 6, 50]
    assert SeatFilled.objects.filter(drawn__draw=draw, inspector=first).count() <= 1
    assert draw.load == 3  # eleven seats over five people
    assert verify_transcript(io.BytesIO(sealed.opened_whole(draw, "transcript.zip"))).ok
