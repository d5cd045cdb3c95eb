"""Drawing from weighted urns: exactly proportional chances, whole numbers only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction

from .hashing import Hash
from .seed import start_block
from .tickets import Drawn

_SPAN = 2**256


def split_certainties(weights: Sequence[int], quota: int) -> tuple[list[int], int, int]:
    """Who is certain to be drawn: ``(indices in drawn order, q' places left, W' weight left)``.

    ``weights`` in leaf order (ascending e). Round by round every entry with ``q'·w ≥ W'`` is drawn.
    """
    certain: list[int] = []
    left = range(len(weights))
    places, total = quota, sum(weights)
    rest: Sequence[int] = left
    while places:
        now = [i for i in rest if places * weights[i] >= total]
        if not now:
            break
        taken = set(now)
        rest = [i for i in rest if i not in taken]
        certain += now
        places -= len(now)
        total -= sum(weights[i] for i in now)
    return certain, places, total


def start_point(total: int, seed: bytes, urn: int, hash: Hash) -> int:
    """``r``: uniform in 0 … total − 1, by refusing the blocks above the last whole multiple of ``total``."""
    limit = _SPAN // total * total
    counter = 0
    while (x := start_block(seed, urn, counter, hash)) >= limit:
        counter += 1
    return x % total


def draw_weighted(
    entries: Sequence[bytes],
    weights: Sequence[int],
    quota: int,
    seed: bytes,
    urn: int,
    key: bytes,
    hash: Hash,
) -> list[Drawn]:
    """The drawn entries of weighted urn number ``urn``: certainties first, then one every W' along the line.

    ``entries`` (32 bytes each, ascending) and ``weights`` are the urn's leaves, ``key`` its ticket key. The
    line has the entries left, in order of (ticket, e), each as long as ``q'·w``; drawn are those that hold
    one of r, r + W', …, r + (q' − 1)·W'.
    """
    certain, places, total = split_certainties(weights, quota)
    drawn = [
        Drawn(ticket, entries[i])
        for i, ticket in zip(certain, hash.many(key, (entries[i] for i in certain)), strict=True)
    ]
    if not places:
        return drawn
    taken = set(certain)
    rest = [i for i in range(len(entries)) if i not in taken]
    tickets = hash.many(key, (entries[i] for i in rest))
    line = sorted(zip(tickets, (entries[i] for i in rest), (weights[i] for i in rest), strict=True))
    mark = start_point(total, seed, urn, hash)
    end = 0
    for ticket, e, weight in line:
        end += places * weight
        if mark < end:
            drawn.append(Drawn(ticket, e))
            mark += total
    return drawn


def chances(weights: Sequence[int], quota: int) -> list[Fraction]:
    """The exact chance of each entry of a weighted urn, in leaf order; they add up to ``quota``."""
    own = {weight: Fraction(*pair) for weight, pair in chance_of_weight(Counter(weights), quota).items()}
    return [own[weight] for weight in weights]


def chance_of_weight(counts: Mapping[int, int], quota: int) -> dict[int, tuple[int, int]]:
    """The exact chance of an entry of each weight, as ``q'·w`` of ``W'``, (1, 1) for certainties and (0, 1) where no
    place is left. ``counts``: how many entries of each weight. Equal weights have equal chances, so a round of
    certainties takes whole weights.
    """
    left = {weight: number for weight, number in counts.items() if number}
    places, total = quota, sum(weight * number for weight, number in left.items())
    out: dict[int, tuple[int, int]] = {}
    while places:
        now = [weight for weight in left if places * weight >= total]
        if not now:
            break
        for weight in now:
            out[weight] = (1, 1)
        taken = {weight: left.pop(weight) for weight in now}
        places -= sum(taken.values())
        total -= sum(weight * number for weight, number in taken.items())
    for weight in left:
        out[weight] = (places * weight, total) if places else (0, 1)
    return dict(sorted(out.items()))
