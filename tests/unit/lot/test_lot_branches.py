"""Paths from one block of leaves, and chances by weight."""

from __future__ import annotations

import hashlib
from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingqian.lot import branches
from mingqian.lot.entries import LEAF_SIZE, pack_leaves
from mingqian.lot.hashing import get_hash
from mingqian.lot.manifest import leaves_root
from mingqian.lot.merkle import check_inclusion, inclusion_path, leaf_node, path_above
from mingqian.lot.rolls import pack_digests
from mingqian.lot.weighted import chance_of_weight, split_certainties

SHA = get_hash("sha256")


def leaves_of(size: int) -> bytes:
    return pack_leaves((hashlib.sha256(b"%d" % n).digest(), 1 + n % 3) for n in range(size))


@pytest.mark.parametrize("size", [0, 1, 7, 8, 9, 63, 64, 65, 200])
def test_the_root_over_branches_is_the_root_over_leaves(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(branches, "BLOCK", 8)
    leaves = leaves_of(size)
    made = branches.make_branches(leaves, SHA)
    assert len(made) == 64 * -(-size // 8)
    assert branches.branches_root(made, SHA) == leaves_root(leaves, SHA)


@pytest.mark.parametrize("size", [1, 8, 9, 100])
def test_a_path_in_two_parts_is_the_whole_path(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(branches, "BLOCK", 8)
    leaves = leaves_of(size)
    made = branches.make_branches(leaves, SHA)
    inputs = [leaves[at : at + LEAF_SIZE] for at in range(0, len(leaves), LEAF_SIZE)]
    roots = [made[at + 32 : at + 64] for at in range(0, len(made), 64)]
    for index, leaf in enumerate(inputs):
        start, end = branches.block_of(made, leaf[:32])
        block = leaves[start:end]
        assert leaf in block
        path = inclusion_path(
            [block[at : at + LEAF_SIZE] for at in range(0, len(block), LEAF_SIZE)], index % 8, SHA
        )
        path += path_above(roots, index // 8, SHA)
        assert path == inclusion_path(inputs, index, SHA)
        assert check_inclusion(
            leaf_node(leaf, SHA), index, size, path, bytes.fromhex(leaves_root(leaves, SHA)), SHA
        )


def test_digests_are_packed_as_leaves_are() -> None:
    digests = [hashlib.sha256(b"%d" % n).digest() for n in range(500)]
    weights = [1 + n % 9 for n in range(500)]
    packed, places = pack_digests(b"".join(digests), weights=weights)
    assert packed == pack_leaves(zip(digests, weights, strict=True))
    assert [digests[place] for place in places] == sorted(digests)


@given(st.lists(st.integers(1, 10_000), min_size=1, max_size=60), st.data())
def test_chances_by_weight_are_those_of_the_entries(weights: list[int], data: st.DataObject) -> None:
    quota = data.draw(st.integers(0, len(weights)))
    certain, places, total = split_certainties(weights, quota)
    wanted = [
        Fraction(1) if i in set(certain) else Fraction(places * w, total) for i, w in enumerate(weights)
    ]
    found = chance_of_weight(Counter(weights), quota)
    assert [Fraction(*found[weight]) for weight in weights] == wanted
    assert sum(wanted) == quota
