"""What a proposal about a pack, or a new version of one, would change: computed as if it were approved, then taken
back.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction
from django.utils import timezone

from mingqian.acts.refusal import Refused
from mingqian.acts.remembered import asking_anew
from mingqian.law import LawError, Pack
from mingqian.law.demand import Measure
from mingqian.law.plan_lines import Verdict
from mingqian.law.wording import setting_words
from mingqian.plans import packs, rulebook, states
from mingqian.plans.models import (
    AnnualPlan,
    Campaign,
    PackBinding,
    PackProposal,
    PackVersion,
    PackVersionDecision,
)
from mingqian.plans.pool import survey
from mingqian.plans.yearly.reckoning import default_packs, reckon

MOST_PLANS = 3
"""Plans that are reckoned again."""
MOST = 5
"""Campaigns that are counted again."""
_TRIAL = 2_000_000_000
"""The number of a version that is tried and taken back."""


@dataclass(frozen=True)
class Change:
    """One thing that would be otherwise."""

    what: str
    before: str
    after: str


@dataclass(frozen=True)
class _Seen:
    answers: dict[str, str]
    plans: dict[str, str]
    counts: dict[str, str]
    collisions: dict[str, str]
    bound: str


def effects(proposal: PackProposal) -> list[Change]:
    """Answers, dates, pools of running campaigns and collisions that approving would change."""
    before = _look(proposal.agency_id, proposal.pack_id)
    with asking_anew(), transaction.atomic():
        _bind(
            PackBinding(
                agency_id=proposal.agency_id,
                pack_id=proposal.pack_id,
                pack_version=proposal.pack_version,
                pack_digest=proposal.pack_digest,
                valid_from=proposal.valid_from,
                valid_until=proposal.valid_until,
                settings=proposal.settings,
            )
        )
        after = _look(proposal.agency_id, proposal.pack_id)
        transaction.set_rollback(True)
    return _compared(before, after)


def effects_of_version(version: PackVersion, pack: Pack) -> list[Change]:
    """What would change if this version were approved and then bound: under the dates and answers in force for the
    pack, or from today where it does not bind yet. `version` need not be kept.
    """
    agency_id, today = version.agency_id, timezone.localdate()
    before = _look(agency_id, pack.id)
    binding = packs.binding_of(agency_id, pack.id)
    with asking_anew(), transaction.atomic():
        if not PackVersionDecision.objects.filter(pack_version=version.pk, approved=True).exists():
            trial = PackVersion(
                agency_id=agency_id,
                pack_id=pack.id,
                number=_TRIAL,
                version=pack.version,
                name=pack.name,
                digest=pack.digest(),
                files=version.files,
                reason="试算",
                proposed_by="试算",
                proposed_at=timezone.now(),
            )
            trial.save()
            PackVersionDecision.objects.create(
                pack_version=trial, approved=True, decided_by="试算", decided_at=timezone.now()
            )
        start = pack.validity.valid_from or today
        answers = binding.settings if binding else {}
        waiting = {f"{packs.ENTERED}{one.key}" for one in pack.switched_off()}
        tokens = {one.key: [token for token, _ in one.options] for one in pack.settings}
        _bind(
            PackBinding(
                agency_id=agency_id,
                pack_id=pack.id,
                pack_version=pack.version,
                pack_digest=pack.digest(),
                valid_from=max(start, binding.valid_from) if binding else start,
                valid_until=pack.validity.valid_until or (binding.valid_until if binding else None),
                settings={
                    name: answer
                    for name, answer in answers.items()
                    if name in waiting or (name in tokens and (not tokens[name] or answer in tokens[name]))
                },
            )
        )
        after = _look(agency_id, pack.id)
        transaction.set_rollback(True)
    if binding is None:
        # Of a pack that did not bind, every question is new: how many there are says enough.
        open_ = len(pack.open_settings())
        asked = (
            {"待决事项": f"{len(pack.settings)} 项，其中 {open_} 项要由本单位决定"} if pack.settings else {}
        )
        before, after = replace(before, answers={}), replace(after, answers=asked)
    return _compared(before, after)


def _bind(binding: PackBinding) -> None:
    """Keep a decision for the moment of a trial."""
    binding.decided_by, binding.reason, binding.decided_at = "试算", "试算", timezone.now()
    binding.save()


def _compared(before: _Seen, after: _Seen) -> list[Change]:
    found = [Change("适用", before.bound, after.bound)] if before.bound != after.bound else []
    for one, other, silent in (
        (before.answers, after.answers, "没有"),
        (before.plans, after.plans, "没有要求"),
        (before.counts, after.counts, "不能计算"),
        (before.collisions, after.collisions, "没有"),
    ):
        for what in dict.fromkeys([*one, *other]):
            if one.get(what) != other.get(what):
                found.append(Change(what, one.get(what, silent), other.get(what, silent)))
    return found


def _look(agency_id: int, pack_id: str) -> _Seen:
    today = timezone.localdate()
    try:
        pack = packs.pack_for(agency_id, pack_id)
    except Refused:
        return _Seen(
            {},
            _plans(agency_id, today),
            _counts(agency_id, today),
            _collisions(agency_id, today),
            "没有这个规则包",
        )
    validity = pack.validity
    bound = "只供参考"
    if validity.valid_from is not None and not pack.is_reference(today):
        until = f"至 {validity.valid_until.isoformat()}" if validity.valid_until else ""
        bound = f"{validity.valid_from.isoformat()} 起{until}"
    answers = {one.question: setting_words(one) or "待决" for one in pack.settings}
    asleep = {one.key: one.citation.reading for one in packs.decided_on(agency_id, pack_id).switched_off()}
    answers |= {
        asleep[one.key]: "未启用" if one.switched_off else f"启用（{one.citation.article}）"
        for one in pack.parameters
        if one.key in asleep
    }
    return _Seen(
        answers, _plans(agency_id, today), _counts(agency_id, today), _collisions(agency_id, today), bound
    )


def _plans(agency_id: int, today: date) -> dict[str, str]:
    """What the rules demand of the plans of this year and later, and whether the lines give it."""
    running = AnnualPlan.objects.filter(agency_id=agency_id, year__gte=today.year)
    running = running.exclude(state__in=(states.SUPERSEDED, states.WITHDRAWN))
    found: dict[str, str] = {}
    for plan in running.order_by("year", "-id")[:MOST_PLANS]:
        try:
            reckoning = reckon(plan, default_packs(plan), today)
        except (LawError, Refused):
            continue
        found |= _demanded(plan.title, reckoning.verdicts())
    return found


def _demanded(title: str, verdicts: Iterable[Verdict]) -> dict[str, str]:
    """Every demand on a plan in words; those of one rule on field after field of industry together."""
    found: dict[str, str] = {}
    fields: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        demand = verdict.demand
        where = packs.where(demand.citation)
        if demand.measure is Measure.EACH_TIME or not (demand.minimum or demand.maximum):
            continue  # nothing a yearly plan gives
        if demand.measure is Measure.CAMPAIGNS:
            fields.setdefault(f"{title}：各行业领域（{where}）", []).append(verdict)
            continue
        unit = "户" if demand.measure is Measure.SUBJECTS else "次"
        said = [f"至少 {demand.minimum} {unit}"] if demand.minimum else []
        said += [f"至多 {demand.maximum} {unit}"] if demand.maximum is not None else []
        said += [f"还缺 {verdict.lacking} {unit}"] if verdict.lacking else []
        said += [f"超出 {verdict.excess} {unit}"] if verdict.excess else []
        found[f"{title}：{demand.group.words()}（{where}）"] = "，".join(
            [*said, *(["已经够"] if verdict.met else [])]
        )
    for what, each in fields.items():
        lacking = sum(1 for one in each if not one.met)
        given = f"{len(each)} 个中 {lacking} 个不够" if lacking else f"{len(each)} 个都够"
        found[what] = f"各至少 {each[0].demand.minimum} 次，{given}"
    return found


def _counts(agency_id: int, today: date) -> dict[str, str]:
    """The pools of running campaigns. Those of other packs too: every binding pack says which subjects are 重点."""
    running = Campaign.objects.filter(agency_id=agency_id, state__in=(states.DRAFT, states.READY))
    counts = {}
    for campaign in running.select_related("line__plan").order_by("check_from", "id")[:MOST]:
        try:
            seen = survey(campaign, on=today)
        except (LawError, Refused):
            continue
        counts[f"{campaign.number} {campaign.title}"] = f"候选 {seen.candidates} 户，应抽 {seen.quota} 户"
    return counts


def _collisions(agency_id: int, today: date) -> dict[str, str]:
    return {
        f"冲突：{one.collision.question or one.collision.key}": "待决定" if one.stops else "有，不影响办理"
        for one in rulebook.standings(agency_id, today)
    }
