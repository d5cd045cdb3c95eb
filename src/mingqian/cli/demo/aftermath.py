"""Work left on the desks: one campaign waiting for its draw, one dispatched and half checked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from mingqian.accounts.models import User
from mingqian.cli.demo.bureaus import Cast
from mingqian.cli.demo.checks import notify_one, start_one
from mingqian.cli.demo.planning import make_campaign
from mingqian.draws.models import Draw
from mingqian.inspections import actions as inspections
from mingqian.plans.models import AnnualPlan, Campaign

DISPATCHED = "轻工、纺织、烟草企业"
WAITING = "商贸经营单位"


def leave_work(
    cast: Cast, plan: AnnualPlan, today: date, draw: Callable[[Cast, Campaign, Callable[[str], None]], Draw]
) -> dict[str, int | str]:
    """Leave both; returns the campaign that waits for its draw, an inspection under way and its leader's account."""
    half_done = make_campaign(cast, plan, today, plan.lines.get(title__contains=DISPATCHED).title)
    made = inspections.dispatch(by=cast.first("draw_operator"), draw=draw(cast, half_done, lambda _: None))
    head = cast.head(half_done.unit)
    for inspection in made[:12]:
        notify_one(head, half_done, inspection)
    started, (leader, *_) = start_one(cast, made[0])
    for inspection in made[1:4]:
        start_one(cast, inspection)
    return {
        "next_campaign": make_campaign(cast, plan, today, plan.lines.get(title__contains=WAITING).title).pk,
        "checking": started.pk,
        "inspector": User.objects.values_list("username", flat=True).get(pk__in=[leader.user_id]),
    }
