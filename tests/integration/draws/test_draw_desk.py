"""The draw on the desks of those it waits for, and on nobody else's."""

from __future__ import annotations

import secrets

from mingqian.draws import actions
from mingqian.draws.desk import waiting
from mingqian.lot.hashing import commit_value, get_hash


def lines(ground, name):
    return [line.what for line in waiting(ground.actor(name))]


def test_each_step_is_on_the_desk_of_whoever_must_act(ground):
    assert lines(ground, "operator") == ["锁库、摇号"]
    assert lines(ground, "witness1") == lines(ground, "planner") == []
    draw = ground.lock()
    assert lines(ground, "operator") == ["收齐承诺，公布锁库摘要"]
    values = {}
    for name in ("witness1", "witness2"):
        assert lines(ground, name) == ["见证：提交承诺"]
        values[name] = secrets.token_hex(32)
        source = draw.sources.get(user_id=ground.users[name].pk)
        promise = commit_value(values[name], get_hash("sha256"))
        actions.commit_value(by=ground.actor(name), source=source, commitment=promise)
        assert lines(ground, name) == []
    draw = actions.publish_commitment(by=ground.actor("operator"), draw=draw)
    for name, value in values.items():
        assert lines(ground, name) == ["见证：核对锁库摘要，公开随机数"]
        source = draw.sources.get(user_id=ground.users[name].pk)
        actions.reveal_value(by=ground.actor(name), source=source, value=value)
        assert lines(ground, name) == []
    assert lines(ground, "operator") == ["收齐随机数，摇号"]
    draw = actions.draw_now(by=ground.actor("operator"), draw=draw)
    for name in ("witness1", "witness2", "operator"):
        assert len(lines(ground, name)) == 1
        draw = actions.sign(by=ground.actor(name), draw=draw)
        if name != "operator":
            assert lines(ground, name) == []
    assert lines(ground, "operator") == []


def test_another_attempt_waits_for_the_one_who_approves(ground):
    draw = ground.drawn()
    assert lines(ground, "approver") == []
    actions.ask_new_attempt(by=ground.actor("operator"), draw=draw, reason="名录导入有误")
    assert lines(ground, "approver") == ["审批中止、重新摇号的申请"]
    actions.approve_new_attempt(by=ground.actor("approver"), draw=draw)
    assert lines(ground, "approver") == []
    assert lines(ground, "operator") == ["锁库、摇号"]
