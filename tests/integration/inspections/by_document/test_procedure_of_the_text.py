"""The steps of a check, once somebody entered what the text says."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse

from mingqian.inspections.overlay import conditions_of
from mingqian.inspections.procedure import steps_of
from mingqian.plans import actions as plans


def test_the_steps_of_the_text_once_somebody_entered_it(dispatched: Any) -> None:
    one = dispatched.notify(dispatched.inspections()[0])
    page = reverse("inspections:inspection", args=[one.pk])
    assert steps_of(one, conditions_of(one)) == []
    plans.bind_pack(
        by=dispatched.actor("approver"), agency=dispatched.agency, pack_id="national", valid_from=date(2022, 1, 1),
        settings={"rule.checks.procedure": "二｜审批、通知、实施、记录、反馈"}, reason="读到了原文",
    )  # fmt: skip
    one.refresh_from_db()
    states = [(step["name"], step["state"]) for step in steps_of(one, conditions_of(one))]
    assert states == [
        ("审批", "done"), ("通知", "done"), ("实施", "current"), ("记录", "todo"), ("反馈", "todo"),
    ]  # fmt: skip
    assert "反馈" in dispatched.client("unit_head").get(page).content.decode()
