"""Why a subject that meets the conditions is no candidate."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from mingqian.law import Pack
from mingqian.plans import overlay
from mingqian.plans.models import Campaign, DrawHistory
from mingqian.plans.packs import cite
from mingqian.plans.pool import budget
from mingqian.plans.pool.cycle import Cycle
from mingqian.plans.pool.untold import told, untold_count

SEEN_THIS_YEAR, SEEN_BEFORE = "seen_this_year", "seen_before"
"""The reasons of whoever was drawn in this cycle already."""
DRAWN_ALREADY = "drawn_already"
"""The reason of whoever was drawn as often in the year as the pack allows."""
CAPPED = "cap_reached"
"""The reason of whoever has been checked as often in the year as is published."""
FROM_LISTS = (DRAWN_ALREADY, SEEN_THIS_YEAR, SEEN_BEFORE, CAPPED)
"""Reasons that rest on who was drawn before: they stay secret as long as that list does."""


@dataclass(frozen=True)
class Reason:
    """One rule by which a subject that meets the conditions is still no candidate."""

    code: str
    name: str
    citation: str
    holds: Q


def capped(campaign: Campaign, on: date, *, secret: bool, alarms: list[str]) -> Iterable[Reason]:
    """Whoever has been checked as often as the published yearly cap allows, drawn or outside the lottery."""
    cap = overlay.cap_of(campaign.agency_id, on)
    if cap is None or not overlay.bound_by_cap(campaign, cap):
        return
    whole, where = budget.borne(campaign.agency_id, on.year, cap), overlay.where(cap.citation)
    if not secret:
        later = f"锁库时按年度上限（{cap.words}，{where}）核对，这里不列出也不扣除。"
        if hidden := untold_count(whole.drawn):
            alarms.append(f"另有 {hidden} 户已被抽中而名单没有公开：{later}")
        if hidden := budget.untold_outside(whole):
            alarms.append(f"另有 {hidden} 户次非随机检查的结果没有公示：{later}")
    counted = whole if secret else budget.shown(campaign.agency_id, on.year, cap)
    yield Reason(CAPPED, f"本年检查的次数达到公布的年度上限（{cap.words}）", where, counted.at_the_cap(cap))


def seen(
    campaign: Campaign, cycle: Cycle, pack: Pack, on: date, *, secret: bool, alarms: list[str]
) -> Iterable[Reason]:
    """Whoever was drawn in the cycle waits for the next one; so does who was founded within it, if decided so."""
    where = cite(pack, cycle.citation)
    this_year = date(on.year, 1, 1)
    for code, words, first, last in (
        (SEEN_THIS_YEAR, "本年已抽中，三年覆盖一次", this_year, on),
        (SEEN_BEFORE, f"本周期（{cycle.first.year} 年起）已抽中，三年覆盖一次", cycle.first, this_year),
    ):
        history = DrawHistory.objects.filter(agency_id=campaign.agency_id, drawn_on__gte=cycle.first)
        history = (
            history.filter(drawn_on__range=(first, last))
            if code == SEEN_THIS_YEAR
            else history.filter(drawn_on__lt=last)
        )
        if not secret and (hidden := untold_count(history)):
            alarms.append(
                f"另有 {hidden} 户已被抽中而名单没有公开：锁库时按“{where}”自动排除，这里不列出也不扣除。"
            )
        yield Reason(
            code, words, where, Q(pk__in=(history if secret else told(history)).values("subject_id"))
        )
    if cycle.newcomers_wait:
        yield Reason(
            "newcomer",
            "本周期内新设立，下一周期起参加（本单位决定）",
            where,
            Q(founded_on__gte=cycle.first),
        )
