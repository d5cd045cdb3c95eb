"""Large urns on many cores give what one core and the definition give."""

from __future__ import annotations

import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingqian.lot import (
    LotError,
    freeze_roll,
    get_hash,
    hash_entries,
    hash_entry,
    merkle,
    pack_leaves,
    tickets,
)
from mingqian.lot.entries import LEAF_SIZE, leaf_inputs
from mingqian.lot.parallel import processes_for
from mingqian.lot.result import check_leaves
from mingqian.lot.tickets import Drawn, draw_packed

REPOSITORY = Path(__file__).resolve().parents[3]
SHA256 = get_hash("sha256")
KEY = b"k" * 16


def entries_of(size, start=0):
    return [{"id": f"E{i}", "salt": f"{i:032x}", "name": f"某某{i}公司"} for i in range(start, start + size)]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 300), st.integers(0, 300), st.sampled_from(["sha256", "sm3"]))
def test_packed_draws_are_the_smallest_tickets(size, quota, name):
    hash = get_hash(name)
    quota = min(quota, size)
    leaves = pack_leaves((sha256(b"%d" % i).digest(), 1) for i in range(size))
    hashes = [leaf[:32] for leaf in leaf_inputs(leaves)]
    expected = sorted(Drawn(hash.digest(KEY + e), e) for e in hashes)[:quota]
    assert draw_packed(leaves, LEAF_SIZE, quota, KEY, hash) == expected


def test_a_bound_that_leaves_too_few_is_doubled(monkeypatch):
    monkeypatch.setattr(tickets, "isqrt", lambda quota: -quota // 6)  # asks for 16 where 400 are wanted
    leaves = pack_leaves((sha256(b"%d" % i).digest(), 1) for i in range(1000))
    expected = sorted(Drawn(sha256(KEY + leaf[:32]).digest(), leaf[:32]) for leaf in leaf_inputs(leaves))[
        :400
    ]
    assert draw_packed(leaves, LEAF_SIZE, 400, KEY, SHA256) == expected


@pytest.mark.parametrize("name", ["sha256", "sm3"])
@pytest.mark.parametrize("size", [0, 1, 2, 700])
@pytest.mark.parametrize("weighted", [False, True])
def test_a_roll_has_the_leaves_and_entries_of_its_source(name, size, weighted):
    hash = get_hash(name)
    source = entries_of(size)
    weights = [i % 10_000 + 1 for i in range(size)] if weighted else None
    roll = freeze_roll(source, hash, weights=weights)
    assert roll.leaves == pack_leaves(
        (hash_entry(entry, hash), weights[i] if weights else 1) for i, entry in enumerate(source)
    )
    for entry in source:
        assert roll.entry(hash_entry(entry, hash)) is entry
    for stranger in (b"\0" * 32, b"\xff" * 32):
        with pytest.raises(KeyError):
            roll.entry(stranger)


def test_a_roll_refuses_what_one_entry_at_a_time_refuses():
    for wrong, code in (
        ({"id": "x"}, "entry_salt"),
        ({"id": 1, "salt": "0" * 32}, "entry_id"),
        ({"id": "x", "salt": "0" * 31 + "G"}, "entry_salt"),
        ({"id": "x", "salt": "٠" * 32}, "entry_salt"),
        ({"id": "x", "salt": "0" * 33}, "entry_salt"),
        ({"id": "x", "salt": "0" * 32, "facts": "00"}, "entry_facts"),
        ({"id": "x", "salt": "0" * 32, "facts": "A" * 64}, "entry_facts"),
        ({"id": "x", "salt": "0" * 32, "facts": {"grade": "D"}}, "entry_facts"),
        ("text", "entry_shape"),
        ({"id": "x", "salt": "0" * 32, "n": 1.5}, "json_type"),
    ):
        for many in ([wrong], [*entries_of(600), wrong, *entries_of(5, 600)]):
            with pytest.raises(LotError) as caught:
                freeze_roll(many, SHA256)
            assert caught.value.code == code
            with pytest.raises(LotError) as caught:
                hash_entries(many, SHA256)
            assert caught.value.code == code
    with pytest.raises(LotError) as caught:
        freeze_roll([*entries_of(10), *entries_of(1)], SHA256)
    assert caught.value.code == "leaf_repeated"
    with pytest.raises(LotError) as caught:
        freeze_roll(entries_of(2), SHA256, weights=[1, 2**32])
    assert caught.value.code == "leaf_number"


@pytest.mark.parametrize(
    ("change", "code", "index"),
    [
        (lambda one: one[::-1], "leaf_order", 1),
        (lambda one: [*one[:40], one[39][:32] + b"\0\0\0\2", *one[41:]], "leaf_repeated", 40),
        (lambda one: [*one[:50], one[50][:32] + b"\0\0\0\0", *one[51:]], "leaf_number", 50),
    ],
)
def test_leaves_out_of_order_are_named_across_runs(monkeypatch, change, code, index):
    monkeypatch.setattr(merkle, "_BLOCK", 8)
    leaves = b"".join(change(list(leaf_inputs(freeze_roll(entries_of(100), SHA256).leaves))))
    with pytest.raises(LotError) as caught:
        check_leaves(leaves, 100, "", 1, 5, SHA256)
    assert (caught.value.code, caught.value.params["index"]) == (code, index)


def test_small_urns_are_not_spread():
    assert processes_for(1000) == 1


# In a process of its own: the test runner has threads, and such a process is never forked.
FORKED = """
import os
from mingqian.lot import LotError, freeze_roll, get_hash, merkle
from mingqian.lot.parallel import processes_for, spread
from mingqian.lot.result import check_leaves
from mingqian.lot.tickets import draw_packed

assert processes_for(10**6) == len(os.sched_getaffinity(0))
merkle._BLOCK = 64
hash = get_hash("sha256")
source = [{"id": str(i), "salt": f"{i:032x}"} for i in range(3000)]
weights = [i % 7 + 1 for i in range(3000)]
alone = freeze_roll(source, hash, weights=weights, processes=1)
root = merkle.packed_root(alone.leaves, 36, hash, processes=1)
assert root == merkle.root([alone.leaves[i:i + 36] for i in range(0, 3000 * 36, 36)], hash)
drawn = draw_packed(alone.leaves, 36, 150, b"k" * 16, hash, processes=1)
for processes in (2, 3, 7):
    roll = freeze_roll(source, hash, weights=weights, processes=processes)
    assert (roll.leaves, roll.places) == (alone.leaves, alone.places)
    assert merkle.packed_root(roll.leaves, 36, hash, processes=processes) == root
    assert draw_packed(roll.leaves, 36, 150, b"k" * 16, hash, processes=processes) == drawn

def failing(start, end):
    if start:
        raise LotError("leaf_order", index=start)
    return start

try:
    spread(failing, 9, processes=3)
except LotError as error:
    assert (error.code, error.params) == ("leaf_order", {"index": 3})
else:
    raise AssertionError

parent = os.getpid()
def dying(start, end):
    if os.getpid() != parent:
        os._exit(9)
    return range(start, end)

assert [i for part in spread(dying, 10, processes=4) for i in part] == list(range(10))
try:
    os.waitpid(-1, os.WNOHANG)
except ChildProcessError:
    print("done")
"""


def test_any_number_of_processes_gives_the_same_and_leaves_none_behind():
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY / "src")}
    run = subprocess.run(
        [sys.executable, "-c", FORKED], capture_output=True, text=True, check=False, env=environment
    )
    assert (run.stdout, run.returncode) == ("done\n", 0), run.stderr
