"""What waits on the desks of those who run and follow checks across regions."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from mingqian.accounts.permissions import Permission
from mingqian.acts.actor import Actor
from mingqian.acts.desk import DeskLine
from mingqian.crossing import rules
from mingqian.crossing.models import LeadReport
from mingqian.crossing.queries import activities, duty_lines, letters, unanswered, unprepared

MOST = 30


def desk_lines(actor: Actor) -> Iterator[DeskLine]:
    """Lines of the present role alone."""
    if actor.agency_id is None:
        return
    if actor.may(Permission.CROSS_LEAD):
        yield from _to_prepare(actor)
    if actor.may(Permission.REFER):
        yield from _to_answer(actor)
        yield from _to_follow(actor)
    if actor.may(Permission.CROSS_DECIDE):
        for report in LeadReport.objects.filter(agency_id=actor.agency_id, decision=None)[:MOST]:
            yield DeskLine("研究跨区域线索报告", report.title, reverse("crossing:report", args=[report.pk]))


def _to_prepare(actor: Actor) -> Iterator[DeskLine]:
    for one in activities(actor).filter(closed_at=None)[:MOST]:
        missing = unprepared(one)
        if missing:
            yield DeskLine(
                f"跨区域联动的准备：{'、'.join(missing)}",
                one.title,
                reverse("crossing:activity", args=[one.pk]),
                due=one.from_on,
            )


def _to_answer(actor: Actor) -> Iterator[DeskLine]:
    for one in activities(actor).filter(closed_at=None)[:MOST]:
        waiting = unanswered(one)
        if waiting:
            yield DeskLine(
                f"收到的跨区域问题反馈有 {len(waiting)} 件没有办完",
                one.title,
                reverse("crossing:activity", args=[one.pk]),
            )


def _to_follow(actor: Actor) -> Iterator[DeskLine]:
    rows = letters(actor).filter(inspection__unit_id=actor.unit_id or 0).exclude(state="concluded")
    words = rules.local_duties(actor.agency_id or 0).words if rows.exists() else ()
    for one in rows[:MOST]:
        missing = [line.word for line in duty_lines(words, referral=one) if not line.done]
        if missing:
            yield DeskLine(
                f"跟踪{one.number}：所在地还没有{'、'.join(missing)}",
                one.inspection.campaign.title,
                reverse("crossing:letter", args=[one.pk]),
            )
