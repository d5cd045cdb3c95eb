"""公平性报告 of a large draw: counted once, kept beside the draw, read from then on."""

from __future__ import annotations

from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.draws import fairness, sealed, states
from mingqian.draws.models import Draw


@action(Permission.DRAWS_OPERATE, event="draws.fairness.make")
def make_fairness(*, by: Actor, draw: Draw) -> None:
    """Count and keep the report; made twice it stays the first. Raises `Refused(draws.no_result)`."""
    draw = Draw.objects.select_for_update(of=("self",)).get(pk=draw.pk)
    if draw.state not in states.RESULT:
        raise Refused("draws.no_result")
    if fairness.kept(draw) is None:
        sealed.seal(draw, fairness.PART, [fairness.packed(fairness.make(draw))])
    record(
        by=by,
        action="draws.fairness.make",
        obj=("draws.draw", draw.pk),
        details={"draw": draw.number, "attempt": draw.attempt},
    )
