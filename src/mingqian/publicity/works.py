"""Sending a whole campaign to 公示审核, and publishing it, as long works: some thousands of results."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from mingqian.accounts.permissions import Permission
from mingqian.acts.actor import Actor
from mingqian.inspections.models import Inspection
from mingqian.inspections.states import REVIEWED
from mingqian.jobs.works import Work, register
from mingqian.plans.models import Campaign
from mingqian.publicity import actions

PREPARED_A_SECOND = 100
PUBLISHED_A_SECOND = 17
"""Measured with bench/long_work.py, rounded down."""


def _reviewed(campaign_id: int) -> int:
    return Inspection.objects.filter(campaign_id=campaign_id, state=REVIEWED).count()


def _prepare(by: Actor, campaign_id: int, asked: Mapping[str, Any]) -> str:
    made = actions.prepare_campaign(by=by, campaign=Campaign.objects.get(pk=campaign_id))
    return f"已把 {len(made)} 户的结果送公示审核。"


def _publish(by: Actor, campaign_id: int, asked: Mapping[str, Any]) -> str:
    made = actions.publish_campaign(by=by, campaign=Campaign.objects.get(pk=campaign_id))
    return f"已公示 {len(made)} 户的检查结果。"


def _work(code: str, name: str, permission: str, a_second: int, carry_out: Any) -> Work:
    return register(
        Work(
            code=code,
            name=name,
            permission=permission,
            seconds=lambda campaign_id: _reviewed(campaign_id) / a_second,
            title=lambda campaign_id: Campaign.objects.get(pk=campaign_id).title,
            url=lambda campaign_id: reverse("publicity:campaign", args=[campaign_id]),
            carry_out=carry_out,
        )
    )


PREPARE = _work("publicity.prepare", "送公示审核", Permission.RESULTS_REVIEW, PREPARED_A_SECOND, _prepare)
PUBLISH = _work("publicity.publish", "公示检查结果", Permission.PUBLISH, PUBLISHED_A_SECOND, _publish)
