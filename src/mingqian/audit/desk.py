"""What the auditor finds on the desk and through the search box."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.acts.actor import Actor
from mingqian.acts.desk import DeskLine, Found, register_desk, register_search
from mingqian.audit.models import Event, Verification

EVERY = timedelta(days=7)
"""After how long the desk asks for the next verification. Ours: no seed names a term."""


@register_desk
def verification_due(actor: Actor) -> Iterator[DeskLine]:
    """A verification under way, one that found something, or the next one due."""
    if not actor.may(Permission.AUDIT_VERIFY):
        return
    url = reverse("audit:verify")
    last = Verification.objects.first()
    today = timezone.localdate()
    if last is None:
        yield DeskLine("核验审计链（还没有核验过）", "", url, "审计员", today)
    elif last.ended_at is None:
        yield DeskLine("审计链正在核验", "", url, "系统")
    elif last.finding_count:
        yield DeskLine(f"审计链核验发现 {last.finding_count} 处不一致", "", url, "审计员", today)
    else:
        due = timezone.localdate(last.ended_at) + EVERY
        yield DeskLine("核验审计链", "", url, "审计员", due)


@register_search
def event_by_number(actor: Actor, words: str) -> Iterator[Found]:
    """An event by its number."""
    if actor.may(Permission.AUDIT_READ) and words.isdecimal() and len(words) < 19:
        for event in Event.objects.filter(number=int(words)):
            yield Found(
                "审计记录",
                f"第 {event.number} 号",
                event.actor_name,
                reverse("audit:event", args=[event.number]),
            )
