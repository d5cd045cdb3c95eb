"""为什么不在抽查范围: how one subject stands towards the campaigns under way, for the register's page.

Whoever reads the register reads this, so it never says whether a list that is not released names the subject: while
there is such a list, every subject alike is told that it may.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from mingqian.acts.actor import Actor
from mingqian.law import LawError
from mingqian.plans import conditions, overlay, packs, rulebook, states
from mingqian.plans.classing import class_words, classing_pack, derived
from mingqian.plans.models import Campaign
from mingqian.plans.pages.common import address_of
from mingqian.plans.pool import budget
from mingqian.plans.pool.members import why_out_of_scope
from mingqian.plans.pool.terms import CANDIDATE, OUT_OF_SCOPE, Terms, terms_of
from mingqian.registers.gates import register_gate
from mingqian.registers.models import Subject
from mingqian.registers.standing import Beside, Standing, register_beside, register_standing

OPEN = (states.DRAFT, states.READY)
"""Before the lock: the register as it stands decides."""

LOCKED = (states.FROZEN, states.DRAWN, states.SIGNED)
"""Locked and not yet dispatched: the register as it stood decides."""

MOST = 12


@register_standing
def towards_campaigns(actor: Actor, subject: Subject) -> Iterator[Standing]:
    """One answer a campaign of the subject's agency that is being set, confirmed or drawn."""
    if actor.agency_id not in (None, subject.agency_id):
        return
    found = Campaign.objects.filter(agency_id=subject.agency_id, state__in=(*OPEN, *LOCKED))
    for campaign in found.select_related("line__plan").order_by("check_from", "id")[:MOST]:
        name = f"{campaign.number} {campaign.title}"
        url = address_of(actor, "plans:campaign_open", campaign.pk)
        if campaign.state in LOCKED:
            yield Standing(name, url, "已锁库", "doing", "以锁库时的名录为准，此后修改名录不影响这一次抽取。")
            continue
        try:
            terms = terms_of(campaign, on=timezone.localdate())
        except LawError:
            yield Standing(name, url, "不能判断", "near", "规则包对今天没有规定，请先决定适用日期。")
            continue
        yield _answer(name, url, terms, subject)


@register_standing
def towards_the_cap(actor: Actor, subject: Subject) -> Iterator[Standing]:
    """How much of the year's checks is spent, as far as it is public; nothing while no cap was entered."""
    if actor.agency_id not in (None, subject.agency_id):
        return
    today = timezone.localdate()
    cap = overlay.cap_of(subject.agency_id, today)
    most = cap.most_for(subject) if cap is not None else None
    if cap is None or most is None:
        return
    used = budget.shown(subject.agency_id, today.year, cap).times_of(subject.pk)
    left = most - used
    words = f"本年已公开的名单和非随机检查有 {used} 次，上限 {most} 次。"
    if left <= 0:
        outcome, tone, more = "已到上限", "stopped", "本年不再抽取。"
    elif left == 1:
        outcome, tone, more = "接近上限", "near", "再查一次就到上限，请与别的检查合并上门。"
    else:
        outcome, tone, more = f"还可以查 {left} 次", "done", ""
    url = address_of(actor, "plans:visits")
    yield Standing(f"{today.year} 年检查次数", url, outcome, tone, words + more, overlay.where(cap.citation))


def _answer(name: str, url: str, terms: Terms, subject: Subject) -> Standing:
    reason, klass = terms.rows().filter(pk=subject.pk).values_list("reason", "klass").get()
    if reason == OUT_OF_SCOPE:
        return Standing(name, url, "不在范围", "stopped", _unmet(terms, subject, klass))
    if reason != CANDIDATE:
        rule = terms.reason(reason)
        return Standing(name, url, "不参加抽取", "stopped", rule.name, rule.citation)
    if not terms.untold:
        return Standing(name, url, "符合条件", "done", "可以进入签筒。")
    return Standing(
        name,
        url,
        "符合条件",
        "done",
        "可以进入签筒。已经抽中过的一般不再抽；有没有抽中过，名单公开以前不在这里说。",
        packs.where(terms.frequency.citation),
    )


def _unmet(terms: Terms, subject: Subject, klass: str) -> str:
    """Every condition the subject does not meet, in words; its class where that is what differs."""
    campaign = terms.campaign
    found = []
    if klass and klass != terms.item_class:
        found.append(why_out_of_scope(terms, klass))
    for key, values in campaign.conditions.items():
        if Subject.objects.filter(conditions.as_q({key: values}), pk=subject.pk).exists():
            continue
        condition = conditions.BY_KEY[key]
        own = getattr(subject, condition.column)
        wanted = conditions.in_words({key: values}, most=6).partition("：")[2]
        shown = f"是“{conditions.label_of(key, own)}”" if own else "没有填写"
        found.append(f"{condition.name}{shown}，本任务抽{wanted}")
    return "；".join(found) or why_out_of_scope(terms, klass)


@register_gate
def settled(agency_id: int, question: str) -> None:
    """A row about which the documents disagree waits for the bureau's decision."""
    rulebook.require_settled(agency_id, "register", timezone.localdate(), keys={question})


@register_beside
def class_by_rules(subject: Subject) -> dict[str, Beside]:
    """重点 or 一般 as the rules derive it, beside what the register has recorded."""
    today = timezone.localdate()
    pack = classing_pack(subject.agency_id, today)
    found = derived(subject, pack, today) if pack else None
    if found is None:
        return {}
    if not found.item_class:
        return {"supervision_class": Beside(f"按规则看不出：{found.words}", found.where, False)}
    words = f"按规则是{class_words(found.item_class)}：{found.words}"
    recorded = subject.supervision_class
    differs = recorded != found.item_class and (bool(recorded) or found.item_class == "key")
    return {"supervision_class": Beside(words, found.where, differs)}
