"""Dice, a public number, a drand round: typed by two people, or proving itself."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from mingqian.acts.refusal import Refused
from mingqian.draws import actions, states
from mingqian.draws.actions.inviting import Invited, PublicNumber, Round
from mingqian.draws.guests import guest_of
from mingqian.draws.models import Beacon, Draw, NumberEntry, WitnessDevice
from mingqian.lot.drand import CHAINS, check_round, first_round_after, round_time
from mingqian.lot.errors import LotError

QUICKNET = next(chain for chain, one in CHAINS.items() if one.name == "quicknet")


def refused(code, call, **arguments):
    with pytest.raises(Refused) as caught:
        call(**arguments)
    assert caught.value.code == code
    return caught.value


def test_all_kinds_stand_in_the_manifest_in_their_order(ground):
    draw = ground.lock(
        witness_ids=[],
        dice=True,
        public_numbers=[PublicNumber("排列五第26310期（中国体彩网公布）", 5)],
        rounds=[Round(5)],
    )
    before = timezone.now()
    draw = actions.publish_commitment(by=ground.actor("operator"), draw=draw)
    sources = json.loads(draw.manifest)["sources"]
    assert [s["kind"] for s in sources] == ["dice", "public", "drand"]
    assert sources[1] == {"kind": "public", "label": "排列五第26310期（中国体彩网公布）", "digits": 5}
    assert sources[2]["chain"] == QUICKNET
    due = round_time(QUICKNET, sources[2]["round"])
    assert before.timestamp() + 300 < due <= timezone.now().timestamp() + 303
    assert due > draw.committed_at.timestamp(), "the round comes out after the manifest was logged"


def test_a_round_alone_is_strong_enough_and_a_public_number_is_not(ground):
    refused("draws.no_witness", ground.lock, witness_ids=[], public_numbers=[PublicNumber("某", 5)])
    refused("draws.bad_minutes", ground.lock, witness_ids=[], rounds=[Round(0)])
    refused("draws.bad_minutes", ground.lock, witness_ids=[], rounds=[Round(5, chain="ab" * 32)])
    assert ground.lock(witness_ids=[], rounds=[Round(5)]).state == states.LOCKED


@pytest.mark.shared
def test_a_real_round_opens_the_source_and_another_does_not(ground, shared, monkeypatch):
    """A real quicknet round from the vectors, as if its time had been this draw's."""
    rounds = json.loads((shared / "data/vectors/drand/rounds.json").read_text())["rounds"]
    real = next(r for r in rounds if r["chain"] == "quicknet" and r["expect_valid"])
    other = "b" * 96  # of the right form, of no round
    draw = ground.lock(witness_ids=[], rounds=[Round(5)])
    past = round_time(QUICKNET, real["round"])
    Draw.objects.filter(pk=draw.pk).update(
        locked_at=datetime.fromtimestamp(past - 600, tz=timezone.get_current_timezone())
    )
    monkeypatch.setattr("mingqian.draws.actions.freezing.first_round_after", lambda chain, at: real["round"])
    operator = ground.actor("operator")
    draw = actions.publish_commitment(by=operator, draw=draw)
    source = draw.sources.get()
    refused("draws.reveals_missing", actions.draw_now, by=operator, draw=draw)
    error = refused("draws.bad_round", actions.enter_round, by=operator, source=source, value=other)
    assert str(real["round"]) in error.words()
    refused("draws.bad_round", actions.enter_round, by=operator, source=source, value="很多字")
    refused("draws.bad_round", actions.enter_round, by=operator, source=source, value='{"round": 7}')
    answer = json.dumps({"round": real["round"], "randomness": "00", "signature": real["signature"]})
    actions.enter_round(by=operator, source=source, value=answer)
    refused("draws.already_revealed", actions.enter_round, by=operator, source=source, value=answer)
    assert actions.draw_now(by=operator, draw=draw).state == states.DRAWN


def test_a_round_is_not_taken_before_its_time(ground):
    draw = ground.lock(witness_ids=[], rounds=[Round(5)])
    draw = actions.publish_commitment(by=ground.actor("operator"), draw=draw)
    refused(
        "draws.round_not_yet",
        actions.enter_round,
        by=ground.actor("operator"),
        source=draw.sources.get(),
        value="ab",
    )
    assert Beacon.objects.get().round is not None


def test_the_first_round_after_a_moment():
    for moment in (0, 1692803367, 1692803368, 1692803370, timezone.now().timestamp()):
        number = first_round_after(QUICKNET, moment)
        assert round_time(QUICKNET, number) > moment
        assert number == 1 or round_time(QUICKNET, number - 1) <= moment
    with pytest.raises(LotError):
        check_round(QUICKNET, 1, "ab" * 48)


def test_two_people_type_apart_and_a_witness_may_be_the_second(ground):
    draw = ground.lock(witness_ids=[], guests=[Invited("李四", "公证处")], dice=True)
    device = WitnessDevice.objects.select_related("source__draw").get()
    guest = guest_of(device, origin="")
    device.source.commitment = "ab" * 32
    device.source.save()
    draw = actions.publish_commitment(by=ground.actor("operator"), draw=draw)
    dice = draw.sources.get(kind="dice")
    rolled = "1 2 3 4 5 6 " * 8 + "1 2"
    refused("acts.not_permitted", actions.enter_number, by=ground.actor("planner"), source=dice, value=rolled)
    error = refused("draws.bad_dice", actions.enter_number, by=guest, source=dice, value="123")
    assert "现在有 3 个字符" in error.words()
    actions.enter_number(by=guest, source=dice, value=rolled)
    refused("draws.same_person_twice", actions.enter_number, by=guest, source=dice, value=rolled)
    slip = rolled.replace("1", "2", 1)
    actions.enter_number(by=ground.actor("operator"), source=dice, value=slip)
    dice.refresh_from_db()
    assert dice.confirmed_at is None
    actions.enter_number(
        by=ground.actor("operator"), source=dice, value=rolled
    )  # the slip put right by the same hand
    dice.refresh_from_db()
    assert dice.confirmed_at is None, "one hand cannot agree with itself"
    after = actions.enter_number(by=guest, source=dice, value=rolled)
    assert after.confirmed_at is not None
    assert NumberEntry.objects.filter(source=dice).count() == 4, "every typing is kept"
    refused("draws.already_revealed", actions.enter_number, by=guest, source=dice, value=rolled)


def test_nothing_is_typed_before_the_digest_is_public(ground):
    draw = ground.lock(witness_ids=[], dice=True)
    refused(
        "acts.wrong_state",
        actions.enter_number,
        by=ground.actor("operator"),
        source=draw.sources.get(),
        value="1" * 50,
    )
    assert draw.locked_at > timezone.now() - timedelta(minutes=5)


@pytest.mark.shared
def test_a_real_round_of_the_chained_network_opens_both_its_sources(ground, shared, monkeypatch):
    rounds = json.loads((shared / "data/vectors/drand/rounds.json").read_text())["rounds"]
    real = next(r for r in rounds if r["chain"] == "default" and r["round"] > 1)
    chain = next(chain for chain, one in CHAINS.items() if one.name == "default")
    draw = ground.lock(witness_ids=[], rounds=[Round(5, chain)])
    past = round_time(chain, real["round"])
    Draw.objects.filter(pk=draw.pk).update(
        locked_at=datetime.fromtimestamp(past - 600, tz=timezone.get_current_timezone())
    )
    monkeypatch.setattr("mingqian.draws.actions.freezing.first_round_after", lambda chain, at: real["round"])
    operator = ground.actor("operator")
    draw = actions.publish_commitment(by=operator, draw=draw)
    named = json.loads(draw.manifest)["sources"]
    assert [(s["chain"], s["round"]) for s in named] == [(chain, real["round"] - 1), (chain, real["round"])]
    earlier, later = draw.sources.order_by("position")
    answer = {name: real[name] for name in ("round", "signature", "previous_signature")}
    refused("draws.bad_round", actions.enter_round, by=operator, source=earlier, value=json.dumps(answer))
    for wrong in (
        {"previous_signature": real["signature"]},
        {"previous_signature": ""},
        {"round": real["round"] + 1},
    ):
        value = json.dumps(answer | wrong)
        refused("draws.bad_round", actions.enter_round, by=operator, source=later, value=value)
    page = ground.browser("operator").get(f"/draws/room/{draw.campaign_id}/").content.decode()
    assert page.count("录入并验证") == 1
    actions.enter_round(by=operator, source=later, value=json.dumps(answer))
    drawn = actions.draw_now(by=operator, draw=draw)
    assert drawn.state == states.DRAWN
    assert [s.value for s in drawn.sources.order_by("position")] == [
        real["previous_signature"],
        real["signature"],
    ]
