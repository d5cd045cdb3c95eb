"""The bureau decides that a rule pack binds it, and what the document leaves to it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from django.utils import timezone

from mingqian.accounts.models import Agency
from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.law import LawError, Pack
from mingqian.plans import overlay, packs
from mingqian.plans.actions.locking import own
from mingqian.plans.models import PackBinding
from mingqian.plans.share import clean_percent

WHOLE_NUMBERS = frozenset(
    {
        "many_complaints",
        "team_maximum",
        "objection_window_days",
        "cycle_starts",
        "plan_filing_workdays",
        "yearly_cap",
        "team_size",
        "notice_days",
        "publication_workdays",
        "single_publication_workdays",
        "complaint_route_workdays",
        "complaint_result_workdays",
        "complaint_reply_workdays",
    }
)
"""Free settings whose answer is a count."""
LEVELS = frozenset({"yearly_cap_levels"})
"""Free settings whose answer is a number a level, “A=1，B=2”."""
PERCENTAGES = frozenset({"key_share_percent", "share_percent", "raised_share_percent"})
"""Free settings whose answer is a share in percent."""
_COUNT = re.compile(r"[1-9][0-9]{0,3}")
MAX_ANSWER = 500
ENTERED = packs.ENTERED
"""Before the key of a rule whose text the bureau has read and enters."""


def clean_settings(pack: Pack, given: Mapping[str, str]) -> dict[str, str]:
    """Answers to the pack's questions; empty ones stay undecided.

    Raises `Refused(plans.setting_unknown | plans.setting_malformed)`.
    """
    answers: dict[str, str] = {}
    waiting = {one.key for one in pack.switched_off()}
    for name, raw in given.items():
        answer = str(raw).strip()
        if (key := name.removeprefix(ENTERED)) != name and key in waiting:
            if answer:
                answers[name] = _entered(name, answer)
            continue
        try:
            setting = pack.setting(name)
        except LawError as error:
            raise Refused("plans.setting_unknown", field=name, name=name[:60]) from error
        if not answer:
            continue
        if setting.options:
            fits = answer in [token for token, _ in setting.options]
        elif name in WHOLE_NUMBERS:
            fits = bool(_COUNT.fullmatch(answer))
        elif name in LEVELS:
            fits = len(answer) <= MAX_ANSWER and overlay.levels_of(answer) is not None
        elif name in PERCENTAGES:
            fits, answer = _percent(answer)
        else:
            fits = len(answer) <= MAX_ANSWER
        if not fits:
            raise Refused("plans.setting_malformed", field=name, question=setting.question)
        answers[name] = answer
    return dict(sorted(answers.items()))


def _entered(name: str, answer: str) -> str:
    """An article and a few words of its text, kept as “条号｜文字”."""
    article, bar, words = answer.replace("|", "｜").partition("｜")
    if not bar or not article.strip() or not 2 <= len(words.strip()) <= MAX_ANSWER:
        raise Refused("plans.entered_malformed", field=name)
    return f"{article.strip()}｜{words.strip()}"


def _percent(answer: str) -> tuple[bool, str]:
    """Whether it is a share, and the share in its kept form."""
    try:
        return True, clean_percent(answer)
    except Refused:
        return False, answer


def check_dates(pack: Pack, valid_from: date, valid_until: date | None) -> None:
    """Raise `Refused(plans.binding_dates | plans.binding_outside)` for dates that do not fit the document's own."""
    if valid_until is not None and valid_until < valid_from:
        raise Refused("plans.binding_dates", field="valid_until")
    first, last = pack.validity.valid_from, pack.validity.valid_until
    if (first is not None and valid_from < first) or (
        last is not None and (valid_until is None or valid_until > last)
    ):
        raise Refused(
            "plans.binding_outside",
            field="valid_from",
            pack_from=first or "（未载）",
            pack_until=last or "（未载）",
        )


@action(Permission.PLANS_APPROVE, event="plans.pack.bind")
def bind_pack(
    *,
    by: Actor,
    agency: Agency,
    pack_id: str,
    valid_from: date,
    valid_until: date | None = None,
    settings: Mapping[str, str] | None = None,
    reason: str,
) -> PackBinding:
    """Decide from when to when a pack binds the agency, with its answers to the open questions.

    No page opens this: people propose and a second person decides (`decide_proposal`). It is for setting an
    installation up. A new decision replaces the former one from now on; both stay. Raises
    `Refused(plans.other_agency | plans.pack_unknown | plans.binding_dates | plans.binding_outside |
    plans.setting_unknown | plans.setting_malformed | acts.reason_required)`.
    """
    own(by, agency.pk)
    pack = packs.offered(agency, pack_id)
    if not reason.strip():
        raise Refused("acts.reason_required", field="reason")
    check_dates(pack, valid_from, valid_until)
    answers = clean_settings(pack, settings or {})
    return keep_binding(by, agency, pack, valid_from, valid_until, answers, reason.strip())


def keep_binding(
    by: Actor,
    agency: Agency,
    pack: Pack,
    valid_from: date,
    valid_until: date | None,
    answers: Mapping[str, str],
    reason: str,
) -> PackBinding:
    """Write a binding with its event, within an action."""
    binding = PackBinding.objects.create(
        agency=agency,
        pack_id=pack.id,
        pack_version=pack.version,
        pack_digest=pack.digest(),
        valid_from=valid_from,
        valid_until=valid_until,
        decided_by=by.name,
        decided_at=timezone.now(),
        reason=reason,
        settings=dict(answers),
    )
    # The row is append-only and carries no seal; the chained event repeats all it says.
    record(
        by=by,
        action="plans.pack.bind",
        obj=("plans.packbinding", binding.pk),
        reason=binding.reason,
        details={
            "agency": agency.code,
            "pack": pack.id,
            "version": pack.version,
            "digest": binding.pack_digest,
            "from": valid_from.isoformat(),
            "until": valid_until.isoformat() if valid_until else "",
            "settings": binding.settings,
        },
    )
    return binding
