"""「为什么抽到我」: an enterprise's own check, from its entry and path alone."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest

from mingqian import lot


@pytest.fixture(scope="module")
def made(make_draw):
    return make_draw(urns=(("A", 11, 4, False), ("B", 9, 3, True), ("C", 2, 0, False)), people=2)


def receipts(made):
    """Receipt and urn number of every enterprise, through JSON as it would be handed out."""
    transcript = made.transcript
    for n, leaves in enumerate(transcript.urn_leaves):
        for e in lot.leaf_hashes(leaves):
            receipt = lot.make_receipt(transcript.manifest, n, leaves, made.entries[e])
            yield n, e, json.loads(json.dumps(receipt))


def test_everyone_can_check_being_in_the_urn_ticket_chance_and_outcome(made):
    transcript, result = made.transcript, made.transcript.result
    selection = json.loads(result.selection_json())
    drawn = {one.e: one.ticket for urn in result.selection for one in urn.drawn}
    for n, e, receipt in receipts(made):
        assert lot.check_receipt(transcript.manifest, receipt) == e
        told = lot.explain(
            transcript.manifest, receipt, result.seed, last=lot.last_drawn(selection, n),
            leaves=transcript.urn_leaves[n] if n == 1 else None,
        )  # fmt: skip
        assert told.drawn is (e in drawn)
        assert told.ticket == drawn.get(e, told.ticket)
        if n == 0:
            assert told.chance == Fraction(4, 11)
            assert told.last == result.selection[0].drawn[-1].ticket
        if n == 1:
            weights = lot.leaf_numbers(transcript.urn_leaves[1])
            position = lot.leaf_hashes(transcript.urn_leaves[1]).index(e)
            assert told.chance == lot.chances(weights, 3)[position]
        if n == 2:
            assert (told.chance, told.last) == (0, None)


def test_in_a_weighted_urn_chance_and_outcome_need_the_leaves(made):
    _, e, receipt = next(row for row in receipts(made) if row[0] == 1)
    told = lot.explain(made.transcript.manifest, receipt, made.transcript.result.seed)
    assert (told.e, told.chance, told.drawn) == (e, None, None)
    with pytest.raises(lot.LotError) as refused:
        lot.explain(
            made.transcript.manifest, receipt, made.transcript.result.seed,
            leaves=made.transcript.urn_leaves[1][36:],
        )  # fmt: skip
    assert refused.value.code == "leaf_count"


def test_receipts_that_do_not_hold(made, make_draw):
    _, _, receipt = next(receipts(made))
    manifest = made.transcript.manifest

    def refusal(**changes):
        with pytest.raises(lot.LotError) as refused:
            lot.check_receipt(manifest, {**receipt, **changes})
        return refused.value.code

    assert refusal(entry={**receipt["entry"], "name": "别家"}) == "receipt_not_in_urn"
    assert refusal(weight=2) == "receipt_not_in_urn"
    assert refusal(index=receipt["index"] + 1) == "receipt_not_in_urn"
    assert refusal(path=receipt["path"][:-1]) == "receipt_not_in_urn"
    assert refusal(path=[]) == "receipt_not_in_urn"
    assert refusal(urn=1) == "receipt_not_in_urn"
    assert refusal(urn=9) == "receipt_not_in_urn"
    assert refusal(m="0" * 64) == "receipt_manifest"
    assert refusal(path=["zz"]) == "not_hex"
    assert refusal(extra=1) == "key_unknown"
    with pytest.raises(lot.LotError):
        lot.explain(manifest, receipt, made.transcript.result.seed)  # the last ticket is missing
    other = make_draw(seed=2)
    with pytest.raises(lot.LotError) as refused:
        lot.make_receipt(manifest, 0, made.transcript.urn_leaves[0], next(iter(other.entries.values())))
    assert refused.value.code == "receipt_not_in_urn"
