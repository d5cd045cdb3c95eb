"""Those present sign."""

from __future__ import annotations

from django.db.models import Model
from django.utils import timezone

from mingqian.accounts.permissions import Permission
from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.draws import states
from mingqian.draws.actions.attesting import keep_signature
from mingqian.draws.actions.moving import move_campaign
from mingqian.draws.attesting import seal_attested
from mingqian.draws.guests import owns
from mingqian.draws.models import Draw, PresenceSignature
from mingqian.draws.models.witness import RESULTS
from mingqian.draws.presence import OPERATOR, unsigned


@action(None, event="draws.draw.sign", why_unguarded="在场的见证人和操作员各签各的字，逐一核对身份")
def sign(*, by: Actor, draw: Draw, key: str = "", sig: str = "") -> Draw:
    """One person present (a witness of this draw or its operator) signs the results' hash; the last one completes it.

    With `key` and `sig` a witness's device signs too. Raises `Refused` (draws.not_your_source, draws.already_signed,
    draws.bad_signature, acts.wrong_state).
    """
    draw = Draw.objects.select_for_update(of=("self",)).select_related("campaign").get(pk=draw.pk)
    if draw.from_platform:
        raise Refused("draws.platform_no_proof")
    states.DRAW.check("sign", draw.state, draw.campaign.title)
    source = next((s for s in draw.sources.all() if owns(by, s)), None)
    if source is None:
        by.require(Permission.DRAWS_OPERATE)
        if by.user_id is None:
            raise Refused("draws.not_your_source")
    mine = (
        draw.signatures.filter(office=source.label) if source else draw.signatures.filter(user_id=by.user_id)
    )
    if mine.exists():
        raise Refused("draws.already_signed")
    signature = PresenceSignature.objects.create(
        draw=draw,
        user_id=by.user_id,
        name=by.name,
        office=source.label if source else OPERATOR,
        over=draw.results_hash,
        signed_at=timezone.now(),
    )
    rows: list[Model] = [signature]
    if source is not None and sig:
        rows += keep_signature(draw, source, RESULTS, key, sig)
    complete = complete_if_signed(by, draw)
    record(
        by=by,
        action="draws.draw.sign",
        rows=[*rows, draw] if complete else rows,
        obj=("draws.draw", draw.pk),
        details={
            "draw": draw.number,
            "attempt": draw.attempt,
            "over": draw.results_hash,
            "complete": complete,
            **({"key": key, "sig": sig} if sig else {}),
        },
    )
    return draw


def complete_if_signed(by: Actor, draw: Draw) -> bool:
    """Once nobody's signature is missing: the draw is signed, its signatures and log proofs are sealed beside it."""
    if unsigned(draw):
        return False
    draw.state, draw.signed_at = states.DRAW.check("sign", draw.state, draw.campaign.title), timezone.now()
    draw.save()
    seal_attested(draw)
    move_campaign(by, draw, "sign")
    return True
