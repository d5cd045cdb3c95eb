"""Confirming the pool as long work: a register of a million subjects is counted once more, row by row. And counting
every held term again when a year's days off are known.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils import timezone

from mingqian.accounts.models import Agency
from mingqian.accounts.permissions import Permission
from mingqian.acts.actor import Actor
from mingqian.jobs.works import Work, register
from mingqian.plans import actions, classing, recounts
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
"""Measured with 2,000 held terms (2.9 s on a busy machine with two cores), halved."""


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


CLASSED_A_SECOND = 400
"""An estimate, not measured: a change of the register is written with its version and its event."""


def _to_class(agency_id: int) -> float:
    """At most everybody who differs: which of them is asked for, only the page knows."""
    on = timezone.localdate()
    pack = classing.classing_pack(agency_id, on)
    return classing.differing(agency_id, pack, on).count() / CLASSED_A_SECOND if pack else 0


def _take_over(by: Actor, agency_id: int, asked: Mapping[str, Any]) -> str:
    changed = actions.take_over_classes(
        by=by,
        agency=Agency.objects.get(pk=agency_id),
        group=asked["group"],
        count=asked["count"],
        reason=asked["reason"],
    )
    return f"{changed:,} 户的监管类别已改为按规则的类别。办错的，可以在检查对象的批量办理里撤回。"


TAKE_OVER = register(
    Work(
        code="plans.classes",
        name="改监管类别",
        permission=Permission.SUBJECTS_EDIT,
        seconds=_to_class,
        title=lambda agency_id: Agency.objects.get(pk=agency_id).name,
        url=lambda _: reverse("plans:class_list"),
        carry_out=_take_over,
    )
)
