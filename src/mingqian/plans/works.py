"""Confirming the pool as long work: a register of a million subjects is counted once more, row by row. And counting
every held term again when a year's days off are known.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from mingqian.accounts.permissions import Permission
from mingqian.acts.actor import Actor
from mingqian.jobs.works import Work, register
from mingqian.plans import actions, recounts
from mingqian.plans.models import Campaign, WorkdayTable
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


RECOUNTED_A_SECOND = 300
"""Measured with 2,000 held terms, rounded down."""


def _recount(by: Actor, table_id: int, asked: Mapping[str, Any]) -> str:
    table = WorkdayTable.objects.get(pk=table_id)
    done = actions.recount_terms(by=by, table=table)
    if not done.told:
        return f"{table.year} 年的放假安排已导入。在办的期限没有因此改变的。"
    return (
        f"{table.year} 年的放假安排已导入。{done.told} 个暂定的期限已经重算，{done.moved} 个改了日子，"
        "已逐个通知承办的人。"
    )


RECOUNT = register(
    Work(
        code="plans.recount",
        name="重算期限、通知承办人",
        permission=Permission.SETTINGS_MANAGE,
        seconds=lambda _: len(recounts.held()) / RECOUNTED_A_SECOND,
        title=lambda table_id: f"{WorkdayTable.objects.get(pk=table_id).year} 年放假安排",
        url=lambda table_id: f"{reverse('plans:workday_list')}?table={table_id}",
        carry_out=_recount,
    )
)
