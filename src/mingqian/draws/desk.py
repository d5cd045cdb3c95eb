"""What a draw puts on the desks of operators, witnesses and those who approve another attempt."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet
from django.urls import reverse

from mingqian.accounts.permissions import Permission
from mingqian.acts.actor import Actor
from mingqian.acts.desk import DeskLine, register_desk
from mingqian.draws import queries, states
from mingqian.draws.models import Draw
from mingqian.draws.presence import unsigned, witness_office
from mingqian.plans.queries import visible_campaigns

IN_THE_ROOM = (states.LOCKED, states.COMMITTED, states.DRAWN)
"""A draw that has begun and is not signed yet."""

_OPERATOR = {
    states.LOCKED: "收齐承诺，公布锁库摘要",
    states.COMMITTED: "收齐随机数，摇号",
    states.DRAWN: "核对结果，签字",
}
_WITNESS = {
    states.LOCKED: "见证：提交承诺",
    states.COMMITTED: "见证：核对锁库摘要，公开随机数",
    states.DRAWN: "见证：核对结果，签字",
}


@register_desk
def waiting(actor: Actor) -> Iterator[DeskLine]:
    """Lines of the present role alone."""
    if actor.may(Permission.DRAWS_OPERATE):
        yield from _to_operate(actor)
    if actor.may(Permission.DRAWS_WITNESS):
        yield from _to_witness(actor)
    if actor.may(Permission.DRAWS_APPROVE):
        for draw in _own(actor).filter(state=states.DRAWN, platform__isnull=False):
            yield DeskLine("核对平台抽取的名单，签字", draw.campaign.title, _room(draw))
        asked = _own(actor).filter(state__in=states.LIVE, abort_asked_at__isnull=False)
        for draw in asked.exclude(abort_asked_by_id=actor.user_id):
            yield DeskLine("审批中止、重新摇号的申请", draw.campaign.title, _room(draw))


def _to_operate(actor: Actor) -> Iterator[DeskLine]:
    for campaign in visible_campaigns(actor).filter(state="ready"):
        yield DeskLine(
            "锁库、摇号",
            campaign.title,
            reverse("draws:room", args=[campaign.pk]),
            due=campaign.check_to,
        )
    for draw in _own(actor).filter(state__in=IN_THE_ROOM, platform__isnull=True):
        yield DeskLine(_OPERATOR[draw.state], draw.campaign.title, _room(draw))


def _to_witness(actor: Actor) -> Iterator[DeskLine]:
    for source in queries.my_sources(actor).filter(draw__state__in=IN_THE_ROOM):
        draw = source.draw
        done = {
            states.LOCKED: bool(source.commitment),
            states.COMMITTED: bool(source.value),
            states.DRAWN: witness_office(actor, draw) not in unsigned(draw),
        }[draw.state]
        if not done:
            yield DeskLine(
                _WITNESS[draw.state], draw.campaign.title, reverse("draws:witness_one", args=[source.pk])
            )


def _own(actor: Actor) -> QuerySet[Draw]:
    return Draw.objects.filter(agency_id=actor.agency_id or 0).select_related("campaign").order_by("-id")


def _room(draw: Draw) -> str:
    return reverse("draws:room", args=[draw.campaign_id])
