"""A proposal and the second person's decision on it: what tables of weights, bindings and written packs have in common."""

from __future__ import annotations

from typing import Protocol

from django.core.exceptions import ObjectDoesNotExist

from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused


class Proposal(Protocol):
    """A row somebody proposed; its `decision` is a row of its own, written once."""

    proposed_by: str
    proposer_id: int | None


def proposed(one: Proposal, by: Actor) -> bool:
    """Whether this person made the proposal."""
    if by.user_id is None:
        return one.proposer_id is None and one.proposed_by == by.name
    return one.proposer_id == by.user_id


def check_decision(by: Actor, held: Proposal, *, approve: bool, reason: str, decided: str, own: str) -> str:
    """The reason as it is kept. `held` is the proposal under its lock.

    Raises `Refused` with the code `decided` where somebody has decided already, with `own` where it is this person's own
    proposal, and `acts.reason_required` where it is turned down without a word.
    """
    try:
        held.decision  # type: ignore[attr-defined]  # noqa: B018 -- asks whether it is there
    except ObjectDoesNotExist:
        pass
    else:
        raise Refused(decided)
    if proposed(held, by):
        raise Refused(own)
    if not approve and not reason.strip():
        raise Refused("acts.reason_required", field="reason")
    return reason.strip()
