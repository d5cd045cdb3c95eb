"""Merkle trees against the recursive definition of RFC 6962 §2.1."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingqian.lot import LotError, get_hash, merkle

SHA256 = get_hash("sha256")


def defined(inputs):
    if not inputs:
        return SHA256.digest(b"")
    if len(inputs) == 1:
        return SHA256.digest(b"\0" + inputs[0])
    half = 1
    while half * 2 < len(inputs):
        half *= 2
    return SHA256.digest(b"\1" + defined(inputs[:half]) + defined(inputs[half:]))


@pytest.mark.parametrize("block", [1, 2, 4, 32768])
def test_the_root_is_the_defined_one_however_it_is_folded(monkeypatch, block):
    monkeypatch.setattr(merkle, "_BLOCK", block)
    for size in range(70):
        inputs = [bytes([i]) * 36 for i in range(size)]
        assert merkle.root(iter(inputs), SHA256) == defined(inputs)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 80), st.data())
def test_paths_prove_their_leaf_and_no_other(size, data):
    inputs = [i.to_bytes(36, "big") for i in range(size)]
    index = data.draw(st.integers(0, size - 1))
    root = merkle.root(inputs, SHA256)
    path = merkle.inclusion_path(inputs, index, SHA256)
    leaf = merkle.leaf_node(inputs[index], SHA256)
    assert merkle.check_inclusion(leaf, index, size, path, root, SHA256)
    other = merkle.leaf_node(b"x" * 36, SHA256)
    assert not merkle.check_inclusion(other, index, size, path, root, SHA256)
    for wrong in range(size):
        if wrong != index:
            assert not merkle.check_inclusion(leaf, wrong, size, path, root, SHA256)
    assert not merkle.check_inclusion(leaf, index, size, [*path, root], root, SHA256)


def test_there_is_no_path_of_a_leaf_that_is_not_there():
    with pytest.raises(LotError):
        merkle.inclusion_path([b"x" * 36], 1, SHA256)
