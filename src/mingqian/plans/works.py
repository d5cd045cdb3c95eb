"""Confirming the pool as long work: a register of a million subjects is counted once more, row by row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from mingqian.accounts.permissions import Permission
from mingqian.acts.actor import Actor
from mingqian.jobs.works import Work, register
from mingqian.plans import actions
from mingqian.plans.models import Campaign
from mingqian.registers.models import Subject

COUNTED_A_SECOND = 120_000
"""Measured with bench/long_work.py, rounded down."""


def _seconds(campaign_id: int) -> float:
    agency = Campaign.objects.values("agency_id").filter(pk=campaign_id)
    return Subject.objects.filter(agency_id__in=agency).count() / COUNTED_A_SECOND


def _confirm(by: Actor, campaign_id: int, asked: Mapping[str, Any]) -> str:
    actions.confirm_pool(
        by=by, campaign=Campaign.objects.get(pk=campaign_id), seen_candidates=asked["seen_candidates"]
    )
    return "抽取范围已确认，等待摇号操作员锁库。"


CONFIRM = register(
    Work(
        code="plans.confirm_pool",
        name="确认抽取范围",
        permission=Permission.CAMPAIGNS_EDIT,
        seconds=_seconds,
        title=lambda campaign_id: Campaign.objects.get(pk=campaign_id).title,
        url=lambda campaign_id: reverse("plans:campaign_open", args=[campaign_id]),
        carry_out=_confirm,
    )
)
