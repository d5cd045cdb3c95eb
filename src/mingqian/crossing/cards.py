"""What this room has to say on the page of a cross-region campaign."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from mingqian.accounts.permissions import Permission
from mingqian.acts.actor import Actor
from mingqian.crossing import rules
from mingqian.crossing.queries import activity_of, unprepared
from mingqian.plans.models import Campaign
from mingqian.plans.models.plan import LineKind
from mingqian.plans.ports import Card, CardLine


def cards_of(actor: Actor, campaign: Campaign) -> Iterator[Card]:
    """By which way it is done, what for, and whether the bureau is ready."""
    if campaign.kind != LineKind.CROSS or not rules.ways(campaign):
        return
    activity = activity_of(campaign)
    may = actor.may(Permission.CROSS_LEAD)
    drawn = rules.drawn_from(campaign)
    if activity is None:
        yield Card(
            "跨区域联动",
            (CardLine("抽取的范围", "、".join(drawn.words), drawn.citation),) if drawn.words else (),
            "还没有写明用哪一种方式、针对什么：登记这次联动，把这个任务列进去。",
            reverse("crossing:activity_list") if may else "",
            "去登记" if may else "",
        )
        return
    lines = [
        CardLine("联动", activity.title),
        CardLine("方式", activity.way_words, activity.basis),
        CardLine("针对", activity.purpose),
        CardLine("组织", f"{activity.organiser}：{activity.organiser_name}"),
        CardLine("牵头", activity.lead_unit),
    ]
    if drawn.words:
        whom = "、".join(drawn.words) + (f"（{activity.field}）" if activity.field else "")
        lines.append(CardLine("抽取的范围", whom, drawn.citation))
    missing = unprepared(activity)
    yield Card(
        "跨区域联动",
        tuple(lines),
        f"收到通知后的准备还没有登记：{'、'.join(missing)}。" if missing else "",
        reverse("crossing:activity", args=[activity.pk]) if may else "",
        "看这次联动" if may else "",
    )
