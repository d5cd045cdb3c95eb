"""Which decision on its rule pack a campaign was set up under, and what the one in force now changes.

Until it is locked a campaign is reckoned by the pack as it binds today. A decision taken since it was set up (a new
version, other answers, other dates) is never followed silently: it is shown with what it changes, and somebody says that
they have seen it before the pool is confirmed or locked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from mingqian.acts.refusal import Refused
from mingqian.acts.remembered import asking_anew
from mingqian.law import Difference, LawError, Pack, differences
from mingqian.law.wording import setting_words
from mingqian.plans import packs, states
from mingqian.plans.effects import Change
from mingqian.plans.models import Campaign, PackBinding
from mingqian.plans.pool import Survey, survey

STEP = "rules"
OPEN = (states.DRAFT, states.READY)


@dataclass(frozen=True)
class Following:
    """`now`: the decision in force; `before`: the one the campaign was set up (or last looked at) under, where it is
    another one and says something else.
    """

    now: PackBinding | None
    before: PackBinding | None
    since: datetime

    @property
    def changed(self) -> bool:
        """Whether somebody has to look before the campaign goes on."""
        return self.before is not None


def following(campaign: Campaign) -> Following:
    """Where a campaign stands towards the decisions on its pack. One that is locked keeps what it was locked with."""
    bindings = PackBinding.objects.filter(agency_id=campaign.agency_id, pack_id=campaign.pack_id).order_by(
        "-id"
    )
    seen = campaign.steps.filter(step=STEP).order_by("-id").values_list("at", flat=True).first()
    since = seen or campaign.made_at
    now = bindings.first()
    before = bindings.filter(decided_at__lte=since).first()
    moved = (
        campaign.state in OPEN
        and now is not None
        and before is not None
        and before.pk != now.pk
        and _said(before) != _said(now)
    )
    return Following(now, before if moved else None, since)


def _said(binding: PackBinding) -> tuple[object, ...]:
    return binding.pack_digest, binding.valid_from, binding.valid_until, sorted(binding.settings.items())


def require_seen(campaign: Campaign) -> None:
    """Raise `Refused(plans.rules_changed)` while nobody has looked at what a newer decision changes."""
    found = following(campaign)
    if found.changed and found.now is not None:
        day = timezone.localtime(found.now.decided_at)
        raise Refused(
            "plans.rules_changed",
            pack=packs.title_of(found.now.pack_id),
            version=found.now.pack_version,
            on=f"{day.year}年{day.month}月{day.day}日",
        )


def _packs(found: Following) -> tuple[Pack, Pack]:
    assert found.before is not None and found.now is not None
    one, other = (
        packs.with_binding(packs.load(b.pack_id, b.pack_digest), b) for b in (found.before, found.now)
    )
    return one, other


def rule_differences(found: Following) -> tuple[Difference, ...]:
    """The rules and questions in which the pack itself is another one."""
    return differences(*_packs(found)) if found.changed else ()


def _counted(campaign: Campaign) -> Survey | None:
    try:
        return survey(campaign, on=timezone.localdate())
    except (LawError, Refused):
        return None


def _as_before(campaign: Campaign, before: PackBinding) -> Survey | None:
    """The pool under the earlier decision: taken up again for the moment of the count, then taken back."""
    with asking_anew(), transaction.atomic():
        PackBinding.objects.create(
            agency_id=before.agency_id,
            pack_id=before.pack_id,
            pack_version=before.pack_version,
            pack_digest=before.pack_digest,
            valid_from=before.valid_from,
            valid_until=before.valid_until,
            settings=before.settings,
            decided_by="试算",
            reason="试算",
            decided_at=timezone.now(),
        )
        found = _counted(campaign)
        transaction.set_rollback(True)
    return found


def changes(campaign: Campaign) -> list[Change]:
    """What the decision in force changes for this campaign: the version, the answers, the counts."""
    found = following(campaign)
    if found.before is None or found.now is None:
        return []
    one, other = _packs(found)
    made = []
    if one.version != other.version:
        made.append(Change("规则包的版次", f"第 {one.version} 版", f"第 {other.version} 版"))
    for name in dict.fromkeys([*(s.key for s in one.settings), *(s.key for s in other.settings)]):
        was, now = (
            setting_words(pack.setting(name)) or "待决" if pack.has_setting(name) else "没有这一问"
            for pack in (one, other)
        )
        if was != now:
            question = next(pack for pack in (other, one) if pack.has_setting(name)).setting(name).question
            made.append(Change(question, was, now))
    was_count, now_count = _as_before(campaign, found.before), _counted(campaign)
    rows = (
        ("候选", "candidates"),
        ("应抽", "quota"),
        ("排除", "excluded_count"),
        ("不在范围", "out_of_scope"),
    )
    for words, attribute in rows:
        said = [
            f"{getattr(one, attribute):,} 户" if one is not None else "不能计算"
            for one in (was_count, now_count)
        ]
        if said[0] != said[1]:
            made.append(Change(words, *said))
    return made
