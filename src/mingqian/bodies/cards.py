"""What this room has to say on the page of a joint campaign."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from mingqian.accounts.permissions import Permission
from mingqian.acts.actor import Actor
from mingqian.bodies.standing import arranged, provisions
from mingqian.plans.models import Campaign
from mingqian.plans.models.plan import LineKind
from mingqian.plans.ports import Card, CardLine

NAMES = {"organiser": "组织、协调", "initiator": "发起部门", "partner": "配合部门"}


def cards_of(actor: Actor, campaign: Campaign) -> Iterator[Card]:
    """Who organises and initiates it, and whether it is provided for."""
    if campaign.kind != LineKind.JOINT:
        return
    stands, provided = arranged(campaign), provisions(campaign)
    if stands.empty and not provided:
        return
    lines = []
    for name, words in NAMES.items():
        said, asked = stands.said(name), getattr(stands, name)
        if said:
            same = asked is not None and said == asked.words
            lines.append(CardLine(words, said, asked.citation if same else ""))
    if stands.recorded is not None and stands.recorded.reason:
        lines.append(CardLine("与文件不同的理由", stands.recorded.reason))
    lines += [
        CardLine(one.word, one.recorded.said if one.recorded else "还没有落实", one.citation)
        for one in provided
    ]
    waiting = [one.word for one in provided if one.recorded is None]
    near = f"{'、'.join(waiting)}还没有登记落实。" if waiting else ""
    may = actor.may(Permission.CAMPAIGNS_EDIT)
    yield Card(
        "联合抽查的组织和保障",
        tuple(lines),
        near,
        reverse("bodies:joint", args=[campaign.pk]) if may else "",
        "登记" if may else "",
    )
