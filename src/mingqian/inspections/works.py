"""派发 as long work: a draw of some thousands of subjects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from mingqian.accounts.permissions import Permission
from mingqian.acts.actor import Actor
from mingqian.draws.models import Draw
from mingqian.inspections import actions
from mingqian.jobs.works import Work, register

DISPATCHED_A_SECOND = 800
"""Measured with bench/long_work.py, rounded down."""


def _draw(draw_id: int) -> Draw:
    return Draw.objects.select_related("campaign__unit").get(pk=draw_id)


def _dispatch(by: Actor, draw_id: int, asked: Mapping[str, Any]) -> str:
    draw = _draw(draw_id)
    made = actions.dispatch(by=by, draw=draw)
    return f"已把 {len(made)} 户的检查任务派发给{draw.campaign.unit.name}，并发布了抽查任务公告。"


DISPATCH = register(
    Work(
        code="inspections.dispatch",
        name="派发检查任务",
        permission=Permission.TASKS_DISPATCH,
        seconds=lambda draw_id: sum(int(urn["quota"]) for urn in _draw(draw_id).urns) / DISPATCHED_A_SECOND,
        title=lambda draw_id: _draw(draw_id).campaign.title,
        url=lambda draw_id: reverse("inspections:dispatch", args=[draw_id]),
        carry_out=_dispatch,
    )
)
