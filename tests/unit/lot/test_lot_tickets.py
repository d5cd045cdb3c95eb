"""Drawing from urns: against the definition with fractions, and what must not matter."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingqian import lot
from mingqian.lot import tickets, weighted
from mingqian.lot.result import draw_urn
from mingqian.lot.seed import make_seed, ticket_key
from mingqian.lot.tickets import Drawn, draw_unweighted

SHA256 = lot.get_hash("sha256")
KEY = b"k" * 16


def entries_of(size, salt=0):
    return sorted(sha256(f"{salt}:{i}".encode()).digest() for i in range(size))


def weighted_by_fractions(entries, weights, quota, seed, urn):
    """The definition with exact fractions: certainties in rounds, then one mark every whole unit of expectation."""
    key = sha256(lot.hashing.tag("ticket") + seed + urn.to_bytes(4, "big")).digest()[:16]
    left = dict(zip(entries, weights, strict=True))
    drawn, places = [], quota
    while places:
        total = sum(left.values())
        certain = sorted(e for e, w in left.items() if Fraction(places * w, total) >= 1)
        if not certain:
            break
        for e in certain:
            del left[e]
        drawn += certain
        places -= len(certain)
    if places:
        total = sum(left.values())
        blocks = (
            int.from_bytes(
                sha256(
                    lot.hashing.tag("start") + seed + urn.to_bytes(4, "big") + c.to_bytes(4, "big")
                ).digest(),
                "big",
            )
            for c in range(2**32)
        )
        start = Fraction(next(x for x in blocks if x < 2**256 // total * total) % total, total)
        at = Fraction(0)
        for e in sorted(left, key=lambda e: (sha256(key + e).digest(), e)):
            end = at + Fraction(places * left[e], total)
            drawn += [e for j in range(places) if at <= start + j < end]
            at = end
    return [Drawn(sha256(key + e).digest(), e) for e in drawn]


weights = st.lists(st.sampled_from([1, 1, 2, 3, 5, 10, 97, 10_000]), max_size=25)


@settings(max_examples=300, deadline=None)
@given(weights, st.integers(0, 25), st.binary(min_size=32, max_size=32), st.integers(0, 3))
def test_weighted_draws_are_the_defined_ones(weights, quota, seed, urn):
    quota = min(quota, len(weights))
    entries = entries_of(len(weights))
    key = ticket_key(seed, urn, SHA256)
    drawn = weighted.draw_weighted(entries, weights, quota, seed, urn, key, SHA256)
    assert drawn == weighted_by_fractions(entries, weights, quota, seed, urn)
    assert len(drawn) == quota


@given(weights, st.integers(0, 25))
def test_chances_are_proportional_and_add_up_to_the_quota(weights, quota):
    quota = min(quota, len(weights))
    chances = lot.chances(weights, quota)
    assert sum(chances) == quota
    assert all(0 <= chance <= 1 for chance in chances)
    open_shares = {chance / weight for chance, weight in zip(chances, weights, strict=True) if chance < 1}
    assert len(open_shares) <= 1


def test_start_point_refuses_the_uneven_tail(monkeypatch):
    total = 2**256 // 3 * 2  # floor(2^256 / total) is 1: every block from total on is refused
    blocks = iter([total, 2**256 - 1, 12345])
    asked = []

    def block(seed, urn, counter, hash):
        asked.append(counter)
        return next(blocks)

    monkeypatch.setattr(weighted, "start_block", block)
    assert weighted.start_point(total, b"s" * 32, 0, SHA256) == 12345
    assert asked == [0, 1, 2]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 300), st.integers(0, 300), st.integers(1, 64), st.randoms(use_true_random=False))
def test_unweighted_draws_are_the_smallest_tickets_however_they_stream(size, quota, run, rng):
    quota = min(quota, size)
    entries = entries_of(size)
    expected = sorted(Drawn(sha256(KEY + e).digest(), e) for e in entries)[:quota]
    rng.shuffle(entries)
    runs = [entries[i : i + run] for i in range(0, size, run)]
    assert draw_unweighted(runs, quota, KEY, SHA256) == expected


def test_the_bound_drops_what_cannot_be_drawn_and_nothing_else(monkeypatch):
    monkeypatch.setattr(tickets, "_LEAST_BUFFER", 8)
    entries = entries_of(2000)
    smallest = tickets.SmallestTickets(KEY, 5, SHA256)
    for i in range(0, 2000, 10):
        smallest.feed(entries[i : i + 10])
        assert len(smallest._kept) <= 18
    assert smallest.drawn() == sorted(Drawn(sha256(KEY + e).digest(), e) for e in entries)[:5]


def test_every_entry_of_an_urn_is_drawn_about_as_often_as_its_chance_says():
    # A smoke test only: the proof is recomputation. 4,000 draws, 5 sigma.
    entries, shares = entries_of(12), [1, 2, 5, 10] * 3
    leaves = lot.pack_leaves(zip(entries, shares, strict=True))
    urn = {"name": "x", "size": 12, "root": "", "quota": 3, "weighted": True}
    chances = lot.chances(lot.leaf_numbers(leaves), 3)
    draws = 4000
    counts: Counter[bytes] = Counter()
    for i in range(draws):
        seed = make_seed(b"m" * 32, "00" * 32, i.to_bytes(32, "big"), SHA256)
        counts.update(one.e for one in draw_urn(leaves, urn, 0, seed, SHA256).drawn)
    for e, chance in zip(entries, chances, strict=True):
        sigma = (draws * float(chance) * (1 - float(chance))) ** 0.5
        assert abs(counts[e] - draws * float(chance)) < 5 * sigma + 1


def test_leaves_are_packed_in_order_and_equal_entries_refused():
    entries = entries_of(3)
    packed = lot.pack_leaves([(entries[2], 7), (entries[0], 1), (entries[1], 10_000)])
    assert lot.leaf_hashes(packed) == entries
    assert lot.leaf_numbers(packed) == [1, 10_000, 7]
    for pairs, code in (
        ([(entries[0], 1), (entries[0], 2)], "leaf_repeated"),
        ([(entries[0], 2**32)], "leaf_number"),
        ([(entries[0], -1)], "leaf_number"),
        ([(b"short", 1)], "leaf_size"),
    ):
        with pytest.raises(lot.LotError) as refused:
            lot.pack_leaves(pairs)
        assert refused.value.code == code
