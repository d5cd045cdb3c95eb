"""Handing an enterprise its receipt or its proof leaves an event: who asked where, for which draw."""

from __future__ import annotations

from mingqian.acts.action import action
from mingqian.acts.actor import Actor
from mingqian.acts.refusal import Refused
from mingqian.acts.trail import record
from mingqian.draws import proofs, receipts
from mingqian.draws.models import Draw
from mingqian.draws.released import keeps_another_list
from mingqian.lot.enterprise import Receipt
from mingqian.lot.proof import Proof
from mingqian.registers.models import Subject


def _no_list_by_asking(draw: Draw) -> None:
    """The urn of a vacancy draw holds one enterprise, and it was drawn: who is in it is the secret itself."""
    if draw.fills_vacancies and not draw.released:
        raise Refused("draws.receipt_of_vacancy")


@action(
    None,
    event="draws.receipt.give",
    why_unguarded="任何一户凭自己的代码都可以要自己的入库凭证，与是否抽中无关",
)
def give_receipt(*, by: Actor, draw: Draw, subject: Subject) -> Receipt:
    """The receipt of one enterprise, once the manifest is published.

    Raises `Refused` (draws.no_receipt_yet, draws.receipt_of_vacancy, draws.receipts_wait, draws.not_in_urn).
    """
    if not draw.manifest_hash:
        raise Refused("draws.no_receipt_yet")
    _no_list_by_asking(draw)
    if keeps_another_list(draw):
        raise Refused("draws.receipts_wait")
    receipt = receipts.receipt_of(draw, subject)
    if receipt is None:
        raise Refused("draws.not_in_urn", name=subject.name)
    record(
        by=by,
        action="draws.receipt.give",
        obj=("draws.draw", draw.pk),
        details={"draw": draw.number, "attempt": draw.attempt},
    )
    return receipt


@action(
    None,
    event="draws.proof.give",
    why_unguarded="凭自己的代码或者通知上的口令要自己的证明；公开之前里面没有结果",
)
def give_proof(*, by: Actor, draw: Draw, subject: Subject) -> Proof:
    """「为什么抽到我」 as a file; opened once the list is released.

    Raises `Refused` (draws.no_receipt_yet, draws.receipt_of_vacancy, draws.receipts_wait, draws.not_in_urn).
    """
    if not draw.manifest_hash:
        raise Refused("draws.no_receipt_yet")
    _no_list_by_asking(draw)
    if not draw.drawn.filter(subject=subject).exists() and keeps_another_list(draw):
        raise Refused("draws.receipts_wait")
    proof = proofs.proof_of(draw, subject)
    if proof is None:
        raise Refused("draws.not_in_urn", name=subject.name)
    record(
        by=by,
        action="draws.proof.give",
        obj=("draws.draw", draw.pk),
        details={"draw": draw.number, "attempt": draw.attempt},
    )
    return proof
