"""The simulation of coverage: seeded, right where the answer is known, and honest about who is never reached."""

from __future__ import annotations

import math
import random
from collections import Counter
from fractions import Fraction

import pytest

from mingqian.plans.forecast import Assumptions, DrawnLine, Stratum, hypergeometric, play


def assumed(**more: object) -> Assumptions:
    values: dict[str, object] = {
        "years": 3, "newcomers": 0, "leaving": Fraction(0), "leave_out": True, "all_left": True, "seed": 7, "runs": 60,
    }  # fmt: skip
    return Assumptions(**(values | more))  # type: ignore[arg-type]


A_THIRD = [DrawnLine(334, (0,))]
THOUSAND = [Stratum("机械", 1000, 0)]


def test_a_third_a_year_without_repeats_sees_everybody_in_three_years() -> None:
    found = play(THOUSAND, A_THIRD, assumed())
    assert [end.middle for end in found.ends] == [0.334, 0.668, 1.0]
    assert found.everyone == 1.0 and found.never == ()


def test_a_third_a_year_from_all_again_leaves_three_in_ten_unseen() -> None:
    found = play(THOUSAND, A_THIRD, assumed(leave_out=False, all_left=False, runs=200))
    assert found.everyone == 0.0
    assert found.ends[2].middle == pytest.approx(1 - (1 - 0.334) ** 3, abs=0.01)
    assert found.ends[2].low < found.ends[2].middle < found.ends[2].high


def test_five_percent_a_year_never_gets_there_unless_the_last_year_takes_all() -> None:
    few = [DrawnLine(50, (0,))]
    assert play(THOUSAND, few, assumed(all_left=False)).ends[2].middle == pytest.approx(0.15)
    assert play(THOUSAND, few, assumed()).ends[2].unseen == 0


def test_whom_no_line_reaches_stays_unseen_and_is_named() -> None:
    found = play([*THOUSAND, Stratum("烟草", 20, 0)], A_THIRD, assumed())
    assert found.never == (("烟草", 20),) and found.everyone == 0.0 and found.ends[2].unseen == 20


def test_newcomers_and_leavers_are_reckoned_with() -> None:
    found = play(THOUSAND, A_THIRD, assumed(newcomers=30, all_left=False))
    assert found.ends[2].unseen > 0
    gone = play(THOUSAND, A_THIRD, assumed(leaving=Fraction(1, 10), all_left=False))
    assert gone.ends[2].unseen == 0


def test_the_same_seed_gives_the_same_picture() -> None:
    again = assumed(leave_out=False)
    assert play(THOUSAND, A_THIRD, again) == play(THOUSAND, A_THIRD, again)
    assert play(THOUSAND, A_THIRD, again) != play(THOUSAND, A_THIRD, assumed(leave_out=False, seed=8))


def test_an_empty_register_and_an_empty_plan() -> None:
    assert play([], [], assumed()).everyone == 1.0
    assert play(THOUSAND, [], assumed()).ends[2].unseen == 1000


def test_draws_follow_the_hypergeometric_distribution() -> None:
    good, bad, drawn, times = 7, 9, 6, 20_000
    rng = random.Random(1)
    counted = Counter(hypergeometric(rng, good, bad, drawn) for _ in range(times))
    for number in range(7):
        chance = math.comb(good, number) * math.comb(bad, drawn - number) / math.comb(good + bad, drawn)
        assert counted[number] / times == pytest.approx(chance, abs=0.012)


@pytest.mark.parametrize(
    ("good", "bad", "drawn"), [(0, 5, 3), (5, 0, 3), (4, 4, 8), (3, 3, 0), (10**6, 10**6, 10**6)]
)
def test_draws_stay_within_what_there_is(good: int, bad: int, drawn: int) -> None:
    rng = random.Random(2)
    for _ in range(50):
        found = hypergeometric(rng, good, bad, drawn)
        assert max(0, drawn - bad) <= found <= min(good, drawn)
