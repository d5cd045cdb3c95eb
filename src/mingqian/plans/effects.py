"""What a proposal about a pack would change: computed as if it were approved, then taken back."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from mingqian.acts.refusal import Refused
from mingqian.law import LawError
from mingqian.law.wording import setting_words
from mingqian.plans import packs, rulebook, states
from mingqian.plans.models import Campaign, PackBinding, PackProposal
from mingqian.plans.pool import survey

MOST = 5
"""Campaigns that are counted again."""


@dataclass(frozen=True)
class Change:
    """One thing that would be otherwise."""

    what: str
    before: str
    after: str


@dataclass(frozen=True)
class _Seen:
    answers: dict[str, str]
    counts: dict[str, str]
    collisions: dict[str, str]
    bound: str


def effects(proposal: PackProposal) -> list[Change]:
    """Answers, dates, pools of running campaigns and collisions that approving would change."""
    before = _look(proposal)
    with transaction.atomic():
        PackBinding.objects.create(
            agency_id=proposal.agency_id,
            pack_id=proposal.pack_id,
            pack_version=proposal.pack_version,
            pack_digest=proposal.pack_digest,
            valid_from=proposal.valid_from,
            valid_until=proposal.valid_until,
            decided_by="试算",
            decided_at=timezone.now(),
            reason="试算",
            settings=proposal.settings,
        )
        after = _look(proposal)
        transaction.set_rollback(True)
    found = [Change("适用", before.bound, after.bound)] if before.bound != after.bound else []
    for one, other, silent in (
        (before.answers, after.answers, "待决"),
        (before.counts, after.counts, "不能计算"),
        (before.collisions, after.collisions, "没有"),
    ):
        for what in dict.fromkeys([*one, *other]):
            if one.get(what) != other.get(what):
                found.append(Change(what, one.get(what, silent), other.get(what, silent)))
    return found


def _look(proposal: PackProposal) -> _Seen:
    today = timezone.localdate()
    pack = packs.pack_for(proposal.agency_id, proposal.pack_id)
    validity = pack.validity
    bound = "只供参考"
    if validity.valid_from is not None and not pack.is_reference(today):
        until = f"至 {validity.valid_until.isoformat()}" if validity.valid_until else ""
        bound = f"{validity.valid_from.isoformat()} 起{until}"
    answers = {one.question: setting_words(one) or "待决" for one in pack.settings}
    answers |= {one.citation.reading: "未启用" for one in pack.switched_off()}
    running = Campaign.objects.filter(
        agency_id=proposal.agency_id,
        line__plan__pack_id=proposal.pack_id,
        state__in=(states.DRAFT, states.READY),
    )
    counts = {}
    for campaign in running.select_related("line__plan").order_by("check_from", "id")[:MOST]:
        try:
            seen = survey(campaign, on=today)
        except (LawError, Refused):
            continue
        counts[f"{campaign.number} {campaign.title}"] = f"候选 {seen.candidates} 户，应抽 {seen.quota} 户"
    collisions = {
        f"冲突：{one.collision.question or one.collision.key}": "待决定" if one.stops else "有，不影响办理"
        for one in rulebook.standings(proposal.agency_id, today)
    }
    return _Seen(answers, counts, collisions, bound)
