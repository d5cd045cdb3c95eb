"""A small stream of pseudo-random integers that is the same on every machine and in every Python version.

Only for inventing demonstration data. The draw itself never uses it (see `mingqian.lot`).
"""

import hashlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Stream:
    """Integers from SHA-256 in counter mode: block `c` is SHA-256(`"<seed>/<label>/<c>"`).

    Equal seed and label give the equal stream. `fork` opens an independent stream, so that a change
    in one part of the county does not shift every other part.
    """

    def __init__(self, seed: int, label: str) -> None:
        self._seed = seed
        self._label = label
        self._counter = 0

    def fork(self, label: str) -> "Stream":
        """Open the independent stream `<label of this>/<label>`."""
        return Stream(self._seed, f"{self._label}/{label}")

    def below(self, bound: int) -> int:
        """Return an integer in 0 ≤ x < `bound`, each equally likely. Raises ValueError if `bound` < 1."""
        if bound < 1:
            raise ValueError("bound must be positive")
        limit = (1 << 64) // bound * bound
        while True:
            block = hashlib.sha256(f"{self._seed}/{self._label}/{self._counter}".encode()).digest()
            self._counter += 1
            number = int.from_bytes(block[:8], "big")
            if number < limit:
                return number % bound

    def between(self, low: int, high: int) -> int:
        """Return an integer in `low` ≤ x ≤ `high`."""
        return low + self.below(high - low + 1)

    def chance(self, percent: int) -> bool:
        """Return True in `percent` of 100 cases."""
        return self.below(100) < percent

    def pick(self, options: Sequence[T]) -> T:
        """Return one of `options`, each equally likely."""
        return options[self.below(len(options))]

    def pick_weighted(self, options: Sequence[tuple[T, int]]) -> T:
        """Return one option, each as likely as its whole-number weight."""
        ball = self.below(sum(weight for _, weight in options))
        for option, weight in options:
            if ball < weight:
                return option
            ball -= weight
        raise AssertionError("unreachable: the ball lies below the sum of weights")

    def sample(self, options: Sequence[T], count: int) -> list[T]:
        """Return `count` different places of `options` in random order. Raises ValueError if too few."""
        if count > len(options):
            raise ValueError("sample larger than the options")
        left = list(options)
        return [left.pop(self.below(len(left))) for _ in range(count)]

    def shuffled(self, options: Sequence[T]) -> list[T]:
        """Return all of `options` in random order."""
        return self.sample(options, len(options))
