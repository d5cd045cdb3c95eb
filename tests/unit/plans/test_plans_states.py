"""The lives of a plan and of a campaign, and the strip read from them."""

from __future__ import annotations

import pytest

from mingqian.acts.refusal import Refused
from mingqian.plans.states import CAMPAIGN, PLAN, STEP_NAMES, STEP_OF_ACT, STRIP


def test_a_plan_goes_one_way_and_comes_back_only_from_approval() -> None:
    state = "draft"
    for act, after in (("submit", "submitted"), ("return", "draft"), ("submit", "submitted"), ("approve", "approved"),
                       ("publish", "published")):  # fmt: skip
        state = PLAN.check(act, state, "计划")
        assert state == after
    for act in ("submit", "return", "approve", "publish"):
        with pytest.raises(Refused):
            PLAN.check(act, "published", "计划")


def test_the_strip_is_the_way_through_the_states_in_order() -> None:
    order = list(CAMPAIGN.states)
    state = "draft"
    for step in STRIP[1:]:
        assert order.index(step.state) == order.index(state) + 1
        state = CAMPAIGN.check(step.act, state, "任务")
        assert state == step.state
    assert state == "archived"


def test_an_aborted_attempt_goes_back_to_before_the_freeze_and_a_dispatched_list_never() -> None:
    for state in ("frozen", "drawn", "signed"):
        assert CAMPAIGN.check("unfreeze", state, "任务") == "ready"
    for state in ("draft", "ready", "dispatched", "checking", "published"):
        with pytest.raises(Refused):
            CAMPAIGN.check("unfreeze", state, "任务")


def test_checks_may_begin_without_a_notice() -> None:
    assert CAMPAIGN.check("check", "dispatched", "任务") == "checking"


def test_every_act_writes_a_named_step() -> None:
    assert set(STEP_OF_ACT) == set(CAMPAIGN.transitions)
    assert set(STEP_OF_ACT.values()) <= set(STEP_NAMES)
