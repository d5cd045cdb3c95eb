"""锁库 and 摇号 as long works: a register of a million subjects takes longer than a person waits for a page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from mingqian.accounts.permissions import Permission
from mingqian.acts.actor import Actor
from mingqian.draws import actions, fairness, simulation
from mingqian.draws.actions.inviting import Invited, PublicNumber, Round
from mingqian.draws.models import Draw
from mingqian.jobs.works import Work, register
from mingqian.plans.models import Campaign
from mingqian.registers.models import Subject

FROZEN_A_SECOND = 15_000
OPENED_A_SECOND = 60_000
DRAWN_A_SECOND = 150
"""Measured with bench/long_work.py, rounded down."""


def _room(campaign_id: int) -> str:
    return reverse("draws:room", args=[campaign_id])


def _lock(by: Actor, campaign_id: int, asked: Mapping[str, Any]) -> str:
    actions.lock(
        by=by,
        campaign=Campaign.objects.get(pk=campaign_id),
        witness_ids=asked["witness_ids"],
        guests=[Invited(name, office) for name, office in asked["guests"]],
        dice=asked["dice"],
        public_numbers=[PublicNumber(label, digits) for label, digits in asked["public_numbers"]],
        rounds=[Round(minutes, chain) for minutes, chain in asked["rounds"]],
    )
    return "已锁库。请各位见证人提交承诺。"


def _lock_seconds(campaign_id: int) -> float:
    agency = Campaign.objects.values("agency_id").filter(pk=campaign_id)
    return Subject.objects.filter(agency_id__in=agency).count() / FROZEN_A_SECOND


def _draw_seconds(draw_id: int) -> float:
    urns = Draw.objects.get(pk=draw_id).urns
    size, drawn = (sum(int(urn[key]) for urn in urns) for key in ("size", "quota"))
    return size / OPENED_A_SECOND + drawn / DRAWN_A_SECOND


def _draw(by: Actor, draw_id: int, asked: Mapping[str, Any]) -> str:
    actions.draw_now(by=by, draw=Draw.objects.get(pk=draw_id))
    return "摇号完成，并已通过自验。请在场人员核对并签字。"


LOCK = register(
    Work(
        code="draws.lock",
        name="锁库",
        permission=Permission.DRAWS_OPERATE,
        seconds=_lock_seconds,
        title=lambda campaign_id: Campaign.objects.get(pk=campaign_id).title,
        url=_room,
        carry_out=_lock,
    )
)
DRAW = register(
    Work(
        code="draws.draw",
        name="摇号",
        permission=Permission.DRAWS_OPERATE,
        seconds=_draw_seconds,
        title=lambda draw_id: Draw.objects.select_related("campaign").get(pk=draw_id).campaign.title,
        url=lambda draw_id: _room(Draw.objects.get(pk=draw_id).campaign_id),
        carry_out=_draw,
    )
)


def _fairness(by: Actor, draw_id: int, asked: Mapping[str, Any]) -> str:
    actions.make_fairness(by=by, draw=Draw.objects.get(pk=draw_id))
    return "公平性报告已经生成。"


def _simulate(by: Actor, campaign_id: int, asked: Mapping[str, Any]) -> str:
    found = simulation.simulate(Campaign.objects.get(pk=campaign_id), int(asked["runs"]))
    return f"试抽了 {found.runs:,} 次。试抽不产生名单，也不影响正式摇号。"


FAIRNESS = register(
    Work(
        code="draws.fairness",
        name="公平性报告",
        permission=Permission.DRAWS_OPERATE,
        seconds=lambda draw_id: fairness.candidates(Draw.objects.get(pk=draw_id)) / OPENED_A_SECOND,
        title=lambda draw_id: Draw.objects.select_related("campaign").get(pk=draw_id).campaign.title,
        url=lambda draw_id: reverse("draws:fairness", args=[draw_id]),
        carry_out=_fairness,
    )
)


def _simulation(runs: int) -> Work:
    return register(
        Work(
            code=f"draws.simulate.{runs}",
            name=f"试抽 {runs:,} 次",
            permission=Permission.CAMPAIGNS_READ,
            seconds=lambda campaign_id: simulation.seconds(Campaign.objects.get(pk=campaign_id), runs),
            title=lambda campaign_id: Campaign.objects.get(pk=campaign_id).title,
            url=lambda campaign_id: reverse("draws:simulate", args=[campaign_id]),
            carry_out=_simulate,
        )
    )


SIMULATE = {runs: _simulation(runs) for runs in simulation.RUNS}
