"""Whom the yearly limit does not bind."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from mingqian.law import FrequencyException, Pack


def complaints_threshold(pack: Pack) -> int | None:
    """How many complaints are "多次", once the bureau has decided."""
    decided = pack.answer("many_complaints")
    return int(decided) if decided.isdecimal() else None


def exempt(pack: Pack, on: date, key_words: tuple[str, ...]) -> Q:
    """Subjects that frequency does not bind (高青 6.2). Exceptions the pack does not name do not count."""
    named = {one.name.removeprefix("exception_") for one in pack.theme("frequency", on)}
    threshold = complaints_threshold(pack)
    facts = {
        FrequencyException.KEY_INDUSTRY: Q(supervision_class="key")
        | (Q(supervision_class="") & Q(field__in=key_words)),
        FrequencyException.REPEATED_COMPLAINTS: Q(complaints_count__gte=threshold) if threshold else None,
        FrequencyException.WATCH_LIST: Q(watch_listed=True),
        FrequencyException.BAD_CREDIT: Q(joint_punishment=True)
        | Q(abnormal_listed=True)
        | Q(credit_grade="D"),
        FrequencyException.SERIOUS_VIOLATION: Q(seriously_listed=True),
    }
    free = Q(pk__in=[])
    for name, holds in facts.items():
        if holds is not None and str(name) in named:
            free |= holds
    return free
